"""Notices: what the feed still has to say. Posting may fail; then it is tried again later."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.ledger.events import GIVEN_UP, DeletionEvent, read_events
from cascade.ledger.states import Stands, StepState
from cascade.ledger.tables import deletion_events, outbox, steps


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell: that an event stood so (`status`) at that time; `event` is how it stands now.

    `next_try` is when an open step of the item is tried next (None = now, or never), `given_up` that none is.
    `told` are the rooms that heard it already.
    """

    id: int
    event: DeletionEvent
    status: Stands
    at: datetime
    tries: int
    given_up: bool = False
    next_try: datetime | None = None
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pile:
    """How many notices of one run say the same, and since when the first of them waits."""

    run_id: str | None
    status: str
    number: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Notices:
    """The outbox, oldest first."""

    db: Database
    clock: Callable[[], datetime]

    async def piles(self) -> tuple[Pile, ...]:
        """What is due now, counted by run and by what it says; the oldest first."""
        query = (
            select(deletion_events.c.run_id, outbox.c.status, func.count(), func.min(outbox.c.at))
            .join(deletion_events, deletion_events.c.id == outbox.c.event_id)
            .where(self._due())
            .group_by(deletion_events.c.run_id, outbox.c.status)
            .order_by(func.min(outbox.c.id))
        )
        async with self.db.read() as conn:
            return tuple(Pile(*row) for row in await conn.execute(query))

    async def waiting(self, limit: int = 50, *, pile: Pile | None = None) -> tuple[Notice, ...]:
        """The oldest notices that are due now, of one pile or of all."""
        query = (
            select(outbox)
            .join(deletion_events, deletion_events.c.id == outbox.c.event_id)
            .where(self._due(), _of(pile))
            .order_by(outbox.c.id)
            .limit(limit)
        )
        async with self.db.read() as conn:
            rows = (await conn.execute(query)).all()
            events = await read_events(conn, {row.event_id for row in rows})
            tries = await _next_tries(conn, list(events.values()))
        return tuple(_notice(row, events[row.event_id], tries.get(row.event_id)) for row in rows)

    async def told(self, ids: Collection[int], room: str) -> None:
        """Note that a room heard notices which others have yet to hear. `room` is one word."""
        heard = update(outbox).where(outbox.c.id.in_(ids))
        async with self.db.write() as conn:
            await conn.execute(heard.values(told=outbox.c.told.concat(f" {room}")))

    async def posted(self, ids: Collection[int]) -> None:
        """Strike notices off: they were told, or nobody wants to hear them. Idempotent."""
        struck = update(outbox).where(outbox.c.id.in_(ids), outbox.c.posted_at.is_(None))
        async with self.db.write() as conn:
            await conn.execute(struck.values(posted_at=self.clock()))

    async def failed(self, ids: Collection[int], until: datetime) -> None:
        """Leave notices for later and count the try."""
        later = update(outbox).where(outbox.c.id.in_(ids), outbox.c.posted_at.is_(None))
        async with self.db.write() as conn:
            await conn.execute(later.values(tries=outbox.c.tries + 1, next_at=until))

    def _due(self) -> ColumnElement[bool]:
        due = or_(outbox.c.next_at.is_(None), outbox.c.next_at <= self.clock())
        return and_(outbox.c.posted_at.is_(None), due)


def _of(pile: Pile | None) -> ColumnElement[bool]:
    if pile is None:
        return true()
    return and_(deletion_events.c.run_id.is_not_distinct_from(pile.run_id), outbox.c.status == pile.status)


async def _next_tries(conn: AsyncConnection, events: Sequence[DeletionEvent]) -> dict[str, datetime]:
    """When each event's next open step is due, by event id."""
    query = (
        select(deletion_events.c.id, func.min(steps.c.next_attempt_at))
        .join(
            steps,
            and_(
                steps.c.run_id == deletion_events.c.run_id,
                steps.c.item_id == deletion_events.c.item_id,
                steps.c.state == StepState.PENDING.value,
            ),
        )
        .where(deletion_events.c.id.in_([event.id for event in events if event.status is Stands.PARTIAL]))
        .group_by(deletion_events.c.id)
    )
    return {event_id: at for event_id, at in await conn.execute(query) if at is not None}


def _notice(row: Row[Any], event: DeletionEvent, next_try: datetime | None) -> Notice:
    given_up = row.status == GIVEN_UP
    return Notice(
        id=row.id,
        event=event,
        status=Stands.PARTIAL if given_up else Stands(row.status),
        at=row.at,
        tries=row.tries,
        given_up=given_up,
        next_try=next_try,
        told=frozenset(row.told.split()),
    )
