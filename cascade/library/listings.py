"""Reading every listing of one server into the Library, page by page."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeVar

from cascade.database import Database
from cascade.errors import Unexpected
from cascade.library.ahead import read_ahead
from cascade.library.arr_entries import write_arr_entries
from cascade.library.entries import write_entries
from cascade.library.listing import Tally
from cascade.library.outcome import Outcome
from cascade.library.play_rows import write_plays
from cascade.library.progress import Meter, Watcher
from cascade.library.reading import Reading
from cascade.library.status import HISTORY, REQUEST_MEDIA, REQUESTS
from cascade.library.wishes import write_request_media, write_requests
from cascade.media import ArrEntry, Kind, MediaEntry, Play, Request, RequestMedia, Role, Section
from cascade.ports import Keeper, MediaServer, Page, Requests, WatchSource

T = TypeVar("T")
Pages = Callable[[], AsyncIterator[Page[T]]]
Write = Callable[[Sequence[T]], Awaitable[int]]  # returns how many rows had no place

_TRIES = 2  # a listing that changed while it was read is read once more
_BENEATH = {Kind.MOVIE: (Kind.MOVIE,), Kind.SHOW: (Kind.SHOW, Kind.SEASON, Kind.EPISODE)}


@dataclass(frozen=True, slots=True)
class Listings:
    """Reads listings for one outcome. Each page is one short write; no write waits for the network.

    Every method raises a CascadeError where a listing cannot be read or is not whole.
    """

    db: Database
    outcome: Outcome
    clock: Callable[[], datetime]
    zone: tzinfo
    watcher: Watcher | None = None
    ahead: tuple[str, ...] = ()

    async def media(self, server: MediaServer, *, rekey: bool) -> None:
        """Read every section; shows before seasons before episodes, so that parents are known."""
        for section in await server.sections():
            for kind in _BENEATH[section.kind]:
                await self._section(server, section, kind, rekey=rekey)

    async def _section(self, server: MediaServer, section: Section, kind: Kind, *, rekey: bool) -> None:
        async def write(rows: Sequence[MediaEntry]) -> int:
            async with self.db.write() as conn:
                written = await write_entries(conn, self._reading(rekey=rekey), rows)
            self.outcome.new += written.new
            self.outcome.came_back += written.came_back
            return written.unplaced

        what = f"{section.title}, {kind.value}s"
        await self._whole(what, lambda: server.entries(section, kind), write, lambda row: row.ref)

    async def arr(self, server: Keeper, role: Role) -> None:
        """Read every entry of a Radarr, Sonarr or Shoko."""

        async def write(rows: Sequence[ArrEntry]) -> int:
            async with self.db.write() as conn:
                self.outcome.new += await write_arr_entries(conn, self._reading(), role, rows)
            return 0

        await self._whole("entries", server.entries, write, lambda row: row.ref)

    async def plays(self, server: WatchSource) -> None:
        """Read the whole history."""

        async def write(rows: Sequence[Play]) -> int:
            async with self.db.write() as conn:
                await write_plays(conn, self.outcome.source, rows)
            return 0

        count = await self._whole(HISTORY, server.plays, write, lambda row: row.key)
        self.outcome.counts[HISTORY] = count

    async def wishes(self, server: Requests) -> None:
        """Read every request and every media row."""
        source, generation = self.outcome.source, self.outcome.generation

        async def write(rows: Sequence[Request]) -> int:
            async with self.db.write() as conn:
                await write_requests(conn, source, generation, rows)
            return 0

        async def write_media(rows: Sequence[RequestMedia]) -> int:
            async with self.db.write() as conn:
                await write_request_media(conn, source, generation, rows)
            return 0

        counts = self.outcome.counts
        counts[REQUESTS] = await self._whole(REQUESTS, server.requests, write, lambda row: row.ref)
        counts[REQUEST_MEDIA] = await self._whole(
            REQUEST_MEDIA, server.media, write_media, lambda row: row.ref
        )

    def _reading(self, *, rekey: bool = False) -> Reading:
        done = self.outcome
        return Reading(
            done.source, done.generation, done.started_at, self.zone, rekey=rekey, ahead=self.ahead
        )

    async def _whole(self, what: str, pages: Pages[T], write: Write[T], key: Callable[[T], str]) -> int:
        """Read a listing until it is whole, twice at most; return its rows."""
        flaw: str | None = None
        for _ in range(_TRIES):
            tally = await self._once(what, pages, write, key)
            flaw = tally.flaw()
            if flaw is None:
                self.outcome.rows += tally.rows
                return tally.rows
        raise Unexpected(
            f"The listing of {self.outcome.source} ({what}) is not whole: {flaw}. "
            f"Nothing was marked gone; run `sync {self.outcome.source}` again.",
            server=self.outcome.source,
        )

    async def _once(self, what: str, pages: Pages[T], write: Write[T], key: Callable[[T], str]) -> Tally:
        tally = Tally()
        meter = Meter(self.outcome.source, what, self.clock, self.watcher, self.clock())
        async with aclosing(read_ahead(pages())) as ahead:
            async for page in ahead:
                unplaced = await write(page.rows) if page.rows else 0
                tally.add(map(key, page.rows), page.total, page.skipped + unplaced)
                meter.add(len(page.rows), page.total)
        return tally
