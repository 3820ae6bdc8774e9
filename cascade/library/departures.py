"""What is remembered of items that went without us: enough to tell of them, and to bring them back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.facts import load_facts
from cascade.library.holdings import OF_SHOWS
from cascade.library.names import Naming, names_of
from cascade.library.records import Record, load_records
from cascade.library.tables import departures, holdings, items
from cascade.media import ExternalIds, Kind, MediaFile

_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Remembered:
    """An item as it was just before it went.

    `held` are the refs by server instance, of a season or episode those of its show too; `requests` the
    wishes and media rows likewise. `snapshot` is by instance what brings it back. `found_by` says how it was
    noticed, where no server reported it: sync, reconcile. `values` are its set fields, tags among them.
    """

    kind: Kind
    title: str
    year: int | None
    season: int | None
    ids: ExternalIds
    guid: str | None
    library: str
    show_id: int | None
    is_4k: bool | None
    size_bytes: int
    files: tuple[MediaFile, ...]
    held: Mapping[str, tuple[str, ...]]
    requests: Mapping[str, tuple[str, ...]]
    snapshot: Mapping[str, object]
    last_play_at: datetime | None
    requested_by: tuple[str, ...]
    found_by: str = "sync"
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Had:
    """An entry that holds an item, or did."""

    source: str
    ref: str
    role: str
    snapshot: Mapping[str, object] | None


async def note_departures(conn: AsyncConnection, ids: Collection[int], at: datetime) -> None:
    """Remember present items that are about to be buried; what lies beneath another such is not named."""
    wanted = list(ids)
    for start in range(0, len(wanted), _CHUNK):
        tops = await _tops(conn, wanted[start : start + _CHUNK], set(wanted))
        if not tops:
            continue
        known = await _known(conn, tops)
        rows = [{"item_id": item, "at": at, "known": known[item]} for item in sorted(known)]
        await conn.execute(insert(departures), rows)


async def remember(conn: AsyncConnection, item_id: int) -> Remembered | None:
    """An item as it is now, in the form in which it would be remembered; None where there is none."""
    known = await _known(conn, [item_id])
    return load_remembered(known[item_id]) if item_id in known else None


async def remembered_by(conn: AsyncConnection, event_id: str, item_id: int | None) -> Remembered | None:
    """What was known of the item of an event that was not ours, with the files of all that went as its part.

    None where that was not noted.
    """
    rows = await conn.execute(
        select(departures.c.item_id, departures.c.known)
        .where(departures.c.event_id == event_id)
        .order_by(departures.c.id)
    )
    its = [(row.item_id, load_remembered(row.known)) for row in rows]
    own = next((known for item, known in reversed(its) if item == item_id), None)
    files = {file.path: file for _, known in its for file in known.files}
    return None if own is None else replace(own, files=tuple(files[path] for path in sorted(files)))


async def last_remembered(conn: AsyncConnection, item_id: int) -> Remembered | None:
    """An item that went without us as it was before, None where it never did."""
    query = select(departures.c.known).where(departures.c.item_id == item_id)
    known = await conn.scalar(query.order_by(departures.c.id.desc()).limit(1))
    return None if known is None else load_remembered(known)


async def _known(conn: AsyncConnection, wanted: list[int]) -> dict[int, dict[str, object]]:
    records, names = await load_records(conn, wanted), await names_of(conn, wanted)
    had = await _had(conn, {*wanted, *(one.show_id for one in records.values() if one.show_id)})
    facts = await load_facts(conn, wanted)
    return {item: _stored(records[item], names[item], had, facts[item].sets) for item in records}


def load_remembered(known: Mapping[str, Any]) -> Remembered:
    """Read what `departures.known` holds."""
    last = known["last_play_at"]
    return Remembered(
        **{
            **known,
            "kind": Kind(known["kind"]),
            "ids": ExternalIds(**known["ids"]),
            "files": tuple(MediaFile(path, size) for path, size in known["files"]),
            "held": {name: tuple(refs) for name, refs in known["held"].items()},
            "requests": {name: tuple(refs) for name, refs in known["requests"].items()},
            "last_play_at": None if last is None else datetime.fromisoformat(last),
            "requested_by": tuple(known["requested_by"]),
            "values": {name: tuple(its) for name, its in known.get("values", {}).items()},
        }
    )


async def _tops(conn: AsyncConnection, part: list[int], everything: set[int]) -> list[int]:
    query = select(items.c.id, items.c.parent_id, items.c.show_id).where(
        items.c.id.in_(part), items.c.gone_at.is_(None)
    )
    return [row.id for row in await conn.execute(query) if not {row.parent_id, row.show_id} & everything]


async def _had(conn: AsyncConnection, wanted: Collection[int]) -> dict[int, list[_Had]]:
    """The entries that hold items, or held them before they went themselves."""
    columns = (holdings.c.item_id, holdings.c.source, holdings.c.ref, holdings.c.role, holdings.c.snapshot)
    query = select(*columns).where(holdings.c.item_id.in_(wanted)).order_by(holdings.c.gone_at.desc())
    found: dict[int, list[_Had]] = {}
    for item, *rest in await conn.execute(query):
        found.setdefault(item, []).append(_Had(*rest))
    return found


def _stored(
    record: Record,
    name: Naming,
    had: Mapping[int, Sequence[_Had]],
    sets: Mapping[str, frozenset[str]],
) -> dict[str, object]:
    held: dict[str, set[str]] = {}
    snapshot: dict[str, object] = {}
    shows = [one for one in had.get(record.show_id or 0, ()) if one.role in OF_SHOWS]
    for one in (*shows, *had.get(record.id, ())):  # what holds an episode in Sonarr or Shoko is its show
        held.setdefault(one.source, set()).add(one.ref)
        if one.snapshot:
            snapshot[one.source] = one.snapshot
    asked: dict[str, set[str]] = {}
    for source, its in record.holdings.items():
        for holding in its:
            if holding.media_ref is not None:
                asked.setdefault(source, set()).add(holding.ref or holding.media_ref)
    return {
        "kind": record.kind.value,
        "title": _titled(record, name),
        "year": record.year,
        "season": name.season,
        "ids": asdict(record.ids),
        "guid": record.guid,
        "library": record.library,
        "show_id": record.show_id,
        "is_4k": record.is_4k,
        "size_bytes": record.size_bytes,
        "files": [[file.path, file.size_bytes] for file in record.files],
        "held": {source: sorted(refs) for source, refs in held.items()},
        "requests": {source: sorted(refs) for source, refs in asked.items()},
        "snapshot": snapshot,
        "last_play_at": None if record.last_play_at is None else record.last_play_at.isoformat(),
        "requested_by": list(record.requested_by),
        "values": {field: sorted(values) for field, values in sets.items()},
    }


def _titled(record: Record, name: Naming) -> str:
    """An episode by its show and numbers; its own title alone says little."""
    if record.kind is not Kind.EPISODE or name.show is None:
        return record.title
    return f"{name.show} · S{name.season or 0:02}E{name.number or 0:02} · {name.title}"
