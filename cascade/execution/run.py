"""A run: lanes that work through the items due, under a lock the operating system frees."""

import asyncio
import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from cascade.database import Database
from cascade.errors import Busy, Unreachable
from cascade.execution.circuit import Circuit
from cascade.execution.gain import Gain
from cascade.execution.item import ItemWork
from cascade.execution.recheck import Recheck
from cascade.execution.taking import Taker
from cascade.ledger.events import write_activity
from cascade.ledger.items import RunItem
from cascade.ledger.plans import move_plan, read_plan
from cascade.ledger.runs import Run, close_run, count_open, next_due, read_run, soonest
from cascade.ledger.states import ItemState, RunState
from cascade.library.library import Library
from cascade.plan import PlanState
from cascade.policy import Policy
from cascade.preflight import introduce
from cascade.rules.expr import fields_of
from cascade.rules.knowledge import Knowledge
from cascade.rules.query import parse
from cascade.servers import Servers

PATIENT_TRIES = 3  # a step tried more often than this is left for a later retry
_LINGER = timedelta(seconds=5)  # waited for longer than a doubt takes to settle
_POLL = 0.2  # seconds between two looks for work while other lanes are busy

Progress = Callable[["RunProgress"], None]


@dataclass(frozen=True, slots=True)
class RunProgress:
    """An item of a run has ended, or waits."""

    run_id: str
    item: RunItem
    left: int


@dataclass(slots=True)
class Execution:
    """Carries confirmed plans out. Evaluates no rule: it compares with the plan and drops what differs."""

    db: Database
    library: Library
    servers: Servers
    policy: Policy
    clock: Callable[[], datetime]

    async def carry_out(
        self, run_id: str, *, besides: frozenset[str] = frozenset(), progress: Progress | None = None
    ) -> None:
        """Work through everything due now; returns when the run has ended or the rest must wait.

        Busy when another process is at this run. Safe to call again after any kind of death.
        """
        with _run_lock(self.db.path, run_id) as lock:
            async with self.db.read() as conn:
                run = await read_run(conn, run_id)
                rule = parse((await read_plan(conn, run.plan_id)).query)
            status = await self.library.status()
            known = {name: source.identity for name, source in status.items()}
            await introduce(self.servers, known, besides)
            async with self.db.write() as conn:
                await move_plan(conn, run.plan_id, PlanState.CONFIRMED, PlanState.RUNNING)
            gain = None if rule.reclaim is None else Gain(self.db, self.servers.disk, self.clock)
            lanes = _Lanes(self, run, self._work(fields_of(rule.where), besides), progress, gain)
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(self.policy.concurrency):
                        group.create_task(lanes.work())
            except ExceptionGroup as group:
                raise group.exceptions[0] from group
            if await self._close(run):
                lock.unlink(missing_ok=True)  # nothing is left to be owned

    async def _close(self, run: Run) -> bool:
        """End the run where nothing of it is left; say whether it has ended."""
        now = self.clock()
        async with self.db.write() as conn:
            left = await count_open(conn, run.id)
            run = await read_run(conn, run.id)
            if left == 0:
                await close_run(
                    conn, run, RunState.STOPPED if run.stop_asked_by is not None else RunState.FINISHED, now
                )
            await write_activity(
                conn,
                "run",
                by=run.by,
                status="waiting" if left else "finished",
                now=now,
                items=left or None,
                plan_id=run.plan_id,
                run_id=run.id,
                duration_ms=int((now - run.confirmed_at).total_seconds() * 1000),
            )
        return left == 0

    def _work(self, named: frozenset[str], besides: frozenset[str]) -> Callable[[Run], ItemWork]:
        circuit = Circuit(self.policy.retry_after)
        recheck = Recheck(self.db, self.library, self.servers, self.policy, self.clock, besides)

        async def knowledge() -> Knowledge:
            """What may be believed; a server that is done without says nothing."""
            known = await self.library.knowledge()
            return replace(known, usable=known.usable - recheck.silent)

        taker = Taker(self.db, self.policy, circuit, self.clock, knowledge, self._room)
        return lambda current: ItemWork(
            self.db, self.servers, self.policy, taker, recheck, circuit, self.clock, current, named
        )

    async def _room(self) -> None:
        """Refuse to call while the ledger could not write down what came of it."""
        free = await asyncio.to_thread(lambda: shutil.disk_usage(self.db.path.parent).free)
        if free < self.policy.database_reserve:
            raise Unreachable(
                f"The disk of the database {self.db.path} has only {free} bytes left; "
                "nothing is deleted until there is room for the ledger.",
                server="database",
                sent=False,
            )


@dataclass(slots=True)
class _Lanes:
    """Items in work, shared by the lanes of one run. Each lane finishes an item before it takes the next."""

    execution: Execution
    run: Run
    make: Callable[[Run], ItemWork]
    progress: Progress | None
    gain: Gain | None  # where the rule ends when enough space has come back
    busy: set[int] = field(default_factory=set)
    picking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def work(self) -> None:
        """Take item after item until nothing is due and nothing becomes due soon."""
        while (item_id := await self._next()) is not None:
            try:
                async with self.execution.db.read() as conn:
                    current = await read_run(conn, self.run.id)
                item = await self.make(current).carry_out(item_id)
                if self.gain is not None:
                    await self.gain.look(self.run.id)
            finally:
                self.busy.discard(item_id)
            if self.progress is not None and item.state is not ItemState.PENDING:
                async with self.execution.db.read() as conn:
                    left = await count_open(conn, self.run.id)
                self.progress(RunProgress(self.run.id, item, left))

    async def _next(self) -> int | None:
        """The next item due; waits for steps that become due soon, as after a call in doubt."""
        while True:
            async with self.picking:
                async with self.execution.db.read() as conn:
                    found = await next_due(conn, self.run.id, self.execution.clock(), self.busy)
                    soon = await soonest(conn, self.run.id, PATIENT_TRIES)
                if found is not None:
                    self.busy.add(found)
                    return found
            patience = self.execution.policy.in_doubt_settle + _LINGER
            if soon is None or soon > self.execution.clock() + patience:
                return None
            await asyncio.sleep(_POLL)


@contextmanager
def _run_lock(database: Path, run_id: str) -> Iterator[Path]:
    """Own a run by a file; a killed process frees it. Busy when somebody else owns it."""
    path = database.with_name(f"{database.name}.run-{run_id}.lock")
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"Run {run_id} is being carried out by another process; wait for it to end.") from None
        yield path
