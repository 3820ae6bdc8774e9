"""Bugs planted in the bot: who may do what, how often, and what Discord takes."""

from tests.mutations.bug import Bug

_PLAN = "tests/discord/test_plan.py"
_RULES = "tests/discord/test_rules.py"
_SECURITY = "tests/discord/test_security.py"
_RENDER = "tests/bot/render/test_plan.py"

BOT_BUGS: tuple[Bug, ...] = (
    Bug(
        "no permission check on click",
        "bot/controls.py",
        """                await interaction.response.defer()
            await bot.access.admit(interaction, self.who)
            await self.act(interaction)""",
        """                await interaction.response.defer()
            await self.act(interaction)""",
        (_SECURITY,),
    ),
    Bug(
        "no permission check on commands and autocomplete",
        "bot/tree.py",
        'await interaction.client.access.admit(interaction, extras.get("who", Who.ADMIN))',
        "pass",
        (_SECURITY,),
    ),
    Bug(
        "everybody counts as an admin",
        "bot/access.py",
        "return bool(member.role_ids & set(preferences.admin_role_ids))",
        "return True",
        (_SECURITY,),
    ),
    Bug(
        "no owner check",
        "bot/access.py",
        "if author_id != str(member.id) and not preferences.any_admin_may_confirm:",
        "if False:",
        (_PLAN, _RULES),
    ),
    Bug(
        "no state guard",
        "cascade/ledger/plans.py",
        "    if not await move_plan(conn, plan.id, PlanState.PROPOSED, PlanState.CONFIRMED):",
        "    if not plan.items:",
        (f"{_PLAN}::test_two_admins_at_once_make_one_run",),
    ),
    Bug(
        "no dynamic items registered",
        "bot/client.py",
        "self.add_dynamic_items(*DYNAMIC_ITEMS)",
        "pass",
        (_PLAN,),
    ),
    Bug(
        "embed over the limit",
        "bot/limits.py",
        "if used + len(row) + 1 + note > most:",
        "if False:",
        (_RENDER,),
    ),
    Bug(
        "texts are not cut",
        "bot/limits.py",
        """    if len(text) <= most:
        return text
    head""",
        """    if text == text:
        return text
    head""",
        (_RENDER,),
    ),
    Bug(
        "titles are read as markdown",
        "bot/limits.py",
        "escaped = discord.utils.escape_markdown(plain(text, most))",
        "escaped = plain(text, most)",
        (_RENDER,),
    ),
    Bug(
        "click: ack after the work",
        "bot/controls.py",
        """            if self.defers:
                await interaction.response.defer()
            await bot.access.admit(interaction, self.who)
            await self.act(interaction)
""",
        """            await bot.access.admit(interaction, self.who)
            await self.act(interaction)
            if self.defers and not interaction.response.is_done():
                await interaction.response.defer()
""",
        (_SECURITY,),
    ),
    Bug(
        "modal: ack after the work",
        "bot/forms.py",
        "        await interaction.response.defer()\n",
        "",
        (_RULES,),
    ),
    Bug(
        "command: ack after the work",
        "bot/tree.py",
        "await interaction.response.defer(ephemeral=True, thinking=True)",
        "pass",
        (_RULES,),
    ),
    Bug(
        "feed posted before the ledger",
        "cascade/execution/item.py",
        "        taken = await self.taker.take(self._order(item, item.gate, look))\n",
        """        async with self.db.write() as conn:
            await write_event(
                conn,
                self.run,
                item,
                status=_FINAL[ItemState.COMPLETED],
                results=results(item),
                error=None,
                now=self.clock(),
            )
        taken = await self.taker.take(self._order(item, item.gate, look))
""",
        (_RULES,),
    ),
    Bug(
        "replayed interaction handled twice",
        "bot/client.py",
        "if interaction.id in self._seen:",
        "if False:",
        (_SECURITY,),
    ),
    Bug(
        "foreign guild accepted",
        "bot/access.py",
        "if guild_id not in guild_ids:",
        "if False:",
        (_RULES, _SECURITY),
    ),
    Bug(
        "practice mode ignored on confirm",
        "bot/plan_deleting.py",
        "if preferences.practice:",
        "if False:",
        (_PLAN, _RULES),
    ),
    Bug(
        "practice mode ignored by the ledger",
        "cascade/runs.py",
        "if source != SHELL and (await read_preferences(conn)).practice:",
        "if False:",
        (_RULES,),
    ),
    Bug(
        "no second admin is asked",
        "bot/plan_deleting.py",
        "elif needs_second(plan.totals.items, plan.totals.size_bytes, preferences):",
        "elif False:",
        (_PLAN,),
    ),
    Bug(
        "second admin may be the same person",
        "bot/plan_deleting.py",
        "if first is None or first.person_id == str(member.id):",
        "if first is None:",
        (_PLAN,),
    ),
    Bug(
        "second yes without a first",
        "bot/plan_deleting.py",
        "if first is None or first.person_id == str(member.id):",
        "if first is not None and first.person_id == str(member.id):",
        (_RULES,),
    ),
    Bug(
        "typed number not compared",
        "bot/plan_deleting.py",
        "if typed != str(plan.totals.items):",
        "if False:",
        (_PLAN,),
    ),
    Bug(
        "number never asked for",
        "bot/render/plan.py",
        "return plan.totals.items > threshold or (always and no_undo(plan))",
        "return always and no_undo(plan)",
        (_RULES,),
    ),
    Bug(
        "mentions on",
        "bot/client.py",
        "allowed_mentions=discord.AllowedMentions.none(),",
        "allowed_mentions=discord.AllowedMentions.all(),",
        (_RULES,),
    ),
    Bug(
        "the one who confirmed is not told",
        "bot/run_message.py",
        "allowed_mentions=discord.AllowedMentions(users=[discord.Object(int(person))] if person else False),",
        "allowed_mentions=discord.AllowedMentions.none(),",
        (_PLAN, _RULES),
    ),
    Bug(
        "modals are forgotten at a restart",
        "bot/client.py",
        "await receive(interaction, FORMS)",
        "pass",
        (f"{_PLAN}::test_a_modal_that_was_open_over_a_restart_can_be_sent",),
    ),
    Bug(
        "modals are not authorised when they are sent",
        "bot/forms.py",
        "        await bot.access.admit(interaction, form.who)\n",
        "",
        (f"{_SECURITY}::test_a_modal_is_authorised_again_when_it_is_sent",),
    ),
    Bug(
        "cut-off runs are not resumed",
        "bot/arrival.py",
        "await bot.runs.resume()",
        "()",
        ("tests/discord/test_mid_run.py",),
    ),
    Bug(
        "a yes to one silent system is one to all",
        "cascade/preflight.py",
        "if needed & gates or needed - agreed:",
        "if needed & gates or (needed and not agreed):",
        ("tests/discord/test_without.py::test_agreeing_to_one_silent_system_is_no_yes_to_another",),
    ),
    Bug(
        "anybody's poster is waited for and believed",
        "cascade/connectors/_picture.py",
        "return bytes(body) if body.startswith(_BEGINNINGS) else None",
        "return bytes(body)",
        ("tests/connectors/test_plex_picture.py",),
    ),
)
