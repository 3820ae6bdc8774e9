"""Runs: which are open, what of them is due, and their end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.errors import BadInput
from cascade.ledger.states import OPEN_ITEMS, RunState, StepState
from cascade.ledger.tables import plans, run_items, runs, steps

_OPEN = tuple(state.value for state in OPEN_ITEMS)
_PENDING = (
    select(steps.c.id)
    .where(
        steps.c.run_id == run_items.c.run_id,
        steps.c.item_id == run_items.c.item_id,
        steps.c.state == StepState.PENDING.value,
    )
    .correlate(run_items)
)


@dataclass(frozen=True, slots=True)
class Run:
    """One confirmed plan carried out."""

    id: str
    plan_id: str
    state: RunState
    by: str
    source: str
    confirmed_at: datetime
    stop_asked_by: str | None
    accept_partial: bool
    besides: frozenset[str] = frozenset()  # servers that were silent at confirmation and are done without
    free_before: int | None = None
    free_after: int | None = None


async def read_run(conn: AsyncConnection, run_id: str) -> Run:
    """Read a run; BadInput when there is none of that id."""
    row = (await conn.execute(select(runs).where(runs.c.id == run_id))).one_or_none()
    if row is None:
        raise BadInput(f"There is no run {run_id!r}.")
    return _run(row)


async def run_of_plan(conn: AsyncConnection, plan_id: str) -> Run | None:
    """The run of a plan, or None while it was not confirmed."""
    row = (await conn.execute(select(runs).where(runs.c.plan_id == plan_id))).one_or_none()
    return None if row is None else _run(row)


async def open_runs(conn: AsyncConnection) -> tuple[Run, ...]:
    """Runs with something left to do, oldest first."""
    rows = await conn.execute(
        select(runs).where(runs.c.state == RunState.RUNNING.value).order_by(runs.c.confirmed_at)
    )
    return tuple(_run(row) for row in rows)


async def next_due(conn: AsyncConnection, run_id: str, now: datetime, besides: Collection[int]) -> int | None:
    """Find the first item with a step due, in the plan's order; run, resume and retry all ask this.

    An item that holds its lock while no step is left was cut off before it was told how it ended.
    """
    due = or_(steps.c.next_attempt_at.is_(None), steps.c.next_attempt_at <= now)
    return await conn.scalar(
        select(run_items.c.item_id)
        .where(
            run_items.c.run_id == run_id,
            run_items.c.state.in_(_OPEN),
            run_items.c.item_id.not_in(besides),
            or_(_PENDING.where(due).exists(), and_(run_items.c.locked, ~_PENDING.exists())),
        )
        .order_by(run_items.c.position)
        .limit(1)
    )


async def soonest(conn: AsyncConnection, run_id: str, most_tries: int) -> datetime | None:
    """When the next step that was tried less than `most_tries` times becomes due; None = there is none."""
    soon: datetime | None = await conn.scalar(
        select(func.min(steps.c.next_attempt_at)).where(
            steps.c.run_id == run_id, steps.c.state == StepState.PENDING.value, steps.c.tries < most_tries
        )
    )
    return soon


async def make_due(conn: AsyncConnection, run_id: str) -> None:
    """Let every postponed step of a run be due now, as a person asked for a retry."""
    await conn.execute(
        update(steps)
        .where(steps.c.run_id == run_id, steps.c.state == StepState.PENDING.value)
        .values(next_attempt_at=None, tries=0)
    )


async def ask_stop(conn: AsyncConnection, by: str, run_id: str | None = None) -> int:
    """Ask one run, or every open one, to stop before its next item; returns how many were asked."""
    these = true() if run_id is None else runs.c.id == run_id
    asked = await conn.execute(
        update(runs)
        .where(runs.c.state == RunState.RUNNING.value, runs.c.stop_asked_by.is_(None), these)
        .values(stop_asked_by=by)
    )
    return asked.rowcount


async def close_run(conn: AsyncConnection, run: Run, state: RunState, now: datetime) -> None:
    """End a run and its plan."""
    await conn.execute(update(runs).where(runs.c.id == run.id).values(state=state.value, finished_at=now))
    await conn.execute(update(plans).where(plans.c.id == run.plan_id).values(state="finished"))


async def count_open(conn: AsyncConnection, run_id: str) -> int:
    """Count the items that have a step left to take, or were not yet told how they ended."""
    left = or_(run_items.c.locked, _PENDING.exists())
    count = select(func.count()).select_from(run_items).where(run_items.c.run_id == run_id, left)
    return (await conn.scalar(count)) or 0


async def gates_proved(conn: AsyncConnection, run_id: str) -> Sequence[int]:
    """Give the items of a run whose files are proved gone."""
    query = select(steps.c.item_id).where(
        steps.c.run_id == run_id, steps.c.position == 0, steps.c.state == StepState.DONE.value
    )
    return (await conn.scalars(query)).all()


def _run(row: Row[Any]) -> Run:
    return Run(
        row.id,
        row.plan_id,
        RunState(row.state),
        row.by,
        row.source,
        row.confirmed_at,
        row.stop_asked_by,
        row.accept_partial,
        frozenset(row.besides or ()),
        row.free_before,
        row.free_after,
    )
