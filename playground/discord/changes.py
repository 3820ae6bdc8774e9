"""What happens in the local Discord, told to everyone who listens, in order."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from playground.discord.guild import Channel, Person
from playground.discord.interaction import Interaction
from playground.discord.message import Message

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Posted:
    """A message came."""

    message: Message


@dataclass(frozen=True, slots=True)
class Edited:
    """A message changed."""

    message: Message


@dataclass(frozen=True, slots=True)
class Removed:
    """A message was deleted, or dismissed by the one who saw it."""

    message: Message


@dataclass(frozen=True, slots=True)
class Typed:
    """Somebody types."""

    channel: Channel
    person: Person


@dataclass(frozen=True, slots=True)
class Asked:
    """A person used a command, a control or a modal."""

    interaction: Interaction


@dataclass(frozen=True, slots=True)
class Answered:
    """The bot answered an interaction, or did more with it."""

    interaction: Interaction


@dataclass(frozen=True, slots=True)
class Rearranged:
    """A channel's permissions or a person's roles changed; a channel of None means the guild."""

    channel: Channel | None


@dataclass(frozen=True, slots=True)
class Registered:
    """The bot's commands changed."""


@dataclass(frozen=True, slots=True)
class Presence:
    """The bot came or went."""

    online: bool


Change = Posted | Edited | Removed | Typed | Asked | Answered | Rearranged | Registered | Presence
Listener = Callable[[Change], None]


class Changes:
    """Tells every listener of each change, and wakes whoever waits for something to become true."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._stirred = asyncio.Event()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have the listener told from now on; call the result to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, change: Change) -> None:
        """Tell everyone."""
        for listener in tuple(self._listeners):
            listener(change)
        self.stir()

    def stir(self) -> None:
        """Let everyone who waits look again."""
        self._stirred.set()
        self._stirred = asyncio.Event()

    async def until(self, look: Callable[[], T | None], within: float) -> T | None:
        """Wait until `look` gives something true and give that; None when `within` seconds went by."""
        try:
            async with asyncio.timeout(within):
                while True:
                    stirred = self._stirred
                    if found := look():
                        return found
                    await stirred.wait()
        except TimeoutError:
            return None
