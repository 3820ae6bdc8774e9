"""The place in the line, told to somebody who waits for a reader."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import discord


@dataclass(slots=True)
class Place:
    """Tells somebody their place in the line: one message, brought up to date, and taken away at the end."""

    send: Callable[[str], Awaitable[discord.Message]]
    shown: discord.Message | None = None

    async def tell(self, ahead: int) -> None:
        """Show how many are ahead."""
        said = f"{ahead} ahead of you."
        if self.shown is None:
            self.shown = await self.send(said)
        else:
            with suppress(discord.NotFound):
                await self.shown.edit(content=said)

    async def leave(self) -> None:
        """Take the message away, if nobody did."""
        if self.shown is not None:
            with suppress(discord.NotFound):
                await self.shown.delete()
