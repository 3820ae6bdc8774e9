"""Messages and their attachments."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntFlag

from playground.discord.guild import Person
from playground.discord.mentions import Mentioned
from playground.discord.refusal import Json


class MessageFlag(IntFlag):
    """The flags that mean something here, with Discord's own bits."""

    NONE = 0
    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a request brings it."""

    index: int
    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hangs on a message; `size` is in bytes, width and height in pixels or None."""

    id: int
    filename: str
    content_type: str
    data: bytes
    width: int | None = None
    height: int | None = None
    description: str | None = None

    @property
    def size(self) -> int:
        """Give its size in bytes."""
        return len(self.data)


@dataclass(slots=True)
class Message:
    """A message. `addressee` is the one person who sees an ephemeral one, None for everybody.

    `metadata` is Discord's record of the interaction it answers; `command` is that interaction's
    command as typed. `pinged` are the ids of those it notified.
    """

    id: int
    channel_id: int
    author: Person
    created: datetime
    content: str = ""
    flags: int = 0
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    edited: datetime | None = None
    addressee: int | None = None
    reply_to: int | None = None
    mentioned: Mentioned = field(default_factory=Mentioned)
    pinged: frozenset[int] = frozenset()
    metadata: Json | None = None
    command: str | None = None
    by: Person | None = None
    nonce: str | None = None
    dismissed: bool = False

    @property
    def loading(self) -> bool:
        """Say whether the bot still thinks."""
        return bool(self.flags & MessageFlag.LOADING)

    def visible_to(self, person: Person) -> bool:
        """Say whether a person who may see the channel sees this message."""
        return self.addressee is None or (self.addressee == person.id and not self.dismissed)
