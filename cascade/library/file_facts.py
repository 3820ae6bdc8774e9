"""What the files of episodes say of their seasons and shows."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def derive_sizes(conn: AsyncConnection) -> None:
    """Derive size, resolution and 4K class of the touched seasons and shows; a file counts once per path."""
    for statement in (_SEASONS, _SHOWS, _EMPTY):
        await conn.execute(text(statement))


_SEASONS = """
UPDATE items SET size_bytes = f.size, resolution = f.resolution, is_4k = f.is_4k
FROM (SELECT season_id AS id, sum(size) AS size,
             CASE WHEN count(res) = count(*) AND min(res) = max(res) THEN min(res) END AS resolution,
             CASE WHEN count(res) = count(*) AND min(res = '2160p') = max(res = '2160p')
                  THEN min(res = '2160p') END AS is_4k
      FROM (SELECT f.season_id, max(f.size_bytes) AS size,
                   CASE WHEN count(f.resolution) = count(*) AND min(f.resolution) = max(f.resolution)
                        THEN min(f.resolution) END AS res
            FROM touched t CROSS JOIN files f ON f.season_id = t.id WHERE f.role = 'media'
            GROUP BY f.season_id, f.path)
      GROUP BY season_id) AS f
WHERE items.id = f.id
"""
_SHOWS = """
UPDATE items SET size_bytes = f.size, resolution = f.resolution, is_4k = f.is_4k
FROM (SELECT show_id AS id, sum(size) AS size,
             CASE WHEN count(res) = count(*) AND min(res) = max(res) THEN min(res) END AS resolution,
             CASE WHEN count(res) = count(*) AND min(res = '2160p') = max(res = '2160p')
                  THEN min(res = '2160p') END AS is_4k
      FROM (SELECT f.show_id, max(f.size_bytes) AS size,
                   CASE WHEN count(f.resolution) = count(*) AND min(f.resolution) = max(f.resolution)
                        THEN min(f.resolution) END AS res
            FROM touched t CROSS JOIN files f ON f.show_id = t.id WHERE f.role = 'media'
            GROUP BY f.show_id, f.path)
      GROUP BY show_id) AS f
WHERE items.id = f.id
"""
_EMPTY = """
UPDATE items SET size_bytes = NULL, resolution = NULL, is_4k = NULL
WHERE kind IN ('season', 'show') AND size_bytes IS NOT NULL AND id IN (SELECT id FROM touched)
  AND NOT EXISTS (SELECT 1 FROM files f WHERE f.season_id = items.id AND f.role = 'media')
  AND NOT EXISTS (SELECT 1 FROM files f WHERE f.show_id = items.id AND f.role = 'media')
"""
