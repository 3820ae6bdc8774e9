"""Cascade: the facade that the bot and the command line talk to."""

import secrets
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from cascade.database import Database
from cascade.doctor import advise
from cascade.errors import BadInput, Refused
from cascade.execution.run import Execution, Progress
from cascade.ledger import plans as plan_store
from cascade.ledger import runs as run_store
from cascade.ledger.events import DeletionEvent, events_of_run, history, write_activity
from cascade.library.facts import load_facts
from cascade.library.library import Library, SyncProgress, SyncReport
from cascade.library.protections import (
    Protection,
    add_protection,
    covered,
    list_protections,
    remove_protection,
)
from cascade.library.records import load_records
from cascade.media import Kind
from cascade.migrate import upgrade
from cascade.plan import Plan, PlanState, over_caps
from cascade.planning import Planner
from cascade.policy import Policy
from cascade.preflight import Diagnosis, check_all, missing
from cascade.rehearsal import rehearse
from cascade.report import RunReport, report
from cascade.rules.explain import Verdict, evaluate
from cascade.rules.expr import fields_of
from cascade.rules.query import parse
from cascade.servers import Servers


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a rule does or does not want one item."""

    title: str
    kind: Kind
    year: int | None
    verdict: Verdict
    protected_by: tuple[str, ...]


class Cascade:
    """One household: its Library, its ledger and its servers."""

    def __init__(
        self, db: Database, library: Library, servers: Servers, policy: Policy, clock: Callable[[], datetime]
    ) -> None:
        self.library = library
        self._db = db
        self._servers = servers
        self._policy = policy
        self._clock = clock
        self._planner = Planner(db, servers, policy)
        self._execution = Execution(db, library, servers, policy, clock)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, database_url: str, servers: Servers, policy: Policy, clock: Callable[[], datetime]
    ) -> AsyncIterator["Cascade"]:
        """Open the database, bring it up to date, and close everything at the end."""
        db = Database(database_url)
        try:
            await upgrade(db)
            library = Library(db, servers, policy.zone, clock, policy.max_age)
            yield cls(db, library, servers, policy, clock)
        finally:
            for server in servers.all():
                await server.aclose()
            await db.aclose()

    async def doctor(self) -> Diagnosis:
        """Ask every server how it is and say what to set up better."""
        health = await check_all(self._servers)
        return Diagnosis(health, await advise(self._db, self._servers, self._policy, health))

    async def sync(
        self,
        names: Collection[str] | None = None,
        progress: Callable[[SyncProgress], None] | None = None,
        *,
        accept_shrink: frozenset[str] = frozenset(),
        adopt: frozenset[str] = frozenset(),
    ) -> tuple[SyncReport, ...]:
        """Read servers into the Library; a failing one is reported, not raised."""
        began = self._clock()
        reports = await self.library.sync(names, progress, accept_shrink=accept_shrink, adopt=adopt)
        now = self._clock()
        async with self._db.write() as conn:
            await write_activity(
                conn,
                "sync",
                by="system",
                status="failed" if any(one.error for one in reports) else "done",
                now=now,
                duration_ms=int((now - began).total_seconds() * 1000),
                items=sum(one.rows for one in reports),
            )
        return reports

    async def propose(self, query: str, *, by: str) -> Plan:
        """Make and store the plan of a query. Over a cap it is shown but cannot be confirmed."""
        rule = parse(query)
        knowledge = await self.library.knowledge()
        plan = await self._planner.propose(rule, knowledge, await check_all(self._servers), by=by)
        async with self._db.write() as conn:
            taken = await plan_store.spent(conn, knowledge.now)
            plan = replace(plan, over_caps=over_caps(plan.totals, self._policy.caps, *taken))
            await plan_store.store_plan(conn, plan)
            await write_activity(
                conn,
                "plan",
                by=by,
                status="over-cap" if plan.over_caps else "proposed",
                now=knowledge.now,
                items=plan.totals.items,
                plan_id=plan.id,
                detail=plan.query,
            )
        return plan

    async def plan(self, plan_id: str) -> Plan:
        """Read a stored plan."""
        async with self._db.read() as conn:
            return await plan_store.read_plan(conn, plan_id)

    async def explain(self, query: str, item_id: int) -> Explanation:
        """Say why a rule does or does not want an item, with the actual values."""
        rule = parse(query)
        knowledge = await self.library.knowledge()
        async with self._db.read() as conn:
            record = (await load_records(conn, [item_id])).get(item_id)
            if record is None:
                raise BadInput(f"There is no item {item_id}; `plan --json` lists item ids.")
            facts = (await load_facts(conn, [item_id]))[item_id]
            vetoes = await covered(conn, [item_id], knowledge, named=fields_of(rule.where))
        return Explanation(
            record.title,
            record.kind,
            record.year,
            evaluate(rule.where, facts, knowledge),
            tuple(vetoes.values()),
        )

    async def execute(
        self,
        plan_id: str,
        digest: str,
        *,
        by: str,
        source: str = "cli",
        dry_run: bool = False,
        accept_partial: bool = False,
        progress: Progress | None = None,
    ) -> RunReport:
        """Confirm a plan by the digest that was seen and carry it out as far as it goes now."""
        plan = await self.plan(plan_id)
        plan_store.raise_unless_confirmable(plan, digest, self._clock())
        plan.raise_if_unsafe()
        await self._introduce()
        besides = missing(plan, await check_all(self._servers), accept_partial=accept_partial)
        if dry_run:
            return await rehearse(plan, self._servers, besides)
        run_id = secrets.token_hex(5)
        async with self._db.write() as conn:
            await plan_store.confirm(
                conn,
                await plan_store.read_plan(conn, plan_id),
                digest,
                run_id=run_id,
                by=by,
                source=source,
                accept_partial=accept_partial,
                now=self._clock(),
                caps=self._policy.caps,
            )
            await write_activity(
                conn, "confirm", by=by, status="confirmed", now=self._clock(), plan_id=plan_id, run_id=run_id
            )
        await self._execution.carry_out(run_id, besides=besides, progress=progress)
        return await self._report(run_id)

    async def resume(self, *, progress: Progress | None = None) -> tuple[RunReport, ...]:
        """Go on with every run that was cut off; runs that another process works on are left to it."""
        async with self._db.read() as conn:
            runs = await run_store.open_runs(conn)
        await self._introduce()
        reports = []
        for run in runs:
            try:
                await self._execution.carry_out(run.id, progress=progress)
            except Refused:
                continue
            reports.append(await self._report(run.id))
        return tuple(reports)

    async def retry(
        self, plan_id: str | None = None, *, by: str, progress: Progress | None = None
    ) -> tuple[RunReport, ...]:
        """Try again at once what was postponed; of one plan, or of every open run."""
        async with self._db.write() as conn:
            runs = await run_store.open_runs(conn)
            if plan_id is not None:
                await plan_store.read_plan(conn, plan_id)
                runs = tuple(run for run in runs if run.plan_id == plan_id)
            for run in runs:
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
        await self._introduce()
        reports = []
        for run in runs:
            await self._execution.carry_out(run.id, progress=progress)
            reports.append(await self._report(run.id))
        return tuple(reports)

    async def cancel(self, plan_id: str, *, by: str) -> None:
        """Cancel a plan that was not confirmed; Refused afterwards."""
        async with self._db.write() as conn:
            plan = await plan_store.read_plan(conn, plan_id)
            if not await plan_store.move_plan(conn, plan_id, PlanState.PROPOSED, PlanState.CANCELLED):
                raise Refused(
                    f"Plan {plan_id} is {plan.state.value} and cannot be cancelled; `stop` ends a run."
                )
            await write_activity(
                conn, "cancel", by=by, status="cancelled", now=self._clock(), plan_id=plan_id
            )

    async def stop(self, *, by: str) -> int:
        """Ask every run to stop before its next item; returns how many runs were asked."""
        async with self._db.write() as conn:
            asked = await run_store.ask_stop(conn, by)
            await write_activity(conn, "stop", by=by, status="asked", now=self._clock(), items=asked)
        return asked

    async def history(
        self,
        *,
        limit: int = 50,
        title: str | None = None,
        person: str | None = None,
        status: str | None = None,
        source: str | None = None,
    ) -> tuple[DeletionEvent, ...]:
        """Deletions, newest first."""
        async with self._db.read() as conn:
            return await history(conn, limit=limit, title=title, person=person, status=status, source=source)

    async def protect(
        self,
        *,
        query: str | None = None,
        external_id: str | None = None,
        reason: str,
        by: str,
        ends_at: datetime | None = None,
    ) -> Protection:
        """Add a standing veto, by query or by external id."""
        async with self._db.write() as conn:
            protection = await add_protection(
                conn,
                query=query,
                external_id=external_id,
                reason=reason,
                by=by,
                now=self._clock(),
                ends_at=ends_at,
            )
            await write_activity(
                conn,
                "protect",
                by=by,
                status="added",
                now=self._clock(),
                detail=f"{query or external_id}: {reason}",
            )
        return protection

    async def unprotect(self, protection_id: int, *, by: str) -> None:
        """Remove a standing veto."""
        async with self._db.write() as conn:
            await remove_protection(conn, protection_id)
            await write_activity(
                conn, "protect", by=by, status="removed", now=self._clock(), detail=str(protection_id)
            )

    async def protections(self) -> tuple[Protection, ...]:
        """Every standing veto in force."""
        async with self._db.read() as conn:
            return await list_protections(conn, self._clock())

    async def _introduce(self) -> None:
        """Tell each media server's connector which server was synced; another one proves nothing."""
        status = await self.library.status()
        for server in self._servers.media:
            known = status.get(server.name)
            server.expect_identity(None if known is None else known.identity)

    async def _report(self, run_id: str) -> RunReport:
        async with self._db.read() as conn:
            run = await run_store.read_run(conn, run_id)
            return report(run, await run_store.read_items(conn, run_id), await events_of_run(conn, run_id))
