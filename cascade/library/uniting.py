"""Makes one item of what two media servers hold of the same files, and tells whose word stands for it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.unions import Leaf, Link, Pair, Unions, parted, unions
from cascade.media import ExternalIds, Kind

_CHUNK = 400
_LOT = 2_000  # pairs that are looked at together: a first reading of two servers has a hundred thousand


async def unite(conn: AsyncConnection, media: Sequence[str]) -> None:
    """Unite the present items of `media` servers, which stand in their order; nothing for fewer than two.

    The older item stays, since plans and ledgers name it; the facts of the first server stand. What no
    longer holds the same files stays one item for as long as each server keeps its entry.
    """
    if len(media) < 2:
        return
    links = await _links(conn, _BY_PATH, media, by_path=True)
    await _lonely(conn, media)
    links += await _links(conn, _BY_NAME, media, by_path=False)
    for lot in parted(links, _LOT):
        leaves = await _leaves(conn, {item for link in lot for item in link.pair})
        by_path = [link.pair for link in lot if link.by_path]
        by_name = [link.pair for link in lot if not link.by_path]
        await _apply(conn, unions(leaves, by_path, by_name), media)


async def mark_seconds(conn: AsyncConnection, media: Sequence[str]) -> None:
    """Mark the files of touched items that an earlier server lists already, so that each counts once."""
    if len(media) < 2:
        return
    for statement in (_SECOND, _FIRST):
        await conn.execute(text(statement), {"media": json.dumps(list(media))})


async def _links(conn: AsyncConnection, statement: str, media: Sequence[str], *, by_path: bool) -> list[Link]:
    rows = await conn.execute(text(statement), {"media": json.dumps(list(media))})
    return [
        Link((min(one, other), max(one, other)), (top, other_top), by_path)
        for one, other, top, other_top in rows
    ]


async def _lonely(conn: AsyncConnection, media: Sequence[str]) -> None:
    """Gather the files of what a single server holds: only such an item can wait for its partner."""
    for statement in _LONELY:
        values = {"media": json.dumps(list(media))} if ":media" in statement else {}
        await conn.execute(text(statement), values)


async def _leaves(conn: AsyncConnection, ids: Iterable[int]) -> dict[int, Leaf]:
    found: dict[int, Leaf] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _CHUNK):
        part = {"ids": json.dumps(wanted[start : start + _CHUNK])}
        files: defaultdict[int, list[Row[Any]]] = defaultdict(list)
        for row in await conn.execute(text(_FILES), part):
            files[row.item_id].append(row)
        for row in await conn.execute(text(_ITEMS), part):
            found[row.id] = _leaf(row, files[row.id])
    return found


def _leaf(row: Row[Any], files: Sequence[Row[Any]]) -> Leaf:
    return Leaf(
        row.id,
        Kind(row.kind),
        row.parent_id,
        row.show_id,
        (row.season_number, row.number),
        ExternalIds(row.tmdb, row.tvdb, row.imdb, row.anidb),
        frozenset(json.loads(row.sources)),
        frozenset(file.path_key for file in files),
        frozenset((file.name, file.size_bytes) for file in files),
        frozenset(file.path for file in files),
        ExternalIds(row.show_tmdb, row.show_tvdb, row.show_imdb, row.show_anidb),
    )


async def _apply(conn: AsyncConnection, found: Unions, media: Sequence[str]) -> None:
    for pairs in (found.shows, found.seasons, found.leaves):
        ranks = await _ranks(conn, pairs, media)
        sides = [{"keep": keep, "drop": drop} for keep, drop in pairs]
        later = [side for side in sides if ranks[side["drop"]] < ranks[side["keep"]]]
        if later:
            await conn.execute(text(_TAKE_FACTS), later)
        for statement in _MOVE if sides else ():
            await conn.execute(text(statement), sides)


async def _ranks(conn: AsyncConnection, pairs: Iterable[Pair], media: Sequence[str]) -> dict[int, int]:
    """Say for each item which server is the first to hold it."""
    wanted = sorted({item for pair in pairs for item in pair})
    found: dict[int, int] = dict.fromkeys(wanted, len(media))
    for start in range(0, len(wanted), _CHUNK):
        part = {"ids": json.dumps(wanted[start : start + _CHUNK]), "media": json.dumps(list(media))}
        found |= {row.item_id: row.rank for row in await conn.execute(text(_RANKS), part)}
    return found


# CROSS JOIN and + keep SQLite to the order written and to the index of paths.
_BY_PATH = """
SELECT DISTINCT i.id, j.id, coalesce(i.show_id, i.id), coalesce(j.show_id, j.id)
FROM files f CROSS JOIN files g ON g.path_key = f.path_key AND +g.source > f.source AND g.item_id <> f.item_id
CROSS JOIN items i ON i.id = f.item_id CROSS JOIN items j ON j.id = g.item_id
WHERE f.source IN (SELECT value FROM json_each(:media)) AND +g.source IN (SELECT value FROM json_each(:media))
  AND i.gone_at IS NULL AND j.gone_at IS NULL AND i.kind = j.kind
