"""Departures: items that went without us, waiting for somebody to say what that means."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.detection.tables import drift
from cascade.library.departures import Remembered, load_remembered
from cascade.library.tables import departures, items
from cascade.media import Kind

JOINED = "joined"
"""The ruling on what went as a part of something larger that went."""
DRIFT = "drift"
"""The ruling on what is still somewhere; it is open again as soon as more of it goes."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One item that went; `known` is how it was just before."""

    id: int
    item_id: int
    at: datetime
    known: Remembered


async def due(conn: AsyncConnection, now: datetime, limit: int) -> tuple[Departure, ...]:
    """Departures to be decided now, oldest first."""
    ready = or_(departures.c.next_at.is_(None), departures.c.next_at <= now)
    query = select(departures).where(*_open(), ready)
    return tuple(_departure(row) for row in await conn.execute(query.order_by(departures.c.id).limit(limit)))


async def drifted(conn: AsyncConnection, after: int, limit: int) -> tuple[Departure, ...]:
    """Departures beyond a number that are drift which nobody has resolved, oldest first."""
    waits = select(drift.c.id).where(drift.c.item_id == departures.c.item_id, drift.c.resolved_at.is_(None))
    query = select(departures).where(departures.c.ruling == DRIFT, waits.exists(), departures.c.id > after)
    return tuple(_departure(row) for row in await conn.execute(query.order_by(departures.c.id).limit(limit)))


async def is_open(conn: AsyncConnection, departure: Departure) -> bool:
    """Whether nobody decided a departure meanwhile."""
    found = await conn.scalar(
        select(departures.c.id).where(departures.c.id == departure.id, departures.c.settled_at.is_(None))
    )
    return found is not None


async def settle(
    conn: AsyncConnection, departure_id: int, ruling: str, now: datetime, event_id: str | None = None
) -> None:
    """Say what a departure was."""
    await conn.execute(
        update(departures)
        .where(departures.c.id == departure_id)
        .values(settled_at=now, ruling=ruling, event_id=event_id)
    )


async def postpone(conn: AsyncConnection, departure_id: int, until: datetime) -> None:
    """Leave a departure for later."""
    await conn.execute(update(departures).where(departures.c.id == departure_id).values(next_at=until))


async def hurry(conn: AsyncConnection) -> None:
    """Make everything due now."""
    await conn.execute(update(departures).where(departures.c.settled_at.is_(None)).values(next_at=None))


async def reopen(conn: AsyncConnection, item_ids: Collection[int]) -> None:
    """Decide anew what was only drift so far; what has an event or is open already stays as it is."""
    await conn.execute(
        update(departures)
        .where(departures.c.item_id.in_(item_ids), departures.c.ruling == DRIFT)
        .values(settled_at=None, ruling=None, next_at=None)
    )


async def attribute(conn: AsyncConnection, item_ids: Collection[int], found_by: str) -> None:
    """Say how open departures were noticed: by a reconciliation, say, rather than a sync."""
    said = func.json_set(departures.c.known, "$.found_by", found_by)
    mine = (departures.c.item_id.in_(item_ids), departures.c.settled_at.is_(None))
    await conn.execute(update(departures).where(*mine).values(known=said))


async def event_of(conn: AsyncConnection, item_ids: Collection[int]) -> str | None:
    """The event that the newest departure of items led to; None while there is none."""
    query = select(departures.c.event_id).where(
        departures.c.item_id.in_(item_ids), departures.c.event_id.is_not(None)
    )
    found: str | None = await conn.scalar(query.order_by(departures.c.id.desc()).limit(1))
    return found


async def ruling_of(conn: AsyncConnection, item_id: int) -> str | None:
    """What the newest departure of an item was; None while nobody decided it, or where there is none."""
    query = select(departures.c.ruling).where(departures.c.item_id == item_id)
    found: str | None = await conn.scalar(query.order_by(departures.c.id.desc()).limit(1))
    return found


async def emptied(conn: AsyncConnection) -> tuple[int, ...]:
    """Present shows and seasons of which the last episode is among the open departures."""
    gone = (
        select(items.c.parent_id, items.c.show_id)
        .join(departures, departures.c.item_id == items.c.id)
        .where(departures.c.settled_at.is_(None), items.c.kind == Kind.EPISODE.value)
        .distinct()
    )
    above = {each for row in await conn.execute(gone) for each in row if each is not None}
    left = items.alias("left")
    lying_in = and_(
        or_(left.c.parent_id == items.c.id, left.c.show_id == items.c.id),
        left.c.kind == Kind.EPISODE.value,
        # What a sync that is at work has read already comes in at its end.
        or_(left.c.gone_at.is_(None), left.c.gone_why == "arriving"),
    )
    query = select(items.c.id).where(
        items.c.id.in_(above), items.c.gone_at.is_(None), ~select(1).where(lying_in).exists()
    )
    return tuple((await conn.scalars(query)).all())


async def beneath(conn: AsyncConnection, departure: Departure) -> tuple[Departure, ...]:
    """Departures of what lay in an item that went, as far as no event tells of them."""
    lies_in = or_(items.c.parent_id == departure.item_id, items.c.show_id == departure.item_id)
    query = (
        select(departures)
        .join(items, items.c.id == departures.c.item_id)
        .where(lies_in, departures.c.event_id.is_(None))
        .where(or_(departures.c.settled_at.is_(None), departures.c.ruling.in_((JOINED, DRIFT))))
        .order_by(departures.c.id)
    )
    return tuple(_departure(row) for row in await conn.execute(query))


async def next_due(conn: AsyncConnection) -> datetime | None:
    """When the next departure is due, in the past for one that is due now; None when there is none."""
    soonest: datetime | None = await conn.scalar(
        select(func.min(func.coalesce(departures.c.next_at, departures.c.at))).where(*_open())
    )
    return soonest


def _open() -> tuple[ColumnElement[bool], ...]:
    """Departures that wait, but for those of parts of what went: one event tells of the whole."""
    above, part = departures.alias("above"), items.alias("part")
    whole = (
        select(above.c.id)
        .join(part, or_(part.c.parent_id == above.c.item_id, part.c.show_id == above.c.item_id))
        .where(part.c.id == departures.c.item_id, above.c.settled_at.is_(None))
    )
    return departures.c.settled_at.is_(None), ~whole.exists()


def _departure(row: Row[Any]) -> Departure:
    return Departure(row.id, row.item_id, row.at, load_remembered(row.known))
