"""Matches entries of Radarr and Sonarr with items: reads the pairs, lets `identity` decide, writes it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Row, bindparam, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.identity import ArrHolding, Decision, Pair, decide, item_matches, settle
from cascade.library.tables import holdings, items
from cascade.media import ExternalIds, Role, text_key


async def match_all(conn: AsyncConnection, four_k: Collection[str]) -> None:
    """Match every living entry anew; the touched items must be all."""
    await _prepare(conn)
    await conn.execute(text(_EVERY_ENTRY))
    await _match(conn, four_k)


async def match_touched(conn: AsyncConnection, four_k: Collection[str]) -> None:
    """Match anew the entries that are, or by id or file may be, of the touched items."""
    await _prepare(conn)
    await conn.execute(text(_ENTRIES_OF_TOUCHED))
    await _match(conn, four_k)


async def _prepare(conn: AsyncConnection) -> None:
    for statement in _TABLES:
        await conn.execute(text(statement))


async def _match(conn: AsyncConnection, four_k: Collection[str]) -> None:
    await conn.execute(text(_PAIRS))
    mapped = await _mapped(conn)
    rows = (await conn.execute(text(_EVIDENCE))).all()
    split = {row.role for row in rows if row.source in four_k}
    decisions = settle(_decide(rows, mapped, four_k, split))
    await _write(conn, decisions, rows)


async def _mapped(conn: AsyncConnection) -> frozenset[str]:
    """The folders of shows' entries beneath which the media server has files."""
    paths = (await conn.scalars(text(_SHOW_PATHS))).all()
    parents = {path.rpartition("/")[0] for path in paths}
    found = set()
    for parent in parents:
        low = text_key(parent) + "/"
        high = low[:-1] + "0"  # the sign after "/"
        if await conn.scalar(text(_ANY_FILE), {"low": low, "high": high}):
            found.add(parent)
    return frozenset(found)


def _decide(
    rows: Sequence[Row[Any]], mapped: frozenset[str], four_k: Collection[str], split: Collection[str]
) -> Iterator[Decision]:
    """Go entry by entry; `split` are the roles that have an instance of their own for 4K."""
    for _, group in groupby(rows, key=lambda row: (row.source, row.ref)):
        entry = list(group)
        first = entry[0]
        holding = ArrHolding(
            first.source,
            first.ref,
            has_files=bool(first.has_files),
            mapped=(first.path or "").rpartition("/")[0] in mapped,
            by_folder=first.role == Role.SHOWS.value,
        )
        pairs = [_pair(row, four_k, split) for row in entry if row.item_id is not None]
        yield decide(holding, pairs)


def _pair(row: Row[Any], four_k: Collection[str], split: Collection[str]) -> Pair:
    theirs = ExternalIds(row.h_tmdb, row.h_tvdb, row.h_imdb)
    ours = ExternalIds(row.i_tmdb, row.i_tvdb, row.i_imdb)
    wanted = row.source in four_k if row.role in split else None
    same_class = wanted is None or row.is_4k is None or bool(row.is_4k) == wanted
    return Pair(
        row.item_id,
        agrees=_agree(theirs, ours),
        conflicts=theirs.conflicts(ours),
        same_files=bool(row.same_files) or (bool(row.same_path) and same_class),
        same_class=same_class,
    )


def _agree(one: ExternalIds, other: ExternalIds) -> bool:
    pairs = ((one.tmdb, other.tmdb), (one.tvdb, other.tvdb), (one.imdb, other.imdb))
    return any(mine is not None and mine == theirs for mine, theirs in pairs)


async def _write(conn: AsyncConnection, decisions: Sequence[Decision], rows: Iterable[Row[Any]]) -> None:
    before = {(row.source, row.ref): (row.matched, row.match) for row in rows}
    changed = [
        {"s": d.holding.source, "r": d.holding.ref, "i": d.item_id, "m": d.match.value}
        for d in decisions
        if before[d.holding.source, d.holding.ref] != (d.item_id, d.match.value)
    ]
    if changed:
        await conn.execute(
            update(holdings)
            .where(holdings.c.source == bindparam("s"), holdings.c.ref == bindparam("r"))
            .values(item_id=bindparam("i"), match=bindparam("m")),
            changed,
        )
    await conn.execute(text(_FORGET))
    found = [{"i": item, "m": match.value} for item, match in item_matches(decisions).items()]
    if found:
        ours = text("items.id IN (SELECT id FROM touched)")
        statement = update(items).where(items.c.id == bindparam("i"), ours)
        await conn.execute(statement.values(arr_match=bindparam("m")), found)
    await conn.execute(text(_INHERIT))


