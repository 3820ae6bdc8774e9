"""Reading one item again from the servers that hold it, just before something is done to it."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.errors import NotFound, Unexpected
from cascade.library.arr_entries import write_arr_entries
from cascade.library.derive import Household, derive
from cascade.library.entries import write_entries
from cascade.library.expectation import expect_fewer
from cascade.library.leaving import leave
from cascade.library.reading import Reading
from cascade.library.removal import bury
from cascade.library.tables import files, holdings, items, sources
from cascade.media import ArrEntry, Kind, MediaEntry, Role
from cascade.ports import MediaServer, Server
from cascade.servers import Servers


@dataclass(frozen=True, slots=True)
class _Held:
    """An entry that holds the item, or for a season its show."""

    source: str
    ref: str
    role: Role
    kind: Kind
    item_id: int
    guid: str | None
    identity: str | None


@dataclass(frozen=True, slots=True)
class _MediaFound:
    """What a media server says now: None = proved gone. `beneath` are all episodes and their seasons."""

    held: _Held
    entry: MediaEntry | None
    beneath: tuple[MediaEntry, ...] | None = None


@dataclass(frozen=True, slots=True)
class _ArrFound:
    """What an *arr says now: None = proved gone."""

    held: _Held
    entry: ArrEntry | None


@dataclass(frozen=True, slots=True)
class Refresh:
    """Reads single items again."""

    db: Database
    servers: Servers
    household: Household
    clock: Callable[[], datetime]
    zone: tzinfo

    async def item(self, item_id: int, besides: Collection[str]) -> bool:
        """Read an item from every server that holds it, write and derive it; say whether it is still there.

        Raises the server's error where one cannot be read, and writes nothing then. Servers named in
        `besides`, and those that left the settings, are not asked.
        """
        started_at = self.clock()
        async with self.db.read() as conn:
            asked = {server.name for server in self.servers.all()} - set(besides)
            held = [row for row in await _held(conn, item_id) if row.source in asked]
        readings = [self._media(row, item_id) for row in held if row.role is Role.MEDIA]
        arrs = [self._arr(row) for row in held if row.role is not Role.MEDIA]
        found, entries = await asyncio.gather(asyncio.gather(*readings), asyncio.gather(*arrs))
        async with self.db.write() as conn:
            for media in found:
                await self._write_media(conn, media, started_at)
            for arr in entries:
                await self._write_arr(conn, arr, started_at)
            await derive(conn, self.household, [item_id])
            gone = await conn.scalar(
                select(items.c.id).where(items.c.id == item_id, items.c.gone_at.is_(None))
            )
        return gone is not None

    async def _media(self, held: _Held, item_id: int) -> _MediaFound:
        server = next(one for one in self.servers.media if one.name == held.source)
        try:
            entry = await server.read(held.ref)
        except NotFound:
            await _same_server(server, held)
            return _MediaFound(held, None)
        if entry.kind is not held.kind or entry.guid != held.guid:
            await _same_server(server, held)
        if held.item_id != item_id or entry.kind not in {Kind.SHOW, Kind.SEASON}:
            return _MediaFound(held, entry)
        return _MediaFound(held, entry, await self._beneath(server, entry))

    async def _beneath(self, server: MediaServer, entry: MediaEntry) -> tuple[MediaEntry, ...]:
        """Read the episodes, and the seasons among their parents that the Library does not know yet."""
        leaves = await server.leaves(entry.ref)
        refs = {leaf.parent_ref for leaf in leaves if leaf.parent_ref is not None} - {entry.ref}
        async with self.db.read() as conn:
            query = select(holdings.c.ref).where(
                holdings.c.source == server.name, holdings.c.ref.in_(refs), holdings.c.gone_at.is_(None)
            )
            known = set((await conn.scalars(query)).all())
        seasons = await asyncio.gather(*(server.read(ref) for ref in sorted(refs - known)))
        return (*seasons, *leaves)

    async def _arr(self, held: _Held) -> _ArrFound:
        server = next(one for one in self.servers.keepers() if one.name == held.source)
        try:
            return _ArrFound(held, await server.read(held.ref))
        except NotFound:
            await _same_server(server, held)
            return _ArrFound(held, None)

    async def _write_media(self, conn: AsyncConnection, found: _MediaFound, started_at: datetime) -> None:
        held = found.held
        if found.entry is None:
            await bury(conn, await leave(conn, held.source, [held.ref], started_at), started_at, "absent")
            return
        ahead = self.servers.ahead(held.source)
        generation = await _generation(conn, held.source)
        reading = Reading(held.source, generation, started_at, self.zone, ahead=ahead)
        await write_entries(conn, reading, [found.entry])
        if found.beneath is not None:
            for kind in (Kind.SEASON, Kind.EPISODE):
                page = [entry for entry in found.beneath if entry.kind is kind]
                if page:
                    await write_entries(conn, reading, page)
            await self._bury_missing(conn, held, found.beneath, started_at)
        await conn.execute(text(_REVEAL), {"item": held.item_id})

    async def _bury_missing(
        self, conn: AsyncConnection, held: _Held, beneath: Sequence[MediaEntry], at: datetime
    ) -> None:
        listed = {entry.ref for entry in beneath if entry.kind is Kind.EPISODE}
        query = (
            select(holdings.c.ref)
            .join(items, items.c.id == holdings.c.item_id)
            .where(holdings.c.source == held.source, holdings.c.gone_at.is_(None))
            .where(holdings.c.kind == Kind.EPISODE.value)
            .where(or_(items.c.parent_id == held.item_id, items.c.show_id == held.item_id))
        )
        missing = [ref for ref in await conn.scalars(query) if ref not in listed]
        await bury(conn, await leave(conn, held.source, missing, at), at, "absent")

    async def _write_arr(self, conn: AsyncConnection, found: _ArrFound, started_at: datetime) -> None:
        held = found.held
        if found.entry is not None:
            reading = Reading(held.source, await _generation(conn, held.source), started_at, self.zone)
            await write_arr_entries(conn, reading, held.role, [found.entry])
            return
        own = (holdings.c.source == held.source, holdings.c.ref == held.ref)
        await expect_fewer(conn, *own)
        await conn.execute(update(holdings).where(*own).values(gone_at=started_at, match="none"))
        await conn.execute(delete(files).where(files.c.source == held.source, files.c.ref == held.ref))


async def _held(conn: AsyncConnection, item_id: int) -> list[_Held]:
    show = select(items.c.show_id).where(items.c.id == item_id).scalar_subquery()
    rows = await conn.execute(
        select(
            holdings.c.source,
            holdings.c.ref,
            holdings.c.role,
            holdings.c.kind,
            holdings.c.item_id,
            items.c.guid,
            sources.c.identity,
        )
        .join(items, items.c.id == holdings.c.item_id)
        .join(sources, sources.c.name == holdings.c.source)
        .where(or_(holdings.c.item_id == item_id, holdings.c.item_id == show), holdings.c.gone_at.is_(None))
        .order_by(items.c.kind.desc())  # a show is written before its season
    )
    return [_Held(source, ref, Role(role), Kind(kind), *rest) for source, ref, role, kind, *rest in rows]


async def _generation(conn: AsyncConnection, source: str) -> int:
    """The newest generation of a server: a sync at work may have listed the entry while it was read alone.

    With an older one the sync would miss it.
    """
    return await conn.scalar(select(sources.c.generation).where(sources.c.name == source)) or 0


async def _same_server(server: Server, held: _Held) -> None:
    """Ask who answered; what another server says of an entry is not about our entry."""
    if (await server.identity()).identity != held.identity:
        raise Unexpected(
            f"{server.name} is not the server it was, so that nothing is known of its entries; "
            f"run `sync --adopt {server.name}` if that is right.",
            server=server.name,
        )


_REVEAL = """
UPDATE items SET gone_at = NULL, gone_why = NULL
WHERE gone_why = 'arriving' AND (parent_id = :item OR show_id = :item)
"""
