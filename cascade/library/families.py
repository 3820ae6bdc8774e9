"""The items a derivation is about, as a temporary table: whole families, because facts roll up and down."""

from collections.abc import Collection

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.tables import items

_CHUNK = 5_000


async def touch_all(conn: AsyncConnection) -> None:
    """Fill `touched` with every present item."""
    await _clear(conn)
    await conn.execute(
        text("INSERT INTO touched SELECT id, kind, parent_id, show_id FROM items WHERE gone_at IS NULL")
    )


async def touch(conn: AsyncConnection, ids: Collection[int]) -> None:
    """Fill `touched` with items, all that contains them and all that those contain, as far as present."""
    await _clear(conn)
    wanted = list(ids)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        rows = await conn.execute(select(items.c.id, items.c.show_id).where(items.c.id.in_(part)))
        tops = [{"top": row.show_id or row.id} for row in rows]
        if tops:
            await conn.execute(text(_FAMILY), tops)


async def _clear(conn: AsyncConnection) -> None:
    await conn.execute(text(_TABLE))
    await conn.execute(text("DELETE FROM touched"))


_TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS touched
(id INTEGER PRIMARY KEY, kind TEXT, parent_id INTEGER, show_id INTEGER)
"""
_FAMILY = """
INSERT OR IGNORE INTO touched SELECT id, kind, parent_id, show_id FROM items
WHERE (id = :top OR show_id = :top) AND gone_at IS NULL
"""
