"""The bot's channels: finding one, posting there, and saying what is missing when that fails."""

import logging
from typing import TYPE_CHECKING

import discord

from bot.invite import missing_in
from bot.limits import CONTENT, cut
from cascade.household.preferences import Preferences

if TYPE_CHECKING:
    from bot.client import CascadeBot

_log = logging.getLogger(__name__)


async def post(bot: "CascadeBot", channel_id: int | None, text: str) -> bool:
    """Say something in a channel; False, and a line in the log, where that cannot be done."""
    if channel_id is None:
        return False
    try:
        await bot.get_partial_messageable(channel_id, guild_id=bot.guild_id).send(cut(text, CONTENT))
    except discord.HTTPException as error:
        _log.warning("nothing could be said in channel %s: %s", channel_id, why_not(bot, channel_id, error))
        return False
    return True


def why_not(bot: "CascadeBot", channel_id: int, error: discord.HTTPException) -> str:
    """Say what stands against posting in a channel, and what to do."""
    lacking = missing_somewhere(bot, channel_id)
    if lacking is not None:
        return lacking
    return f"Discord answered {error.status} ({error.code}); it is tried again later."


def missing_somewhere(bot: "CascadeBot", channel_id: int) -> str | None:
    """Say what the bot may not do in a channel, None where nothing is missing."""
    guild = bot.get_guild(bot.guild_id)
    channel = guild.get_channel(channel_id) if guild is not None else None
    if guild is None or channel is None:
        return f"<#{channel_id}> does not exist any more, or I cannot see it: name another in /setup."
    lacking = missing_in(channel, guild.me)
    return f"In <#{channel_id}> I lack: {', '.join(lacking)}." if lacking else None


def channels_of(preferences: Preferences) -> tuple[int, ...]:
    """Every channel the bot was given, once."""
    given = (
        preferences.admin_channel_id,
        preferences.feed_channel_id,
        preferences.friends_channel_id,
        preferences.chat_channel_id,
    )
    return tuple(dict.fromkeys(channel for channel in given if channel is not None))
