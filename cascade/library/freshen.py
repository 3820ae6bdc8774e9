"""Reading the newest plays and all requests again, so that no gate opens on an old reading."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Table, and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.errors import Unexpected
from cascade.library import guards
from cascade.library.derive import Household, derive
from cascade.library.listing import Tally
from cascade.library.listings import Pages
from cascade.library.play_facts import resolve_plays
from cascade.library.play_rows import write_plays
from cascade.library.status import REQUEST_MEDIA, REQUESTS, expect_counts, expected_counts
from cascade.library.tables import items, plays, request_media, requests, sources
from cascade.library.wishes import write_request_media, write_requests
from cascade.media import Kind, Request, RequestMedia
from cascade.ports import Requests, WatchSource
from cascade.servers import Servers

T = TypeVar("T")
OVERLAP = timedelta(days=1)  # a player that was offline reports late
_CHUNK = 400
_Title = tuple[str, int | None, int | None]  # kind, tmdb, tvdb


@dataclass(frozen=True, slots=True)
class Freshen:
    """Reads what is shared by all items: plays and requests."""

    db: Database
    servers: Servers
    household: Household

    async def all(self, besides: Collection[str]) -> None:
        """Read the newest plays of every watch source and every request; derive the items concerned.

        Raises the error of a server that cannot be read, or whose answer shrank suspiciously. Servers named
        in `besides` are not asked.
        """
        since = {one.name: await self._plays(one) for one in self.servers.watch if one.name not in besides}
        changed: set[_Title] = set()
        for server in self.servers.requests:
            if server.name not in besides:
                changed |= await self._requests(server)
        async with self.db.write() as conn:
            await resolve_plays(conn, self.household.media)
            concerned = await _of_plays(conn, since) | await _of_titles(conn, changed)
            await derive(conn, self.household, concerned)

    async def _plays(self, watch: WatchSource) -> datetime | None:
        """Read down to the newest known play, with overlap; return how far back was read."""
        async with self.db.read() as conn:
            newest = await conn.scalar(
                select(func.max(plays.c.at)).where(
                    plays.c.source == watch.name, plays.c.key.not_like("owner:%")
                )
            )
        since = None if newest is None else newest - OVERLAP
        for start in dict.fromkeys((since, None)):  # nothing new nor known: is there anything at all?
            if await self._read_plays(watch, start):
                return start
        if newest is not None:
            raise Unexpected(
                f"{watch.name} shows an empty history where there was one; look at it, then run "
                f"`sync {watch.name}`.",
                server=watch.name,
            )
        return None

    async def _read_plays(self, watch: WatchSource, since: datetime | None) -> int:
        count = 0
        async for page in watch.plays(since):
            if page.skipped:
                raise Unexpected(
                    f"{watch.name} has {page.skipped} plays that could not be understood.", server=watch.name
                )
            async with self.db.write() as conn:
                await write_plays(conn, watch.name, page.rows)
            count += len(page.rows)
        return count

    async def _requests(self, server: Requests) -> set[_Title]:
        """Replace the requests of a server; return the titles whose requests changed."""
        asked = await _gather(server.name, REQUESTS, server.requests, _ref)
        media = await _gather(server.name, REQUEST_MEDIA, server.media, _ref)
        async with self.db.write() as conn:
            expected = await expected_counts(conn, server.name)
            listed = {REQUESTS: len(asked), REQUEST_MEDIA: len(media)}
            alert = guards.shrink(server.name, expected, listed)
            if alert is not None:
                raise Unexpected(alert, server=server.name)
            # Rows that go here are no longer known when their item is buried, so they are taken off now.
            await expect_counts(conn, server.name, listed)
            before = await _stored(conn, server.name)
            generation = (
                await conn.scalar(select(sources.c.generation).where(sources.c.name == server.name)) or 0
            )
            await _keep(conn, requests, server.name, [row.ref for row in asked])
            await write_requests(conn, server.name, generation, asked)
            await _keep(conn, request_media, server.name, [row.ref for row in media])
            await write_request_media(conn, server.name, generation, media)
            after = await _stored(conn, server.name)
        return {title for title, _ in before ^ after}


def _ref(row: Request | RequestMedia) -> str:
    return row.ref


async def _gather(source: str, what: str, pages: Pages[T], key: Callable[[T], str]) -> list[T]:
    tally, rows = Tally(), list[T]()
    async for page in pages():
        tally.add(map(key, page.rows), page.total, page.skipped)
        rows += page.rows
    flaw = tally.flaw()
    if flaw is not None:
        raise Unexpected(f"The listing of {source} ({what}) is not whole: {flaw}.", server=source)
    return rows


async def _keep(conn: AsyncConnection, table: Table, source: str, refs: Sequence[str]) -> None:
    """Delete the rows whose ref is not among those listed."""
    known = (await conn.scalars(select(table.c.ref).where(table.c.source == source))).all()
    gone = sorted(set(known) - set(refs))
    for start in range(0, len(gone), _CHUNK):
        part = gone[start : start + _CHUNK]
        await conn.execute(delete(table).where(table.c.source == source, table.c.ref.in_(part)))


async def _stored(conn: AsyncConnection, source: str) -> set[tuple[_Title, tuple[object, ...]]]:
    columns = ("ref", "kind", "tmdb", "tvdb", "is_4k", "person_key", "at")
    rows = await conn.execute(
        select(*(requests.c[name] for name in columns)).where(requests.c.source == source)
    )
    return {((row.kind, row.tmdb, row.tvdb), tuple(row)) for row in rows}


async def _of_plays(conn: AsyncConnection, since: dict[str, datetime | None]) -> set[int]:
    """Items the plays just read are of, or may be of."""
    found: set[int] = set()
    for source, start in since.items():
        read = [plays.c.source == source]
        if start is not None:
            read.append(plays.c.at >= start)
        found.update((await conn.scalars(select(plays.c.item_id).where(*read).distinct())).all())
        doubtful = and_(plays.c.item_id.is_(None), items.c.kind == plays.c.kind, items.c.gone_at.is_(None))
        for same in (items.c.title_key == plays.c.title_key, items.c.guid == plays.c.guid):
            query = select(items.c.id).join(plays, and_(doubtful, same)).where(*read)
            found.update((await conn.scalars(query)).all())
    return {item for item in found if item is not None}


async def _of_titles(conn: AsyncConnection, titles: Iterable[_Title]) -> set[int]:
    found: set[int] = set()
    for kind, tmdb, tvdb in titles:
        number = [items.c.tmdb == tmdb] if tmdb is not None else []
        number += [items.c.tvdb == tvdb] if kind == Kind.SHOW and tvdb is not None else []
        if number:
            query = select(items.c.id).where(items.c.kind == kind, or_(*number), items.c.gone_at.is_(None))
            found.update((await conn.scalars(query)).all())
    return found
