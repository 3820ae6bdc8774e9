"""The buttons that put another plan in the place of a plan, or give it up."""

from datetime import timedelta
from typing import Any, ClassVar

import discord

from bot.controls import Control, bot_of, view_of
from bot.limits import OPTION_TEXT, OPTIONS, plain
from bot.mistakes import answer
from bot.plan_control import PlanControl
from bot.render.words import counted, size
from bot.turning import turning
from cascade.plan import Plan


class DropKeep(PlanControl):
    """Offers to take items off the plan, with or without a memory."""

    action = "dropkeep"

    def face(self) -> Any:
        """A quiet button."""
        return discord.ui.Button(label="Drop / keep", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Show the choices for the first items, or for those of another page."""
        plan = await self.open_plan(interaction)
        await bot_of(interaction).access.confirmer(interaction, plan.by_id)
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


def _drop_pages(plan: Plan) -> int:
    return max(-(-len(plan.items) // OPTIONS), 1)


def _dropping(plan: Plan, page: int) -> discord.ui.View:
    items = plan.items[page * OPTIONS : (page + 1) * OPTIONS]
    options = [
        discord.SelectOption(
            label=plain(item.title, OPTION_TEXT) or "(no name)",  # Discord takes no empty label
            value=str(item.item_id),
            description=f"{item.year} · {size(item.size_bytes)}" if item.year else size(item.size_bytes),
        )
        for item in items
    ]
    rows: list[tuple[Control, ...]] = []
    for kind in (Drop, KeepAWhile, KeepForEver):
        control = kind(plan.id, page)
        control.item.options = options
        control.item.max_values = len(options)
        rows.append((control,))
    return view_of(*rows, turning(DropKeep, plan.id, page, _drop_pages(plan)))


def _chosen(plan: Plan, values: list[str]) -> list[int]:
    """The chosen items; what is not on the plan is not taken from the click."""
    known = {str(item.item_id): item.item_id for item in plan.items}
    return [known[value] for value in values if value in known]


CONTROLS: tuple[type[Control], ...] = (DropKeep, Drop, KeepAWhile, KeepForEver, Refresh, Cancel)
