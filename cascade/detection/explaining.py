"""Why a deleted title is there again, as far as the servers tell: sentences for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.detection.reappearing import Reappeared
from cascade.errors import CascadeError
from cascade.ports import ImportList
from cascade.schema import Instant
from cascade.servers import Servers


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a Radarr or Sonarr has of the title now; `stayed` = it had the same entry at the deletion."""

    source: str
    monitored: bool
    tags: frozenset[str]
    stayed: bool


async def explain(db: Database, servers: Servers, seen: Reappeared) -> tuple[str, ...]:
    """Say who asked for it, and which entry fetched it; at least that nobody says why."""
    async with db.read() as conn:
        said = [_asked(row) for row in await _requests(conn, seen)]
        entries = await _entries(conn, seen)
    lists = {entry.source: await _lists(servers, entry.source) for entry in entries if not entry.stayed}
    said += [_of_entry(entry, lists.get(entry.source, ()), asked=bool(said)) for entry in entries]
    return tuple(said) or (f"{seen.source} has it again; no other server says why.",)


def _asked(row: Row[Any]) -> str:
    return f"{row.person or 'Somebody'} requested it again in {row.source} on {row.at:%Y-%m-%d}."


def _of_entry(entry: _Entry, lists: Sequence[ImportList], *, asked: bool) -> str:
    if entry.stayed:
        why = "and monitors it, so that it was fetched again" if entry.monitored else "without monitoring it"
        return f"{entry.source} kept its entry {why}."
    for one in lists:
        if shared := sorted(entry.tags & one.tags):
            return f"The import list “{one.name}” of {entry.source} added it; its tag is {shared[0]}."
    if asked:
        return f"{entry.source} has a new entry of it."
    if unmarked := [f"“{one.name}”" for one in lists if one.automatic and not one.tags]:
        return (
            f"{entry.source} has a new entry of it: a person added it, or import list {', '.join(unmarked)}."
        )
    return (
        f"{entry.source} has a new entry of it, which no import list of it marks; a person may have added it."
    )


async def _lists(servers: Servers, source: str) -> tuple[ImportList, ...]:
    """The import lists of a server; none where it does not answer."""
    arr = next((one for one in (*servers.movies, *servers.shows) if one.name == source), None)
    try:
        return () if arr is None else await arr.import_lists()
    except CascadeError:
        return ()


async def _requests(conn: AsyncConnection, seen: Reappeared) -> Sequence[Row[Any]]:
    statement = text(_REQUESTS).bindparams(bindparam("at", type_=Instant)).columns(at=Instant)
    return (await conn.execute(statement, {"event": seen.event_id, "at": seen.deleted_at})).all()


async def _entries(conn: AsyncConnection, seen: Reappeared) -> list[_Entry]:
    values: Mapping[str, object] = {"event": seen.event_id, "item": seen.item_id}
    rows = await conn.execute(text(_ENTRIES), values)
    return [
        _Entry(
            row.source,
            bool(row.monitored),
            frozenset(row.tags.split("\n")) if row.tags else frozenset(),
            bool(row.stayed),
        )
        for row in rows
    ]


_TITLE = """
(x.tmdb = json_extract(e.ids, '$.tmdb') OR x.tvdb = json_extract(e.ids, '$.tvdb'))
"""
_REQUESTS = f"""
SELECT x.source, x.person, x.at FROM deletion_events e JOIN requests x ON x.kind = e.kind AND {_TITLE}
WHERE e.id = :event AND x.at > :at ORDER BY x.at
"""  # noqa: S608 - constants alone, here and below
_STAYED = """
x.ref IN (
  SELECT r.value FROM departures d CROSS JOIN json_each(d.known, '$.held."' || x.source || '"') r
  WHERE d.event_id = e.id
  UNION ALL
  SELECT s.ref FROM steps s WHERE s.run_id = e.run_id AND s.item_id = e.item_id AND s.target = x.source)
"""
_ENTRIES = f"""
SELECT x.source, x.monitored, {_STAYED} AS stayed,
       (SELECT group_concat(t.value, char(10)) FROM json_each(x.tags) t) AS tags
FROM deletion_events e JOIN holdings x ON x.role IN ('movies', 'shows') AND x.gone_at IS NULL
  AND (x.item_id = :item
       OR (:item IS NULL AND x.kind = e.kind
           AND ({_TITLE} OR x.imdb = json_extract(e.ids, '$.imdb'))))
WHERE e.id = :event ORDER BY x.source
"""  # noqa: S608
