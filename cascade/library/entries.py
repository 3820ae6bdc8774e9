"""Pages of a media server's listing, written down as items, holdings, files and values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.bulk import upsert
from cascade.library.reading import Fate, Known, Reading, common_resolution, fate, four_k, midnight
from cascade.library.removal import bury
from cascade.library.tables import files, holdings, item_values, items, plays
from cascade.media import Kind, MediaEntry, MediaFile, Role, text_key

Row = dict[str, object]

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
_LEAVES = frozenset({Kind.MOVIE, Kind.EPISODE})


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one page: how many items are new, which came back, how many had no place."""

    new: int = 0
    came_back: tuple[str, ...] = ()
    unplaced: int = 0


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry with its item and the items above it."""

    entry: MediaEntry
    item_id: int
    parent: Known | None
    show: Known | None
    new: bool = False

    @property
    def season_id(self) -> int | None:
        return self.parent.item_id if self.parent and self.entry.kind is Kind.EPISODE else None

    @property
    def show_id(self) -> int | None:
        return self.show.item_id if self.show else None


async def write_entries(conn: AsyncConnection, reading: Reading, entries: Sequence[MediaEntry]) -> Written:
    """Write entries of one kind, their parents having been written before; idempotent.

    New items stay hidden (`arriving`) until the derivation that follows the sync reveals them. An entry we
    deleted is left alone as `reading.fate` decides, and so is all that lies beneath it.
    """
    known = await _known(conn, reading, entries)
    fates = {e.ref: await _fate(conn, reading, known.get(e.ref), e) for e in entries}
    placeable = [e for e in entries if fates[e.ref] is not Fate.DEAD and _has_place(e, known)]
    placed, came_back = await _place(conn, reading, placeable, fates, known)
    await _touch(conn, reading, [e.ref for e in entries if fates[e.ref] is Fate.DEAD])
    if placed:
        await _write_items(conn, reading, placed)
        await _write_holdings(conn, reading, placed)
        await _write_files(conn, reading, placed)
        await _write_values(conn, reading, placed)
        await _write_owner_plays(conn, reading, placed)
    unplaced = sum(1 for e in entries if not _parents_known(e, known))
    return Written(sum(p.new for p in placed), came_back, unplaced)


def _parents(entry: MediaEntry) -> list[str]:
    return [ref for ref in (entry.parent_ref, entry.show_ref) if ref is not None]


def _parents_known(entry: MediaEntry, known: Mapping[str, Known]) -> bool:
    return entry.kind in {Kind.MOVIE, Kind.SHOW} or (
        bool(_parents(entry)) and all(ref in known for ref in _parents(entry))
    )


def _has_place(entry: MediaEntry, known: Mapping[str, Known]) -> bool:
    alive = all(known[ref].gone_at is None for ref in _parents(entry) if ref in known)
    return alive and _parents_known(entry, known)


async def _known(conn: AsyncConnection, reading: Reading, entries: Sequence[MediaEntry]) -> dict[str, Known]:
    refs = {ref for e in entries for ref in (e.ref, *_parents(e))}
    rows = await conn.execute(
        select(
            holdings.c.ref,
            items.c.id,
            items.c.kind,
            items.c.guid,
            items.c.title_key,
            holdings.c.gone_at,
            items.c.gone_why,
        )
        .join(items, items.c.id == holdings.c.item_id)
        .where(holdings.c.source == reading.source, holdings.c.ref.in_(refs))
    )
    return {ref: Known(item, Kind(kind), *rest) for ref, item, kind, *rest in rows}


async def _fate(conn: AsyncConnection, reading: Reading, known: Known | None, entry: MediaEntry) -> Fate:
    first = fate(reading, known, entry, shares_file=False)
    if first is not Fate.OTHER or known is None or known.kind is not entry.kind:
        return first
    query = select(files.c.path).where(files.c.source == reading.source, files.c.ref == entry.ref)
    before = set((await conn.scalars(query)).all())
    shares = not before or bool(before & {file.path for file in entry.files})
    return fate(reading, known, entry, shares_file=shares)


async def _place(
    conn: AsyncConnection,
    reading: Reading,
    entries: Sequence[MediaEntry],
    fates: Mapping[str, Fate],
    known: Mapping[str, Known],
) -> tuple[list[_Placed], tuple[str, ...]]:
    strangers = [e for e in entries if fates[e.ref] in {Fate.NEW, Fate.OTHER}]
    others = [known[e.ref].item_id for e in strangers if fates[e.ref] is Fate.OTHER]
    await bury(conn, others, reading.started_at, "absent")
    back = [e for e in entries if fates[e.ref] is Fate.BACK]
    revived = [known[e.ref].item_id for e in back]
    await conn.execute(update(items).where(items.c.id.in_(revived)).values(gone_at=None, gone_why=None))
    claimed = await _recognise(conn, reading, strangers) if reading.rekey and strangers else {}
    next_id = (await conn.scalar(select(func.coalesce(func.max(items.c.id), 0))) or 0) + 1
    placed: list[_Placed] = []
    for entry in entries:
        kept = claimed.get(entry.ref) if fates[entry.ref] is not Fate.KEEP else None
        if fates[entry.ref] in {Fate.KEEP, Fate.BACK}:
            kept = known[entry.ref].item_id
        above = (known.get(entry.parent_ref or ""), known.get(entry.show_ref or entry.parent_ref or ""))
        placed.append(_Placed(entry, kept or next_id, *above, new=kept is None))
        next_id += kept is None
    again = await _deleted_before(conn, [p.entry for p in placed if p.new])
    return placed, tuple(e.title for e in back if known[e.ref].gone_why == "deleted") + again


async def _deleted_before(conn: AsyncConnection, entries: Sequence[MediaEntry]) -> tuple[str, ...]:
    """Titles among new entries that we deleted once: they were fetched again."""
    guids = {e.guid for e in entries if e.guid is not None}
    if not guids:
        return ()
    query = select(items.c.title).where(items.c.guid.in_(guids), items.c.gone_why == "deleted").distinct()
    return tuple((await conn.scalars(query)).all())


async def _recognise(
    conn: AsyncConnection, reading: Reading, entries: Sequence[MediaEntry]
) -> dict[str, int]:
    """Find the items that unknown entries are: by their very files, or for containers by guid.

    Only an item without a living entry of this source can be one, and only if nothing else fits.
    """
    held = exists().where(
        and_(
            holdings.c.item_id == items.c.id,
            holdings.c.source == reading.source,
            holdings.c.gone_at.is_(None),
        )
    )
    free = (items.c.gone_at.is_(None), ~held)
    by_path = await _by_path(conn, entries, free)
    found: dict[str, int] = {}
    for entry in entries:
        paths = frozenset(file.path for file in entry.files)
        found_there = {pair for path in paths for pair in by_path.get((entry.kind, path), ())}
        fits = {item for item, _ in found_there}
        if len(fits) > 1:  # one file may hold two episodes
            fits = {item for item, guid in found_there if guid == entry.guid}
        if not paths and entry.guid is not None:
            query = select(items.c.id).where(
                items.c.guid == entry.guid, items.c.kind == entry.kind.value, *free
            )
            fits = set((await conn.scalars(query.where(items.c.library == entry.section))).all())
        if len(fits) == 1 and not fits & set(found.values()):
            found[entry.ref] = fits.pop()
    return found


async def _by_path(
    conn: AsyncConnection, entries: Sequence[MediaEntry], free: Sequence[Any]
) -> dict[tuple[Kind, str], set[tuple[int, str | None]]]:
    wanted = {file.path for e in entries for file in e.files}
    rows = await conn.execute(
        select(items.c.kind, files.c.path, items.c.id, items.c.guid)
        .join(files, files.c.item_id == items.c.id)
        .where(files.c.path.in_(wanted), files.c.role == Role.MEDIA.value, *free)
    )
    found: dict[tuple[Kind, str], set[tuple[int, str | None]]] = {}
    for kind, path, item, guid in rows:
        found.setdefault((Kind(kind), path), set()).add((item, guid))
    return found


async def _touch(conn: AsyncConnection, reading: Reading, refs: Collection[str]) -> None:
    """Note that dead entries are still listed, so that the listing's count is right."""
    if refs:
        await conn.execute(
            update(holdings)
            .where(holdings.c.source == reading.source, holdings.c.ref.in_(refs))
            .values(generation=reading.generation)
        )


