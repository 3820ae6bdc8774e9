"""The buttons that show more of a plan."""

from typing import Any

import discord

from bot.controls import Control, bot_of, view_of
from bot.mistakes import answer
from bot.plan_control import PlanControl
from bot.render.plan import left_out_embed, page_count, page_embed
from bot.turning import turning
from cascade.plan import Plan


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


def _turning(plan: Plan, page: int) -> discord.ui.View:
    return view_of(turning(Page, plan.id, page, page_count(plan)))


CONTROLS: tuple[type[Control], ...] = (SeeAll, Page, WhyLeftOut)
