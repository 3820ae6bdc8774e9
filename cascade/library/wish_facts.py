"""What requests say of items: joined by kind and number and 4K class, never by a bare number or a name."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def derive_wishes(conn: AsyncConnection) -> None:
    """Derive who requested the touched items, when, and whether they have all watched them since.

    Needs `counted` of `play_facts.derive_plays`. A season has the requests of its show. A show counts as
    watched by somebody who completed every episode of it that is there, specials aside.
    """
    for statement in _STATEMENTS:
        await conn.execute(text(statement))


# CROSS JOIN and + keep SQLite to the order and the indexes meant: temporary tables have no statistics.
_STATEMENTS = (
    """
    CREATE TEMPORARY TABLE IF NOT EXISTS wished
    (item_id INTEGER, kind TEXT, source TEXT, person_key TEXT, person TEXT, at INTEGER, watched INTEGER)
    """,
    "DELETE FROM wished",
    """
    INSERT INTO wished
    SELECT i.id, i.kind, r.source, r.person_key, r.person, r.at, NULL
    FROM touched t CROSS JOIN items i ON i.id = t.id
    CROSS JOIN requests r ON r.kind = i.kind AND r.tmdb = i.tmdb
    WHERE i.is_4k IS NULL OR i.is_4k = r.is_4k
    UNION
    SELECT i.id, i.kind, r.source, r.person_key, r.person, r.at, NULL
    FROM requests r CROSS JOIN items i ON i.kind = r.kind AND i.tvdb = r.tvdb
    CROSS JOIN touched t ON t.id = i.id
    WHERE r.kind = 'show' AND (i.tmdb IS NULL OR r.tmdb IS NULL) AND (i.is_4k IS NULL OR i.is_4k = r.is_4k)
    """,
    """
    INSERT INTO wished
    SELECT t.id, t.kind, w.source, w.person_key, w.person, w.at, NULL
    FROM wished w JOIN touched t ON t.parent_id = w.item_id WHERE t.kind = 'season'
    """,
    # somebody no history has ever named may have watched under another name
    """
    UPDATE wished SET watched = EXISTS (
        SELECT 1 FROM counted c
        WHERE c.item_id = wished.item_id AND c.person_key = wished.person_key AND c.at >= wished.at)
    WHERE kind = 'movie' AND EXISTS (
        SELECT 1 FROM plays p WHERE p.person_key = wished.person_key)
    """,
    """
    UPDATE wished SET watched = NOT EXISTS (
        SELECT 1 FROM items e
        WHERE (e.show_id = wished.item_id OR e.parent_id = wished.item_id)
          AND +e.kind = 'episode' AND +e.gone_at IS NULL
          AND (e.season_number IS NULL OR e.season_number <> 0)
          AND NOT EXISTS (
            SELECT 1 FROM counted c
            WHERE c.item_id = e.id AND c.person_key = wished.person_key AND c.at >= wished.at))
      AND EXISTS (SELECT 1 FROM counted c WHERE c.item_id = wished.item_id)
    WHERE kind IN ('show', 'season') AND EXISTS (
        SELECT 1 FROM plays p WHERE p.person_key = wished.person_key)
    """,
    """
    UPDATE items SET requested_at = NULL, requester_watched = NULL
    WHERE requested_at IS NOT NULL AND id IN (SELECT id FROM touched)
    """,
    """
    UPDATE items SET requested_at = w.latest, requester_watched = w.watched
    FROM (SELECT item_id, max(at) AS latest,
                 CASE WHEN min(watched) = 0 THEN 0 WHEN count(watched) = count(*) THEN 1 END AS watched
          FROM wished GROUP BY item_id) AS w
    WHERE items.id = w.item_id
    """,
    "DELETE FROM item_values WHERE field = 'requested-by' AND item_id IN (SELECT id FROM touched)",
    """
    INSERT INTO item_values (item_id, field, key, source, value)
    SELECT item_id, 'requested-by', person_key, source, max(person) FROM wished
    GROUP BY item_id, person_key, source
    """,
)
