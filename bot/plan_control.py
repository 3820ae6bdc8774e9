"""What every button of a plan has in common: it looks the plan up anew, and carries an id, never data."""

from typing import ClassVar

import discord

from bot.access import Who
from bot.controls import Control, bot_of
from bot.kinds import PLAN
from bot.render.plan import closed_line
from cascade.errors import Refused
from cascade.plan import Plan, PlanState


class PlanControl(Control):
    """Base: finds the plan of a click."""

    who: ClassVar[Who] = Who.ADMIN

    async def plan(self, interaction: discord.Interaction) -> Plan:
        """The stored plan."""
        return await plan_here(interaction, self.ref)

    async def open_plan(self, interaction: discord.Interaction) -> Plan:
        """The stored plan, while it can still be confirmed or changed; else one line says why not."""
        return await open_plan(interaction, self.ref)


async def plan_here(interaction: discord.Interaction, plan_id: str) -> Plan:
    """Read a plan; Refused where its message stands in another channel than the interaction comes from."""
    cascade = bot_of(interaction).cascade
    post = await cascade.posts.find(PLAN, plan_id)
    if post is not None and post.room_id != interaction.channel_id:
        raise Refused(f"Plan {plan_id} stands in <#{post.room_id}>; use its buttons there.")
    return await cascade.plan(plan_id)


async def open_plan(interaction: discord.Interaction, plan_id: str) -> Plan:
    """Read a plan that can still be confirmed or changed, where it stands.

    Refused with one line for one that is closed, after its message was brought up to date.
    """
    bot, plan = bot_of(interaction), await plan_here(interaction, plan_id)
    if plan.state is not PlanState.PROPOSED:
        await bot.plan_messages.refresh(plan)
        raise Refused(closed_line(plan, await bot.cascade.successor(plan.id)))
    return plan
