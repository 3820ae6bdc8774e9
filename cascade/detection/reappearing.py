"""Deleted titles that the Library has again: an item, an entry without files, or a request."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.schema import Instant

REMEMBERED = timedelta(days=365)
"""So long after its deletion a title that is there again came back; later it is simply new."""


@dataclass(frozen=True, slots=True)
class Reappeared:
    """A deleted title that is there again; `item_id` None = only as an entry or a request."""

    event_id: str
    deleted_at: datetime
    item_id: int | None
    source: str
    ref: str | None


async def find_reappeared(conn: AsyncConnection, now: datetime) -> tuple[Reappeared, ...]:
    """Find what is not noted yet, one per deletion: an item rather than an entry, that rather than a request.

    Only the last deletion of a copy can be undone. What is noted without an item is found again with one.
    """
    statement = text(_FIND).bindparams(bindparam("since", type_=Instant)).columns(deleted_at=Instant)
    rows = await conn.execute(statement, {"since": now - REMEMBERED})
    found: dict[str, Reappeared] = {}
    for row in rows:
        found.setdefault(row.event_id, _reappeared(row))
    return tuple(found.values())


def _reappeared(row: Row[Any]) -> Reappeared:
    return Reappeared(row.event_id, row.deleted_at, row.item_id, row.source, row.ref)


# `e` are deletions that may have been undone, `o` their items as they were; an item is of the same copy if it
# is no 4K where the other is, and came after. A show that is listed without a file (its folder stayed) is not
# there again. CROSS JOIN keeps SQLite to the order written.
_DELETED = """
deleted AS (
  SELECT e.id, e.at, e.kind, e.item_id, e.run_id, e.results,
         json_extract(e.ids, '$.tmdb') AS tmdb, json_extract(e.ids, '$.tvdb') AS tvdb,
         json_extract(e.ids, '$.imdb') AS imdb,
         o.is_4k, o.show_id, o.season_number, o.number
  FROM deletion_events e CROSS JOIN items o ON o.id = e.item_id
  WHERE e.at > :since AND e.status IN ('completed', 'partial')
    AND NOT EXISTS (SELECT 1 FROM run_items r WHERE r.item_id = e.item_id AND r.locked)
    AND NOT EXISTS (SELECT 1 FROM returns b WHERE b.event_id = e.id AND b.item_id IS NOT NULL)
    AND NOT EXISTS (
      SELECT 1 FROM deletion_events n CROSS JOIN items p ON p.id = n.item_id
      WHERE n.title_key = e.title_key AND n.kind = e.kind AND n.year IS e.year AND n.at > e.at
        AND n.status IN ('completed', 'partial') AND p.library = o.library))
"""
_REVIVED = """
SELECT e.id AS event_id, e.at AS deleted_at, i.id AS item_id, 0 AS rank
FROM deleted e CROSS JOIN items i ON i.id = e.item_id
WHERE i.gone_at IS NULL AND i.size_bytes > 0 AND NOT EXISTS (
  SELECT 1 FROM json_each(e.results) r
  JOIN holdings h ON h.source = r.key AND h.item_id = i.id AND h.role = 'media'
  WHERE NOT json_extract(r.value, '$.success'))
"""
_NEW = """
i.kind = e.kind AND i.gone_at IS NULL AND i.size_bytes > 0 AND i.id > e.item_id AND i.added_at > e.at
"""
_SAME_COPY = "(e.is_4k IS NULL OR i.is_4k IS NULL OR i.is_4k = e.is_4k)"
_BY_NUMBER = " UNION ALL ".join(
    f"""
    SELECT e.id, e.at, i.id, 1 FROM deleted e CROSS JOIN items i ON i.{number} = e.{number} AND {_NEW}
    WHERE e.kind IN ('movie', 'show') AND {_SAME_COPY}
    """  # noqa: S608 - constants alone, here and below
    for number in ("tmdb", "tvdb", "imdb")
)
_PART = f"""
SELECT e.id, e.at, i.id, 1 FROM deleted e CROSS JOIN items i ON i.show_id = e.show_id AND {_NEW}
WHERE i.season_number IS e.season_number AND i.number IS e.number
"""  # noqa: S608
_ITEMS = f"""
SELECT f.event_id, f.deleted_at, f.item_id, h.source, h.ref, f.rank
FROM ({_REVIVED} UNION ALL {_BY_NUMBER} UNION ALL {_PART}) f
CROSS JOIN holdings h ON h.item_id = f.item_id AND h.role = 'media' AND h.gone_at IS NULL
"""  # noqa: S608
_UNNOTED = "NOT EXISTS (SELECT 1 FROM returns b WHERE b.event_id = e.id)"
_SAME_TITLE = "(x.tmdb = e.tmdb OR x.tvdb = e.tvdb OR x.imdb = e.imdb)"
# Numbers of entries only grow: an entry that came later has a greater one than that which went.
_KNOWN_REFS = """
SELECT s.ref FROM steps s WHERE s.run_id = e.run_id AND s.item_id = e.item_id AND s.target = x.source
UNION ALL
SELECT g.ref FROM holdings g WHERE g.item_id = e.item_id AND g.source = x.source AND g.gone_at IS NOT NULL
UNION ALL
SELECT r.value FROM departures d CROSS JOIN json_each(d.known, '$.held."' || x.source || '"') r
WHERE d.event_id = e.id
"""
_ENTRIES = f"""
SELECT e.id, e.at, NULL, x.source, x.ref, 2
FROM deleted e CROSS JOIN holdings x ON x.kind = e.kind AND x.role IN ('movies', 'shows') AND {_SAME_TITLE}
WHERE x.gone_at IS NULL AND x.item_id IS NULL AND {_UNNOTED}
  AND CAST(x.ref AS INTEGER) > (SELECT max(CAST(k.ref AS INTEGER)) FROM ({_KNOWN_REFS}) k)
"""  # noqa: S608
_REQUESTS = f"""
SELECT e.id, e.at, NULL, x.source, x.ref, 3
FROM deleted e CROSS JOIN requests x ON x.kind = e.kind AND (x.tmdb = e.tmdb OR x.tvdb = e.tvdb)
WHERE x.at > e.at AND x.status <> 3 AND (e.is_4k IS NULL OR x.is_4k = e.is_4k) AND {_UNNOTED}
"""  # noqa: S608
_FIND = f"""
WITH {_DELETED}
SELECT * FROM ({_ITEMS} UNION ALL {_ENTRIES} UNION ALL {_REQUESTS}) ORDER BY rank, event_id, item_id, source
"""  # noqa: S608
