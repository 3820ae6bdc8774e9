"""The buttons of a plan. Each looks the plan up anew: what it carries is an id, never data."""

from datetime import timedelta
from typing import Any, ClassVar

import discord

from bot.access import Who, needs_second
from bot.confirming import confirm, rehearse
from bot.controls import Control, Form, bot_of, view_of
from bot.kinds import FIRST_YES
from bot.limits import OPTION_TEXT, cut, plain
from bot.mistakes import answer
from bot.render.plan import closed_line, left_out_embed, needs_count, page_count, page_embed
from bot.render.words import counted, size
from cascade.errors import Refused
from cascade.plan import Plan, PlanState

_OPTIONS = 25  # of a select, by Discord


class PlanControl(Control):
    """Base: finds the plan of a click, and answers for one that is closed."""

    who: ClassVar[Who] = Who.ADMIN

    async def plan(self, interaction: discord.Interaction) -> Plan:
        """The stored plan."""
        return await bot_of(interaction).cascade.plan(self.ref)

    async def open_plan(self, interaction: discord.Interaction) -> Plan:
        """The stored plan, while it can still be confirmed or changed; else one line says why not."""
        bot = bot_of(interaction)
        plan = await self.plan(interaction)
        if plan.state is not PlanState.PROPOSED:
            await bot.plan_messages.refresh(plan)
            raise Refused(closed_line(plan, await bot.cascade.successor(plan.id)))
        return plan


