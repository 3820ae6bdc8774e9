"""Which item a series of Shoko is of: the show or film that most of its files are files of."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def match_all_anime(conn: AsyncConnection) -> None:
    """Match every living series anew.

    Its numbers say nothing: AniDB counts every season as an anime of its own, where others count shows. A
    series that has lost its files stays with the item it was of, which then lacks something there.
    """
    await conn.execute(text(f"{_MATCH} {_LIVING}"))


async def match_touched_anime(conn: AsyncConnection) -> None:
    """Match anew the series that are, or by file may be, of the touched items."""
    await conn.execute(text(f"{_MATCH} {_LIVING} {_OF_TOUCHED}"))


_LIVING = """
WHERE role = 'anime' AND gone_at IS NULL
  AND EXISTS (SELECT 1 FROM files a WHERE a.source = holdings.source AND a.ref = holdings.ref)
"""
_MATCH = """
UPDATE holdings SET (item_id, "match") = (
  SELECT found.item_id, CASE WHEN found.item_id IS NULL THEN 'none' ELSE 'one' END
  FROM (SELECT (
    SELECT coalesce(f.show_id, f.item_id) FROM files a
    CROSS JOIN files f ON f.path_key = a.path_key AND f.role = 'media' AND f.item_id IS NOT NULL
    WHERE a.source = holdings.source AND a.ref = holdings.ref
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1) AS item_id) AS found)
"""
# CROSS JOIN keeps SQLite to the order written: a few rows first, then one look-up for each.
_OF_TOUCHED = """
AND (source, ref) IN (
  SELECT h.source, h.ref FROM touched t CROSS JOIN holdings h ON h.item_id = t.id WHERE h.role = 'anime'
  UNION
  SELECT a.source, a.ref FROM touched t CROSS JOIN files f ON f.item_id = t.id
  CROSS JOIN files a ON a.path_key = f.path_key WHERE a.role = 'anime')
"""
