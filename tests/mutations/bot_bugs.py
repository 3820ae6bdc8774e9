"""Bugs planted in the bot: who may do what, how often, and what Discord takes."""

from tests.mutations.bug import Bug

_PLAN = "tests/discord/test_plan.py"
_RULES = "tests/discord/test_rules.py"
_SECURITY = "tests/discord/test_security.py"
_RENDER = "tests/bot/render/test_plan.py"
_FEED = "tests/discord/test_feed.py"
_HOSTILE = "tests/discord/test_hostile.py"

BOT_BUGS: tuple[Bug, ...] = (
    Bug(
        "no permission check on click",
        "bot/controls.py",
        """                await interaction.response.defer()
            await bot.access.admit(interaction, self.who)
            await self.act(interaction)""",
        """                await interaction.response.defer()
            await self.act(interaction)""",
        (f"{_SECURITY}::test_a_guest_is_refused_every_control",),
    ),
    Bug(
        "no permission check on commands and autocomplete",
        "bot/tree.py",
        'await interaction.client.access.admit(interaction, extras.get("who", Who.ADMIN))',
        "pass",
        (
            f"{_SECURITY}::test_a_guest_is_refused_every_command_but_those_that_only_tell",
            f"{_SECURITY}::test_a_guest_is_offered_nothing_by_any_autocomplete",
        ),
    ),
    Bug(
        "everybody counts as an admin",
        "bot/access.py",
        "return bool(member.role_ids & set(preferences.admin_role_ids))",
        "return True",
        (f"{_SECURITY}::test_a_guest_is_refused_every_command_but_those_that_only_tell",),
    ),
    Bug(
        "no owner check",
        "bot/access.py",
        "if author_id != str(member.id) and not preferences.any_admin_may_confirm:",
        "if False:",
        (f"{_PLAN}::test_another_admin_may_not_confirm_a_plan_that_is_not_theirs",),
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
        (f"{_PLAN}::test_buttons_work_after_a_restart",),
    ),
    Bug(
        "embed over the limit",
        "bot/limits.py",
        "if used + len(row) + 1 + note > most:",
        "if False:",
        (f"{_RENDER}::test_every_plan_fits",),
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
        (f"{_RENDER}::test_a_title_stays_one_line_of_plain_text",),
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
        (f"{_SECURITY}::test_what_discord_no_longer_waits_for_is_not_done",),
    ),
    Bug(
        "modal: ack after the work",
        "bot/forms.py",
        "        await interaction.response.defer()\n",
        "",
        (f"{_RULES}::test_nothing_is_deleted_when_the_acknowledgement_came_too_late",),
    ),
    Bug(
        "command: ack after the work",
        "bot/tree.py",
        "await interaction.response.defer(ephemeral=True, thinking=True)",
        "pass",
        (f"{_RULES}::test_nothing_is_proposed_when_the_acknowledgement_came_too_late",),
    ),
    Bug(
        "feed posted before the ledger",
        "cascade/execution/item.py",
        "        taken = await self.taker.take(order)\n",
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
        taken = await self.taker.take(order)
""",
        (f"{_RULES}::test_what_a_server_only_claims_to_have_deleted_is_not_told_as_gone",),
    ),
    Bug(
        "replayed interaction handled twice",
        "bot/client.py",
        "if interaction.id in self._seen:",
        "if False:",
        (f"{_SECURITY}::test_an_interaction_that_comes_twice_is_carried_out_once",),
    ),
    Bug(
        "foreign guild accepted",
        "bot/access.py",
        "if guild_id not in guild_ids:",
        "if False:",
        (f"{_SECURITY}::test_another_server_is_refused",),
    ),
    Bug(
        "practice mode ignored on confirm",
        "bot/plan_deleting.py",
        "if preferences.practice:",
        "if False:",
        (f"{_PLAN}::test_practice_mode_rehearses_and_deletes_nothing",),
    ),
    Bug(
        "practice mode ignored by the ledger",
        "cascade/runs.py",
        "if source != SHELL and (await read_preferences(conn)).practice:",
        "if False:",
        (f"{_RULES}::test_practice_binds_the_second_admin_too",),
    ),
    Bug(
        "no second admin is asked",
        "bot/plan_deleting.py",
        "elif needs_second(plan.totals.items, plan.totals.size_bytes, preferences):",
        "elif False:",
        (f"{_PLAN}::test_a_large_plan_needs_a_second_admin",),
    ),
    Bug(
        "second admin may be the same person",
        "bot/plan_deleting.py",
        "if first is None or first.person_id == str(member.id):",
        "if first is None:",
        (f"{_PLAN}::test_a_large_plan_needs_a_second_admin",),
    ),
    Bug(
        "second yes without a first",
        "bot/plan_deleting.py",
        "if first is None or first.person_id == str(member.id):",
        "if first is not None and first.person_id == str(member.id):",
        (f"{_RULES}::test_a_second_yes_counts_only_after_a_first_one",),
    ),
    Bug(
        "typed number not compared",
        "bot/plan_deleting.py",
        "if typed != str(plan.totals.items):",
        "if False:",
        (f"{_PLAN}::test_the_wrong_number_deletes_nothing",),
    ),
    Bug(
        "number never asked for",
        "bot/render/plan.py",
        "return plan.totals.items > threshold or (always and no_undo(plan))",
        "return always and no_undo(plan)",
        (f"{_RULES}::test_more_items_than_agreed_ask_for_the_number",),
    ),
    Bug(
        "mentions on",
        "bot/client.py",
        "allowed_mentions=discord.AllowedMentions.none(),",
        "allowed_mentions=discord.AllowedMentions.all(),",
        (f"{_RULES}::test_nobody_is_notified_but_the_one_who_confirmed",),
    ),
    Bug(
        "the one who confirmed is not told",
        "bot/run_message.py",
        "allowed_mentions=discord.AllowedMentions(users=[discord.Object(int(person))] if person else False),",
        "allowed_mentions=discord.AllowedMentions.none(),",
        (f"{_PLAN}::test_a_plan_is_read_confirmed_carried_out_and_told",),
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
        ("tests/discord/test_mid_run.py::test_a_stopped_bot_goes_on_where_it_was",),
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
    Bug(
        "feed gives up a post that failed",
        "bot/feed.py",
        "await notices_box.failed([one.id for one in wanted], _later(self._bot.now(), wanted))",
        "await notices_box.posted([one.id for one in wanted])",
        (f"{_FEED}::test_a_post_that_fails_comes_later_and_once_and_the_deletion_stands",),
    ),
    Bug(
        "feed posts twice what it could not note",
        "bot/feed.py",
        "            nonce=_nonce(ADMINS, post.notices),\n",
        "",
        (f"{_FEED}::test_a_bot_that_died_before_it_noted_a_post_does_not_double_it",),
    ),
    Bug(
        "friends hear of what failed",
        "bot/render/friends.py",
        "return notice.status is Stands.COMPLETED",
        "return True",
        (f"{_FEED}::test_what_was_not_deleted_is_told_to_admins_alone",),
    ),
    Bug(
        "custom ids are read loosely",
        "bot/controls.py",
        "(?P<page>[0-9]{{1,5}})\\Z",
        "(?P<page>\\d{{1,5}})\\Z",
        (f"{_SECURITY}::test_a_custom_id_that_is_no_whole_match_is_not_heard",),
    ),
    Bug(
        "marks nobody sees stay in titles",
        "bot/limits.py",
        "if unicodedata.category(char) not in _UNSEEN",
        "if char",
        (f"{_RENDER}::test_a_title_stays_one_line_of_plain_text",),
    ),
    Bug(
        "a spreadsheet runs a title",
        "cascade/render.py",
        "text.lstrip().startswith(_FORMULA)",
        "text.startswith(_FORMULA)",
        (f"{_HOSTILE}::test_a_spreadsheet_runs_none_of_them",),
    ),
    Bug(
        "an option without a name",
        "bot/plan_changing.py",
        'plain(item.title, OPTION_TEXT) or "(no name)"',
        "plain(item.title, OPTION_TEXT)",
        (f"{_HOSTILE}::test_one_that_cannot_be_seen_can_be_dropped",),
    ),
    Bug(
        "a result goes on offering what no longer holds",
        "bot/run_message.py",
        "    if before is not None:  # what it said and offered no longer holds",
        "    if before is None:",
        (f"{_PLAN}::test_what_is_partial_is_retried_from_the_message",),
    ),
    Bug(
        "a plan that stands elsewhere now keeps its buttons",
        "bot/plan_message.py",
        "        if before is not None:  # nobody would keep it true any more",
        "        if before is None:",
        ("tests/discord/test_commands.py::test_a_plan_is_posted_again_with_buttons_that_work",),
    ),
    Bug(
        "another admin is offered what to drop",
        "bot/plan_changing.py",
        "        await bot_of(interaction).access.confirmer(interaction, plan.by_id)\n",
        "",
        (f"{_RULES}::test_another_admin_may_not_change_a_plan_that_is_not_theirs",),
    ),
    Bug(
        "a plan is acted on from anywhere",
        "bot/plan_control.py",
        "if post is not None and post.room_id != interaction.channel_id:",
        "if False:",
        (f"{_RULES}::test_a_plan_is_acted_on_only_where_it_stands",),
    ),
)
