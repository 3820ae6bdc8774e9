"""From a query to a plan in the admin channel, at once or when the first sync has ended."""

from typing import TYPE_CHECKING

import discord

from bot.access import Member, member_of
from bot.mistakes import answer, noted
from bot.rooms import post
from cascade.errors import Refused
from cascade.plan import Plan
from cascade.rules.query import parse

if TYPE_CHECKING:
    from bot.client import CascadeBot


async def propose(bot: "CascadeBot", interaction: discord.Interaction, query: str) -> None:
    """Make a plan of a query and post it in the admin channel, or here where none is set.

    Before the first sync has ended the plan is made when it has.
    """
    member, here = member_of(interaction), interaction.channel_id or 0
    if await bot.cascade.first_sync_done():
        plan, message = await post_plan(bot, query, member, here)
        await answer(interaction, f"Plan {plan.id} is here: {message.jump_url}")
        return
    parse(query)  # a mistake in it is told now, not after the sync
    bot.syncs.start()
    await answer(interaction, first_sync_line(bot))
    bot.work.start(f"plan:{interaction.id}", _post_later(bot, query, member, here))


def first_sync_line(bot: "CascadeBot") -> str:
    """What somebody is told who asks before the Library has been read once."""
    now = bot.syncs.now
    said = "The first sync has just begun." if now is None else now.sentence(bot.now())
    return f"{said} Your plan comes here when it is done."


async def _post_later(bot: "CascadeBot", query: str, member: Member, here: int) -> None:
    await bot.syncs.wait()
    try:
        await _refuse_unread(bot)
        await post_plan(bot, query, member, here)
    except Exception as error:  # noqa: BLE001 - the boundary: whatever it is, the promise gets an answer
        await post(bot, here, noted(error)[0])


async def _refuse_unread(bot: "CascadeBot") -> None:
    if not await bot.cascade.first_sync_done():
        raise Refused("The first sync did not read every server; look at /health, then ask again.")


async def post_plan(
    bot: "CascadeBot", query: str, member: Member, here: int, *, instead_of: str | None = None
) -> tuple[Plan, discord.Message]:
    """Make a plan and post it in the admin channel, or here where none is set.

    It takes the place of the plan `instead_of`, whose message then says so.
    """
    cascade, by_id = bot.cascade, str(member.id)
    if instead_of is None:
        plan = await cascade.propose(query, by=member.name, by_id=by_id)
    else:
        plan = await cascade.change(instead_of, query, by=member.name, by_id=by_id)
        await bot.plan_messages.refresh(await cascade.plan(instead_of))
    room = (await bot.cascade.preferences.read()).admin_channel_id or here
    channel = bot.get_partial_messageable(room, guild_id=bot.guild_id)
    return plan, await bot.plan_messages.post(channel, plan)