_TABLES = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS matching (source TEXT, ref TEXT, PRIMARY KEY (source, ref))",
    "DELETE FROM matching",
    """
    CREATE TEMPORARY TABLE IF NOT EXISTS pairs
    (source TEXT, ref TEXT, item_id INTEGER, PRIMARY KEY (source, ref, item_id))
    """,
    "DELETE FROM pairs",
)
_EVERY_ENTRY = """
INSERT INTO matching SELECT source, ref FROM holdings WHERE role IN ('movies', 'shows') AND gone_at IS NULL
"""
# CROSS JOIN keeps SQLite to the order written: a few rows first, then one look-up for each.
_ENTRIES_OF_TOUCHED = """
INSERT OR IGNORE INTO matching
SELECT h.source, h.ref FROM touched t CROSS JOIN holdings h ON h.item_id = t.id
WHERE h.role IN ('movies', 'shows') AND h.gone_at IS NULL
UNION
SELECT h.source, h.ref FROM touched t CROSS JOIN items i ON i.id = t.id CROSS JOIN holdings h
  ON h.role IN ('movies', 'shows') AND h.kind = i.kind AND h.tmdb = i.tmdb WHERE h.gone_at IS NULL
UNION
SELECT h.source, h.ref FROM touched t CROSS JOIN items i ON i.id = t.id CROSS JOIN holdings h
  ON h.role IN ('movies', 'shows') AND h.kind = i.kind AND h.tvdb = i.tvdb WHERE h.gone_at IS NULL
UNION
SELECT h.source, h.ref FROM touched t CROSS JOIN items i ON i.id = t.id CROSS JOIN holdings h
  ON h.role IN ('movies', 'shows') AND h.kind = i.kind AND h.imdb = i.imdb WHERE h.gone_at IS NULL
UNION
SELECT h.source, h.ref FROM touched t CROSS JOIN files m ON m.item_id = t.id
  CROSS JOIN files a ON a.path_key = m.path_key
  CROSS JOIN holdings h ON h.source = a.source AND h.ref = a.ref
WHERE h.role IN ('movies', 'shows') AND h.gone_at IS NULL
"""
_PAIRS = """
INSERT OR IGNORE INTO pairs
SELECT h.source, h.ref, i.id FROM matching m CROSS JOIN holdings h ON h.source = m.source AND h.ref = m.ref
CROSS JOIN items i ON i.kind = h.kind AND i.tmdb = h.tmdb WHERE i.gone_at IS NULL
UNION
SELECT h.source, h.ref, i.id FROM matching m CROSS JOIN holdings h ON h.source = m.source AND h.ref = m.ref
CROSS JOIN items i ON i.kind = h.kind AND i.tvdb = h.tvdb WHERE i.gone_at IS NULL
UNION
SELECT h.source, h.ref, i.id FROM matching m CROSS JOIN holdings h ON h.source = m.source AND h.ref = m.ref
CROSS JOIN items i ON i.kind = h.kind AND i.imdb = h.imdb WHERE i.gone_at IS NULL
UNION
SELECT h.source, h.ref, i.id FROM matching m CROSS JOIN holdings h ON h.source = m.source AND h.ref = m.ref
CROSS JOIN files a ON a.source = h.source AND a.ref = h.ref
CROSS JOIN files f ON f.path_key = a.path_key AND f.role = 'media'
CROSS JOIN items i ON i.id = f.item_id AND i.kind = h.kind WHERE i.gone_at IS NULL
"""
_SHOW_PATHS = """
SELECT DISTINCT h.path FROM matching m CROSS JOIN holdings h ON h.source = m.source AND h.ref = m.ref
WHERE h.role = 'shows' AND h.path IS NOT NULL
"""
_ANY_FILE = """
SELECT 1 FROM files WHERE path_key >= :low AND path_key < :high AND role = 'media' LIMIT 1
"""
# Files agree by name and size, or by path alone, as sizes grow old; of a show, one in the entry's folder.
# Two servers may call different folders alike, so a path alone says nothing where another claims it, too.
_EVIDENCE = """
SELECT h.source, h.ref, h.role, h.path, h.item_id AS matched, h."match",
       h.tmdb AS h_tmdb, h.tvdb AS h_tvdb, h.imdb AS h_imdb,
       (coalesce(h.size_bytes, 0) > 0 OR EXISTS (
          SELECT 1 FROM files a WHERE a.source = h.source AND a.ref = h.ref)) AS has_files,
       i.id AS item_id, i.tmdb AS i_tmdb, i.tvdb AS i_tvdb, i.imdb AS i_imdb, i.is_4k,
       CASE h.role WHEN 'movies' THEN EXISTS (
          SELECT 1 FROM files f JOIN files a ON a.name = f.name AND a.size_bytes = f.size_bytes
          WHERE f.item_id = i.id AND f.role = 'media' AND a.source = h.source AND a.ref = h.ref)
       ELSE EXISTS (
          SELECT 1 FROM files f
          WHERE f.show_id = i.id AND f.role = 'media'
            AND substr(f.path, 1, length(h.path) + 1) = h.path || '/') END AS same_files,
       h.role = 'movies' AND EXISTS (
          SELECT 1 FROM files f JOIN files a ON a.path = f.path
          WHERE f.item_id = i.id AND f.role = 'media' AND a.source = h.source AND a.ref = h.ref
            AND NOT EXISTS (SELECT 1 FROM files o WHERE o.path_key = a.path_key AND o.role = a.role
                            AND o.source <> a.source AND o.size_bytes <> a.size_bytes)) AS same_path
FROM matching m CROSS JOIN holdings h ON h.source = m.source AND h.ref = m.ref
LEFT JOIN pairs p ON p.source = m.source AND p.ref = m.ref
LEFT JOIN items i ON i.id = p.item_id
ORDER BY h.source, h.ref
"""
_FORGET = """
UPDATE items SET arr_match = 'none'
WHERE arr_match <> 'none' AND kind IN ('movie', 'show') AND id IN (SELECT id FROM touched)
"""
_INHERIT = """
UPDATE items SET arr_match = s.arr_match FROM items AS s
WHERE s.id = items.show_id AND items.arr_match <> s.arr_match AND items.id IN (SELECT id FROM touched)
"""
