"""Comparing what several systems hold: one set difference in SQL for everything believed present."""

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.schema import Instant


async def note_missing(
    conn: AsyncConnection, whole: Collection[str], now: datetime, settled: datetime, *, first: bool
) -> None:
    """Note as drift what one of the `whole` listings lacks and others hold; end the drift that is none now.

    What a media server lost after `settled` may come back as another file, and waits. The `first` comparison
    finds what was so for long: the feed need not hear of each. Nothing passes through memory.
    """
    names = {"whole": json.dumps(sorted(whole))}
    await conn.execute(text(_TABLE))
    await conn.execute(text("DELETE FROM missing"))
    await conn.execute(_instants(_MEDIA, "settled"), {**names, "settled": settled})
    await conn.execute(text(_ENTRIES), names)
    await conn.execute(text(_FILES), names)
    await conn.execute(text(_OURS))
    times = {"now": now, "told": now if first else None}
    await conn.execute(_instants(_NOTE, "now", "told"), times)
    await conn.execute(_instants(_END, "now"), {**names, "now": now})


async def reopen_drifted(conn: AsyncConnection) -> None:
    """Let those departures be decided anew which were drift, and of which no other system has files now."""
    await conn.execute(text(_REOPEN))


async def count_present(conn: AsyncConnection) -> int:
    """Count what is believed present."""
    return await conn.scalar(text("SELECT count(*) FROM items WHERE gone_at IS NULL")) or 0


def _instants(statement: str, *names: str) -> TextClause:
    return text(statement).bindparams(*(bindparam(name, type_=Instant) for name in names))


_TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS missing
(item_id INTEGER, source TEXT, message TEXT, PRIMARY KEY (item_id, source)) WITHOUT ROWID
"""
# A media server had it and has it no more, while another still does; a missing show stands for all in it.
_MEDIA = """
INSERT OR IGNORE INTO missing
SELECT i.id, h.source, h.source || ' no longer has it.'
FROM holdings h JOIN items i ON i.id = h.item_id
WHERE h.role = 'media' AND h.gone_at <= :settled AND i.gone_at IS NULL
  AND h.source IN (SELECT value FROM json_each(:whole))
  AND NOT EXISTS (SELECT 1 FROM holdings o
                  WHERE o.item_id = i.id AND o.source = h.source AND o.gone_at IS NULL)
  AND (i.parent_id IS NULL OR EXISTS (
    SELECT 1 FROM holdings p WHERE p.item_id = i.parent_id AND p.source = h.source AND p.gone_at IS NULL))
"""
# Radarr, Sonarr or Shoko had an entry of it and has it no more, while a media server still holds the files.
_ENTRIES = """
INSERT OR IGNORE INTO missing
SELECT i.id, h.source, h.source || ' no longer has its entry.'
FROM holdings h JOIN items i ON i.id = h.item_id
WHERE h.role <> 'media' AND h.gone_at IS NOT NULL AND i.gone_at IS NULL
  AND h.source IN (SELECT value FROM json_each(:whole))
  AND NOT EXISTS (SELECT 1 FROM holdings o
                  WHERE o.item_id = i.id AND o.source = h.source AND o.gone_at IS NULL)
"""
_FILES = """
INSERT OR IGNORE INTO missing
SELECT i.id, h.source, h.source || ' has its entry and none of its files.'
FROM holdings h JOIN items i ON i.id = h.item_id
WHERE h.role <> 'media' AND h.gone_at IS NULL AND h.match = 'one' AND coalesce(h.size_bytes, 0) = 0
  AND i.gone_at IS NULL AND i.size_bytes > 0
  AND h.source IN (SELECT value FROM json_each(:whole))
"""
# A run of ours may be through with Radarr before its proof is written down.
_OURS = "DELETE FROM missing WHERE item_id IN (SELECT item_id FROM run_items WHERE locked)"
_HELD_BY = """
(SELECT json_group_array(source) FROM (
  SELECT DISTINCT o.source FROM holdings o
  WHERE o.item_id = m.item_id AND o.gone_at IS NULL AND o.source <> m.source ORDER BY o.source))
"""
_NOTE = f"""
INSERT INTO drift (item_id, missing_from, held_by, detected_by, message, seen_at, checked_at, told_at)
SELECT m.item_id, m.source, {_HELD_BY}, 'reconcile', m.message, :now, :now, :told FROM missing m WHERE true
ON CONFLICT (item_id, missing_from) WHERE resolved_at IS NULL
DO UPDATE SET held_by = excluded.held_by, checked_at = excluded.checked_at
"""  # noqa: S608 - constants alone
_END = """
UPDATE drift SET resolved_at = :now, resolution = 'ended', resolved_by = 'system'
WHERE resolved_at IS NULL AND missing_from IN (SELECT value FROM json_each(:whole))
  AND EXISTS (SELECT 1 FROM items i WHERE i.id = drift.item_id AND i.gone_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM missing m WHERE m.item_id = drift.item_id AND m.source = drift.missing_from)
"""
_REOPEN = """
UPDATE departures SET settled_at = NULL, ruling = NULL, next_at = NULL
WHERE ruling = 'drift' AND event_id IS NULL
  AND EXISTS (SELECT 1 FROM items i WHERE i.id = departures.item_id AND i.gone_at IS NOT NULL)
  AND NOT EXISTS (
    SELECT 1 FROM json_each(departures.known, '$.held') s
    CROSS JOIN json_each(s.value) r
    JOIN holdings h ON h.source = s.key AND h.ref = r.value
    WHERE h.role <> 'media' AND h.gone_at IS NULL AND coalesce(h.size_bytes, 0) > 0)
"""
