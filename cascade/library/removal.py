"""What goes when an item goes: all beneath it, its files, its values; the row stays as a tombstone."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.departures import note_departures
from cascade.library.expectation import expect_fewer, expect_less
from cascade.library.families import touch
from cascade.library.file_facts import derive_sizes
from cascade.library.tables import files, holdings, item_values, items, plays
from cascade.media import Role

_CHUNK = 5_000


async def bury(conn: AsyncConnection, ids: Collection[int], at: datetime, why: str) -> list[int]:
    """Mark items and all beneath them as gone ("deleted" by us, "absent"); return every id concerned.

    Plays stay as history, joined to nothing, and remember the guid by which a returning title finds them.
    Entries of Radarr and Sonarr go with our own deletion; else they wait to be matched again. What is absent
    is remembered as it was, for whoever has to tell of it. Idempotent.
    """
    if not ids:
        return []
    buried = await with_beneath(conn, list(ids))
    if why == "deleted":
        await expect_less(conn, buried)
    else:
        await note_departures(conn, ids, at)
        for start in range(0, len(buried), _CHUNK):
            its = holdings.c.item_id.in_(buried[start : start + _CHUNK])
            await expect_fewer(conn, its, holdings.c.role == Role.MEDIA.value)
    for start in range(0, len(buried), _CHUNK):
        await _bury(conn, buried[start : start + _CHUNK], at, why)
    await touch(conn, buried)  # what contained them is smaller now
    await derive_sizes(conn)
    return buried


async def with_beneath(conn: AsyncConnection, ids: list[int]) -> list[int]:
    """Give items and all that lies beneath them, in the order of their ids."""
    found = set(ids)
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        query = select(items.c.id).where(or_(items.c.parent_id.in_(part), items.c.show_id.in_(part)))
        found.update((await conn.scalars(query)).all())
    return sorted(found)


async def _bury(conn: AsyncConnection, ids: list[int], at: datetime, why: str) -> None:
    alive = or_(items.c.gone_at.is_(None), items.c.gone_why == "arriving")
    if why == "deleted":  # a reading may have missed it before its deletion was proved: it stays ours
        alive = or_(alive, items.c.gone_why == "absent")
    await conn.execute(update(items).where(items.c.id.in_(ids), alive).values(gone_at=at, gone_why=why))
    theirs = (holdings.c.item_id.in_(ids), holdings.c.gone_at.is_(None))
    if why != "deleted":
        arr = update(holdings).where(*theirs, holdings.c.role != Role.MEDIA.value)
        await conn.execute(arr.values(item_id=None, match="none"))
    await conn.execute(update(holdings).where(*theirs).values(gone_at=at))
    await conn.execute(delete(files).where(files.c.item_id.in_(ids)))
    theirs_too = select(holdings.c.source, holdings.c.ref).where(holdings.c.item_id.in_(ids))
    of_entry = tuple_(files.c.source, files.c.ref).in_(theirs_too)
    await conn.execute(delete(files).where(files.c.role != Role.MEDIA.value, of_entry))
    await conn.execute(delete(item_values).where(item_values.c.item_id.in_(ids)))
    guid = select(items.c.guid).where(items.c.id == plays.c.item_id).scalar_subquery()
    unnamed = (plays.c.item_id.in_(ids), plays.c.guid.is_(None))
    await conn.execute(update(plays).where(*unnamed).values(guid=guid))
    parted = {"parted_at": at} if why == "deleted" else {}
    await conn.execute(update(plays).where(plays.c.item_id.in_(ids)).values(item_id=None, **parted))
