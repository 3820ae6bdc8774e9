"""Plans in the ledger: stored as shown, confirmed once."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.errors import BadInput, Refused
from cascade.ledger.states import ItemState, RunState, StepState
from cascade.ledger.tables import plan_items, plans, run_items, runs, steps
from cascade.library.records import present
from cascade.library.tables import items
from cascade.plan import Plan, PlanState, Spent, dump_item, dump_plan, load_item, load_plan, over_caps
from cascade.policy import Caps

SHORTEST_DIGEST = 12  # of the 64 characters; enough to name one plan that was seen
_DAY = timedelta(hours=24)
_USED = {
    PlanState.CONFIRMED: "was confirmed already; a plan runs once. `resume` or `retry` finishes it",
    PlanState.RUNNING: "is running already; a plan runs once. `resume` or `retry` finishes it",
    PlanState.FINISHED: "has been carried out; a plan runs once. Make a new one",
    PlanState.CANCELLED: "was cancelled; make a new one",
    PlanState.EXPIRED: "has expired; make a new one, so that everything is looked at again",
}


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A plan in a list."""

    id: str
    state: PlanState
    by: str
    query: str
    created_at: datetime
    items: int
    size_bytes: int


async def store_plan(conn: AsyncConnection, plan: Plan, asked: str | None = None) -> None:
    """Store a plan as it is shown; `asked` is the query as it was asked, None = the plan's own."""
    await conn.execute(
        insert(plans).values(
            id=plan.id,
            digest=plan.digest,
            state=plan.state.value,
            by=plan.by,
            query=plan.query,
            created_at=plan.created_at,
            expires_at=plan.expires_at,
            document=dump_plan(plan),
            by_id=plan.by_id,
            asked=asked,
        )
    )
    if plan.items:
        await conn.execute(
            insert(plan_items),
            [
                {"plan_id": plan.id, "position": at, "item_id": item.item_id, "document": dump_item(item)}
                for at, item in enumerate(plan.items)
            ],
        )


async def read_plan(conn: AsyncConnection, plan_id: str) -> Plan:
    """Read a plan with all its items; BadInput when there is none of that id."""
    row = (await conn.execute(select(plans).where(plans.c.id == plan_id))).one_or_none()
    if row is None:
        raise BadInput(f"There is no plan {plan_id!r}; `plan` makes one.")
    found = await conn.scalars(
        select(plan_items.c.document).where(plan_items.c.plan_id == plan_id).order_by(plan_items.c.position)
    )
    its = [load_item(document) for document in found]
    return load_plan(row.document, its, PlanState(row.state))


async def list_plans(
    conn: AsyncConnection, now: datetime, *, by_id: str | None = None, limit: int
) -> tuple[PlanSummary, ...]:
    """Plans, newest first; of one person, or (None) of everybody."""
    totals = (plans.c.document, "$.totals.items"), (plans.c.document, "$.totals.size_bytes")
    count, size = (func.json_extract(*path) for path in totals)
    query = select(plans, count.label("items"), size.label("size_bytes"))
    if by_id is not None:
        query = query.where(plans.c.by_id == by_id)
    rows = await conn.execute(query.order_by(plans.c.created_at.desc(), plans.c.id).limit(limit))
    return tuple(
        PlanSummary(
            row.id,
            _state(PlanState(row.state), row.expires_at, now),
            row.by,
            row.query,
            row.created_at,
            row.items,
            row.size_bytes,
        )
        for row in rows
    )


async def succeed(conn: AsyncConnection, plan_id: str, successor: str) -> None:
    """Name the plan that takes a plan's place; Refused when that one was used or replaced a moment ago."""
    waiting = (PlanState.PROPOSED.value, PlanState.EXPIRED.value)
    moved = await conn.execute(
        update(plans)
        .where(plans.c.id == plan_id, plans.c.state.in_(waiting))
        .values(state=PlanState.CANCELLED.value, successor=successor)
    )
    if moved.rowcount != 1:
        raise Refused(f"Plan {plan_id} was confirmed, cancelled or replaced a moment ago.")


async def successor_of(conn: AsyncConnection, plan_id: str) -> str | None:
    """The plan that took a plan's place, or None."""
    found: str | None = await conn.scalar(select(plans.c.successor).where(plans.c.id == plan_id))
    return found


async def asked_query(conn: AsyncConnection, plan_id: str) -> str:
    """The query of a plan as it was asked: `free:` is not yet a number of bytes."""
    query = select(func.coalesce(plans.c.asked, plans.c.query)).where(plans.c.id == plan_id)
    return str((await conn.scalars(query)).one())


