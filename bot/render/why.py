"""Why a title is, or is not, wanted by a rule."""

import discord

from bot.limits import DESCRIPTION, lines, safe
from bot.render.words import AMBER, GREEN, GREY
from bot.told import told
from cascade.plans import Explanation
from cascade.rules.answer import Answer

_SAYS = {
    Answer.YES: ("The rule wants it", AMBER),
    Answer.NO: ("The rule does not want it", GREEN),
    Answer.UNKNOWN: ("Unknown, so it stays", GREY),
}


def why_embed(explanation: Explanation, query: str, on_plan: str | None) -> discord.Embed:
    """The verdict with its reasons; protections veto whatever the rule says."""
    says, colour = _SAYS[explanation.verdict.answer]
    year = f" ({explanation.year})" if explanation.year else ""
    embed = discord.Embed(title=f"{safe(explanation.title)}{year}", colour=colour)
    rows = [f"**{says}.**", *(f"• {told(reason.text, 200)}" for reason in explanation.verdict.reasons)]
    rows += [f"🛡 {told(veto, 200)}" for veto in explanation.protected_by]
    rows += [on_plan] if on_plan is not None else []
    rows.append(f"-# {safe(query, 300)}")
    embed.description = lines(rows, DESCRIPTION)
    return embed
