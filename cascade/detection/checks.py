"""The reconciliations of the past: when each was, and what it came to."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.detection.report import Check, Reconciliation
from cascade.detection.tables import reconciliations


async def begin(conn: AsyncConnection, by: str, now: datetime) -> int:
    """Note that a reconciliation begins; return its number."""
    row = {"began_at": now, "by": by}
    made: int | None = await conn.scalar(insert(reconciliations).values(row).returning(reconciliations.c.id))
    return made or 0


async def end(conn: AsyncConnection, number: int, done: Reconciliation, now: datetime) -> None:
    """Write down what a reconciliation came to."""
    found = {
        "deleted": len(done.deleted),
        "drift": len(done.drift),
        "outages": int(done.outage is not None),
        "came_back": len(done.came_back),
        "waiting": done.waiting,
    }
    ended = {"ended_at": now, "checked": done.checked, "found": found}
    error = " ".join(done.errors) or None
    this = reconciliations.c.id == number
    await conn.execute(update(reconciliations).where(this).values(**ended, error=error))


async def last(conn: AsyncConnection) -> Check | None:
    """The newest reconciliation that came to its end; None = there was none yet."""
    query = select(reconciliations).where(reconciliations.c.ended_at.is_not(None))
    row = (await conn.execute(query.order_by(reconciliations.c.id.desc()).limit(1))).one_or_none()
    return None if row is None else _check(row)


def _check(row: Row[Any]) -> Check:
    return Check(**{name: getattr(row, name) for name in Check.__slots__})