async def _write_items(conn: AsyncConnection, reading: Reading, placed: Sequence[_Placed]) -> None:
    leaves = placed[0].entry.kind in _LEAVES
    rows = [_item_row(reading, p) for p in placed]
    await upsert(conn, items, rows, [*_LISTED, *(_OF_FILES if leaves else [])])


def _item_row(reading: Reading, placed: _Placed) -> Row:
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


async def _write_holdings(conn: AsyncConnection, reading: Reading, placed: Sequence[_Placed]) -> None:
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


async def _write_files(conn: AsyncConnection, reading: Reading, placed: Sequence[_Placed]) -> None:
    rows = [
        file_row(reading.source, p.entry.ref, Role.MEDIA, file)
        | {"item_id": p.item_id, "season_id": p.season_id, "show_id": p.show_id}
        for p in placed
        for file in p.entry.files
    ]
    await replace_files(conn, reading.source, [p.entry.ref for p in placed if not p.new], rows)


def file_row(source: str, ref: str, role: Role, file: MediaFile) -> Row:
    """Return the row of a file; an *arr's files belong to its entry and to no item."""
    return {
        "source": source,
        "ref": ref,
        "path": file.path,
        "path_key": text_key(file.path),
        "name": file.path.rpartition("/")[2],
        "size_bytes": file.size_bytes,
        "file_ref": file.ref,
        "resolution": file.resolution,
        "role": role.value,
        "item_id": None,
        "season_id": None,
        "show_id": None,
    }


async def replace_files(conn: AsyncConnection, source: str, refs: Collection[str], rows: list[Row]) -> None:
    """Put the files of entries in the place of those they had; one path is stored once per entry."""
    if refs:
        await conn.execute(delete(files).where(files.c.source == source, files.c.ref.in_(refs)))
    await upsert(conn, files, rows)


async def _write_values(conn: AsyncConnection, reading: Reading, placed: Sequence[_Placed]) -> None:
    sets = [(p, (("genre", p.entry.genres), ("label", p.entry.labels), ("collection", p.entry.collections)))
            for p in placed]  # fmt: skip
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
                item_values.c.field.in_(("genre", "label", "collection")),
            )
        )
    await upsert(conn, item_values, rows)


async def _write_owner_plays(conn: AsyncConnection, reading: Reading, placed: Sequence[_Placed]) -> None:
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
