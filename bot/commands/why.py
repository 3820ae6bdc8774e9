"""/why: why is, or is not, this title in a plan or a rule."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands import choices
from bot.limits import DESCRIPTION, lines, safe
from bot.mistakes import answer
from bot.render.words import AMBER, GREEN, GREY
from cascade.errors import BadInput
from cascade.plans import Explanation
from cascade.rules.answer import Answer

if TYPE_CHECKING:
    from bot.client import CascadeBot

_SAYS = {
    Answer.YES: ("The rule wants it", AMBER),
    Answer.NO: ("The rule does not want it", GREEN),
    Answer.UNKNOWN: ("Unknown, so it stays", GREY),
}


class Why(commands.Cog):
    """Explains one title."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot

    @app_commands.command(name="why", description="Why is this title in a plan or rule, or why not?")
    @app_commands.describe(
        title="the title, from the list", plan="a plan; else the newest one", query="or a query"
    )
    @app_commands.autocomplete(title=choices.titles, query=choices.query)
    async def why(
        self, interaction: discord.Interaction, title: str, plan: str | None = None, query: str | None = None
    ) -> None:
        """Explain with the actual values and their age."""
        if not title.isdecimal():
            raise BadInput("Choose the title from the list that opens while you type.")
        asked, on_plan = await self._asked(int(title), plan, query)
        explanation = await self.bot.cascade.explain(asked, int(title))
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


def why_embed(explanation: Explanation, query: str, on_plan: str | None) -> discord.Embed:
    """The verdict with its reasons; protections veto whatever the rule says."""
    says, colour = _SAYS[explanation.verdict.answer]
    year = f" ({explanation.year})" if explanation.year else ""
    embed = discord.Embed(title=f"{safe(explanation.title)}{year}", colour=colour)
    rows = [f"**{says}.**", *(f"• {safe(reason.text, 200)}" for reason in explanation.verdict.reasons)]
    rows += [f"🛡 {safe(veto, 200)}" for veto in explanation.protected_by]
    rows += [on_plan] if on_plan is not None else []
    rows.append(f"-# {safe(query, 300)}")
    embed.description = lines(rows, DESCRIPTION)
    return embed
