"""Plays of which nobody can say what they are of: they make "not watched" unknown, and match nothing."""

import json
from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.sharing import SHARES_NAME, SHARES_PATH


async def derive_doubt(conn: AsyncConnection, media: Collection[str]) -> None:
    """Mark the touched items that an unresolved play may be of: by name and year, guid or key.

    A name may veto, never match. Plays of what we deleted ourselves veto nothing. The play of an episode
    that is known to be gone vetoes no other: episodes are often named alike, and one that returns is known
    by its guid. A play that nobody can date is one too, and so are those of an item of another media server
    that shares a file without being the same item. `media` are the names of the media servers, whose keys
    histories use.
    """
    for statement in _STATEMENTS:
        await conn.execute(
            text(statement), {"media": json.dumps(list(media))} if "m.value" in statement else {}
        )


_SHARES = (SHARES_PATH, SHARES_NAME)
_SHARED = """
INSERT OR IGNORE INTO doubted
SELECT t.id FROM touched t CROSS JOIN {}
WHERE (SELECT count(*) FROM json_each(:media)) > 1
  AND +f.source IN (SELECT m.value FROM json_each(:media) m)
  AND +g.source IN (SELECT m.value FROM json_each(:media) m)
"""
# The plays are found by index from the touched items, mostly a single one; + keeps SQLite from reading every
# unresolved play instead.
# Years of one film differ by one between servers, because some take the first showing for its release.
_STATEMENTS = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS doubted (id INTEGER PRIMARY KEY)",
    "DELETE FROM doubted",
    """
    INSERT OR IGNORE INTO doubted
    SELECT i.id FROM plays p CROSS JOIN items i ON i.title_key = p.title_key AND i.kind = p.kind
    WHERE p.title_key IN (SELECT o.title_key FROM touched t CROSS JOIN items o ON o.id = t.id)
      AND +p.item_id IS NULL AND p.parted_at IS NULL AND i.gone_at IS NULL
      AND (abs(i.year - p.year) <= 1 OR i.year IS NULL OR p.year IS NULL)
      AND NOT (p.kind = 'episode' AND p.guid IS NOT NULL AND EXISTS (
        SELECT 1 FROM json_each(:media) m
        CROSS JOIN holdings h ON h.source = m.value AND h.ref = p.ref
        CROSS JOIN items g ON g.id = h.item_id
        WHERE g.gone_at IS NOT NULL AND g.kind = p.kind AND g.title_key = p.title_key))
    """,
    """
    INSERT OR IGNORE INTO doubted
    SELECT i.id FROM plays p CROSS JOIN items i ON i.guid = p.guid AND i.kind = p.kind
    WHERE p.guid IN (SELECT o.guid FROM touched t CROSS JOIN items o ON o.id = t.id)
      AND +p.item_id IS NULL AND p.parted_at IS NULL AND i.gone_at IS NULL
    """,
    """
    INSERT OR IGNORE INTO doubted
    SELECT p.item_id FROM touched t CROSS JOIN plays p ON p.item_id = t.id WHERE p.at = 0
    """,
    # what shares a file within one show is counted there anyway, so it puts only itself in doubt, below
    *(f"{_SHARED.format(shares)} AND f.show_id IS NOT g.show_id" for shares in _SHARES),
    # a key that names a present entry, whose title is another: renamed, or a key of before a restore
    """
    INSERT OR IGNORE INTO doubted
    SELECT h.item_id FROM plays p
    CROSS JOIN json_each(:media) m
    CROSS JOIN holdings h ON h.source = m.value AND h.ref = p.ref
    WHERE p.ref IN (SELECT o.ref FROM touched t CROSS JOIN holdings o ON o.item_id = t.id)
      AND +p.item_id IS NULL AND p.guid IS NULL AND h.gone_at IS NULL AND h.item_id IS NOT NULL
      AND h.kind = p.kind
    """,
    """
    INSERT OR IGNORE INTO doubted
    SELECT t.parent_id FROM touched t JOIN doubted d ON d.id = t.id WHERE t.parent_id IS NOT NULL
    UNION
    SELECT t.show_id FROM touched t JOIN doubted d ON d.id = t.id WHERE t.show_id IS NOT NULL
    """,
    *(_SHARED.format(shares) for shares in _SHARES),
    """
    UPDATE items SET watch_doubt = (id IN (SELECT id FROM doubted))
    WHERE id IN (SELECT id FROM touched) AND watch_doubt <> (id IN (SELECT id FROM doubted))
    """,
)
