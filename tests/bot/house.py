"""A household in a thread of its own, for commands that run to their end in ours."""

import asyncio
import itertools
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from playground.household import Household

T = TypeVar("T")

QUICK = {"IN_DOUBT_SETTLE": "0.3", "PROOF_SECONDS": "3", "RETRY_AFTER": "0.2", "MAX_SHARE": "100%"}


@dataclass
class House:
    """A household that runs, and a settings file that reaches it."""

    home: Household
    folder: Path
    loop: asyncio.AbstractEventLoop
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def do(self, work: Callable[[Household], Awaitable[T]]) -> T:
        """Do something where the household runs, and wait for it."""

        async def inside() -> T:
            return await work(self.home)

        return asyncio.run_coroutine_threadsafe(inside(), self.loop).result(30)

    def settings(self, **changes: str | None) -> Path:
        """Write a settings file of its own; `changes` overrides by name, None leaves a setting out."""
        database = f"sqlite+aiosqlite:///{self.folder / 'cascadarr.db'}"
        values = {**self.home.env(), "DATABASE_URL": database, **QUICK, **changes}
        path = self.folder / f"house{next(self.numbers)}.env"
        path.write_text("".join(f"{name}={value}\n" for name, value in values.items() if value is not None))
        return path

    def destructive(self) -> list[str]:
        """Every call so far that changed a server."""
        return [
            f"{call.server} {call.method} {call.path}"
            for call in self.home.log.calls
            if call.effect and call.method in {"DELETE", "PUT", "POST"}
        ]


@contextmanager
def running(folder: Path, *, films: int = 40, shows: int = 4) -> Iterator[House]:
    """Start a household in a thread and stop it at the end."""
    ready = threading.Event()
    found: list[House] = []
    ends: list[asyncio.Event] = []

    async def live() -> None:
        ends.append(asyncio.Event())
        async with Household(folder / "house", films=films, shows=shows) as home:
            found.append(House(home, folder, asyncio.get_running_loop()))
            ready.set()
            await ends[0].wait()

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    assert ready.wait(30)
    try:
        yield found[0]
    finally:
        found[0].loop.call_soon_threadsafe(ends[0].set)
        thread.join(30)
