"""What each server holds of an item: its entries, and for requests its wishes and media rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Table, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.tables import files, holdings, request_media, requests
from cascade.media import ExternalIds, Kind, MediaFile, Role
from cascade.step import Holding

OF_SHOWS = frozenset({Role.SHOWS.value, Role.ANIME.value})
"""The roles whose entries are of whole shows, and with that of their seasons."""


@dataclass(slots=True)
class Held:
    """The holdings of one item while they are gathered."""

    holdings: list[Holding] = field(default_factory=list)
    kept: dict[str, Mapping[str, object]] = field(default_factory=dict)

    def by_source(self) -> dict[str, tuple[Holding, ...]]:
        """Group the holdings by server instance."""
        grouped: dict[str, list[Holding]] = defaultdict(list)
        for holding in self.holdings:
            grouped[holding.source].append(holding)
        return {source: tuple(its) for source, its in grouped.items()}

    def snapshots(self) -> Mapping[str, object]:
        """What brings the item back later, by instance."""
        return self.kept


async def load_holdings(
    conn: AsyncConnection, rows: Sequence[Row[Any]], shows: Mapping[int, Row[Any]]
) -> dict[int, Held]:
    """Read the holdings of item rows; `shows` are the shows of seasons, which only media servers list."""
    held = {row.id: Held() for row in rows}
    owners: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        owners[row.id].append(row)
        if row.kind == Kind.SEASON and row.show_id in shows:
            owners[row.show_id].append(row)
    await _entries(conn, owners, held)
    await _wishes(conn, [(row, shows.get(row.show_id, row)) for row in rows], held)
    return held


async def known_entries(conn: AsyncConnection, role: Role, ids: ExternalIds) -> dict[str, tuple[str, ...]]:
    """Name the entries of a role that carry a title's number, by server, whatever their files."""
    pairs = ((holdings.c.tmdb, ids.tmdb), (holdings.c.tvdb, ids.tvdb), (holdings.c.imdb, ids.imdb))
    numbers = [column == number for column, number in pairs if number is not None]
    query = select(holdings.c.source, holdings.c.ref).where(
        holdings.c.role == role.value, holdings.c.gone_at.is_(None), or_(false(), *numbers)
    )
    found: dict[str, tuple[str, ...]] = {}
    for source, ref in await conn.execute(query.order_by(holdings.c.ref)):
        found[source] = (*found.get(source, ()), ref)
    return found


async def _entries(
    conn: AsyncConnection, owners: Mapping[int, list[Row[Any]]], held: dict[int, Held]
) -> None:
    query = select(holdings).where(holdings.c.item_id.in_(list(owners)), holdings.c.gone_at.is_(None))
    entries = (await conn.execute(query.order_by(holdings.c.source, holdings.c.ref))).all()
    paths = await _files(conn, list(owners))
    for entry in entries:
        holding = Holding(
            entry.source,
            entry.ref,
            ExternalIds(entry.tmdb, entry.tvdb, entry.imdb),
            entry.path,
            tuple(paths.get((entry.source, entry.ref), ())),
            section=entry.scope if entry.role == Role.MEDIA.value else None,
        )
        for row in owners[entry.item_id]:
            if row.id == entry.item_id or entry.role in OF_SHOWS:
                held[row.id].holdings.append(holding)
                if entry.snapshot:
                    held[row.id].kept[entry.source] = entry.snapshot


async def _files(conn: AsyncConnection, ids: Sequence[int]) -> dict[tuple[str, str], list[MediaFile]]:
    found: dict[tuple[str, str], list[MediaFile]] = defaultdict(list)
    own = and_(holdings.c.source == files.c.source, holdings.c.ref == files.c.ref)
    query = select(files).join(holdings, own).where(holdings.c.item_id.in_(ids)).order_by(files.c.path)
    for row in await conn.execute(query):
        found[row.source, row.ref].append(MediaFile(row.path, row.size_bytes, row.file_ref, row.resolution))
    return found


async def _wishes(
    conn: AsyncConnection, titles: Sequence[tuple[Row[Any], Row[Any]]], held: dict[int, Held]
) -> None:
    """Requests and media rows are joined by kind and number, never by a bare number."""
    asked = await _of_titles(conn, requests, titles)
    media = await _of_titles(conn, request_media, titles)
    for item, row in asked:
        ids = ExternalIds(row.tmdb, row.tvdb)
        seasons = tuple(row.seasons)
        held[item].holdings.append(
            Holding(
                row.source, row.ref, ids, None, (), is_4k=row.is_4k, seasons=seasons, media_ref=row.media_ref
            )
        )
    for item, row in media:
        named = {holding.media_ref for holding in held[item].holdings if holding.source == row.source}
        if row.ref not in named:  # a title that was never requested, only found by a scan
            ids = ExternalIds(row.tmdb, row.tvdb)
            held[item].holdings.append(Holding(row.source, "", ids, None, (), media_ref=row.ref))


async def _of_titles(
    conn: AsyncConnection, table: Table, titles: Sequence[tuple[Row[Any], Row[Any]]]
) -> list[tuple[int, Row[Any]]]:
    by_key: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for row, title in titles:
        for provider in ("tmdb", "tvdb"):
            number = title._mapping[provider]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
            if number is not None:
                by_key[title.kind, provider, number].append(row.id)
    numbers = {provider: [key[2] for key in by_key if key[1] == provider] for provider in ("tmdb", "tvdb")}
    query = select(table).where(or_(table.c.tmdb.in_(numbers["tmdb"]), table.c.tvdb.in_(numbers["tvdb"])))
    found: list[tuple[int, Row[Any]]] = []
    for row in await conn.execute(query.order_by(table.c.source, table.c.ref)):
        provider = "tmdb" if (row.kind, "tmdb", row.tmdb) in by_key else "tvdb"
        number = row.tmdb if provider == "tmdb" else row.tvdb
        found += [(item, row) for item in by_key.get((row.kind, provider, number), ())]
    return found
