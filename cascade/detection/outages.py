"""Outages: too much vanished at once, or its folder cannot be reached. A person says what it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.detection.tables import outages
from cascade.errors import BadInput


@dataclass(frozen=True, slots=True)
class Outage:
    """A disappearance that is not believed.

    `scope` is a root folder, or "" for the whole server; `believed` is what was said when it was released:
    True = it was a deletion, False = it was not, None = it ended by itself or still holds.
    """

    id: int
    source: str
    scope: str
    count: int
    total: int | None
    since: datetime
    message: str
    told_at: datetime | None = None
    released_at: datetime | None = None
    released_by: str | None = None
    believed: bool | None = None


async def raise_outage(
    conn: AsyncConnection, source: str, scope: str, count: int, total: int | None, message: str, now: datetime
) -> int:
    """Note an outage and return its id; one that holds already is the same, and only its count may grow."""
    own = (outages.c.source == source, outages.c.scope == scope, outages.c.released_at.is_(None))
    known: int | None = await conn.scalar(select(outages.c.id).where(*own))
    if known is not None:
        grown = update(outages).where(outages.c.id == known, outages.c.count < count)
        await conn.execute(grown.values(count=count, total=total, message=message))
        return known
    row = {"source": source, "scope": scope, "count": count, "total": total, "since": now, "message": message}
    made: int | None = await conn.scalar(insert(outages).values(row).returning(outages.c.id))
    return made or 0


async def open_outages(conn: AsyncConnection) -> tuple[Outage, ...]:
    """Outages that hold, oldest first."""
    return await _read(conn, outages.c.released_at.is_(None))


async def released_since(conn: AsyncConnection, since: datetime) -> tuple[Outage, ...]:
    """Outages released at an instant or after it."""
    return await _read(conn, outages.c.released_at >= since)


async def release(
    conn: AsyncConnection, outage_id: int, by: str, now: datetime, *, believed: bool | None
) -> Outage:
    """Release an outage; BadInput where none of that number holds."""
    row = (
        await conn.execute(
            update(outages)
            .where(outages.c.id == outage_id, outages.c.released_at.is_(None))
            .values(released_at=now, released_by=by, believed=believed)
            .returning(*outages.c)
        )
    ).one_or_none()
    if row is None:
        raise BadInput(f"Outage {outage_id} holds no more; look at the list of those that do.")
    return _outage(row)


async def read_outage(conn: AsyncConnection, outage_id: int) -> Outage:
    """Read one outage; BadInput where there is none of that number."""
    found = await _read(conn, outages.c.id == outage_id)
    if not found:
        raise BadInput(f"There is no outage {outage_id}; look at the list of those that hold.")
    return found[0]


async def told(conn: AsyncConnection, ids: Sequence[int], now: datetime) -> None:
    """Note that the feed heard of outages."""
    await conn.execute(update(outages).where(outages.c.id.in_(ids)).values(told_at=now))


async def _read(conn: AsyncConnection, where: Any) -> tuple[Outage, ...]:
    rows = await conn.execute(select(outages).where(where).order_by(outages.c.id))
    return tuple(_outage(row) for row in rows)


def _outage(row: Row[Any]) -> Outage:
    return Outage(**{name: getattr(row, name) for name in Outage.__slots__})
