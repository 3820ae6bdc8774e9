"""The part of the facade that confirms plans and carries them out."""

import secrets
from collections.abc import Collection, Sequence

from sqlalchemy import update

from cascade.errors import Busy, Refused
from cascade.execution.run import Execution, Progress
from cascade.house import House
from cascade.household.preferences import read_preferences
from cascade.ledger import plans as plan_store
from cascade.ledger import runs as run_store
from cascade.ledger.adopting import adopt
from cascade.ledger.events import events_of_run, write_activity
from cascade.ledger.items import read_items
from cascade.ledger.runs import Run
from cascade.ledger.standing import RunStatus, standing
from cascade.ledger.tables import runs
from cascade.plan import Plan
from cascade.preflight import check_all, missing
from cascade.rehearsal import rehearse
from cascade.report import RunReport, report

SHELL = "cli"
"""The source of what is typed on the machine itself; practice does not bind its owner there."""


class Runs(House):
    """Runs from the confirmation to the report."""

    async def confirm(
        self,
        plan_id: str,
        digest: str,
        *,
        by: str,
        source: str,
        accept_partial: bool | Collection[str] = False,
    ) -> str:
        """Confirm a plan by the digest that was seen; returns the id of its run, which `carry_out` works on.

        Refused when it is used, expired, empty, replaced, over a cap, not the plan that was seen, or in
        practice; Silent when a system it needs does not answer and doing without was not agreed to, by
        name or (True) for whatever does not answer.
        """
        plan, besides = await self._confirmable(plan_id, digest, accept_partial=accept_partial)
        free_bytes = await self._free_bytes()
        run_id = secrets.token_hex(5)
        async with self._db.write() as conn:
            if source != SHELL and (await read_preferences(conn)).practice:
                raise Refused(
                    "Practice mode is on: nothing is deleted. An admin switches it off in the setup."
                )
            now = self._clock()
            await plan_store.confirm(
                conn,
                await plan_store.read_plan(conn, plan_id),
                digest,
                run_id=run_id,
                by=by,
                source=source,
                accept_partial=bool(accept_partial),
                now=now,
                caps=self._policy.caps,
                besides=besides,
                free_bytes=free_bytes,
            )
            for item in plan.items:
                if item.event_id is not None:
                    await adopt(conn, item.event_id, plan.id, run_id, item.item_id)
            await write_activity(
                conn, "confirm", by=by, status="confirmed", now=now, plan_id=plan.id, run_id=run_id
            )
        return run_id

    async def carry_out(self, run_id: str, *, progress: Progress | None = None) -> RunReport:
        """Work on a confirmed run as far as it goes now; safe to call again after any kind of death.

        Refused when somebody else is at it.
        """
        async with self._db.read() as conn:
            run = await run_store.read_run(conn, run_id)
        await self._carry_out(run, progress)
        return await self.report(run_id)

    async def rehearse(self, plan_id: str) -> RunReport:
        """Say what carrying a plan out now would do; changes nothing, and nobody needs to confirm it."""
        async with self._db.read() as conn:
            plan = await plan_store.read_plan(conn, plan_id)
        silent = frozenset(one.name for one in await check_all(self._servers) if not one.reachable)
        await self._introduce(silent)
        return await rehearse(plan, self._servers, silent)

    async def execute(
        self,
        plan_id: str,
        digest: str,
        *,
        by: str,
        source: str = SHELL,
        dry_run: bool = False,
        accept_partial: bool = False,
        progress: Progress | None = None,
    ) -> RunReport:
        """Confirm a plan by the digest that was seen and carry it out as far as it goes now."""
        if dry_run:
            plan, besides = await self._confirmable(plan_id, digest, accept_partial=accept_partial)
            return await rehearse(plan, self._servers, besides)
        run_id = await self.confirm(plan_id, digest, by=by, source=source, accept_partial=accept_partial)
        return await self.carry_out(run_id, progress=progress)

    async def resume(self, *, progress: Progress | None = None) -> tuple[RunReport, ...]:
        """Go on with every run that was cut off; runs that another process works on are left to it."""
        async with self._db.read() as conn:
            left = await run_store.open_runs(conn)
        return await self._go_on(left, progress)

    async def retry(
        self, plan_id: str | None = None, *, by: str, progress: Progress | None = None
    ) -> tuple[RunReport, ...]:
        """Try again at once what was postponed; of one plan, or of every open run.

        Where somebody is at a run already, they take what is due now.
        """
        async with self._db.write() as conn:
            left = await run_store.open_runs(conn)
            if plan_id is not None:
                await plan_store.read_plan(conn, plan_id)
                left = tuple(run for run in left if run.plan_id == plan_id)
            for run in left:
                await run_store.make_due(conn, run.id)
                await write_activity(
                    conn,
                    "retry",
                    by=by,
                    status="asked",
                    now=self._clock(),
                    plan_id=run.plan_id,
                    run_id=run.id,
                )
        return await self._go_on(left, progress)

    async def stop(self, *, by: str, run_id: str | None = None) -> int:
        """Ask one run, or every run, to stop before its next item; returns how many runs were asked."""
        async with self._db.write() as conn:
            asked = await run_store.ask_stop(conn, by, run_id)
            await write_activity(
                conn, "stop", by=by, status="asked", now=self._clock(), items=asked, run_id=run_id
            )
        return asked

    async def run_state(self, run_id: str) -> RunStatus:
        """How a run stands, from the database: the same before and after a restart."""
        free_bytes = await self._free_bytes()
        async with self._db.read() as conn:
            run = await run_store.read_run(conn, run_id)
            return await standing(conn, run, self._clock(), free_bytes)

    async def run_of(self, plan_id: str) -> str | None:
        """The id of a plan's run, None while it was not confirmed."""
        async with self._db.read() as conn:
            run = await run_store.run_of_plan(conn, plan_id)
        return None if run is None else run.id

    async def open_run_ids(self) -> tuple[str, ...]:
        """Runs with something left to do, oldest first."""
        async with self._db.read() as conn:
            return tuple(run.id for run in await run_store.open_runs(conn))

    async def report(self, run_id: str) -> RunReport:
        """What a run has come to so far, item by item."""
        async with self._db.read() as conn:
            run = await run_store.read_run(conn, run_id)
            return report(run, await read_items(conn, run_id), await events_of_run(conn, run_id))

    async def _confirmable(
        self, plan_id: str, digest: str, *, accept_partial: bool | Collection[str]
    ) -> tuple[Plan, frozenset[str]]:
        """Look at a plan and its systems; returns the plan and the silent servers it does without."""
        async with self._db.read() as conn:
            plan = await plan_store.read_plan(conn, plan_id)
        plan_store.raise_unless_confirmable(plan, digest, self._clock())
        plan.raise_if_unsafe()
        besides = missing(plan, await check_all(self._servers), accept_partial=accept_partial)
        await self._introduce(besides)
        return plan, besides

    async def _go_on(self, left: Sequence[Run], progress: Progress | None) -> tuple[RunReport, ...]:
        reports = []
        for run in left:
            try:
                await self._carry_out(run, progress)
            except Busy:
                continue
            reports.append(await self.report(run.id))
        return tuple(reports)

    async def _carry_out(self, run: Run, progress: Progress | None) -> None:
        besides = run.besides
        if besides:  # what answers again is asked again
            health = await check_all(self._servers)
            besides &= {one.name for one in health if not one.reachable}
        execution = Execution(self._db, self.library, self._servers, self._policy, self._clock)
        await execution.carry_out(run.id, besides=besides, progress=progress)
        free_bytes = await self._free_bytes()
        async with self._db.write() as conn:
            await conn.execute(update(runs).where(runs.c.id == run.id).values(free_after=free_bytes))
