"""Items of the Library with everything a plan needs to know of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.holdings import load_holdings
from cascade.library.links import LINK
from cascade.library.sharing import same_file
from cascade.library.tables import MEDIA_FILES, files, item_values, items
from cascade.media import ExternalIds, Kind, MediaFile, Role
from cascade.step import Holding

Copies = dict[int, bool | None]
"""Items of one title, with their 4K class."""
_CONTAINERS = (Kind.SEASON, Kind.SHOW)


@dataclass(frozen=True, slots=True)
class Record:
    """One item as the Library has it.

    `holdings` are by server instance, requests and media rows too; a season has its show's *arr holding.
    `ids` of a season are its show's. `files` of a show or season are those of all its episodes; what
    several media servers list is there once, as the first says it. `listed` has by media server what each
    lists itself.
    `snapshot` is by instance what brings the item back later.
    """

    id: int
    kind: Kind
    title: str
    year: int | None
    library: str
    size_bytes: int
    ids: ExternalIds
    guid: str | None
    season: int | None
    show_id: int | None
    is_4k: bool | None
    arr_match: str
    gone_at: datetime | None
    last_play_at: datetime | None
    files: tuple[MediaFile, ...]
    holdings: Mapping[str, tuple[Holding, ...]]
    snapshot: Mapping[str, object]
    watched_by: tuple[str, ...]
    requested_by: tuple[str, ...]
    episodes: int | None
    listed: Mapping[str, tuple[MediaFile, ...]] = field(default_factory=dict)


async def load_records(conn: AsyncConnection, ids: Sequence[int]) -> dict[int, Record]:
    """Read items with their files, holdings, requests and people; ids that are not there are left out."""
    rows = {row.id: row for row in await conn.execute(select(items).where(items.c.id.in_(ids)))}
    show_ids = {row.show_id for row in rows.values() if row.show_id is not None}
    shows = {row.id: row for row in await conn.execute(select(items).where(items.c.id.in_(show_ids)))}
    holdings = await load_holdings(conn, list(rows.values()), shows)
    listed = await media_files(conn, ids)
    people = await _people(conn, ids)
    episodes = await _episodes(conn, [row.id for row in rows.values() if row.kind in _CONTAINERS])
    return {
        item: Record(
            id=item,
            kind=Kind(row.kind),
            title=row.title if row.kind != Kind.SEASON else f"{shows[row.show_id].title} · {row.title}",
            year=row.year,
            library=row.library,
            size_bytes=row.size_bytes or sum(file.size_bytes for file in listed[item].first),
            ids=ids_of(row if row.kind != Kind.SEASON else shows[row.show_id]),
            guid=row.guid,
            season=row.season_number,
            show_id=row.show_id,
            is_4k=row.is_4k,
            arr_match=row.arr_match if row.kind != Kind.SEASON else shows[row.show_id].arr_match,
            gone_at=row.gone_at,
            last_play_at=row.last_play_at,
            files=listed[item].first,
            listed=listed[item].by_source,
            holdings=holdings[item].by_source(),
            snapshot=holdings[item].snapshots(),
            watched_by=people[item, "watched-by"],
            requested_by=people[item, "requested-by"],
            episodes=episodes.get(item),
        )
        for item, row in rows.items()
    }


def ids_of(row: Row[Any]) -> ExternalIds:
    """Read the external ids of an item row."""
    return ExternalIds(row.tmdb, row.tvdb, row.imdb, row.anidb)


@dataclass(frozen=True, slots=True)
class Listed:
    """The files of an item: once each as the first media server lists them, and as each server does."""

    first: tuple[MediaFile, ...]
    by_source: Mapping[str, tuple[MediaFile, ...]]


async def media_files(conn: AsyncConnection, ids: Sequence[int]) -> dict[int, Listed]:
    """Read the files of items in the media servers, roll-ups included, ordered by path."""
    first: dict[int, set[MediaFile]] = defaultdict(set)
    by_source: dict[int, dict[str, set[MediaFile]]] = {item: defaultdict(set) for item in ids}
    query = select(files).where(
        files.c.role.in_(MEDIA_FILES),
        or_(files.c.item_id.in_(ids), files.c.season_id.in_(ids), files.c.show_id.in_(ids)),
    )
    wanted = set(ids)
    for row in await conn.execute(query):
        file = MediaFile(row.path, row.size_bytes, row.file_ref, row.resolution)
        for owner in {row.item_id, row.season_id, row.show_id} & wanted:
            by_source[owner][row.source].add(file)
            if row.role == Role.MEDIA.value:
                first[owner].add(file)
    return {
        item: Listed(_by_path(first[item]), {source: _by_path(its) for source, its in listed.items()})
        for item, listed in by_source.items()
    }


def _by_path(found: Collection[MediaFile]) -> tuple[MediaFile, ...]:
    return tuple(sorted(found, key=lambda file: file.path))


async def others_of_title(
    conn: AsyncConnection, kind: Kind, ids: ExternalIds, besides: Collection[int]
) -> int:
    """Count the present items of the same title, besides the given ones."""
    return others_among(await copies_of_title(conn, kind, ids), ids, set(besides))


def others_among(copies: Copies, ids: ExternalIds, besides: AbstractSet[int]) -> int:
    """Count the copies of a title besides the given items.

    A title without ids cannot be shown to have no other copy: it counts as having one.
    """
    return len(copies.keys() - besides) if copies else int(not _numbers(ids))


async def copies_of_title(conn: AsyncConnection, kind: Kind, ids: ExternalIds) -> Copies:
    """Give the present items of a title with their 4K class; none for a title without ids."""
    return (await copies_of_titles(conn, [(kind, ids)]))[kind, ids]


async def copies_of_titles(
    conn: AsyncConnection, titles: Iterable[tuple[Kind, ExternalIds]]
) -> dict[tuple[Kind, ExternalIds], Copies]:
    """Give the same for many titles, number by number: asked for any number, SQLite reads a whole kind."""
    found: dict[tuple[Kind, ExternalIds], Copies] = {title: {} for title in titles}
    meant: dict[str, dict[tuple[Kind, int | str], list[Copies]]] = defaultdict(lambda: defaultdict(list))
    for (kind, ids), copies in found.items():
        for name, number in _numbers(ids).items():
            meant[name][kind, number].append(copies)
    for name, wanted in meant.items():
        kinds, numbers = ({one[part] for one in wanted} for part in (0, 1))
        query = select(items.c.kind, items.c[name], items.c.id, items.c.is_4k).where(
            items.c.kind.in_(kinds), items.c[name].in_(numbers), items.c.gone_at.is_(None)
        )
        for kind, number, item, is_4k in await conn.execute(query):
            for copies in wanted.get((Kind(kind), number), ()):
                copies[item] = is_4k
    return found


async def entries_of_files(conn: AsyncConnection, item_id: int) -> frozenset[str]:
    """The media server's refs of all films and episodes that lie in an item's files, its own and others'."""
    mine, theirs = files.alias("mine"), files.alias("theirs")
    query = (
        select(theirs.c.ref)
        .select_from(theirs.join(mine, same_file(mine, theirs)))
        .where(
            mine.c.role.in_(MEDIA_FILES),
            theirs.c.role.in_(MEDIA_FILES),
            or_(mine.c.item_id == item_id, mine.c.season_id == item_id, mine.c.show_id == item_id),
        )
    )
    return frozenset((await conn.scalars(query)).all())


