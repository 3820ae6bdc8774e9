"""Which item a play is of, and what plays say of items, rolled up to seasons and shows."""

import json
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

SAME_PLAY = timedelta(hours=4)
"""Two sources date one play by its start or by its end; further apart it is another play."""


async def resolve_plays(conn: AsyncConnection, media: Collection[str]) -> None:
    """Join plays to present items: by the media server's key, else by guid, never by name.

    `media` are the names of the media servers, whose keys the histories use. A key joins only if the guids
    agree, or where one is missing the titles: after a restore an old key means another entry. Jellyfin's
    own keys need neither: it makes them of paths, and tells of entries it has now. Either joins only if
    exactly one item fits. A join lasts until the item is gone.
    """
    names = {"media": json.dumps(list(media))}
    await conn.execute(text(_FOUND))
    await conn.execute(text(_REMEMBER_GUID))
    for statement in (_BY_FORMER, _BY_KEY, _BY_GUID):
        await conn.execute(text("DELETE FROM found_plays"))
        await conn.execute(text(statement), names if statement is _BY_KEY else {})
        await conn.execute(text(_JOIN))


async def derive_plays(conn: AsyncConnection) -> None:
    """Derive the watch facts of the touched items from the plays joined to them."""
    window = {"window": SAME_PLAY // timedelta(microseconds=1)}
    for statement in _TABLES:
        await conn.execute(text(statement))
    await conn.execute(text(_COUNTED), window)
    for statement in _ROLL_UP:
        await conn.execute(text(statement))


# CROSS JOIN keeps SQLite to the order written: few unresolved plays first, then one look-up for each.
_FOUND = """
CREATE TEMPORARY TABLE IF NOT EXISTS found_plays
(source TEXT, key TEXT, item_id INTEGER, PRIMARY KEY (source, key))
"""
# A play of an entry that is gone takes its guid, so that the title is known again when it returns.
_REMEMBER_GUID = """
UPDATE plays SET guid = (
    SELECT i.guid FROM holdings h JOIN items i ON i.id = h.item_id
    WHERE h.source = plays.source AND h.ref = plays.ref AND h.gone_at IS NOT NULL
      AND i.kind = plays.kind AND i.title_key = plays.title_key)
WHERE item_id IS NULL AND guid IS NULL AND ref IS NOT NULL
"""
# After an adopted restore the same row of history comes again; its first reading knew the item.
_BY_FORMER = """
INSERT INTO found_plays
SELECT p.source, p.key, min(w.item_id) FROM plays w
CROSS JOIN plays p ON p.title_key = w.title_key AND p.source = w.source AND p.kind = w.kind
WHERE w.key LIKE 'was:%' AND w.item_id IS NOT NULL AND p.item_id IS NULL
  AND p.person_key = w.person_key AND p.at = w.at
GROUP BY p.source, p.key HAVING count(DISTINCT w.item_id) = 1
"""
# Another server may have named the item: then the title is compared with what this one calls its entry.
_BY_KEY = """
INSERT INTO found_plays
SELECT p.source, p.key, min(i.id) FROM plays p
CROSS JOIN json_each(:media) m
CROSS JOIN holdings h ON h.source = m.value AND h.ref = p.ref
CROSS JOIN items i ON i.id = h.item_id
WHERE p.item_id IS NULL AND h.gone_at IS NULL AND i.gone_at IS NULL AND i.kind = p.kind
  AND (p.guid = i.guid OR (coalesce(p.guid, i.guid) IS NULL OR p.guid IS NULL OR i.guid IS NULL)
       AND (p.title_key = i.title_key OR p.title_key = lower(h.title))
       OR p.guid IS NULL AND h.source = p.source AND EXISTS (
          SELECT 1 FROM sources s WHERE s.name = p.source AND s.server = 'jellyfin'))
  AND (h.source = p.source OR p.source NOT IN (SELECT value FROM json_each(:media)))
GROUP BY p.source, p.key HAVING count(DISTINCT i.id) = 1
"""
# A play of what we deleted ourselves is of neither its twin nor of the title's next life.
_BY_GUID = """
INSERT INTO found_plays
SELECT p.source, p.key, min(i.id) FROM plays p
CROSS JOIN items i ON i.guid = p.guid AND i.kind = p.kind
WHERE p.item_id IS NULL AND p.guid IS NOT NULL AND p.parted_at IS NULL AND i.gone_at IS NULL
GROUP BY p.source, p.key HAVING count(DISTINCT i.id) = 1
"""
_JOIN = """
UPDATE plays SET item_id = f.item_id FROM found_plays f WHERE plays.source = f.source AND plays.key = f.key
"""
_TABLES = (
    """
    CREATE TEMPORARY TABLE IF NOT EXISTS counted
    (item_id INTEGER, person_key TEXT, person TEXT, at INTEGER, source TEXT)
    """,
    "CREATE INDEX IF NOT EXISTS temp.ix_counted ON counted (item_id, person_key, at)",
    "DELETE FROM counted",
    "CREATE TEMPORARY TABLE IF NOT EXISTS begun (item_id INTEGER PRIMARY KEY)",
    "DELETE FROM begun",
)
# Keys "owner:..." are the media server's own count; "was:..." are of the time before an adopted restore.
_COUNTED = """
INSERT INTO counted
SELECT p.item_id, p.person_key, p.person, p.at, p.source
FROM touched t CROSS JOIN plays p ON p.item_id = t.id
WHERE p.completed AND NOT EXISTS (
    SELECT 1 FROM plays q
    WHERE q.item_id = p.item_id AND q.completed AND q.at BETWEEN p.at - :window AND p.at + :window
      AND q.key NOT LIKE 'owner:%'
      AND (p.key LIKE 'owner:%' OR (q.person_key = p.person_key AND (q.source < p.source
           OR (q.source = p.source AND p.key LIKE 'was:%' AND q.key NOT LIKE 'was:%')))))
"""
_ROLL_UP = (
    # what episodes say, said of their season and show too
    """
    INSERT INTO counted
    SELECT t.parent_id, c.person_key, c.person, c.at, c.source
    FROM counted c JOIN touched t ON t.id = c.item_id
    WHERE t.kind = 'episode' AND t.parent_id IS NOT NULL
    UNION ALL
    SELECT t.show_id, c.person_key, c.person, c.at, c.source
    FROM counted c JOIN touched t ON t.id = c.item_id
    WHERE t.kind = 'episode' AND t.show_id IS NOT NULL
    """,
    """
    INSERT OR IGNORE INTO begun
    SELECT h.item_id FROM touched t CROSS JOIN holdings h ON h.item_id = t.id
    WHERE h.in_progress AND h.gone_at IS NULL
    UNION
    SELECT p.item_id FROM touched t CROSS JOIN plays p ON p.item_id = t.id
    WHERE NOT p.completed AND NOT EXISTS (
        SELECT 1 FROM plays q
        WHERE q.item_id = p.item_id AND q.completed AND q.person_key = p.person_key AND q.at >= p.at)
    """,
    """
    INSERT OR IGNORE INTO begun
    SELECT t.parent_id FROM begun b JOIN touched t ON t.id = b.item_id WHERE t.parent_id IS NOT NULL
    UNION
    SELECT t.show_id FROM begun b JOIN touched t ON t.id = b.item_id WHERE t.show_id IS NOT NULL
    """,
    """
    UPDATE items SET plays = 0, viewers = 0, last_play_at = NULL, in_progress = 0
    WHERE id IN (SELECT id FROM touched) AND (plays OR in_progress OR last_play_at IS NOT NULL)
    """,
    # a play of nobody known still had one viewer; one without a day (0) has none to give
    """
    UPDATE items SET plays = c.plays, viewers = max(1, c.viewers), last_play_at = c.last
    FROM (SELECT item_id, count(*) AS plays, max(CASE WHEN at > 0 THEN at END) AS last,
                 count(DISTINCT coalesce(n.person_id, nullif(person_key, ''))) AS viewers
          FROM counted LEFT JOIN person_names n ON n.key = person_key GROUP BY item_id) AS c
    WHERE items.id = c.item_id
    """,
    "UPDATE items SET in_progress = 1 WHERE id IN (SELECT item_id FROM begun)",
    "DELETE FROM item_values WHERE field = 'watched-by' AND item_id IN (SELECT id FROM touched)",
    """
    INSERT INTO item_values (item_id, field, key, source, value)
    SELECT item_id, 'watched-by', person_key, min(source), max(person) FROM counted
    WHERE person_key <> '' GROUP BY item_id, person_key
    """,
)
