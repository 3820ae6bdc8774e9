"""What every button of a plan has in common: it looks the plan up anew, and carries an id, never data."""

from typing import TYPE_CHECKING, ClassVar

import discord

from bot.access import Who
from bot.controls import Control, bot_of
from bot.render.plan import closed_line
from cascade.errors import Refused
from cascade.plan import Plan, PlanState

if TYPE_CHECKING:
    from bot.client import CascadeBot


class PlanControl(Control):
    """Base: finds the plan of a click."""

    who: ClassVar[Who] = Who.ADMIN

    async def plan(self, interaction: discord.Interaction) -> Plan:
        """The stored plan."""
        return await bot_of(interaction).cascade.plan(self.ref)

    async def open_plan(self, interaction: discord.Interaction) -> Plan:
        """The stored plan, while it can still be confirmed or changed; else one line says why not."""
        return await open_plan(bot_of(interaction), self.ref)


async def open_plan(bot: "CascadeBot", plan_id: str) -> Plan:
    """Read a plan that can still be confirmed or changed.

    Refused with one line for one that is closed, after its message was brought up to date.
    """
    plan = await bot.cascade.plan(plan_id)
    if plan.state is not PlanState.PROPOSED:
        await bot.plan_messages.refresh(plan)
        raise Refused(closed_line(plan, await bot.cascade.successor(plan.id)))
    return plan
