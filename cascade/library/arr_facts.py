"""What Radarr and Sonarr say of the items they hold."""

from sqlalchemy import text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.tables import holdings, item_values
from cascade.media import text_key


async def derive_arr_facts(conn: AsyncConnection) -> None:
    """Derive status, monitored, votes, tags and holders of the touched items.

    Where several instances hold an item, a scalar stands only if they agree, and sets are united. A season
    takes the status of its show; what else a show's entry says is not said of one season.
    """
    for statement in _STATEMENTS:
        await conn.execute(text(statement))
    rows = await conn.execute(text(_TAGS).columns(holdings.c.item_id, holdings.c.source, holdings.c.tags))
    tags = [
        {"item_id": row.item_id, "field": "tag", "key": text_key(tag), "source": row.source, "value": tag}
        for row in rows
        for tag in row.tags
    ]
    if tags:
        await conn.execute(insert(item_values).on_conflict_do_nothing(), tags)


async def derive_inherited(conn: AsyncConnection) -> None:
    """Give seasons the genres, collections, labels, favourites, tags and holders of their show; runs last."""
    await conn.execute(text(_INHERIT))


_STATEMENTS = (
    """
    UPDATE items SET status = NULL, monitored = NULL, votes = NULL, last_aired_at = NULL
    WHERE id IN (SELECT id FROM touched)
      AND (status IS NOT NULL OR monitored IS NOT NULL OR votes IS NOT NULL OR last_aired_at IS NOT NULL)
    """,
    """
    UPDATE items SET status = h.status, monitored = h.monitored, votes = h.votes, last_aired_at = h.aired
    FROM (SELECT item_id,
            CASE WHEN count(status) = count(*) AND min(status) = max(status) THEN min(status) END AS status,
            CASE WHEN count(monitored) = count(*) AND min(monitored) = max(monitored)
                 THEN min(monitored) END AS monitored,
            CASE WHEN count(votes) = count(*) AND min(votes) = max(votes) THEN min(votes) END AS votes,
            CASE WHEN count(last_aired_at) = count(*) AND min(last_aired_at) = max(last_aired_at)
                 THEN min(last_aired_at) END AS aired
          FROM touched t CROSS JOIN holdings ON item_id = t.id
          WHERE role IN ('movies', 'shows') AND gone_at IS NULL
          GROUP BY item_id) AS h
    WHERE items.id = h.item_id
    """,
    """
    UPDATE items SET status = s.status FROM items AS s
    WHERE s.id = items.parent_id AND items.kind = 'season' AND s.status IS NOT NULL
      AND items.id IN (SELECT id FROM touched)
    """,
    """
    DELETE FROM item_values WHERE item_id IN (SELECT id FROM touched WHERE kind <> 'episode')
      AND (field IN ('tag', 'on') OR source LIKE '%/show')
    """,
    """
    INSERT OR IGNORE INTO item_values (item_id, field, key, source, value)
    SELECT h.item_id, 'on', lower(h.source), h.source, h.source
    FROM touched t CROSS JOIN holdings h ON h.item_id = t.id
    WHERE h.gone_at IS NULL AND h.role <> 'anime' AND t.kind IN ('movie', 'show')
    """,
)
_TAGS = """
SELECT h.item_id, h.source, h.tags FROM touched t CROSS JOIN holdings h ON h.item_id = t.id
WHERE h.gone_at IS NULL AND h.tags <> '[]'
"""
# "/show" in the source tells inherited values from those the media server says of the season itself.
_INHERIT = """
INSERT OR IGNORE INTO item_values (item_id, field, key, source, value)
SELECT t.id, v.field, v.key, v.source || '/show', v.value
FROM touched t CROSS JOIN item_values v ON v.item_id = t.parent_id
WHERE t.kind = 'season' AND v.field IN ('genre', 'collection', 'label', 'favorited-by', 'tag', 'on')
"""
