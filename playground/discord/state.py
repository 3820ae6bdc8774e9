"""All that the local Discord knows: the guild, the messages, the interactions, the commands."""

from dataclasses import dataclass, field

from playground.discord.changes import Change, Changes
from playground.discord.clock import Clock, Snowflakes
from playground.discord.guild import Channel, Guild, Person
from playground.discord.interaction import Interaction
from playground.discord.message import Message
from playground.discord.permissions import Permission, may
from playground.discord.refusal import Json, Refusal, Why


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long things may take, in seconds: the first answer, the token, an answer a test waits for."""

    acknowledge: float = 3.0
    token: float = 900.0
    patience: float = 10.0


@dataclass(frozen=True, slots=True)
class Ping:
    """Somebody was notified of a message, by name, role or reply."""

    person: str
    channel: str
    message_id: int


@dataclass(slots=True)
class State:
    """What is so now. `commands` holds the registered ones by guild id, None for the global ones.

    `interactions` is by token. `url` is http://127.0.0.1:port once the port is open.
    """

    clock: Clock
    ids: Snowflakes
    guild: Guild
    bot: Person
    application_id: int
    token: str
    deadlines: Deadlines
    changes: Changes = field(default_factory=Changes)
    messages: dict[int, dict[int, Message]] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    commands: dict[int | None, list[Json]] = field(default_factory=dict)
    pings: list[Ping] = field(default_factory=list)
    online: bool = False
    url: str = ""

    def tell(self, change: Change) -> None:
        """Tell everyone who listens."""
        self.changes.tell(change)

    def channel(self, ref: int) -> Channel:
        """Give a channel that the bot may see. Raises Refusal."""
        channel = self.guild.channel(ref)
        if channel is None:
            raise Refusal(Why.UNKNOWN_CHANNEL)
        self.need(channel, Permission.VIEW_CHANNEL)
        return channel

    def message(self, channel: Channel, ref: int) -> Message:
        """Give a message as the bot's token finds it: ephemeral ones it never does. Raises Refusal."""
        message = self.messages.get(channel.id, {}).get(ref)
        if message is None or message.addressee is not None:
            raise Refusal(Why.UNKNOWN_MESSAGE)
        return message

    def need(self, channel: Channel, wanted: Permission) -> None:
        """Raise Refusal unless the bot may do this here."""
        if not may(self.guild, self.bot, channel, Permission.VIEW_CHANNEL):
            raise Refusal(Why.MISSING_ACCESS)
        if not may(self.guild, self.bot, channel, wanted):
            raise Refusal(Why.MISSING_PERMISSIONS)

    def direct(self, person: Person) -> Channel:
        """Give the direct messages between the bot and a person, opened where need be."""
        for channel in self.guild.direct.values():
            if channel.recipient == person.id:
                return channel
        channel = Channel(self.ids.next(), self.bot.name, recipient=person.id)
        self.guild.direct[channel.id] = channel
        return channel

    def seen_in(self, channel: Channel, person: Person) -> list[Message]:
        """Give the messages a person sees in a channel, oldest first."""
        if not may(self.guild, person, channel, Permission.VIEW_CHANNEL):
            return []
        return [m for m in self.messages.get(channel.id, {}).values() if m.visible_to(person)]
