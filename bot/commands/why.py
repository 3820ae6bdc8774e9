"""/why: why is, or is not, this title in a plan or a rule."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.chosen import item_chosen
from bot.commands import choices
from bot.mistakes import answer
from bot.render.why import why_embed
from cascade.errors import BadInput

if TYPE_CHECKING:
    from bot.client import CascadeBot


class Why(commands.Cog):
    """Explains one title."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(name="why", description="Why is this title in a plan or rule, or why not?")
    @app_commands.describe(
        title="the title, from the list", plan="a plan; else the newest one", query="or a query"
    )
    @app_commands.autocomplete(title=choices.titles, query=choices.query, plan=choices.plans)
    async def why(
        self, interaction: discord.Interaction, title: str, plan: str | None = None, query: str | None = None
    ) -> None:
        """Explain with the actual values and their age."""
        item_id = await item_chosen(self.bot.cascade, title)
        asked, on_plan = await self._asked(item_id, plan, query)
        explanation = await self.bot.cascade.explain(asked, item_id)
        await answer(interaction, embed=why_embed(explanation, asked, on_plan))

    async def _asked(self, item_id: int, plan: str | None, query: str | None) -> tuple[str, str | None]:
        """The query to explain, and what the plan says of the item."""
        if query is not None:
            return query, None
        if plan is None:
            newest = await self.bot.cascade.last_plan()
            if newest is None:
                raise BadInput("There is no plan yet; give a query, or make a plan with /clean.")
            plan = newest.id
        found = await self.bot.cascade.plan(plan.strip().casefold())
        there = any(item.item_id == item_id for item in found.items)
        return found.query, f"It is {'' if there else 'not '}on plan {found.id}."
