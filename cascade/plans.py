"""The part of the facade that makes plans, and lets people look at them, change them and give them up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.errors import BadInput, Refused
from cascade.house import House
from cascade.ledger import plans as store
from cascade.ledger.events import write_activity
from cascade.ledger.plans import PlanSummary
from cascade.library.facts import load_facts
from cascade.library.names import Naming, names_of
from cascade.library.protections import add_protection, covered
from cascade.library.records import load_records, present
from cascade.media import Kind
from cascade.plan import Plan, PlanItem, PlanState, over_caps
from cascade.planning import Planner, new_id
from cascade.preflight import check_all
from cascade.reclaim import Reclaim, stats_of
from cascade.rules.explain import Verdict, evaluate
from cascade.rules.expr import fields_of
from cascade.rules.query import parse
from cascade.successor import external_id, left, query_for, replaceable, succeeding


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a rule does or does not want one item."""

    title: str
    kind: Kind
    year: int | None
    verdict: Verdict
    protected_by: tuple[str, ...]


class Plans(House):
    """Plans from the question to the confirmation, which is not here: nothing here deletes."""

    async def propose(self, query: str, *, by: str, by_id: str | None = None) -> Plan:
        """Make and store the plan of a query. Over a cap it is shown but cannot be confirmed.

        `by_id` says who may confirm it, None where whoever made it has no id.
        """
        plan = await self._planned(query, by=by, by_id=by_id)
        async with self._db.write() as conn:
            return await self._keep(conn, plan, asked=query, by=by)

    async def drop(
        self,
        plan_id: str,
        item_ids: Collection[int],
        *,
        by: str,
        keep_for: timedelta | None = None,
        keep: bool = False,
    ) -> Plan:
        """Put a plan without these items in the place of a plan; returns the successor.

        It has the facts and the expiry of the plan it replaces. `keep` protects the items too, for
        `keep_for`, or (None) until somebody takes that back. BadInput for an item that is not on the plan;
        Refused when the plan is used or replaced, or no item would be left.
        """
        plan = replaceable(await self.plan(plan_id), self._clock())
        if plan.state is PlanState.EXPIRED:
            raise Refused(f"Plan {plan_id} has expired; refresh it first.")
        stay = await self._looked_at_again(left(plan, item_ids))
        now = self._clock()
        async with self._db.write() as conn:
            successor = succeeding(plan, stay, await present(conn), plan_id=new_id(), now=now)
            asked = await store.asked_query(conn, plan_id)
            successor = await self._keep(conn, successor, asked=asked, by=by, status="successor")
            await store.succeed(conn, plan_id, successor.id)
            if keep:
                ends_at = None if keep_for is None else now + keep_for
                dropped = [item for item in plan.items if item.item_id in item_ids]
                await self._protect(conn, dropped, by=by, plan_id=plan_id, ends_at=ends_at)
        return successor

    async def refresh(self, plan_id: str, *, by: str) -> Plan:
        """Make the plan anew from the same query and cancel the old one; whoever might confirm still may.

        Refused when the plan was used or cancelled; one that has expired can be refreshed.
        """
        plan = replaceable(await self.plan(plan_id), self._clock())
        async with self._db.read() as conn:
            asked = await store.asked_query(conn, plan_id)
        fresh = await self._planned(asked, by=plan.by, by_id=plan.by_id)
        async with self._db.write() as conn:
            fresh = await self._keep(conn, fresh, asked=asked, by=by, status="successor")
            await store.succeed(conn, plan_id, fresh.id)
        return fresh

    async def change(self, plan_id: str, query: str, *, by: str, by_id: str | None = None) -> Plan:
        """Make the plan of another query in the place of a plan, whose buttons die with it.

        Refused when the plan was used or cancelled: then `propose` one beside it.
        """
        replaceable(await self.plan(plan_id), self._clock())
        fresh = await self._planned(query, by=by, by_id=by_id)
        async with self._db.write() as conn:
            fresh = await self._keep(conn, fresh, asked=query, by=by, status="successor")
            await store.succeed(conn, plan_id, fresh.id)
        return fresh

    async def plan(self, plan_id: str) -> Plan:
        """Read a stored plan as it stands now."""
        async with self._db.read() as conn:
            return (await store.read_plan(conn, plan_id)).at(self._clock())

    async def successor(self, plan_id: str) -> str | None:
        """The id of the plan that took this one's place, or None."""
        async with self._db.read() as conn:
            return await store.successor_of(conn, plan_id)

    async def plans_of(self, by_id: str, limit: int = 10) -> tuple[PlanSummary, ...]:
        """The plans of one person, newest first."""
        async with self._db.read() as conn:
            return await store.list_plans(conn, self._clock(), by_id=by_id, limit=limit)

    async def newest_plans(self, limit: int) -> tuple[PlanSummary, ...]:
        """The plans of everybody, newest first."""
        async with self._db.read() as conn:
            return await store.list_plans(conn, self._clock(), limit=limit)

    async def last_plan(self) -> PlanSummary | None:
        """The newest plan of anybody, None before the first."""
        return next(iter(await self.newest_plans(1)), None)

    async def cancel(self, plan_id: str, *, by: str) -> None:
        """Cancel a plan that was not confirmed; Refused afterwards."""
        async with self._db.write() as conn:
            plan = await store.read_plan(conn, plan_id)
            if not await store.move_plan(conn, plan_id, PlanState.PROPOSED, PlanState.CANCELLED):
                raise Refused(
                    f"Plan {plan_id} is {plan.state.value} and cannot be cancelled; `stop` ends a run."
                )
            await write_activity(
                conn, "cancel", by=by, status="cancelled", now=self._clock(), plan_id=plan_id
            )

    async def explain(self, query: str, item_id: int) -> Explanation:
        """Say why a rule does or does not want an item, with the actual values."""
        rule = parse(query)
        knowledge = await self.library.knowledge()
        async with self._db.read() as conn:
            record = (await load_records(conn, [item_id])).get(item_id)
            if record is None:
                raise BadInput(f"There is no item {item_id}; search for its title again.")
            facts = (await load_facts(conn, [item_id]))[item_id]
            vetoes = await covered(conn, [item_id], knowledge, named=fields_of(rule.where))
        return Explanation(
            record.title,
            record.kind,
            record.year,
            evaluate(rule.where, facts, knowledge),
            tuple(vetoes.values()),
        )

    async def _planned(self, query: str, *, by: str, by_id: str | None) -> Plan:
        rule = parse(query)
        knowledge = await self.library.knowledge()
        planner = Planner(self._db, self._servers, self._policy)
        return await planner.propose(rule, knowledge, await check_all(self._servers), by=by, by_id=by_id)

    async def _looked_at_again(self, items: Sequence[PlanItem]) -> list[PlanItem]:
        """Count what really comes back of the items that stay, and what may still go with them."""
        reclaim = Reclaim()
        looked = [
            replace(item, frees_bytes=reclaim.add(await stats_of(self._servers.disk, item.files)))
            for item in items
        ]
        return await Planner(self._db, self._servers, self._policy).without_kept_rows(looked)

    async def _keep(
        self, conn: AsyncConnection, plan: Plan, *, asked: str, by: str, status: str = "proposed"
    ) -> Plan:
        """Store a plan with the caps it is over; belongs into one transaction with what it replaces."""
        now = plan.created_at
        over = over_caps(plan.totals, self._policy.caps, await store.spent(conn, now))
        plan = replace(plan, over_caps=over)
        await store.store_plan(conn, plan, asked)
        await write_activity(
            conn,
            "plan",
            by=by,
            status="over-cap" if plan.over_caps else status,
            now=now,
            items=plan.totals.items,
            plan_id=plan.id,
            detail=plan.query,
        )
        return plan

    async def _protect(
        self,
        conn: AsyncConnection,
        items: Sequence[PlanItem],
        *,
        by: str,
        plan_id: str,
        ends_at: datetime | None,
    ) -> None:
        """Protect dropped items: by external id, or by a query where they have none or are part of a show."""
        named = await names_of(conn, [item.item_id for item in items])
        for key in sorted({_key(item, named.get(item.item_id)) for item in items}):
            external, query = key
            await add_protection(
                conn,
                query=query or None,
                external_id=external or None,
                reason=f"dropped from plan {plan_id} by {by}",
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
                plan_id=plan_id,
                detail=f"{external or query}: dropped from plan {plan_id}",
            )


def _key(item: PlanItem, naming: Naming | None) -> tuple[str, str]:
    """By which external id, else by which query, an item is protected."""
    external = external_id(item.kind, item.ids)
    if external is not None:
        return external, ""
    if naming is None:
        return "", query_for(item.kind, item.title, show=None, season=None, number=None)
    return "", query_for(
        item.kind, naming.title, show=naming.show, season=naming.season, number=naming.number
    )
