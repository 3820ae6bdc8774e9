"""REST: channels and their messages."""

from playground.discord import shapes
from playground.discord.changes import Typed
from playground.discord.guild import Channel
from playground.discord.message import Message
from playground.discord.message_shape import message_json
from playground.discord.permissions import Permission
from playground.discord.posting import edit, post, remove
from playground.discord.refusal import Refusal, Why
from playground.discord.rest import Ask, Reply, Route
from playground.discord.state import State

_CHANNEL = r"/channels/{channel:\d+}"
_MESSAGE = _CHANNEL + r"/messages/{message:\d+}"
_MOST_LISTED = 100


class ChannelRest:
    """Answers what a bot does in channels with its own token."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Give the routes."""
        return [
            Route("GET", _CHANNEL, self._get_channel),
            Route("GET", f"{_CHANNEL}/messages", self._list),
            Route("POST", f"{_CHANNEL}/messages", self._post),
            Route("GET", _MESSAGE, self._get),
            Route("PATCH", _MESSAGE, self._edit),
            Route("DELETE", _MESSAGE, self._delete),
            Route("POST", f"{_CHANNEL}/typing", self._type),
        ]

    def _get_channel(self, ask: Ask) -> Reply:
        channel = self._state.channel(ask.id("channel"))
        return Reply(shapes.channel(self._state.guild, channel))

    def _list(self, ask: Ask) -> Reply:
        channel = self._state.channel(ask.id("channel"))
        self._state.need(channel, Permission.READ_MESSAGE_HISTORY)
        everything = self._state.messages.get(channel.id, {}).values()
        rows = [message for message in everything if message.addressee is None]
        limit = min(int(ask.query.get("limit", "50")), _MOST_LISTED)
        if "after" in ask.query:
            rows = [message for message in rows if message.id > int(ask.query["after"])][:limit]
        if "before" in ask.query:
            rows = [message for message in rows if message.id < int(ask.query["before"])]
        return Reply([message_json(self._state, message) for message in reversed(rows[-limit:])])

    def _post(self, ask: Ask) -> Reply:
        channel = self._state.channel(ask.id("channel"))
        self._need_all(channel, ask)
        message = post(self._state, channel, self._state.bot, ask.payload, ask.uploads)
        return self._shown(message)

    def _get(self, ask: Ask) -> Reply:
        channel = self._state.channel(ask.id("channel"))
        self._state.need(channel, Permission.READ_MESSAGE_HISTORY)
        return self._shown(self._state.message(channel, ask.id("message")))

    def _edit(self, ask: Ask) -> Reply:
        channel = self._state.channel(ask.id("channel"))
        message = self._state.message(channel, ask.id("message"))
        if message.author is not self._state.bot:
            raise Refusal(Why.NOT_THE_AUTHOR)
        return self._shown(edit(self._state, channel, message, ask.payload, ask.uploads))

    def _delete(self, ask: Ask) -> Reply:
        channel = self._state.channel(ask.id("channel"))
        message = self._state.message(channel, ask.id("message"))
        if message.author is not self._state.bot:
            self._state.need(channel, Permission.MANAGE_MESSAGES)
        remove(self._state, message)
        return Reply()

    def _type(self, ask: Ask) -> Reply:
        channel = self._state.channel(ask.id("channel"))
        self._state.need(channel, Permission.SEND_MESSAGES)
        self._state.tell(Typed(channel, self._state.bot))
        return Reply()

    def _need_all(self, channel: Channel, ask: Ask) -> None:
        """Raise Refusal unless the bot may post such a message here."""
        wanted = Permission.SEND_MESSAGES
        if ask.payload.get("embeds"):
            wanted |= Permission.EMBED_LINKS
        if ask.uploads:
            wanted |= Permission.ATTACH_FILES
        if ask.payload.get("message_reference"):
            wanted |= Permission.READ_MESSAGE_HISTORY
        self._state.need(channel, wanted)

    def _shown(self, message: Message) -> Reply:
        return Reply(message_json(self._state, message))