async def present(conn: AsyncConnection) -> dict[Kind, int]:
    """Count the present items of each kind."""
    query = select(items.c.kind, func.count()).where(items.c.gone_at.is_(None)).group_by(items.c.kind)
    return {Kind(kind): count for kind, count in await conn.execute(query)}


def _numbers(ids: ExternalIds) -> dict[str, int | str]:
    """The numbers that make two items one title, by their columns."""
    numbers = {"tmdb": ids.tmdb, "tvdb": ids.tvdb, "imdb": ids.imdb}
    return {name: number for name, number in numbers.items() if number is not None}


async def _people(conn: AsyncConnection, ids: Sequence[int]) -> dict[tuple[int, str], tuple[str, ...]]:
    found: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    query = select(item_values).where(
        item_values.c.item_id.in_(ids),
        item_values.c.field.in_(("watched-by", "requested-by")),
        item_values.c.source != LINK,
    )
    for row in await conn.execute(query.order_by(item_values.c.key)):
        found[row.item_id, row.field].setdefault(row.key, row.value)
    return defaultdict(tuple, {key: tuple(names.values()) for key, names in found.items()})


async def _episodes(conn: AsyncConnection, ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    if not ids:
        return found
    for parent in (items.c.parent_id, items.c.show_id):
        query = (
            select(parent, func.count())
            .where(parent.in_(ids), items.c.kind == Kind.EPISODE.value, items.c.gone_at.is_(None))
            .group_by(parent)
        )
        found |= {row[0]: row[1] for row in await conn.execute(query)}
    return found
