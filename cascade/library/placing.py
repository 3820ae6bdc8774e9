"""Where the entries of a listing belong: which item each is, and what it lies in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.reading import Fate, Known, Reading, fate
from cascade.library.recognising import recognise
from cascade.library.removal import bury
from cascade.library.staying import never_left
from cascade.library.tables import files, holdings, items
from cascade.media import Kind, MediaEntry


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its item and the items above it."""

    entry: MediaEntry
    item_id: int
    parent: Known | None
    show: Known | None
    new: bool = False

    @property
    def season_id(self) -> int | None:
        """The season of an episode."""
        return self.parent.item_id if self.parent and self.entry.kind is Kind.EPISODE else None

    @property
    def show_id(self) -> int | None:
        """The show an entry lies in."""
        return self.show.item_id if self.show else None


async def read_known(
    conn: AsyncConnection, reading: Reading, entries: Sequence[MediaEntry]
) -> dict[str, Known]:
    """Read what is remembered of entries and of what they lie in, by the server's id."""
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


async def fate_of(conn: AsyncConnection, reading: Reading, known: Known | None, entry: MediaEntry) -> Fate:
    """Decide what an entry is, looking at its files only where the numbers leave it open."""
    first = fate(reading, known, entry, shares_file=False)
    if first is Fate.BACK and known is not None and known.gone_why == "deleted":
        return Fate.DEAD if await never_left(conn, reading.source, entry) else first
    if first is not Fate.OTHER or known is None or known.kind is not entry.kind:
        return first
    query = select(files.c.path).where(files.c.source == reading.source, files.c.ref == entry.ref)
    before = set((await conn.scalars(query)).all())
    shares = not before or bool(before & {file.path for file in entry.files})
    return fate(reading, known, entry, shares_file=shares)


def _parents(entry: MediaEntry) -> list[str]:
    return [ref for ref in (entry.parent_ref, entry.show_ref) if ref is not None]


def parents_known(entry: MediaEntry, known: Mapping[str, Known]) -> bool:
    """Whether everything an entry lies in was met before it."""
    return entry.kind in {Kind.MOVIE, Kind.SHOW} or (
        bool(_parents(entry)) and all(ref in known for ref in _parents(entry))
    )


def has_place(entry: MediaEntry, known: Mapping[str, Known]) -> bool:
    """Whether an entry can be written: what it lies in is known and was not deleted."""
    alive = all(known[ref].gone_at is None for ref in _parents(entry) if ref in known)
    return alive and parents_known(entry, known)


async def place(
    conn: AsyncConnection,
    reading: Reading,
    entries: Sequence[MediaEntry],
    fates: Mapping[str, Fate],
    known: Mapping[str, Known],
) -> tuple[list[Placed], tuple[str, ...]]:
    """Give each entry its item, a new one where none is known; and name the titles that came back."""
    strangers = [e for e in entries if fates[e.ref] in {Fate.NEW, Fate.OTHER}]
    others = [known[e.ref].item_id for e in strangers if fates[e.ref] is Fate.OTHER]
    await bury(conn, others, reading.started_at, "absent")
    back = [e for e in entries if fates[e.ref] is Fate.BACK]
    revived = [known[e.ref].item_id for e in back]
    await conn.execute(update(items).where(items.c.id.in_(revived)).values(gone_at=None, gone_why=None))
    claimed = await recognise(conn, strangers) if reading.rekey and strangers else {}
    next_id = (await conn.scalar(select(func.coalesce(func.max(items.c.id), 0))) or 0) + 1
    placed: list[Placed] = []
    for entry in entries:
        kept = claimed.get(entry.ref) if fates[entry.ref] is not Fate.KEEP else None
        if fates[entry.ref] in {Fate.KEEP, Fate.BACK}:
            kept = known[entry.ref].item_id
        above = (known.get(entry.parent_ref or ""), known.get(entry.show_ref or entry.parent_ref or ""))
        placed.append(Placed(entry, kept or next_id, *above, new=kept is None))
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
