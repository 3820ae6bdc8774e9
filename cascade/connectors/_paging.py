"""Listings in pages: walk them by what arrived, and prove that a history was read to its end."""

from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cascade.errors import Unexpected

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One page as the server sent it; `arrived` counts its rows, readable or not."""

    rows: tuple[T, ...]
    arrived: int
    total: int

    @property
    def unread(self) -> int:
        """Give the number of rows that could not be understood."""
        return self.arrived - len(self.rows)


async def walk(read: Callable[[int], Awaitable[Part[T]]], what: str, server: str) -> AsyncIterator[Part[T]]:
    """Read page after page from offset 0 until the total is reached.

    Servers may send less than they were asked for, so the next page begins where the last one really
    ended. A page without rows before the end is Unexpected.
    """
    start = 0
    while True:
        part = await read(start)
        yield part
        start += part.arrived
        if start >= part.total:
            return
        if not part.arrived:
            raise Unexpected(
                f"{server} ended {what} after {start} of {part.total} rows: a short listing. Sync again.",
                server=server,
            )


@dataclass(slots=True)
class Tally:
    """Counts a history that grows at its front while it is read.

    New rows push known ones into the next page, so a key may come twice in a row; it counts once. Rows
    that vanish meanwhile pull others into a page that was read already: then the reading has a gap.
    """

    what: str
    server: str
    first_total: int | None = None
    seen: int = 0
    _last: frozenset[Hashable] = field(default=frozenset())

    def add(self, keys: frozenset[Hashable], unread: int, total: int) -> None:
        """Take note of one page: its keys, its rows without one, and the total it stated."""
        if self.first_total is None:
            self.first_total = total
        if total < self.first_total:
            raise self._gap(f"shrank from {self.first_total} to {total} rows")
        self.seen += len(keys - self._last) + unread
        self._last = keys

    def close(self) -> None:
        """Raise Unexpected unless every row that was there at the beginning has been seen."""
        if self.first_total is not None and self.seen < self.first_total:
            raise self._gap(f"came to {self.seen} of {self.first_total} rows")

    def _gap(self, how: str) -> Unexpected:
        return Unexpected(
            f"{self.what} of {self.server} {how} while it was read; sync again.", server=self.server
        )
