"""Pages of Radarr's or Sonarr's listing, written down as holdings with their files."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.file_rows import Row, file_row, replace_files
from cascade.library.reading import Reading, revives
from cascade.library.tables import holdings
from cascade.media import ArrEntry, Role

_HELD = [
    "role",
    "kind",
    "scope",
    "title",
    "year",
    "tmdb",
    "tvdb",
    "imdb",
    "anidb",
    "path",
    "size_bytes",
    "monitored",
    "status",
    "votes",
    "last_aired_at",
    "tags",
    "snapshot",
    "generation",
    "seen_at",
    "gone_at",
]


async def write_arr_entries(
    conn: AsyncConnection, reading: Reading, role: Role, entries: Sequence[ArrEntry]
) -> int:
    """Write entries and return how many are new; which item each holds is decided after the listing.

    An entry that went with one of our deletions stays gone as long as `reading.revives` says so.
    """
    refs = [e.ref for e in entries]
    rows = await conn.execute(
        select(holdings.c.ref, holdings.c.gone_at).where(
            holdings.c.source == reading.source, holdings.c.ref.in_(refs)
        )
    )
    before = {row.ref: row.gone_at for row in rows}
    gone = {ref: at for ref, at in before.items() if at is not None and not revives(reading, at, ours=True)}
    values = [_row(reading, role, e) | {"gone_at": gone.get(e.ref)} for e in entries]
    if values:
        statement = insert(holdings).values({name: bindparam(name) for name in values[0]})
        changes = {name: statement.excluded[name] for name in _HELD}
        await conn.execute(
            statement.on_conflict_do_update(index_elements=["source", "ref"], set_=changes), values
        )
        alive = [e for e in entries if e.ref not in gone]
        paths = [file_row(reading.source, e.ref, role, file) for e in alive for file in e.files]
        await replace_files(conn, reading.source, [ref for ref in refs if ref in before], paths)
    return sum(1 for ref in refs if ref not in before)


def _row(reading: Reading, role: Role, entry: ArrEntry) -> Row:
    return {
        "source": reading.source,
        "ref": entry.ref,
        "role": role.value,
        "kind": entry.kind.value,
        "scope": entry.root_folder,
        "title": entry.title,
        "year": entry.year,
        "tmdb": entry.ids.tmdb,
        "tvdb": entry.ids.tvdb,
        "imdb": entry.ids.imdb.lower() if entry.ids.imdb else None,
        "anidb": entry.ids.anidb,
        "path": entry.path.rstrip("/"),
        "size_bytes": entry.size_bytes,
        "monitored": entry.monitored,
        "status": entry.status.casefold() if entry.status else None,
        "votes": entry.votes,
        "last_aired_at": entry.last_aired_at,
        "tags": list(entry.tags),
        "snapshot": dict(entry.snapshot),
        "match": "none",
        "generation": reading.generation,
        "seen_at": reading.started_at,
    }
