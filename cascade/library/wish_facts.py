"""What requests say of items: joined by kind and number and 4K class, never by a bare number or a name."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def derive_wishes(conn: AsyncConnection) -> None:
    """Derive who requested the touched items, when, and whether they have all watched them since.

    Needs `counted` of `play_facts.derive_plays`. A season has the requests of its show. A show counts as
    watched by somebody who completed every episode of it that is there, specials aside. Names that were
    linked are one person's.
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
    # the names a requester watches under: the same one, and those linked to it
    """
    CREATE TEMPORARY TABLE IF NOT EXISTS watches_as
    (person_key TEXT, name_key TEXT, PRIMARY KEY (person_key, name_key)) WITHOUT ROWID
    """,
    "DELETE FROM watches_as",
    """
    INSERT INTO watches_as
    SELECT w.person_key, w.name_key FROM (
        SELECT person_key, person_key AS name_key FROM wished
        UNION
        SELECT n.key, o.key FROM person_names n JOIN person_names o ON o.person_id = n.person_id
        WHERE n.key IN (SELECT person_key FROM wished)) AS w
    WHERE EXISTS (SELECT 1 FROM plays p WHERE p.person_key = w.name_key)
    """,
    # somebody no history has ever named may have watched under another name
    """
    UPDATE wished SET watched = EXISTS (
        SELECT 1 FROM watches_as a CROSS JOIN counted c
        WHERE a.person_key = wished.person_key
          AND c.item_id = wished.item_id AND c.person_key = a.name_key AND c.at >= wished.at)
    WHERE kind = 'movie' AND person_key IN (SELECT person_key FROM watches_as)
    """,
    """
    UPDATE wished SET watched = NOT EXISTS (
        SELECT 1 FROM items e
        WHERE (e.show_id = wished.item_id OR e.parent_id = wished.item_id)
          AND +e.kind = 'episode' AND +e.gone_at IS NULL
          AND (e.season_number IS NULL OR e.season_number <> 0)
          AND NOT EXISTS (
            SELECT 1 FROM watches_as a CROSS JOIN counted c
            WHERE a.person_key = wished.person_key
              AND c.item_id = e.id AND c.person_key = a.name_key AND c.at >= wished.at))
      AND EXISTS (SELECT 1 FROM counted c WHERE c.item_id = wished.item_id)
    WHERE kind IN ('show', 'season') AND person_key IN (SELECT person_key FROM watches_as)
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
