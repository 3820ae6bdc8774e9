"""Detection: hints come in, wait, and are worked on until something came of each."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from hashlib import sha256

from cascade.database import Database
from cascade.detection import checks, drifts, inbox, leaving, outages, returns
from cascade.detection.attending import Attending
from cascade.detection.came_back import CameBackSearch
from cascade.detection.drifts import Drift
from cascade.detection.heeding import believed_losses, heed
from cascade.detection.hints import Hint
from cascade.detection.outages import Outage
from cascade.detection.reconcile import Reconciling
from cascade.detection.report import Check, Reconciliation
from cascade.detection.returns import CameBack, Decision
from cascade.detection.senders import READERS, read_hint
from cascade.detection.settling import Settling
from cascade.errors import CascadeError, Refused
from cascade.ledger.events import write_activity
from cascade.library.library import Library
from cascade.library.locks import source_lock
from cascade.library.orphans import count_orphans
from cascade.library.outcome import SyncReport
from cascade.library.progress import Watcher
from cascade.policy import Vigilance
from cascade.servers import Servers

log = logging.getLogger(__name__)
_POLL = 5.0  # seconds between two looks: another process may take what is posted
_LOCK = "detection"
_KEPT = timedelta(days=90)  # so long it can be looked up what came of a hint


class Received(Enum):
    """What became of something posted."""

    KEPT = auto()
    REPEATED = auto()  # the same was kept already
    NOTHING = auto()  # it says nothing about deletions


@dataclass(slots=True)
class Detection:
    """One household's ear for deletions made elsewhere."""

    db: Database
    library: Library
    servers: Servers
    vigilance: Vigilance
    clock: Callable[[], datetime]
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _working: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tidied: datetime | None = None

    @property
    def senders(self) -> Mapping[str, str]:
        """The servers that may send webhooks, by name, with their software."""
        return {one.name: one.server for one in self.servers.all() if one.server in READERS}

    async def receive(self, source: str, body: bytes | str) -> Received:
        """Keep what a server posted; it is committed when this returns. BadInput where it is no webhook."""
        hint = read_hint(self.senders[source], source, body)
        if hint is None:
            return Received.NOTHING
        raw = body.encode() if isinstance(body, str) else body
        return await self.hear(hint, by="webhook", digest=sha256(raw).hexdigest())

    async def hear(self, hint: Hint, *, by: str, digest: str | None = None) -> Received:
        """Keep a hint that came in some way (`by`: webhook, signalr). The same within the hour is kept once.

        `digest` is of what was sent; without it the hint itself is compared.
        """
        same = digest or sha256(repr(hint).encode()).hexdigest()
        async with self.db.write() as conn:
            kept = await inbox.keep(conn, hint, same, by, self.clock())
        self._bell.set()
        return Received.REPEATED if kept is None else Received.KEPT

    async def work(self) -> int:
        """Work on everything due now; return how much that was. Refused while another process is at it."""
        async with self._working:
            return await self._work()

    async def _work(self) -> int:
        with source_lock(self.db.path, _LOCK):
            attending = Attending(self.db, self.library, self.servers, self.vigilance, self.clock)
            settling = Settling(self.db, self.servers, self.library.household, self.vigilance, self.clock)
            return await attending.work() + await settling.work()

    async def keep_up(self) -> None:
        """Work for ever: at once when something comes in, and when something is due."""
        while True:
            self._bell.clear()
            try:
                await self._forget()
                await self.work()
                await self._pause()
            except Refused:  # another process of this household is at it
                await asyncio.sleep(_POLL)
            except CascadeError as error:
                log.warning("detection failed [%s]: %s", error.reference, error.message)
                await asyncio.sleep(_POLL)
            except Exception:  # a mistake of ours in one hint must not make us deaf for all others
                log.exception("detection failed")
                await asyncio.sleep(_POLL)

    async def reconcile(self, progress: Watcher | None = None, *, by: str = "system") -> Reconciliation:
        """Compare everything believed present with what every server lists. Refused while one runs."""
        db, library, servers = self.db, self.library, self.servers
        once = Reconciling(db, library, servers, self.vigilance, self.clock, self.work)
        try:
            return await once.run(progress, by=by)
        finally:
            self._bell.set()

    async def after_sync(self, reports: Sequence[SyncReport], accepted: Collection[str] = ()) -> None:
        """Raise or end outages, and look for what came back; `accepted` are losses that were believed."""
        async with self.db.write() as conn:
            await heed(conn, reports, accepted, self.clock())
        await CameBackSearch(self.db, self.servers, self.clock).run()
        self._bell.set()

    async def believed_losses(self) -> frozenset[str]:
        """The servers of which a person said that what they lost is deleted."""
        async with self.db.read() as conn:
            return await believed_losses(conn, [one.name for one in self.servers.all()])

    async def last_check(self) -> Check | None:
        """The newest reconciliation that came to its end; None = there was none yet."""
        async with self.db.read() as conn:
            return await checks.last(conn)

    async def open_returns(self, limit: int = 100) -> tuple[CameBack, ...]:
        """Titles that came back and that nobody has decided on, oldest first."""
        async with self.db.read() as conn:
            return await returns.open_returns(conn, limit)

    async def read_return(self, return_id: int) -> CameBack:
        """One title that came back; BadInput where there is none of that number."""
        async with self.db.read() as conn:
            return await returns.read_return(conn, return_id)

    async def settle_return(self, return_id: int, decision: Decision, *, by: str) -> CameBack:
        """Write down what a person makes of a return; BadInput where that was said before."""
        now = self.clock()
        async with self.db.write() as conn:
            done = await returns.decide(conn, return_id, decision, by, now)
            await write_activity(
                conn, "return", by=by, status=decision.value, now=now, event_id=done.event_id
            )
        return done

    async def orphans(self) -> dict[str, int]:
        """Rows that hang on something which is gone, by what they are; there should be none."""
        async with self.db.read() as conn:
            return await count_orphans(conn)

    async def open_outages(self) -> tuple[Outage, ...]:
        """Outages that hold, oldest first."""
        async with self.db.read() as conn:
            return await outages.open_outages(conn)

    async def release(self, outage_id: int, *, by: str, believed: bool) -> Outage:
        """Say of an outage whether it was a deletion; what waits is then judged or dropped."""
        now = self.clock()
        async with self.db.write() as conn:
            outage = await outages.release(conn, outage_id, by, now, believed=believed)
            await inbox.hurry(conn)
            await leaving.hurry(conn)
            status = "believed" if believed else "not believed"
            await write_activity(conn, "outage", by=by, status=status, now=now, detail=outage.message)
        self._bell.set()
        return outage

    async def open_drift(self, limit: int = 100) -> tuple[Drift, ...]:
        """Drift that nobody has resolved, oldest first."""
        async with self.db.read() as conn:
            return await drifts.open_drift(conn, limit)

    async def decide_anew(self, item_id: int) -> str | None:
        """Judge an item that went and is drift once more; return the ruling, None where there is none yet."""
        async with self.db.write() as conn:
            await leaving.reopen(conn, [item_id])
        try:
            await self.work()
        except Refused:  # another process of this household is at it
            self._bell.set()
        async with self.db.read() as conn:
            return await leaving.ruling_of(conn, item_id)

    async def _forget(self) -> None:
        """Once a day, drop hints that ended long ago."""
        now = self.clock()
        if self._tidied is not None and now - self._tidied < timedelta(days=1):
            return
        async with self.db.write() as conn:
            await inbox.forget(conn, now - _KEPT)
        self._tidied = now

    async def _pause(self) -> None:
        """Wait for something to come in or to be due, but never long."""
        async with self.db.read() as conn:
            due = [at for at in (await inbox.next_due(conn), await leaving.next_due(conn)) if at is not None]
        wait = max(min(due) - self.clock(), timedelta(0)).total_seconds() if due else _POLL
        try:
            async with asyncio.timeout(min(wait or 0.05, _POLL)):
                await self._bell.wait()
        except TimeoutError:
            return
