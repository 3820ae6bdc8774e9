"""Notices: what the feed still has to say. Posting may fail; then it is tried again later."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update

from cascade.database import Database
from cascade.ledger.events import DeletionEvent, read_events
from cascade.ledger.states import Stands
from cascade.ledger.tables import outbox


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell: that an event stood so (`status`) at that time; `event` is how it stands now."""

    id: int
    event: DeletionEvent
    status: Stands
    at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Notices:
    """The outbox, oldest first."""

    db: Database
    clock: Callable[[], datetime]

    async def waiting(self, limit: int = 50) -> tuple[Notice, ...]:
        """The oldest notices that are due now."""
        due = or_(outbox.c.next_at.is_(None), outbox.c.next_at <= self.clock())
        query = select(outbox).where(outbox.c.posted_at.is_(None), due).order_by(outbox.c.id).limit(limit)
        async with self.db.read() as conn:
            rows = (await conn.execute(query)).all()
            events = await read_events(conn, {row.event_id for row in rows})
        return tuple(
            Notice(row.id, events[row.event_id], Stands(row.status), row.at, row.tries)
            for row in rows
            if row.event_id in events
        )

    async def posted(self, ids: Collection[int]) -> None:
        """Strike notices off: they were told, or nobody wants to hear them. Idempotent."""
        struck = update(outbox).where(outbox.c.id.in_(ids), outbox.c.posted_at.is_(None))
        async with self.db.write() as conn:
            await conn.execute(struck.values(posted_at=self.clock()))

    async def failed(self, notice_id: int, until: datetime) -> None:
        """Leave a notice for later and count the try."""
        later = update(outbox).where(outbox.c.id == notice_id, outbox.c.posted_at.is_(None))
        async with self.db.write() as conn:
            await conn.execute(later.values(tries=outbox.c.tries + 1, next_at=until))