async def spent(conn: AsyncConnection, now: datetime) -> Spent:
    """What runs of the last 24 hours hold; what was skipped or failed is given back."""
    gone = func.count(items.c.gone_at)
    rows = await conn.execute(
        select(items.c.kind, func.count(), func.sum(run_items.c.size_bytes), gone)
        .select_from(run_items.join(runs, runs.c.id == run_items.c.run_id))
        .outerjoin(items, items.c.id == run_items.c.item_id)
        .where(
            runs.c.confirmed_at > now - _DAY,
            run_items.c.state.not_in((ItemState.SKIPPED.value, ItemState.FAILED.value)),
        )
        .group_by(items.c.kind)
    )
    held = rows.all()
    there = Counter({kind.value: count for kind, count in (await present(conn)).items()})
    there.update({kind: gone for kind, _, _, gone in held if kind is not None})
    return Spent(
        items=sum(count for _, count, _, _ in held),
        size_bytes=sum(size for _, _, size, _ in held),
        by_kind={kind: count for kind, count, _, _ in held if kind is not None},
        there=there,
    )


async def move_plan(conn: AsyncConnection, plan_id: str, before: PlanState, after: PlanState) -> bool:
    """Compare and set the state; False when somebody was faster."""
    moved = await conn.execute(
        update(plans).where(plans.c.id == plan_id, plans.c.state == before.value).values(state=after.value)
    )
    return moved.rowcount == 1


async def confirm(
    conn: AsyncConnection,
    plan: Plan,
    digest: str,
    *,
    run_id: str,
    by: str,
    source: str,
    accept_partial: bool,
    now: datetime,
    caps: Caps,
    besides: Collection[str] = (),
    free_bytes: int | None = None,
) -> None:
    """Turn a proposed plan into a run, once; `besides` are silent servers that it does without.

    Refused when the plan is used, expired, empty, over a cap, or not the one that was seen.
    Belongs into one write transaction: two confirmations at once make one run.
    """
    raise_unless_confirmable(plan, digest, now)
    over = over_caps(plan.totals, caps, await spent(conn, now))
    if over:
        raise Refused(f"Plan {plan.id} is over a cap: {'; '.join(over)}.")
    if not await move_plan(conn, plan.id, PlanState.PROPOSED, PlanState.CONFIRMED):
        raise Refused(f"Plan {plan.id} was confirmed, cancelled or replaced a moment ago.")
    await conn.execute(
        insert(runs).values(
            id=run_id,
            plan_id=plan.id,
            state=RunState.RUNNING.value,
            by=by,
            source=source,
            confirmed_at=now,
            accept_partial=accept_partial,
            besides=sorted(besides),
            free_before=free_bytes,
        )
    )
    await conn.execute(insert(run_items), [_item_row(run_id, at, plan) for at in range(len(plan.items))])
    await conn.execute(insert(steps), _step_rows(run_id, plan))


def raise_unless_confirmable(plan: Plan, digest: str, now: datetime) -> None:
    """Refuse a plan that is used, expired, empty, or not the one that was seen."""
    if plan.state is not PlanState.PROPOSED:
        raise Refused(f"Plan {plan.id} {_USED[plan.state]}.")
    if now >= plan.expires_at:
        raise Refused(f"Plan {plan.id} {_USED[PlanState.EXPIRED]}.")
    seen = digest.strip().casefold()
    if len(seen) < SHORTEST_DIGEST or not plan.digest.startswith(seen):
        raise Refused(
            f"The digest {digest!r} is not that of plan {plan.id} ({plan.digest[:SHORTEST_DIGEST]}); "
            "look at the plan and give its own digest."
        )
    if not plan.items:
        raise Refused(f"Plan {plan.id} holds no item; there is nothing to delete.")


def _state(state: PlanState, expires_at: datetime, now: datetime) -> PlanState:
    return PlanState.EXPIRED if state is PlanState.PROPOSED and now >= expires_at else state


def _item_row(run_id: str, position: int, plan: Plan) -> Mapping[str, object]:
    item = plan.items[position]
    return {
        "run_id": run_id,
        "item_id": item.item_id,
        "position": position,
        "state": ItemState.PENDING.value,
        "size_bytes": item.size_bytes,
    }


def _step_rows(run_id: str, plan: Plan) -> list[Mapping[str, object]]:
    return [
        {
            "run_id": run_id,
            "item_id": item.item_id,
            "position": position,
            "target": step.target,
            "action": step.action.value,
            "ref": step.ref,
            "state": (StepState.WAITING if position else StepState.PENDING).value,
        }
        for item in plan.items
        for position, step in enumerate(item.steps)
    ]
