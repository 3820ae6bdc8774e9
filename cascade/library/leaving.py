"""What a media server no longer has: its entries go; an item goes when none of the others holds it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.removal import with_beneath
from cascade.library.tables import MEDIA_FILES, files, holdings, item_values, items
from cascade.media import Role

_CHUNK = 5_000


async def leave(conn: AsyncConnection, source: str, refs: Collection[str], at: datetime) -> list[int]:
    """Mark entries of one media server, and its entries beneath them, as gone where another holds the item.

    Returns the items that no other media server holds, for the caller to bury, which marks their entries:
    those named by `refs`, and parts of a show that stays elsewhere. Idempotent.
    """
    concerned: list[int] = []
    wanted = sorted(refs)
    for start in range(0, len(wanted), _CHUNK):
        named = (holdings.c.source == source, holdings.c.ref.in_(wanted[start : start + _CHUNK]))
        tops = await conn.scalars(select(holdings.c.item_id).where(*named, holdings.c.gone_at.is_(None)))
        concerned += await with_beneath(conn, [item for item in tops if item is not None])
    alone: set[int] = set()
    for start in range(0, len(concerned), _CHUNK):
        part = concerned[start : start + _CHUNK]
        elsewhere = await _held_elsewhere(conn, source, part)
        await _forget(conn, source, sorted(elsewhere), at)
        alone |= set(part) - elsewhere
    return await _tops(conn, alone)


async def _held_elsewhere(conn: AsyncConnection, source: str, ids: list[int]) -> set[int]:
    other = (holdings.c.role == Role.MEDIA.value, holdings.c.source != source, holdings.c.gone_at.is_(None))
    rows = await conn.scalars(select(holdings.c.item_id).where(holdings.c.item_id.in_(ids), *other))
    return {item for item in rows if item is not None}


async def _forget(conn: AsyncConnection, source: str, ids: list[int], at: datetime) -> None:
    own = (holdings.c.source == source, holdings.c.item_id.in_(ids), holdings.c.gone_at.is_(None))
    await conn.execute(update(holdings).where(*own).values(gone_at=at))
    await conn.execute(delete(files).where(files.c.source == source, files.c.item_id.in_(ids)))
    await _name_heir(conn, ids)
    said = (item_values.c.source == source, item_values.c.item_id.in_(ids))
    await conn.execute(delete(item_values).where(*said))


async def _name_heir(conn: AsyncConnection, ids: list[int]) -> None:
    """Let what the others list count as the items' files where the first server listed them so far."""
    first = files.alias("first")
    left = select(first.c.path).where(first.c.item_id == files.c.item_id, first.c.role == Role.MEDIA.value)
    seconds = (files.c.item_id.in_(ids), files.c.role.in_(MEDIA_FILES), ~left.exists())
    await conn.execute(update(files).where(*seconds).values(role=Role.MEDIA.value))


async def _tops(conn: AsyncConnection, ids: Collection[int]) -> list[int]:
    """Leave out what lies beneath another one."""
    found: list[int] = []
    wanted = sorted(ids)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        rows = await conn.execute(
            select(items.c.id, items.c.parent_id, items.c.show_id).where(items.c.id.in_(part))
        )
        found += [row.id for row in rows if not {row.parent_id, row.show_id} & set(wanted)]
    return found
