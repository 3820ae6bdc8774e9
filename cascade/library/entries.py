"""Pages of a media server's listing, written down as items, holdings, files and values."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.bulk import upsert
from cascade.library.file_rows import Row, file_row, replace_files
from cascade.library.placing import Placed, fate_of, has_place, parents_known, place, read_known
from cascade.library.reading import Fate, Reading, common_resolution, four_k, midnight
from cascade.library.tables import holdings, item_values, items, plays
from cascade.media import Kind, MediaEntry, Role, text_key

_LISTED = [
    "parent_id",
    "show_id",
    "title",
    "title_key",
    "show_title_key",
    "year",
    "season_number",
    "number",
    "tmdb",
    "tvdb",
    "imdb",
    "anidb",
    "guid",
    "library",
    "library_key",
    "added_at",
    "released_at",
    "rating",
    "critic_rating",
]
_OF_FILES = ["size_bytes", "copies", "resolution", "is_4k"]
_HELD = [
    "item_id",
    "kind",
    "scope",
    "title",
    "year",
    "tmdb",
    "tvdb",
    "imdb",
    "anidb",
    "size_bytes",
    "in_progress",
    "generation",
    "seen_at",
    "gone_at",
]
_SETS = ("genre", "label", "collection", "favorited-by")
_LEAVES = frozenset({Kind.MOVIE, Kind.EPISODE})


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one page: how many items are new, which came back, how many had no place."""

    new: int = 0
    came_back: tuple[str, ...] = ()
    unplaced: int = 0


async def write_entries(conn: AsyncConnection, reading: Reading, entries: Sequence[MediaEntry]) -> Written:
    """Write entries of one kind, their parents having been written before; idempotent.

    New items stay hidden (`arriving`) until the derivation that follows the sync reveals them. An entry we
    deleted is left alone as `reading.fate` decides, and so is all that lies beneath it.
    """
    known = await read_known(conn, reading, entries)
    fates = {e.ref: await fate_of(conn, reading, known.get(e.ref), e) for e in entries}
    placeable = [e for e in entries if fates[e.ref] is not Fate.DEAD and has_place(e, known)]
    placed, came_back = await place(conn, reading, placeable, fates, known)
    await _touch(conn, reading, [e.ref for e in entries if fates[e.ref] is Fate.DEAD])
    if placed:
        await _write_items(conn, reading, placed)
        await _write_holdings(conn, reading, placed)
        await _write_files(conn, reading, placed)
        await _write_values(conn, reading, placed)
        await _write_owner_plays(conn, reading, placed)
    unplaced = sum(1 for e in entries if not parents_known(e, known))
    return Written(sum(p.new for p in placed), came_back, unplaced)


async def _touch(conn: AsyncConnection, reading: Reading, refs: Collection[str]) -> None:
    """Note that dead entries are still listed, so that the listing's count is right."""
    if refs:
        await conn.execute(
            update(holdings)
            .where(holdings.c.source == reading.source, holdings.c.ref.in_(refs))
            .values(generation=reading.generation)
        )


async def _write_items(conn: AsyncConnection, reading: Reading, placed: Sequence[Placed]) -> None:
    """Write what the entries say of their items; where a server ahead holds one, only a guid it lacks.

    A server without guids leaves those of another one alone.
    """
    others = await _held_ahead(conn, reading, [p.item_id for p in placed if not p.new])
    leaves = placed[0].entry.kind in _LEAVES
    rows = [_item_row(reading, p) for p in placed if p.item_id not in others]
    listed = [name for name in _LISTED if name != "guid" or any(p.entry.guid for p in placed)]
    await upsert(conn, items, rows, [*listed, *(_OF_FILES if leaves else [])])
    guids = [
        {"item": p.item_id, "said": p.entry.guid} for p in placed if p.entry.guid and p.item_id in others
    ]
    if guids:
        lacking = update(items).where(items.c.id == bindparam("item"), items.c.guid.is_(None))
        await conn.execute(lacking.values(guid=bindparam("said")), guids)


async def _held_ahead(conn: AsyncConnection, reading: Reading, ids: Sequence[int]) -> set[int]:
    """Name the items that a media server ahead holds now."""
    if not reading.ahead or not ids:
        return set()
    held = (holdings.c.item_id.in_(ids), holdings.c.source.in_(reading.ahead), holdings.c.gone_at.is_(None))
    rows = await conn.scalars(select(holdings.c.item_id).where(*held))
    return {item for item in rows if item is not None}


