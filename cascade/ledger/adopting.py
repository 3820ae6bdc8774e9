"""Deletions made elsewhere that a run of ours takes on, to finish them."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.errors import Refused
from cascade.ledger.states import RunState, Stands
from cascade.ledger.tables import deletion_events, runs


async def adopt(conn: AsyncConnection, event_id: str, plan_id: str, run_id: str, item_id: int) -> None:
    """Let a run of ours finish the deletion of an event that was not; Refused while another run is at it.

    From here on `write_event` of that run brings the same event up to date.
    """
    ended = select(runs.c.id).where(runs.c.state != RunState.RUNNING.value)
    free = or_(deletion_events.c.run_id.is_(None), deletion_events.c.run_id.in_(ended))
    taken = await conn.execute(
        update(deletion_events)
        .where(deletion_events.c.id == event_id, deletion_events.c.item_id == item_id, free)
        .values(run_id=run_id, plan_id=plan_id)
    )
    if taken.rowcount != 1:
        raise Refused("Somebody is finishing that deletion already.")


async def unfinished(conn: AsyncConnection, since: datetime, limit: int) -> tuple[str, ...]:
    """Events that were not ours, noticed after an instant, that are partial and that no run took on."""
    query = select(deletion_events.c.id).where(
        deletion_events.c.detected_by.is_not(None),
        deletion_events.c.status == Stands.PARTIAL.value,
        deletion_events.c.run_id.is_(None),
        deletion_events.c.at >= since,
    )
    return tuple((await conn.scalars(query.order_by(deletion_events.c.at).limit(limit))).all())
