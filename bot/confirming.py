"""From the last yes to a run: the database decides who was first."""

from typing import TYPE_CHECKING

import discord

from bot.access import Member
from bot.controls import bot_of
from bot.kinds import PLAN, RUN
from bot.mistakes import answer
from bot.render.run import rehearsal_embed
from bot.run_message import start_run

if TYPE_CHECKING:
    from cascade.plan import Plan

SOURCE = "discord"


async def confirm(
    interaction: discord.Interaction, plan: "Plan", member: Member, *, without: frozenset[str]
) -> None:
    """Confirm a plan as it was shown and start its run. Of two clicks at once one is refused.

    `without` names silent systems that the person agreed to do without.
    """
    bot = bot_of(interaction)
    run_id = await bot.cascade.confirm(
        plan.id, plan.digest, by=member.name, source=SOURCE, accept_partial=without
    )
    post = await bot.cascade.posts.find(PLAN, plan.id)
    room = post.room_id if post is not None else interaction.channel_id or 0
    await bot.cascade.posts.put(RUN, run_id, room, 0, str(member.id))
    await bot.plan_messages.refresh(await bot.cascade.plan(plan.id))
    start_run(bot, run_id)


async def rehearse(interaction: discord.Interaction, plan: "Plan") -> None:
    """Say what a confirmed plan would do, in practice mode; nothing is deleted and the plan stays open."""
    report = await bot_of(interaction).cascade.rehearse(plan.id)
    await answer(interaction, embed=rehearsal_embed(report), ephemeral=False)