def _item_row(reading: Reading, placed: Placed) -> Row:
    entry, shelf = placed.entry, placed.entry.files
    title_key = text_key(entry.title)
    return {
        "id": placed.item_id,
        "kind": entry.kind.value,
        "parent_id": placed.parent.item_id if placed.parent else None,
        "show_id": placed.show_id,
        "title": entry.title,
        "title_key": title_key,
        "show_title_key": title_key
        if entry.kind is Kind.SHOW
        else (placed.show.title_key if placed.show else None),
        "year": entry.year,
        "season_number": entry.number if entry.kind is Kind.SEASON else entry.season_number,
        "number": entry.number if entry.kind is Kind.EPISODE else None,
        "tmdb": entry.ids.tmdb,
        "tvdb": entry.ids.tvdb,
        "imdb": entry.ids.imdb.lower() if entry.ids.imdb else None,
        "anidb": entry.ids.anidb,
        "guid": entry.guid,
        "library": entry.section,
        "library_key": text_key(entry.section),
        "added_at": entry.added_at,
        "released_at": midnight(entry.released_on, reading.zone),
        "size_bytes": sum(file.size_bytes for file in shelf) if shelf else None,
        "copies": len(shelf) or None,
        "resolution": common_resolution(shelf),
        "is_4k": four_k(shelf),
        "rating": entry.rating,
        "critic_rating": entry.critic_rating,
        "gone_at": reading.started_at,
        "gone_why": "arriving",
    }


async def _write_holdings(conn: AsyncConnection, reading: Reading, placed: Sequence[Placed]) -> None:
    rows: list[Row] = [
        {
            "source": reading.source,
            "ref": p.entry.ref,
            "item_id": p.item_id,
            "role": Role.MEDIA.value,
            "kind": p.entry.kind.value,
            "scope": p.entry.section,
            "title": p.entry.title,
            "year": p.entry.year,
            "tmdb": p.entry.ids.tmdb,
            "tvdb": p.entry.ids.tvdb,
            "imdb": p.entry.ids.imdb.lower() if p.entry.ids.imdb else None,
            "anidb": p.entry.ids.anidb,
            "size_bytes": sum(file.size_bytes for file in p.entry.files),
            "in_progress": p.entry.in_progress,
            "generation": reading.generation,
            "seen_at": reading.started_at,
            "gone_at": None,
        }
        for p in placed
    ]
    await upsert(conn, holdings, rows, _HELD)


async def _write_files(conn: AsyncConnection, reading: Reading, placed: Sequence[Placed]) -> None:
    rows = [
        file_row(reading.source, p.entry.ref, Role.MEDIA, file)
        | {"item_id": p.item_id, "season_id": p.season_id, "show_id": p.show_id}
        for p in placed
        for file in p.entry.files
    ]
    await replace_files(conn, reading.source, [p.entry.ref for p in placed if not p.new], rows)


async def _write_values(conn: AsyncConnection, reading: Reading, placed: Sequence[Placed]) -> None:
    sets = [(p, _sets(p.entry)) for p in placed]
    known = [p.item_id for p in placed if not p.new]
    rows = [
        {
            "item_id": p.item_id,
            "field": name,
            "key": text_key(value),
            "source": reading.source,
            "value": value,
        }
        for p, fields in sets
        for name, values in fields
        for value in values
    ]
    if known:
        await conn.execute(
            delete(item_values).where(
                item_values.c.item_id.in_(known),
                item_values.c.source == reading.source,
                item_values.c.field.in_(_SETS),
            )
        )
    await upsert(conn, item_values, rows)


def _sets(entry: MediaEntry) -> tuple[tuple[str, Sequence[str]], ...]:
    values = (entry.genres, entry.labels, entry.collections, entry.favorited_by)
    return tuple(zip(_SETS, values, strict=True))


async def _write_owner_plays(conn: AsyncConnection, reading: Reading, placed: Sequence[Placed]) -> None:
    """Keep the owner's own count as a play: it proves one even where no history row does."""
    rows = [
        {
            "source": reading.source,
            "key": f"owner:{p.entry.ref}",
            "item_id": p.item_id,
            "ref": p.entry.ref,
            "guid": p.entry.guid,
            "kind": p.entry.kind.value,
            "title_key": text_key(p.entry.title),
            "year": p.entry.year,
            "person": "",
            "person_key": "",
            "at": _owner_instant(reading, p.entry),
            "completed": True,
        }
        for p in placed
        if p.entry.kind in _LEAVES and (p.entry.owner_plays or p.entry.owner_last_play)
    ]
    if rows:
        statement = insert(plays)
        latest = func.max(plays.c.at, statement.excluded.at)
        upsert = statement.on_conflict_do_update(
            index_elements=["source", "key"], set_={"at": latest, "item_id": statement.excluded.item_id}
        )
        await conn.execute(upsert, rows)


def _owner_instant(reading: Reading, entry: MediaEntry) -> datetime:
    """A play whose day nobody knows may have been today."""
    return entry.owner_last_play or reading.started_at
