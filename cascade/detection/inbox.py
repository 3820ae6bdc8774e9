"""The inbox: hints that were reported, kept until something came of each. It survives any kind of death."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.detection.hints import Hint, load_hint
from cascade.detection.tables import inbox

SAME_WITHIN = timedelta(hours=1)
"""The same said again within this time is said once: servers repeat themselves after a lost answer."""


class Outcome(StrEnum):
    """What came of a hint."""

    NOTED = "noted"  # it reports no deletion
    REPLACED = "replaced"  # an upgrade, or a new file took its place
    ECHO = "echo"  # our own deletion
    GONE = "gone"  # proved gone from the media servers; the departure decides what that means
    DRIFT = "drift"  # gone there, and still elsewhere
    UNFOUNDED = "unfounded"  # the server still has it
    UNKNOWN = "unknown"  # about nothing that the Library knows
    OUTAGE = "outage"  # a person said that it was no deletion


@dataclass(frozen=True, slots=True)
class Report:
    """A hint in the inbox.

    `item_id` is what it is about, None while that is not known; `items` are all that are believed present,
    as two episodes of one file, while it is worked on.
    """

    id: int
    received_at: datetime
    by: str
    hint: Hint
    tries: int
    item_id: int | None = None
    outcome: Outcome | None = None
    event_id: str | None = None
    items: tuple[int, ...] = ()


async def keep(conn: AsyncConnection, hint: Hint, digest: str, by: str, now: datetime) -> int | None:
    """Keep a hint; None when the same was kept already, not long ago."""
    same = (inbox.c.source == hint.source, inbox.c.digest == digest, inbox.c.received_at > now - SAME_WITHIN)
    if await conn.scalar(select(inbox.c.id).where(*same).limit(1)) is not None:
        return None
    row = {"received_at": now, "source": hint.source, "digest": digest, "by": by, "hint": hint.stored()}
    kept: int | None = await conn.scalar(insert(inbox).values(row).returning(inbox.c.id))
    return kept


async def due(conn: AsyncConnection, now: datetime, limit: int) -> tuple[Report, ...]:
    """Hints to be worked on now, oldest first."""
    ready = or_(inbox.c.next_at.is_(None), inbox.c.next_at <= now)
    query = select(inbox).where(inbox.c.handled_at.is_(None), ready).order_by(inbox.c.id).limit(limit)
    return tuple(_report(row) for row in await conn.execute(query))


async def open_since(conn: AsyncConnection, since: datetime) -> tuple[Report, ...]:
    """Every hint that came after an instant and is still work, or turned out to be a disappearance."""
    alive = or_(inbox.c.handled_at.is_(None), inbox.c.outcome.in_((Outcome.GONE, Outcome.DRIFT)))
    query = select(inbox).where(inbox.c.received_at > since, alive).order_by(inbox.c.id)
    return tuple(_report(row) for row in await conn.execute(query))


async def about(conn: AsyncConnection, item_ids: Collection[int], since: datetime) -> tuple[Report, ...]:
    """Hints about items that came after an instant, oldest first."""
    query = select(inbox).where(inbox.c.item_id.in_(item_ids), inbox.c.received_at > since)
    return tuple(_report(row) for row in await conn.execute(query.order_by(inbox.c.id)))


async def leading_to(conn: AsyncConnection, item_ids: Collection[int], since: datetime) -> tuple[Report, ...]:
    """Hints about items that were not found wrong and led to no event yet, oldest first."""
    right = or_(inbox.c.outcome.is_(None), inbox.c.outcome.in_((Outcome.GONE, Outcome.DRIFT)))
    query = select(inbox).where(inbox.c.item_id.in_(item_ids), inbox.c.received_at > since, right)
    rows = await conn.execute(query.where(inbox.c.event_id.is_(None)).order_by(inbox.c.id))
    return tuple(_report(row) for row in rows)


async def forget(conn: AsyncConnection, before: datetime) -> None:
    """Drop hints that ended long ago."""
    await conn.execute(delete(inbox).where(inbox.c.handled_at < before))


async def end(
    conn: AsyncConnection,
    report: Report,
    outcome: Outcome,
    now: datetime,
    *,
    event_id: str | None = None,
    message: str | None = None,
) -> None:
    """Say what came of a hint; it is no work any more."""
    ended = {"handled_at": now, "outcome": outcome.value, "event_id": event_id, "message": message}
    await _change(conn, [report.id], {**ended, "item_id": report.item_id})


async def postpone(conn: AsyncConnection, report: Report, until: datetime, why: str) -> None:
    """Leave a hint for later."""
    later = {"next_at": until, "tries": report.tries + 1, "message": why, "item_id": report.item_id}
    await _change(conn, [report.id], later)


async def join(conn: AsyncConnection, item_ids: Collection[int], event_id: str) -> None:
    """Name the event that hints about items led to."""
    led = (inbox.c.item_id.in_(item_ids), inbox.c.outcome.in_((Outcome.GONE, Outcome.DRIFT)))
    await conn.execute(update(inbox).where(*led, inbox.c.event_id.is_(None)).values(event_id=event_id))


async def hurry(conn: AsyncConnection) -> None:
    """Make everything due now."""
    await conn.execute(update(inbox).where(inbox.c.handled_at.is_(None)).values(next_at=None))


async def next_due(conn: AsyncConnection) -> datetime | None:
    """When the next hint is due, in the past for one that is due now; None when nothing waits."""
    soonest: datetime | None = await conn.scalar(
        select(func.min(func.coalesce(inbox.c.next_at, inbox.c.received_at))).where(
            inbox.c.handled_at.is_(None)
        )
    )
    return soonest


async def _change(conn: AsyncConnection, ids: Sequence[int], values: dict[str, Any]) -> None:
    await conn.execute(update(inbox).where(inbox.c.id.in_(ids)).values(**values))


def _report(row: Row[Any]) -> Report:
    return Report(
        row.id,
        row.received_at,
        row.by,
        load_hint(row.hint),
        row.tries,
        row.item_id,
        None if row.outcome is None else Outcome(row.outcome),
        row.event_id,
    )
