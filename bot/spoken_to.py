"""Which messages are meant for the bot."""

import re
from typing import Final

import discord

from cascade.household.preferences import Preferences

MENTION: Final = re.compile(r"<@!?(\d{5,20})>")


def is_for(message: discord.Message, me: discord.abc.Snowflake, preferences: Preferences) -> bool:
    """Whether a message in the server is for the bot: it calls it, answers it, or stands in the chat channel.

    An answer to what stands in the feed is talk among people, unless it calls the bot by name.
    """
    if message.channel.id == preferences.chat_channel_id or calls(message.content, me):
        return True
    feeds = (preferences.feed_channel_id, preferences.friends_channel_id)
    return any(one.id == me.id for one in message.mentions) and message.channel.id not in feeds


def calls(text: str, me: discord.abc.Snowflake) -> bool:
    """Whether a text mentions the bot, which an answer to it does not have to."""
    return any(match[1] == str(me.id) for match in MENTION.finditer(text))


def words_of(text: str, me: discord.abc.Snowflake) -> str:
    """What is said besides calling the bot."""
    return MENTION.sub(lambda match: "" if match[1] == str(me.id) else match[0], text).strip()