class SeeAll(PlanControl):
    """Opens the whole list, page by page, for the one who clicked."""

    action = "see"

    def face(self) -> Any:
        """A quiet button."""
        return discord.ui.Button(label="See all", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Show the first page."""
        plan = await self.plan(interaction)
        zone = bot_of(interaction).settings.timezone
        await answer(interaction, embed=page_embed(plan, 0, zone), view=_turning(plan, 0))


class Page(PlanControl):
    """Turns to a page of the list."""

    action = "page"

    def face(self) -> Any:
        """Named by whoever lays it out."""
        return discord.ui.Button(label="Page", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Show that page in the same place."""
        plan = await self.plan(interaction)
        page = min(self.page, page_count(plan) - 1)
        embed = page_embed(plan, page, bot_of(interaction).settings.timezone)
        await interaction.edit_original_response(embed=embed, view=_turning(plan, page))


class WhyLeftOut(PlanControl):
    """Says why items the rule touches are not on the plan."""

    action = "left"

    def face(self) -> Any:
        """A quiet button."""
        return discord.ui.Button(label="Why left out?", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Show the reasons."""
        await answer(interaction, embed=left_out_embed(await self.plan(interaction)))


class DropKeep(PlanControl):
    """Offers to take items off the plan, with or without a memory."""

    action = "dropkeep"

    def face(self) -> Any:
        """A quiet button."""
        return discord.ui.Button(label="Drop / keep", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Show the choices for the first items, or for those of another page."""
        plan = await self.open_plan(interaction)
        page = min(self.page, _drop_pages(plan) - 1)
        text = "Choose what stays. The plan is made anew without it; its old buttons stop working."
        if interaction.message is not None and interaction.message.flags.ephemeral:
            await interaction.edit_original_response(content=text, view=_dropping(plan, page))
        else:
            await answer(interaction, text, view=_dropping(plan, page))


class Drop(PlanControl):
    """Takes the chosen items off the plan."""

    action = "drop"
    words: ClassVar[str] = "Drop from this plan only"
    keep: ClassVar[bool] = False
    keep_for: ClassVar[timedelta | None] = None

    def face(self) -> Any:
        """A list to choose from; whoever lays it out fills it."""
        return discord.ui.Select(placeholder=self.words)

    async def act(self, interaction: discord.Interaction) -> None:
        """Make the successor and show it in the plan's message."""
        bot = bot_of(interaction)
        plan = await self.open_plan(interaction)
        member = await bot.access.confirmer(interaction, plan.by_id)
        chosen = _chosen(plan, self.values)
        successor = await bot.cascade.drop(
            plan.id, chosen, by=member.name, keep=self.keep, keep_for=self.keep_for
        )
        await bot.plan_messages.succeed(plan.id, successor)
        kept = (
            ""
            if not self.keep
            else " and kept for ever"
            if self.keep_for is None
            else " and kept for 90 days"
        )
        said = f"{counted(len(chosen), 'item')} dropped{kept}. It is plan {successor.id} now."
        await interaction.edit_original_response(content=said, view=None)


class KeepAWhile(Drop):
    """Takes items off and protects them for 90 days."""

    action = "keepawhile"
    words = "Drop and keep for 90 days"
    keep = True
    keep_for = timedelta(days=90)


class KeepForEver(Drop):
    """Takes items off and protects them until somebody takes that back."""

    action = "keepforever"
    words = "Drop and keep for ever"
    keep = True


class Refresh(PlanControl):
    """Makes the plan anew from the same query."""

    action = "refresh"

    def face(self) -> Any:
        """A quiet button."""
        return discord.ui.Button(label="Refresh", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Show the successor in the plan's message."""
        bot = bot_of(interaction)
        member = await bot.access.confirmer(interaction, (await self.plan(interaction)).by_id)
        successor = await bot.cascade.refresh(self.ref, by=member.name)
        await bot.plan_messages.succeed(self.ref, successor)


class Cancel(PlanControl):
    """Gives the plan up."""

    action = "cancel"

    def face(self) -> Any:
        """A quiet button."""
        return discord.ui.Button(label="Cancel", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Cancel, and take the buttons away."""
        bot = bot_of(interaction)
        plan = await self.open_plan(interaction)
        member = await bot.access.confirmer(interaction, plan.by_id)
        await bot.cascade.cancel(plan.id, by=member.name)
        await bot.plan_messages.refresh(await bot.cascade.plan(plan.id))


class Delete(PlanControl):
    """The one button that deletes; asks for the number of items where many go, or for good."""

    action = "delete"
    defers = False  # a modal must be the first answer

    def face(self) -> Any:
        """The only red button."""
        return discord.ui.Button(label="Delete…", style=discord.ButtonStyle.danger)

    async def act(self, interaction: discord.Interaction) -> None:
        """Ask for the number, or go on at once."""
        bot = bot_of(interaction)
        plan = await self.plan(interaction)
        if plan.state is not PlanState.PROPOSED:
            await interaction.response.defer()
            await self.open_plan(interaction)
        await bot.access.confirmer(interaction, plan.by_id)
        preferences = await bot.cascade.preferences.read()
        if needs_count(plan, preferences.count_modal_items, always=preferences.always_ask_when_no_undo):
            await interaction.response.send_modal(CountForm(plan, interaction.id))
            return
        await interaction.response.defer()
        await agreed(interaction, plan)


class SecondYes(PlanControl):
    """The agreement of another admin than the one who said yes first."""

    action = "secondyes"

    def face(self) -> Any:
        """A red button: it deletes."""
        return discord.ui.Button(label="Second admin: delete", style=discord.ButtonStyle.danger)

    async def act(self, interaction: discord.Interaction) -> None:
        """Confirm, if this is somebody else."""
        bot = bot_of(interaction)
        plan = await self.open_plan(interaction)
        member = await bot.access.admit(interaction, Who.ADMIN)
        first = await bot.cascade.posts.find(FIRST_YES, plan.id)
        if first is None or first.person_id == str(member.id):
            raise Refused("You said yes already; another admin has to agree.")
        await confirm(interaction, plan, member)


class CountForm(Form):
    """Asks for the number of items, as a brake before something that cannot be undone.

    `opened_by` is the interaction that opens it: discord.py answers one modal of an id, so each has its own.
    """

    def __init__(self, plan: Plan, opened_by: int) -> None:
        super().__init__(f"Delete {counted(plan.totals.items, 'item')}?", f"count:{plan.id}:{opened_by}")
        self.plan = plan
        self.number: discord.ui.TextInput[Any] = discord.ui.TextInput(
            placeholder=str(plan.totals.items), min_length=1, max_length=6
        )
        asked = f"Type {plan.totals.items} to delete {size(plan.totals.size_bytes)} for good"
        self.add_item(discord.ui.Label(text=cut(asked, 45), component=self.number))

    async def act(self, interaction: discord.Interaction) -> None:
        """Go on only with the right number."""
        if self.number.value.strip() != str(self.plan.totals.items):
            raise Refused(f"That is not {self.plan.totals.items}; nothing was deleted.")
        await agreed(interaction, self.plan)


async def agreed(interaction: discord.Interaction, plan: Plan) -> None:
    """Carry a yes on: to a rehearsal in practice, to a second admin where one is needed, else to the run."""
    bot = bot_of(interaction)
    member = await bot.access.confirmer(interaction, plan.by_id)
    preferences = await bot.cascade.preferences.read()
    if preferences.practice:
        await rehearse(interaction, plan)
    elif needs_second(plan.totals.items, plan.totals.size_bytes, preferences):
        await bot.cascade.posts.put(FIRST_YES, plan.id, 0, 0, str(member.id))
        await bot.plan_messages.refresh(await bot.cascade.plan(plan.id))
        await answer(interaction, "Noted. A plan of this size needs a second admin to say yes.")
    else:
        await confirm(interaction, plan, member)


def _turning(plan: Plan, page: int) -> discord.ui.View:
    last = page_count(plan) - 1
    back, on = Page(plan.id, max(page - 1, 0)), Page(plan.id, min(page + 1, last) if page < last else last)
    back.item.label, back.item.disabled = "◀ Back", page == 0
    on.item.label, on.item.disabled = "Next ▶", page == last
    if back.item.custom_id == on.item.custom_id:  # one page: Discord takes no id twice
        return discord.ui.View(timeout=None)
    return view_of((back, on))


def _drop_pages(plan: Plan) -> int:
    return max(-(-len(plan.items) // _OPTIONS), 1)


def _dropping(plan: Plan, page: int) -> discord.ui.View:
    items = plan.items[page * _OPTIONS : (page + 1) * _OPTIONS]
    options = [
        discord.SelectOption(
            label=cut(plain(item.title, OPTION_TEXT), OPTION_TEXT),
            value=str(item.item_id),
            description=cut(f"{item.year or ''} {size(item.size_bytes)}".strip(), OPTION_TEXT),
        )
        for item in items
    ]
    rows: list[tuple[Control, ...]] = []
    for kind in (Drop, KeepAWhile, KeepForEver):
        control = kind(plan.id, page)
        control.item.options = options
        control.item.max_values = len(options)
        rows.append((control,))
    if _drop_pages(plan) > 1:
        rows.append(_drop_turning(plan, page))
    return view_of(*rows)


def _drop_turning(plan: Plan, page: int) -> tuple[Control, ...]:
    turns = []
    for label, to in (("◀ Back", page - 1), ("Next ▶", page + 1)):
        if 0 <= to < _drop_pages(plan):
            turn = DropKeep(plan.id, to)
            turn.item.label = label
            turns.append(turn)
    return tuple(turns)


def _chosen(plan: Plan, values: list[str]) -> list[int]:
    """The chosen items; what is not on the plan is not taken from the click."""
    known = {str(item.item_id): item.item_id for item in plan.items}
    return [known[value] for value in values if value in known]


CONTROLS: tuple[type[Control], ...] = (
    SeeAll,
    Page,
    WhyLeftOut,
    DropKeep,
    Drop,
    KeepAWhile,
    KeepForEver,
    Refresh,
    Cancel,
    Delete,
    SecondYes,
)
