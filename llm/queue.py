"""One at a time: the line in front of the model, one for each guild, with a place to tell people."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from llm.errors import Busy

LONGEST: Final = 20  # people in one line, the one at the front included

Tell = Callable[[int], Awaitable[None]]


def place_text(ahead: int) -> str:
    """Say how many are ahead, as people are told."""
    return f"{ahead} ahead of you" if ahead else "your turn"


class _Line:
    def __init__(self) -> None:
        self.waiting: list[object] = []
        self.moved = asyncio.Event()

    def leave(self, one: object) -> None:
        """Take somebody out and wake all behind."""
        self.waiting.remove(one)
        self.moved.set()
        self.moved = asyncio.Event()


class Queue:
    """Lines by key, such as a guild. `width` is how many are served at once in one line."""

    def __init__(self, width: int = 1, longest: int = LONGEST) -> None:
        self._width = width
        self._longest = longest
        self._lines: dict[str, _Line] = {}

    def ahead(self, key: str) -> int:
        """Say how many somebody who came now would wait for."""
        line = self._lines.get(key)
        return max(0, len(line.waiting) - self._width + 1) if line else 0

    @asynccontextmanager
    async def turn(self, key: str, tell: Tell | None = None) -> AsyncIterator[None]:
        """Wait in line and hold the place while the context lasts.

        `tell` is awaited with the number ahead, at once if there is anybody and whenever it changes, but
        not when the turn has come. Raises Busy when the line is full.
        """
        line, me = self._lines.setdefault(key, _Line()), object()
        if len(line.waiting) >= self._longest:
            raise Busy("Too many people are asking just now; try again in a minute.")
        line.waiting.append(me)
        try:
            await self._wait(line, me, tell)
            yield
        finally:
            line.leave(me)
            if not line.waiting:
                del self._lines[key]

    async def _wait(self, line: _Line, me: object, tell: Tell | None) -> None:
        told = 0
        while ahead := max(0, line.waiting.index(me) - self._width + 1):
            if ahead != told and tell:
                told = ahead
                await tell(ahead)  # the line may move meanwhile
            else:
                await line.moved.wait()
