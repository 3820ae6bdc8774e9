"""How a run stands, counted from the database alone: it reads the same after a restart."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.ledger.runs import Run
from cascade.ledger.states import OPEN_ITEMS, ItemState, RunState, StepState
from cascade.ledger.tables import plan_items, run_items, steps

_REMOVED = (ItemState.COMPLETED.value, ItemState.PARTIAL.value)


@dataclass(frozen=True, slots=True)
class RunStatus:
    """Where a run is.

    `completed`, `partial`, `failed`, `skipped` and `left` add up to `total`; `left` are the items not begun
    or in work, `retrying` the partial ones of which a step is tried again. `waiting_until` is when the next
    step is due where none is due now, else None. `frees_bytes` is what was to come back of the items that are
    removed, `gained_bytes` what the disk gained since the confirmation (None = the disk is not seen).
    `titles` are those in work now.
    """

    run_id: str
    plan_id: str
    by: str
    source: str
    total: int
    completed: int
    partial: int
    failed: int
    skipped: int
    left: int
    retrying: int
    removed_bytes: int
    frees_bytes: int
    gained_bytes: int | None
    confirmed_at: datetime
    finished: bool
    waiting_until: datetime | None
    stop_asked_by: str | None
    titles: tuple[str, ...]


async def standing(conn: AsyncConnection, run: Run, now: datetime, free_now: int | None) -> RunStatus:
    """Count a run's items; `free_now` are the bytes free on the disk, None where it is not seen."""
    counts = await _counts(conn, run.id)
    finished = run.state is not RunState.RUNNING
    free = run.free_after if finished else free_now
    return RunStatus(
        run_id=run.id,
        plan_id=run.plan_id,
        by=run.by,
        source=run.source,
        total=sum(count for count, _ in counts.values()),
        completed=_count(counts, ItemState.COMPLETED),
        partial=_count(counts, ItemState.PARTIAL),
        failed=_count(counts, ItemState.FAILED),
        skipped=_count(counts, ItemState.SKIPPED),
        left=_count(counts, ItemState.PENDING) + _count(counts, ItemState.RUNNING),
        retrying=await _retrying(conn, run.id),
        removed_bytes=sum(counts.get(state, (0, 0))[1] for state in _REMOVED),
        frees_bytes=await _freed(conn, run),
        gained_bytes=None if free is None or run.free_before is None else free - run.free_before,
        confirmed_at=run.confirmed_at,
        finished=finished,
        waiting_until=None if finished else await _waiting_until(conn, run.id, now),
        stop_asked_by=run.stop_asked_by,
        titles=() if finished else await _titles(conn, run),
    )


def _count(counts: dict[str, tuple[int, int]], state: ItemState) -> int:
    return counts.get(state.value, (0, 0))[0]


async def _counts(conn: AsyncConnection, run_id: str) -> dict[str, tuple[int, int]]:
    query = (
        select(run_items.c.state, func.count(), func.sum(run_items.c.size_bytes))
        .where(run_items.c.run_id == run_id)
        .group_by(run_items.c.state)
    )
    return {state: (count, size) for state, count, size in await conn.execute(query)}


async def _retrying(conn: AsyncConnection, run_id: str) -> int:
    pending = select(steps.c.id).where(
        steps.c.run_id == run_items.c.run_id,
        steps.c.item_id == run_items.c.item_id,
        steps.c.state == StepState.PENDING.value,
    )
    query = select(func.count()).where(
        run_items.c.run_id == run_id, run_items.c.state == ItemState.PARTIAL.value, pending.exists()
    )
    return (await conn.scalar(query)) or 0


async def _freed(conn: AsyncConnection, run: Run) -> int:
    planned = func.json_extract(plan_items.c.document, "$.frees_bytes")
    query = (
        select(func.coalesce(func.sum(planned), 0))
        .select_from(run_items)
        .join(
            plan_items, and_(plan_items.c.plan_id == run.plan_id, plan_items.c.item_id == run_items.c.item_id)
        )
        .where(run_items.c.run_id == run.id, run_items.c.state.in_(_REMOVED))
    )
    return (await conn.scalar(query)) or 0


async def _waiting_until(conn: AsyncConnection, run_id: str, now: datetime) -> datetime | None:
    """When the next open step is due; None where one is due now, or none is open."""
    pending = (
        select(steps.c.next_attempt_at)
        .join(run_items, and_(run_items.c.run_id == steps.c.run_id, run_items.c.item_id == steps.c.item_id))
        .where(
            steps.c.run_id == run_id,
            steps.c.state == StepState.PENDING.value,
            run_items.c.state.in_([state.value for state in OPEN_ITEMS]),
        )
    )
    due = or_(steps.c.next_attempt_at.is_(None), steps.c.next_attempt_at <= now)
    if (await conn.execute(pending.where(due).limit(1))).first() is not None:
        return None
    soonest: datetime | None = await conn.scalar(pending.order_by(steps.c.next_attempt_at).limit(1))
    return soonest


async def _titles(conn: AsyncConnection, run: Run) -> tuple[str, ...]:
    query = (
        select(func.json_extract(plan_items.c.document, "$.title"))
        .select_from(run_items)
        .join(
            plan_items, and_(plan_items.c.plan_id == run.plan_id, plan_items.c.item_id == run_items.c.item_id)
        )
        .where(run_items.c.run_id == run.id, run_items.c.state == ItemState.RUNNING.value)
        .order_by(run_items.c.position)
    )
    return tuple(await conn.scalars(query))
