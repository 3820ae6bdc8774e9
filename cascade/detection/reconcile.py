"""Reconciliation: everything believed present is compared with what every server lists."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.detection import checks, comparing, drifts, leaving, outages, returns
from cascade.detection.came_back import CameBackSearch
from cascade.detection.heeding import believed_losses, heed, heed_folders
from cascade.detection.replacement import Replacement
from cascade.detection.report import Reconciliation
from cascade.detection.settling import AT_ONCE
from cascade.errors import Refused
from cascade.ledger.events import DeletionEvent, read_events, write_activity
from cascade.ledger.tables import deletion_events
from cascade.library.folders import lost_folders
from cascade.library.library import Library
from cascade.library.locks import source_lock
from cascade.library.outcome import SyncReport
from cascade.library.progress import SyncProgress, Watcher
from cascade.library.tables import departures
from cascade.media import Role
from cascade.policy import Vigilance
from cascade.servers import Servers

log = logging.getLogger(__name__)
_LOCK = "reconciliation"
_SHOWN = 1_000  # rows of one kind in a report
_TRIES = 50
_PAUSE = timedelta(milliseconds=100)
_rowid: ColumnElement[int] = literal_column("deletion_events.rowid", Integer)


@dataclass(frozen=True, slots=True)
class Reconciling:
    """Compares once; `settle` works on the departures that are due, and may be refused by another process."""

    db: Database
    library: Library
    servers: Servers
    vigilance: Vigilance
    clock: Callable[[], datetime]
    settle: Callable[[], Awaitable[int]]

    async def run(self, progress: Watcher | None, *, by: str) -> Reconciliation:
        """Read every listing once, judge what is gone, and tell what does not fit. Refused while one runs."""
        with self._alone():
            began = self.clock()
            async with self.db.write() as conn:
                number = await checks.begin(conn, by, began)
                first = await checks.last(conn) is None
                newest = await _newest(conn)
                accepted = await believed_losses(conn, self._names())
            reports = await self.library.sync(self._names(), progress, accept_shrink=accepted)
            _tell(progress, "comparing")
            await self._compare(reports, accepted, first=first)
            await self._settle()
            await CameBackSearch(self.db, self.servers, self.clock).run()
            return await self._conclude(number, reports, by, began, newest)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with ExitStack() as lock:
            try:
                lock.enter_context(source_lock(self.db.path, _LOCK))
            except Refused:
                raise Refused("A reconciliation is at work already; wait for it to end.") from None
            yield

    def _names(self) -> tuple[str, ...]:
        """Every server but those that only know who watched what."""
        of_plays = {one.name for one in self.servers.all() if one.roles == {Role.WATCH}}
        return tuple(one.name for one in self.servers.all() if one.name not in of_plays)

    async def _compare(self, reports: Sequence[SyncReport], accepted: frozenset[str], *, first: bool) -> None:
        lost = await lost_folders(self.servers)
        now = self.clock()
        gone = [item for report in reports for item in report.gone]
        async with self.db.write() as conn:
            await leaving.attribute(conn, gone, "reconcile")
            await heed(conn, reports, accepted, now)
            await heed_folders(conn, lost, now)
            whole = [report.source for report in reports if report.whole]
            settled = now - self.vigilance.settle
            await comparing.note_missing(conn, whole, now, settled, first=first)
            await comparing.reopen_drifted(conn)
            await leaving.hurry(conn)
        await self._reopen_replaced()

    async def _reopen_replaced(self) -> None:
        """Let drift be decided anew of whose title a media server has a new entry now."""
        replacement, after = Replacement(self.db, self.servers, self.vigilance), 0
        while True:
            async with self.db.read() as conn:
                drifted = await leaving.drifted(conn, after, AT_ONCE)
            if not drifted:
                return
            after = drifted[-1].id
            there = [one.item_id for one in drifted if await replacement.is_there(one)]
            async with self.db.write() as conn:
                await leaving.reopen(conn, there)

    async def _settle(self) -> None:
        """Judge what is due, lot by lot; where another process is at that, it does so a moment later."""
        for _ in range(_TRIES):
            try:
                done = await self.settle()
            except Refused:
                await asyncio.sleep(_PAUSE.total_seconds())
            else:
                if done < AT_ONCE:
                    return

    async def _conclude(
        self, number: int, reports: Sequence[SyncReport], by: str, began: datetime, newest: int
    ) -> Reconciliation:
        now = self.clock()
        async with self.db.write() as conn:
            held = await outages.open_outages(conn)
            done = Reconciliation(
                checked=await comparing.count_present(conn),
                deleted=await _deleted(conn, newest),
                drift=await drifts.open_drift(conn, _SHOWN),
                outage=next(iter(held), None),
                came_back=await returns.open_returns(conn, _SHOWN),
                waiting=await _waiting(conn),
                errors=tuple(one.error or one.alert or "" for one in reports if not one.whole),
            )
            await checks.end(conn, number, done, now)
            await write_activity(
                conn,
                "reconcile",
                by=by,
                status="failed" if done.errors else "done",
                now=now,
                duration_ms=int((now - began).total_seconds() * 1000),
                items=done.checked,
            )
        log.info("reconciled %d items: %d deleted", done.checked, len(done.deleted))
        return done


async def _newest(conn: AsyncConnection) -> int:
    """The row of the newest event; what is written later has a greater one."""
    return await conn.scalar(select(func.max(_rowid)).select_from(deletion_events)) or 0


async def _deleted(conn: AsyncConnection, after: int) -> tuple[DeletionEvent, ...]:
    """The deletions made elsewhere that were written since."""
    query = select(deletion_events.c.id).where(_rowid > after, deletion_events.c.detected_by.is_not(None))
    ids = list(await conn.scalars(query.order_by(_rowid)))
    found = await read_events(conn, ids)
    return tuple(found[each] for each in ids)


async def _waiting(conn: AsyncConnection) -> int:
    query = select(func.count()).select_from(departures).where(departures.c.settled_at.is_(None))
    return await conn.scalar(query) or 0


def _tell(progress: Watcher | None, phase: str) -> None:
    if progress is not None:
        progress(SyncProgress("library", phase, 0, None))
