"""Attending to hints: what each is about is read from the servers, and only that reading is believed."""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.detection import drifts, inbox, leaving
from cascade.detection.brakes import Brakes
from cascade.detection.concern import Concern, Ours, concern_of
from cascade.detection.hints import DELETIONS, Hint, Says
from cascade.detection.inbox import Outcome, Report
from cascade.detection.lacking import Lack, Lacking
from cascade.errors import CascadeError
from cascade.library.library import Library
from cascade.library.tables import holdings, items
from cascade.media import Kind
from cascade.policy import Vigilance
from cascade.servers import Servers

log = logging.getLogger(__name__)
_AT_ONCE = 500
_SLOWEST = 20  # times the usual wait, for what cannot be read for long


@dataclass(frozen=True, slots=True)
class Attending:
    """Works on hints that are due. One at a time: `Detection` holds the lock."""

    db: Database
    library: Library
    servers: Servers
    vigilance: Vigilance
    clock: Callable[[], datetime]

    async def work(self) -> int:
        """Attend to everything due now; return how many hints were looked at."""
        async with self.db.read() as conn:
            found = await inbox.due(conn, self.clock(), _AT_ONCE)
        left = [concerned for one in found if (concerned := await self._sort(one)) is not None]
        brakes = Brakes(self.db, self.servers, self.vigilance, self.clock)
        free = await brakes.let_through(left)
        wrong = await self._read(await self._targets(free))
        for report in free:
            why = next((wrong[item] for item in report.items if item in wrong), None)
            if report.hint.says is Says.CHECK:  # the reading was all it asked for; the next sync is another
                async with self.db.write() as conn:
                    await inbox.end(conn, report, Outcome.NOTED, self.clock(), message=why)
            else:
                await (self._judge(report) if why is None else self._later(report, why))
        return len(found)

    async def _sort(self, report: Report) -> Report | None:
        """End what needs no reading; return what does, with the item it is about."""
        async with self.db.write() as conn:
            now = self.clock()
            concern = await concern_of(conn, report.hint, now)
            item_id = concern.item_id or report.item_id
            report = replace(report, item_id=item_id, items=concern.present)
            looks = report.hint.says is Says.CHECK and concern.present and concern.ours == Ours()
            if report.hint.says not in DELETIONS and not looks:
                replaced = report.hint.says is Says.FILE_REPLACED
                await inbox.end(conn, report, Outcome.REPLACED if replaced else Outcome.NOTED, now)
            elif concern.ours.running:
                await inbox.postpone(conn, report, now + self.vigilance.retry, "a run of ours is at it")
            elif concern.ours.event_id is not None:
                await inbox.end(conn, report, Outcome.ECHO, now, event_id=concern.ours.event_id)
            elif concern.present:
                return report
            else:
                await self._end_gone(conn, report, concern)
        return None

    async def _end_gone(self, conn: AsyncConnection, report: Report, concern: Concern) -> None:
        """End a hint about what nobody believes present: gone already, or never known."""
        now = self.clock()
        if not concern.gone:
            await inbox.end(conn, report, Outcome.UNKNOWN, now)
            return
        await leaving.reopen(conn, concern.gone)
        event_id = await leaving.event_of(conn, concern.gone)
        await inbox.end(conn, report, Outcome.GONE, now, event_id=event_id)

    async def _targets(self, reports: Sequence[Report]) -> dict[int, set[int]]:
        """What is to be read, once for all that was said of it: an item, or a show with several episodes."""
        wanted = {item for one in reports for item in one.items}
        async with self.db.read() as conn:
            rows = await conn.execute(select(items.c.id, items.c.show_id).where(items.c.id.in_(wanted)))
            by_top: dict[int, set[int]] = defaultdict(set)
            for item, show in rows:
                by_top[show or item].add(item)
        return {top if len(its) > 1 else next(iter(its)): its for top, its in by_top.items()}

    async def _read(self, targets: Mapping[int, Collection[int]]) -> dict[int, str]:
        """Read each target from every server that holds it; return what could not be read, and why."""
        wrong: dict[int, str] = {}
        for target, its in targets.items():
            try:
                await self.library.refresh(target)
            except CascadeError as error:
                log.info("a hint waits [%s]: %s", error.reference, error.message)
                wrong |= dict.fromkeys(its, error.message)
        return wrong

    async def _later(self, report: Report, why: str) -> None:
        wait = self.vigilance.retry * min(2 ** min(report.tries, 10), _SLOWEST)
        async with self.db.write() as conn:
            await inbox.postpone(conn, report, self.clock() + wait, why)

    async def _judge(self, report: Report) -> None:
        """See, after the reading, whether it is gone, still there, or only from the server that spoke."""
        async with self.db.read() as conn:
            concern = await concern_of(conn, report.hint, self.clock())
            held = await _holders(conn, report.item_id)
        if report.item_id is None or report.item_id not in concern.present:
            await self._sort(report)
            return
        lack = await Lacking(self.db, self.servers).of(report.hint, report.item_id)
        async with self.db.write() as conn:
            await self._write(conn, report, lack, [name for name in held if name != report.hint.source])

    async def _write(self, conn: AsyncConnection, report: Report, lack: Lack, held: Sequence[str]) -> None:
        now, hint = self.clock(), report.hint
        patient = now - report.received_at < self.vigilance.patience and hint.says is not Says.ENTRY_DROPPED
        if lack is Lack.REPLACED:
            await inbox.end(conn, report, Outcome.REPLACED, now)
        elif lack is Lack.UNKNOWN:
            await inbox.end(conn, report, Outcome.UNFOUNDED, now, message=f"{hint.source} never had it.")
        elif lack is Lack.UNREAD or patient:
            await inbox.postpone(conn, report, now + self.vigilance.retry, "the other servers may notice yet")
        elif lack is Lack.STILL_THERE:
            await inbox.end(conn, report, Outcome.UNFOUNDED, now, message=f"{hint.source} still has it.")
        else:
            said = _said(hint)
            await drifts.note_drift(
                conn,
                report.item_id or 0,
                hint.source,
                held,
                detected_by=report.by,
                message=said,
                now=now,
            )
            await inbox.end(conn, report, Outcome.DRIFT, now, message=said)


async def _holders(conn: AsyncConnection, item_id: int | None) -> tuple[str, ...]:
    query = select(holdings.c.source).where(holdings.c.item_id == item_id, holdings.c.gone_at.is_(None))
    return tuple(dict.fromkeys((await conn.scalars(query.order_by(holdings.c.source))).all()))


def _said(hint: Hint) -> str:
    what = "its file" if hint.kind is Kind.EPISODE or hint.says is Says.FILE_DELETED else "it"
    kept = "; its files were to stay" if hint.says is Says.ENTRY_DROPPED else ""
    why = f" ({hint.reason})" if hint.reason else ""
    return f"{hint.source} no longer has {what}{why}{kept}."