"""
_LONELY = (
    """
    CREATE TEMPORARY TABLE IF NOT EXISTS lonely
    (item_id INTEGER, show_id INTEGER, source TEXT, name TEXT, size_bytes INTEGER, path_key TEXT)
    """,
    "CREATE INDEX IF NOT EXISTS temp.ix_lonely ON lonely (name, size_bytes)",
    "DELETE FROM lonely",
    """
    INSERT INTO lonely
    SELECT f.item_id, i.show_id, f.source, f.name, f.size_bytes, f.path_key FROM files f
    CROSS JOIN items i ON i.id = f.item_id
    WHERE f.source IN (SELECT value FROM json_each(:media)) AND i.gone_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM holdings h WHERE h.item_id = f.item_id AND +h.role = 'media'
                      AND h.gone_at IS NULL AND h.source <> f.source)
    """,
)
_BY_NAME = """
SELECT DISTINCT f.item_id, g.item_id, coalesce(f.show_id, f.item_id), coalesce(g.show_id, g.item_id)
FROM lonely f CROSS JOIN lonely g ON g.name = f.name AND g.size_bytes = f.size_bytes AND g.source > f.source
WHERE f.item_id <> g.item_id AND f.path_key <> g.path_key AND f.size_bytes > 0
  AND f.source IN (SELECT value FROM json_each(:media))
"""
_ITEMS = """
SELECT i.id, i.kind, i.parent_id, i.show_id, i.season_number, i.number, i.tmdb, i.tvdb, i.imdb, i.anidb,
       s.tmdb AS show_tmdb, s.tvdb AS show_tvdb, s.imdb AS show_imdb, s.anidb AS show_anidb,
       (SELECT json_group_array(h.source) FROM holdings h
        WHERE h.item_id = i.id AND +h.role = 'media' AND h.gone_at IS NULL) AS sources
FROM json_each(:ids) w CROSS JOIN items i ON i.id = w.value LEFT JOIN items s ON s.id = i.show_id
"""
_FILES = """
SELECT DISTINCT f.item_id, f.path, f.path_key, f.name, f.size_bytes
FROM json_each(:ids) w CROSS JOIN files f ON f.item_id = w.value
"""
_RANKS = """
SELECT h.item_id, min(m.key) AS rank FROM json_each(:ids) w
CROSS JOIN holdings h ON h.item_id = w.value
CROSS JOIN json_each(:media) m ON m.value = h.source
WHERE h.gone_at IS NULL GROUP BY h.item_id
"""
_COLUMNS = (
    "title, title_key, show_title_key, year, season_number, number, tmdb, tvdb, imdb, anidb, library, "
    "library_key, added_at, released_at, size_bytes, copies, resolution, rating, critic_rating, is_4k, "
    "parent_id, show_id"
)
_TAKE_FACTS = f"""
UPDATE items SET ({_COLUMNS}) = (SELECT {_COLUMNS} FROM items d WHERE d.id = :drop) WHERE id = :keep
"""  # noqa: S608 - constants alone
_MOVE = (
    "UPDATE items SET guid = (SELECT guid FROM items d WHERE d.id = :drop) WHERE id = :keep AND guid IS NULL",
    "UPDATE items SET parent_id = :keep WHERE parent_id = :drop",
    "UPDATE items SET show_id = :keep WHERE show_id = :drop",
    "UPDATE holdings SET item_id = :keep WHERE item_id = :drop",
    "UPDATE files SET item_id = :keep WHERE item_id = :drop",
    "UPDATE files SET season_id = :keep WHERE season_id = :drop",
    "UPDATE files SET show_id = :keep WHERE show_id = :drop",
    "UPDATE plays SET item_id = :keep WHERE item_id = :drop",
    "UPDATE OR IGNORE item_values SET item_id = :keep WHERE item_id = :drop",
    "DELETE FROM items WHERE id = :drop",
)
_SECOND = """
UPDATE files SET role = 'second' WHERE role = 'media' AND item_id IN (SELECT id FROM touched)
  AND EXISTS (
    SELECT 1 FROM json_each(:media) mine CROSS JOIN json_each(:media) first ON first.key < mine.key
    CROSS JOIN files o ON o.item_id = files.item_id AND +o.source = first.value
    WHERE mine.value = files.source)
"""
_FIRST = """
UPDATE files SET role = 'media' WHERE role = 'second' AND item_id IN (SELECT id FROM touched)
  AND NOT EXISTS (
    SELECT 1 FROM json_each(:media) mine CROSS JOIN json_each(:media) first ON first.key < mine.key
    CROSS JOIN files o ON o.item_id = files.item_id AND +o.source = first.value
    WHERE mine.value = files.source)
"""
