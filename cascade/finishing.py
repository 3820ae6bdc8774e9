"""The part of the facade that finishes what somebody else began to delete."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.detection.drifts import read_drift
from cascade.errors import BadInput, Refused
from cascade.ledger.adopting import unfinished
from cascade.ledger.events import read_events
from cascade.library.departures import Remembered, remember, remembered_by
from cascade.library.names import names_of
from cascade.library.records import present
from cascade.plan import LeftOut, Plan, PlanItem, total
from cascade.planning import new_id
from cascade.plans import Plans
from cascade.remainder import Remainder
from cascade.successor import query_for


class Finishing(Plans):
    """Plans of which the gate is passed already: the files are gone, and other systems do not know it.

    Such a plan is confirmed and carried out as every other one. It never removes a file: the gate proves that
    there is none, each step looks again, and Radarr and Sonarr are never told to delete files.
    """

    async def finish(self, event_id: str, *, by: str, by_id: str | None = None) -> Plan:
        """Make and store the plan of what is left of a deletion that was not ours.

        Refused with the reason where it may not be finished or nothing is left of it; BadInput where there is
        no such event. Its run brings the same event up to date.
        """
        async with self._db.read() as conn:
            event = (await read_events(conn, [event_id])).get(event_id)
            known = None if event is None else await remembered_by(conn, event_id, event.item_id)
        if event is None or event.item_id is None:
            raise BadInput(f"There is no deletion {event_id!r}; look for it in the history.")
        if known is None:
            raise Refused(f"How “{event.title}” was before is not known, so it cannot be finished.")
        reason = f"{event.by} deleted it"
        return await self._rest(event.item_id, known, event_id=event_id, reason=reason, by=by, by_id=by_id)

    async def finish_drift(self, drift_id: int, *, by: str, by_id: str | None = None) -> Plan:
        """Make and store the plan of what is left of an item that one system lacks.

        Refused as for `finish`: above all while a file of it is there.
        """
        async with self._db.read() as conn:
            drift = await read_drift(conn, drift_id)
            known = await remember(conn, drift.item_id)
        if known is None or drift.resolved_at is not None:
            raise Refused("That is settled already.")
        reason = f"{drift.missing_from} no longer has it"
        return await self._rest(drift.item_id, known, event_id=None, reason=reason, by=by, by_id=by_id)

    async def unfinished(self, since: datetime, limit: int = 100) -> tuple[str, ...]:
        """Deletions made elsewhere, noticed since then, that are partial and that no run took on."""
        async with self._db.read() as conn:
            return await unfinished(conn, since, limit)

    async def _rest(
        self,
        item_id: int,
        known: Remembered,
        *,
        event_id: str | None,
        reason: str,
        by: str,
        by_id: str | None,
    ) -> Plan:
        knowledge = await self.library.knowledge()
        remainder = Remainder(self._db, self._servers)
        item = await remainder.item(item_id, known, knowledge, event_id=event_id, reason=reason)
        now = self._clock()
        async with self._db.write() as conn:
            counts = await present(conn)
            plan = Plan(
                id=new_id(),
                query=await _query(conn, item),
                sentence=f"what is left of “{item.title}”, as {reason}",
                bounds=(),
                by=by,
                created_at=now,
                expires_at=now + self._policy.plan_expiry,
                items=(item,),
                totals=total([item], counts),
                left_out=LeftOut(),
                warnings=item.notes,
                over_caps=(),
                read_at={role.value: at for role, at in knowledge.read_at.items()},
                by_id=by_id,
            )
            return await self._keep(conn, plan, asked=plan.query, by=by, status="finishing")


async def _query(conn: AsyncConnection, item: PlanItem) -> str:
    """The item as a query, so that the plan reads as every other one; it is never evaluated."""
    name = (await names_of(conn, [item.item_id]))[item.item_id]
    return query_for(item.kind, name.title, show=name.show, season=name.season, number=name.number)
