"""One item of a run from its last look to its event: gate first, then every other system."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.execution.circuit import Circuit
from cascade.execution.recheck import Recheck
from cascade.execution.taking import Order, Taken, Taker
from cascade.ledger.attempts import Intent
from cascade.ledger.events import Result, write_activity, write_event
from cascade.ledger.items import (
    RunItem,
    StepRow,
    end_step,
    move_item,
    open_gate,
    postpone_step,
    read_item,
    withhold,
)
from cascade.ledger.runs import Run, gates_proved
from cascade.ledger.states import ItemState, Stands, StepState
from cascade.library.loose_ends import forget
from cascade.library.records import entries_of_files, load_records, others_of_title
from cascade.library.remembered_vetoes import NO_MATTER, veto_of
from cascade.library.removal import bury
from cascade.policy import Policy
from cascade.reclaim import stats_of
from cascade.rules.fields import roles_of
from cascade.servers import Servers
from cascade.step import Action

_FINAL = {
    ItemState.COMPLETED: Stands.COMPLETED,
    ItemState.PARTIAL: Stands.PARTIAL,
    ItemState.FAILED: Stands.FAILED,
}
_DISK_PAUSES = (0.1, 0.4, 1.5)  # seconds a file may stay visible after its server let go of it


@dataclass(slots=True)
class ItemWork:
    """Carries items of one run through their steps."""

    db: Database
    servers: Servers
    policy: Policy
    taker: Taker
    recheck: Recheck
    circuit: Circuit
    clock: Callable[[], datetime]
    run: Run
    named: frozenset[str]  # the fields the rule names

    async def carry_out(self, item_id: int) -> RunItem:
        """Take every step of an item that is due; afterwards it has ended, or each open step has its time."""
        item = await self._read(item_id)
        if item.state is ItemState.PENDING and (ended := await self._not_begun(item)) is not None:
            return ended
        if item.gate.state is StepState.PENDING and (held := await self._gate(item)) is not None:
            return held
        return await self._behind_gate(await self._read(item_id))

    async def _not_begun(self, item: RunItem) -> RunItem | None:
        """Decide whether an item may be begun now; returns it when it may not."""
        now = self.clock()
        if self.run.stop_asked_by is not None:
            return await self._end(item, ItemState.SKIPPED, f"stopped by {self.run.stop_asked_by}")
        if self._too_late():
            return await self._end(item, ItemState.SKIPPED, "it was confirmed too long ago; make a new plan")
        if item.planned.finishes and (veto := await self._veto(item)) is not None:
            return await self._end(item, ItemState.SKIPPED, veto)
        needed = {step.target for step in item.planned.steps} - self.recheck.besides
        closed = [self.circuit.open_until(target, now) for target in needed]
        if (until := max(filter(None, closed), default=None)) is not None:
            return await self._wait(item, until, "one of its systems does not answer")
        silent = roles_of(self.named, item.planned.kind) & self.recheck.silent
        if silent:
            until = now + self.policy.retry_after
            return await self._wait(item, until, f"its facts about {min(silent)} cannot be read")
        return None

    async def _gate(self, item: RunItem) -> RunItem | None:
        """Take the step that removes the files; returns the item when it is held there."""
        if not self._due(item.gate):
            return item

        async def look() -> str | None:
            return await self.recheck.obstacle(item.planned, self.named)

        async def news() -> str | None:
            return await self.recheck.news(item.planned, self.named)

        order = replace(self._order(item, item.gate), look=look, news=news)
        taken = await self.taker.take(order)
        if taken.state is StepState.DONE and (left := await self._left_on_disk(item)) is not None:
            seen = f"{item.gate.target} says it is gone, but {left} is still on disk"
            taken = replace(self.taker.later(item.gate, seen), removed=True)
        held = _held_as(taken, item.state)
        said = f"changed: {taken.message}" if taken.state is StepState.CHANGED else taken.message
        ends = taken.state is not StepState.PENDING
        async with (
            self.db.write() as conn
        ):  # one transaction: a gate that held is never without its item's end
            await self._write(conn, item, item.gate, taken)
            if held is not None:
                return await self._put(conn, item, held, said, ends=ends)
        return None if taken.state is StepState.DONE else await self._read(item.planned.item_id)

    async def _behind_gate(self, item: RunItem) -> RunItem:
        """Take every other step that is due; the files are proved gone."""
        for row, step in zip(item.steps[1:], item.planned.steps[1:], strict=True):
            if row.state is StepState.PENDING and self._due(row):
                if step.action is Action.DELETE_MEDIA and await self._another_copy(item):
                    taken = Taken(StepState.DONE, "kept: another copy of the title remains")
                else:
                    taken = await self.taker.take(self._order(item, row))
                async with self.db.write() as conn:
                    await self._write(conn, item, row, taken)
                    if item.planned.finishes and taken.state is StepState.DONE:
                        await forget(conn, step, self.clock())
        return await self._settle(item.planned.item_id)

    async def _left_on_disk(self, item: RunItem) -> str | None:
        """A file of the gate that the bot still sees, after a moment for the disk to settle."""
        for pause in _DISK_PAUSES:
            stats = await stats_of(self.servers.disk, item.planned.gate_files)
            left = [path for path, stat in stats.items() if stat is not None]
            if not left:
                return None
            await asyncio.sleep(pause)
        return left[0]

    def _order(self, item: RunItem, row: StepRow) -> Order:
        """Say what is to be taken, for whom, and what stands before it."""
        step = item.planned.steps[row.position]

        async def intent() -> Intent:
            return Intent(
                run_id=self.run.id,
                item_id=item.planned.item_id,
                step_id=row.id,
                call="",
                named=self.named | (NO_MATTER if item.planned.finishes else frozenset()),
                playing=await self._playing(item) if step.gate else (),
                begins=step.gate,
                finishes=item.planned.finishes,
            )

        target = self.servers.target(step.target)
        return Order(target, step, row, intent, settle_only=self._too_late())

    async def _settle(self, item_id: int) -> RunItem:
        """Say how the item stands once its gate is proved."""
        item = await self._read(item_id)
        open_steps = [row for row in item.steps if row.state is not StepState.DONE]
        if not open_steps:
            return await self._end(item, ItemState.COMPLETED, None)
        said = "; ".join(f"{row.target}: {row.message}" for row in open_steps)
        ends = all(row.state is not StepState.PENDING for row in open_steps)
        async with self.db.write() as conn:
            return await self._put(conn, item, ItemState.PARTIAL, said, ends=ends)

    async def _end(self, item: RunItem, state: ItemState, message: str | None) -> RunItem:
        """End an item: nothing more is tried."""
        async with self.db.write() as conn:
            return await self._put(conn, item, state, message, ends=True)

    async def _put(
        self, conn: AsyncConnection, item: RunItem, state: ItemState, message: str | None, *, ends: bool
    ) -> RunItem:
        """Write how an item stands, its event and the Library; belongs into one transaction."""
        now, item_id = self.clock(), item.planned.item_id
        if ends:
            await withhold(conn, self.run.id, item_id, message or "not needed")
        item = await read_item(conn, self.run.id, item_id)
        await move_item(conn, item, state, message, now, ends=ends)
        if item.gate.state is StepState.DONE:
            await bury(conn, [item_id], now, "deleted")
        event_id = None
        if state in _FINAL:
            event_id = await write_event(
                conn, self.run, item, status=_FINAL[state], results=results(item), error=message, now=now
            )
        await write_activity(
            conn,
            "delete-item",
            by=self.run.by,
            status=state.value,
            now=now,
            items=1,
            plan_id=self.run.plan_id,
            run_id=self.run.id,
            event_id=event_id,
            detail=message,
        )
        return await read_item(conn, self.run.id, item_id)

    async def _wait(self, item: RunItem, until: datetime, message: str) -> RunItem:
        """Leave an item whose gate was not begun for later."""
        async with self.db.write() as conn:
            await postpone_step(conn, item.gate.id, until, message, tried=True)
        return await self._read(item.planned.item_id)

    async def _write(self, conn: AsyncConnection, item: RunItem, row: StepRow, taken: Taken) -> None:
        if row.position == 0 and taken.state is StepState.DONE:
            await open_gate(conn, item)
        if taken.state is StepState.PENDING and taken.until is not None:
            await postpone_step(conn, row.id, taken.until, taken.message or "", tried=taken.tried)
        else:
            await end_step(conn, row.id, taken.state, taken.message, self.clock())

    async def _another_copy(self, item: RunItem) -> bool:
        planned = item.planned
        async with self.db.read() as conn:
            gone = await gates_proved(conn, self.run.id)
            return await others_of_title(conn, planned.kind, planned.ids, [planned.item_id, *gone]) > 0

    async def _veto(self, item: RunItem) -> str | None:
        knowledge = await self.recheck.library.knowledge()
        async with self.db.read() as conn:
            return await veto_of(conn, item.planned.item_id, knowledge)

    async def _playing(self, item: RunItem) -> tuple[int, ...]:
        """The item itself when it, or any entry that shares a file with it, is being watched.

        Only the media server's refs count: the numbers of the other systems mean other things.
        """
        refs, item_id = await self.recheck.playing(), item.planned.item_id
        async with self.db.read() as conn:
            holdings = (await load_records(conn, [item_id]))[item_id].holdings
            held = set(await entries_of_files(conn, item_id))
        held |= {holding.ref for server in self.servers.media for holding in holdings.get(server.name, ())}
        return (item_id,) if held & refs else ()

    async def _read(self, item_id: int) -> RunItem:
        async with self.db.read() as conn:
            return await read_item(conn, self.run.id, item_id)

    def _due(self, row: StepRow) -> bool:
        return row.next_attempt_at is None or row.next_attempt_at <= self.clock()

    def _too_late(self) -> bool:
        return self.clock() > self.run.confirmed_at + self.policy.resume_limit


def _held_as(taken: Taken, stood: ItemState) -> ItemState | None:
    """What an item is whose files were not proved gone; None where its gate is open or tried again.

    What was partial once stays so, whatever keeps the rest of it: a part of it is gone.
    """
    if taken.state is StepState.DONE:
        return None
    if taken.removed or stood is ItemState.PARTIAL:
        return ItemState.PARTIAL
    match taken.state:
        case StepState.FAILED:
            return ItemState.FAILED
        case StepState.CHANGED | StepState.WITHHELD:
            return ItemState.SKIPPED
        case _:
            return None


def results(item: RunItem) -> Mapping[str, Result]:
    """What each system says: one result per target, the worst of its steps."""
    said: dict[str, Result] = {}
    for row in item.steps:
        result = Result(
            success=row.state is StepState.DONE,
            skipped=row.state is StepState.WITHHELD,
            message=row.message if row.state is StepState.DONE else None,
            error=None if row.state is StepState.DONE else row.message,
            at=row.proved_at,
        )
        known = said.get(row.target)
        if known is None or (known.success and not result.success):
            said[row.target] = result
    return said
