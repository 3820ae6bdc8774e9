"""What a listing lacks that was listed before: set differences in SQL, so that much of it costs little."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.outcome import Outcome
from cascade.library.status import scope_of
from cascade.media import Kind


@dataclass(frozen=True, slots=True)
class Absent:
    """How much is absent: `tops` entries that lie in no other such, of so many `titles`.

    `besides` counts, by scope, what went with those it lay in, and what a run of ours is deleting just now.
    """

    tops: int
    titles: int
    besides: Mapping[str, int]


async def count_absent(conn: AsyncConnection, outcome: Outcome) -> Absent:
    """Count the living entries of a source that its last generation did not list."""
    rows = (await conn.execute(text(_COUNT), _values(outcome))).all()
    titles = await conn.scalar(text(_TITLES), _values(outcome)) or 0
    besides = Counter[str]()
    for row in rows:
        if not row.top:
            besides[scope_of(row.scope, Kind(row.kind))] += row.entries
    return Absent(sum(row.entries for row in rows if row.top), titles, besides)


async def absent_refs(conn: AsyncConnection, outcome: Outcome) -> list[str]:
    """Name the absent entries that lie in no other such."""
    rows = await conn.execute(text(f"{_REFS} ORDER BY h.ref"), _values(outcome))
    return [row.ref for row in rows]


async def absent_in(conn: AsyncConnection, outcome: Outcome, folder: str) -> int:
    """Count the absent entries with a file in a folder."""
    values = {**_values(outcome), "low": f"{folder}/", "high": f"{folder}0"}  # 0 comes after /
    return await conn.scalar(text(_IN_FOLDER), values) or 0


def _values(outcome: Outcome) -> dict[str, object]:
    return {"source": outcome.source, "generation": outcome.generation}


_ABSENT = "h.source = :source AND h.generation < :generation AND h.gone_at IS NULL"
_TOP = """
NOT EXISTS (SELECT 1 FROM holdings p WHERE p.item_id = i.parent_id AND p.source = :source
            AND p.generation < :generation AND p.gone_at IS NULL AND p.kind IN ('show', 'season'))
"""
# What we are deleting is no loss: it may be gone there before its proof is written down.
_OURS = """
EXISTS (SELECT 1 FROM run_items r WHERE r.locked AND r.item_id IN (i.id, i.parent_id, i.show_id))
"""
_COUNT = f"""
SELECT h.scope, h.kind, {_TOP} AND NOT {_OURS} AS top, count(*) AS entries
FROM holdings h LEFT JOIN items i ON i.id = h.item_id WHERE {_ABSENT} GROUP BY 1, 2, 3
"""  # noqa: S608 - constants alone, here and below
_TITLES = f"""
SELECT count(DISTINCT coalesce(i.show_id, i.id, h.ref))
FROM holdings h LEFT JOIN items i ON i.id = h.item_id WHERE {_ABSENT} AND NOT {_OURS}
"""  # noqa: S608
_REFS = f"""
SELECT h.ref FROM holdings h LEFT JOIN items i ON i.id = h.item_id WHERE {_ABSENT} AND {_TOP}
"""  # noqa: S608
_IN_FOLDER = f"""
SELECT count(*) FROM holdings h WHERE {_ABSENT} AND EXISTS (
  SELECT 1 FROM files f WHERE f.source = h.source AND f.ref = h.ref AND f.path > :low AND f.path < :high)
"""  # noqa: S608
