"""What a bot hears of a message: without the intent for it, the text only where it is spoken to."""

from enum import IntFlag

from playground.discord.message import Message
from playground.discord.message_shape import message_json
from playground.discord.refusal import Json
from playground.discord.shapes import member
from playground.discord.state import State


class Intent(IntFlag):
    """The intents that mean something here, with Discord's own bits."""

    NONE = 0
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15
    PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT


_VEILED: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def heard_message(state: State, message: Message, intents: int) -> Json:
    """Write a message as an event; DMs, the bot's own and those that mention it are never veiled."""
    shape = message_json(state, message)
    private = message.channel_id in state.guild.direct
    if not private:
        shape |= {"guild_id": str(state.guild.id), "member": member(message.author)}
    spoken_to = private or message.author is state.bot or state.bot.id in message.mentioned.users
    return shape if spoken_to or intents & Intent.MESSAGE_CONTENT else shape | _VEILED
