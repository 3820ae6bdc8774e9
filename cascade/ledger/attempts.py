"""Attempts: the intent of each destructive call is committed before it, the outcome after it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.ledger.states import OPEN_ITEMS, Outcome, RunState
from cascade.ledger.tables import attempts, run_items, runs
from cascade.library.protections import covered
from cascade.library.remembered_vetoes import veto_of
from cascade.library.tables import items
from cascade.rules.knowledge import Knowledge


class Withheld(Exception):
    """The transaction of an intent found a reason not to call; nothing was called."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Intent:
    """What a destructive call is about to do, and for whom.

    `named` are the fields the rule names; `playing` the items being watched at the last reading.
    """

    run_id: str
    item_id: int
    step_id: int
    call: str  # "" until it is known
    named: frozenset[str]
    playing: Collection[int]
    begins: bool  # the first destructive call for this item
    finishes: bool = False  # somebody else removed the files, and with them what protections rest on

    def calling(self, call: str) -> "Intent":
        """The same intent for one certain call."""
        return replace(self, call=call)


async def intend(conn: AsyncConnection, intent: Intent, knowledge: Knowledge, now: datetime) -> int:
    """Check everything once more and write the intent; Withheld says what stands against it.

    Belongs into one write transaction, so that what was committed earlier wins: a protection, a stop,
    another run that holds the item.
    """
    run = (await conn.execute(select(runs).where(runs.c.id == intent.run_id))).one()
    if run.state != RunState.RUNNING.value:
        raise Withheld("the run has ended")
    if intent.begins and run.stop_asked_by is not None:
        raise Withheld(f"stopped by {run.stop_asked_by}")
    veto = (await covered(conn, [intent.item_id], knowledge, named=intent.named, playing=intent.playing)).get(
        intent.item_id
    )
    if veto is not None:
        raise Withheld(veto)
    if intent.begins and await _is_gone(conn, intent.item_id):
        raise Withheld("it is gone already")
    if intent.finishes and (veto := await veto_of(conn, intent.item_id, knowledge)) is not None:
        raise Withheld(veto)
    await _lock_item(conn, intent, now)
    written = insert(attempts).values(step_id=intent.step_id, call=intent.call, intended_at=now)
    attempt_id: int = (await conn.scalars(written.returning(attempts.c.id))).one()
    return attempt_id


async def record(
    conn: AsyncConnection, attempt_id: int, outcome: Outcome, message: str | None, now: datetime
) -> None:
    """Write how a call ended."""
    await conn.execute(
        update(attempts)
        .where(attempts.c.id == attempt_id)
        .values(outcome=outcome.value, message=message, ended_at=now)
    )


async def in_doubt_since(conn: AsyncConnection, step_id: int) -> datetime | None:
    """When the newest call of a step that may have had an effect unseen was intended; None = no doubt."""
    return await conn.scalar(
        select(attempts.c.intended_at)
        .where(
            attempts.c.step_id == step_id,
            or_(attempts.c.outcome.is_(None), attempts.c.outcome == Outcome.IN_DOUBT.value),
        )
        .order_by(attempts.c.id.desc())
        .limit(1)
    )


async def was_tried(conn: AsyncConnection, step_id: int) -> bool:
    """Whether any call of a step was ever intended."""
    found = await conn.scalar(select(attempts.c.id).where(attempts.c.step_id == step_id).limit(1))
    return found is not None


async def may_have_acted(conn: AsyncConnection, step_id: int) -> bool:
    """Whether any call of a step may have had an effect: any but those that were refused or never left."""
    spared = attempts.c.outcome == Outcome.REFUSED.value
    query = select(attempts.c.id).where(
        attempts.c.step_id == step_id, or_(attempts.c.outcome.is_(None), ~spared)
    )
    return await conn.scalar(query.limit(1)) is not None


async def _is_gone(conn: AsyncConnection, item_id: int) -> bool:
    """Whether the Library knows it gone: another run may have ended it since it was last looked at."""
    return await conn.scalar(select(items.c.gone_at).where(items.c.id == item_id)) is not None


async def _lock_item(conn: AsyncConnection, intent: Intent, now: datetime) -> None:
    """Take the item for this run; the database holds that one run at most has it."""
    try:
        taken = await conn.execute(
            update(run_items)
            .where(
                run_items.c.run_id == intent.run_id,
                run_items.c.item_id == intent.item_id,
                run_items.c.state.in_([state.value for state in OPEN_ITEMS]),
            )
            .values(locked=True, state="running", begun_at=now)
        )
    except IntegrityError as error:
        raise Withheld("another run is working on it") from error
    if taken.rowcount != 1:
        raise Withheld("it has been dealt with already")
