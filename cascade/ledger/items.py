"""The items of a run and their steps: how each stands, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.ledger.states import ItemState, StepState
from cascade.ledger.tables import plan_items, run_items, runs, steps
from cascade.plan import PlanItem, load_item


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as the ledger has it; `position` is its place among the item's steps, 0 the gate."""

    id: int
    position: int
    target: str
    state: StepState
    tries: int
    next_attempt_at: datetime | None
    proved_at: datetime | None
    message: str | None


@dataclass(frozen=True, slots=True)
class RunItem:
    """One item of a run with its frozen plan and the state of its steps, in order."""

    run_id: str
    position: int
    state: ItemState
    message: str | None
    planned: PlanItem
    steps: tuple[StepRow, ...]

    @property
    def gate(self) -> StepRow:
        """The step that removes the files."""
        return self.steps[0]


async def read_item(conn: AsyncConnection, run_id: str, item_id: int) -> RunItem:
    """Read one item of a run."""
    return (await read_items(conn, run_id, [item_id]))[0]


async def read_items(
    conn: AsyncConnection, run_id: str, only: Sequence[int] | None = None
) -> tuple[RunItem, ...]:
    """Read the items of a run in the plan's order."""
    wanted = run_items.c.item_id.in_(only) if only is not None else true()
    rows = await conn.execute(
        select(run_items, plan_items.c.document)
        .join(runs, runs.c.id == run_items.c.run_id)
        .join(
            plan_items,
            and_(plan_items.c.plan_id == runs.c.plan_id, plan_items.c.item_id == run_items.c.item_id),
        )
        .where(run_items.c.run_id == run_id, wanted)
        .order_by(run_items.c.position)
    )
    found = rows.all()
    its_steps = await _steps(conn, run_id, None if only is None else list(only))
    return tuple(
        RunItem(
            run_id,
            row.position,
            ItemState(row.state),
            row.message,
            load_item(row.document),
            tuple(its_steps.get(row.item_id, ())),
        )
        for row in found
    )


async def end_step(
    conn: AsyncConnection, step_id: int, state: StepState, message: str | None, now: datetime
) -> None:
    """Write how a step ended; a proof carries its time."""
    await conn.execute(
        update(steps)
        .where(steps.c.id == step_id)
        .values(
            state=state.value,
            message=message,
            next_attempt_at=None,
            proved_at=now if state is StepState.DONE else None,
        )
    )


async def open_gate(conn: AsyncConnection, item: RunItem) -> None:
    """Let the steps behind a proved gate be due."""
    await conn.execute(
        update(steps)
        .where(
            steps.c.run_id == item.run_id,
            steps.c.item_id == item.planned.item_id,
            steps.c.state == StepState.WAITING.value,
        )
        .values(state=StepState.PENDING.value)
    )


async def postpone_step(
    conn: AsyncConnection, step_id: int, until: datetime, message: str, *, tried: bool
) -> None:
    """Leave a step for later; `tried` counts it as a try."""
    await conn.execute(
        update(steps)
        .where(steps.c.id == step_id)
        .values(next_attempt_at=until, message=message, tries=steps.c.tries + int(tried))
    )


async def move_item(
    conn: AsyncConnection, item: RunItem, state: ItemState, message: str | None, now: datetime, *, ends: bool
) -> None:
    """Write the state of an item. It holds its lock until it ends: until nothing more will happen to it."""
    await conn.execute(
        update(run_items)
        .where(run_items.c.run_id == item.run_id, run_items.c.item_id == item.planned.item_id)
        .values(state=state.value, message=message, locked=not ends, ended_at=now if ends else None)
    )


async def withhold(conn: AsyncConnection, run_id: str, item_id: int, message: str) -> None:
    """Give up every step of an item that was not taken yet."""
    await conn.execute(
        update(steps)
        .where(
            steps.c.run_id == run_id,
            steps.c.item_id == item_id,
            steps.c.state.in_((StepState.PENDING.value, StepState.WAITING.value)),
        )
        .values(state=StepState.WITHHELD.value, message=message, next_attempt_at=None)
    )


async def _steps(conn: AsyncConnection, run_id: str, only: Sequence[int] | None) -> dict[int, list[StepRow]]:
    wanted = steps.c.item_id.in_(only) if only is not None else true()
    rows = await conn.execute(
        select(steps).where(steps.c.run_id == run_id, wanted).order_by(steps.c.item_id, steps.c.position)
    )
    found: dict[int, list[StepRow]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(
            StepRow(
                row.id,
                row.position,
                row.target,
                StepState(row.state),
                row.tries,
                row.next_attempt_at,
                row.proved_at,
                row.message,
            )
        )
    return found
