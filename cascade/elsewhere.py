"""The part of the facade that is about what others deleted, and about what came back."""

from collections.abc import Mapping

from cascade.detection import returns
from cascade.detection.detection import Detection
from cascade.detection.drifts import Drift
from cascade.detection.outages import Outage
from cascade.detection.report import Check, Reconciliation
from cascade.detection.returns import CameBack, Decision
from cascade.errors import BadInput, Refused
from cascade.ledger.events import DeletionEvent, read_events, write_activity
from cascade.library.names import names_of
from cascade.library.progress import Watcher
from cascade.library.protections import add_protection
from cascade.media import Kind
from cascade.plan import Plan
from cascade.plans import Plans
from cascade.successor import external_id, query_for


class Elsewhere(Plans):
    """What is not as it was left: reconciliation, drift, outages, returns."""

    detection: Detection

    async def reconcile(self, progress: Watcher | None = None, *, by: str = "system") -> Reconciliation:
        """Compare everything believed present with what every server lists. Refused while one runs."""
        return await self.detection.reconcile(progress, by=by)

    async def last_check(self) -> Check | None:
        """The newest reconciliation that came to its end; None = there was none yet."""
        return await self.detection.last_check()

    async def orphans(self) -> Mapping[str, int]:
        """Rows that hang on something which is gone, by what they are; there should be none."""
        return await self.detection.orphans()

    async def drifts(self, limit: int = 100) -> tuple[Drift, ...]:
        """What some systems lack and others hold, until it is settled; oldest first."""
        return await self.detection.open_drift(limit)

    async def outages(self) -> tuple[Outage, ...]:
        """Disappearances that are not believed until a person says so; oldest first."""
        return await self.detection.open_outages()

    async def release_outage(self, outage_id: int, *, by: str, believed: bool) -> Outage:
        """Say whether it was a deletion: then the next reconciliation believes it. BadInput if it is over."""
        return await self.detection.release(outage_id, by=by, believed=believed)

    async def returns(self, limit: int = 100) -> tuple[CameBack, ...]:
        """Titles that came back and that nobody has decided on, oldest first."""
        return await self.detection.open_returns(limit)

    async def settle_return(self, return_id: int, decision: Decision, *, by: str) -> CameBack:
        """Write down what a person makes of a return, and protect the title if that is it.

        BadInput where that was said before. Deleting it again is a plan of its own: see `plan_again`.
        """
        if decision is not Decision.PROTECTED:
            return await self.detection.settle_return(return_id, decision, by=by)
        found = await self.detection.read_return(return_id)
        event = await self.event(found.event_id)
        known = external_id(event.kind, event.ids)
        query = None if known else await self._named(found.kind, found.item_id or event.item_id)
        now, reason = self._clock(), f"“{event.title}” came back"
        async with self._db.write() as conn:
            done = await returns.decide(conn, return_id, decision, by, now)
            await add_protection(
                conn, query=query, external_id=known, reason=reason, by=by, now=now, ends_at=None
            )
            detail = f"{query or known}: {reason}"
            await write_activity(conn, "protect", by=by, status="added", now=now, detail=detail)
        return done

    async def plan_again(self, return_id: int, *, by: str, by_id: str | None = None) -> Plan:
        """Propose to delete exactly what came back, with an import exclusion, as every plan of ours does.

        Refused where it is no item yet, or where nothing may take it.
        """
        found = await self.detection.read_return(return_id)
        if found.item_id is None:
            raise Refused(
                f"“{found.title}” is only an entry or a request in {found.source} so far; remove it there, "
                "or wait until it was fetched."
            )
        plan = await self.propose(await self._named(found.kind, found.item_id), by=by, by_id=by_id)
        others = {item.item_id for item in plan.items} - {found.item_id}
        if found.item_id not in {item.item_id for item in plan.items}:
            raise Refused(f"No plan may take “{found.title}” now; /why tells what stands against it.")
        return await self.drop(plan.id, others, by=by) if others else plan

    async def event(self, event_id: str) -> DeletionEvent:
        """One deletion; BadInput where there is none of that id."""
        async with self._db.read() as conn:
            found = (await read_events(conn, [event_id])).get(event_id)
        if found is None:
            raise BadInput(f"There is no deletion {event_id!r}; look for it in the history.")
        return found

    async def _named(self, kind: Kind, item_id: int | None) -> str:
        """An item as a query."""
        async with self._db.read() as conn:
            named = (await names_of(conn, [item_id or 0])).get(item_id or 0)
        if named is None:
            raise BadInput(f"There is no item {item_id}; search for its title again.")
        return query_for(kind, named.title, show=named.show, season=named.season, number=named.number)
