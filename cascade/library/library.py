"""The Library: the local copy of all facts, and the ways it is brought up to date."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.errors import BadInput, Refused
from cascade.library.adoption import drop_old_files, unheld
from cascade.library.beliefs import believe
from cascade.library.derive import Household, derive_all
from cascade.library.dropped import set_aside
from cascade.library.freshen import Freshen
from cascade.library.guards import ORDINARY, Allowance
from cascade.library.leaving import leave
from cascade.library.locks import source_lock
from cascade.library.outcome import Outcome, SyncReport
from cascade.library.progress import SyncProgress, Watcher
from cascade.library.refresh import Refresh
from cascade.library.removal import bury
from cascade.library.source_sync import SourceSync
from cascade.library.status import SourceStatus, finish, load_status
from cascade.library.tables import files, holdings
from cascade.library.wishes import drop_older
from cascade.media import Role
from cascade.ports import Server
from cascade.rules.knowledge import Knowledge
from cascade.servers import Servers

__all__ = ["Library", "SyncProgress", "SyncReport"]


@dataclass(frozen=True, slots=True)
class Library:
    """The local copy of what the servers say. `max_age` is how long a whole reading is believed.

    `allowance` is what may vanish between two readings; more is not believed.
    """

    db: Database
    servers: Servers
    zone: ZoneInfo
    clock: Callable[[], datetime]
    max_age: timedelta
    allowance: Allowance = ORDINARY

    @property
    def household(self) -> Household:
        """What derivation must know of the configuration."""
        return Household(tuple(server.name for server in self.servers.media), self.servers.four_k)

    async def sync(
        self,
        names: Collection[str] | None = None,
        progress: Watcher | None = None,
        *,
        accept_shrink: frozenset[str] = frozenset(),
        adopt: frozenset[str] = frozenset(),
    ) -> tuple[SyncReport, ...]:
        """Read sources (None = all of them) and derive all facts anew; one report per source, in order.

        A source that fails is reported and never raises. BadInput when a name is not configured.
        """
        wanted = self._wanted(names, accept_shrink | adopt)
        source = SourceSync(
            self.db, self.servers, self.clock, self.zone, progress, accept_shrink, adopt, self.allowance
        )
        with ExitStack() as locks:
            free, busy = self._lock(wanted, locks)
            outcomes = await asyncio.gather(*(source.run(server) for server in free))
            if outcomes:
                _tell(progress, "library", "deriving")
                await self._finish(outcomes)
        reports = await self._reports(outcomes)
        return tuple({**reports, **busy}[server.name] for server in wanted)

    async def refresh(self, item_id: int, *, besides: Collection[str] = ()) -> bool:
        """Read one item again from every server that holds it; say whether it is still there.

        Raises the error of a server that cannot be read. Servers named in `besides` are not asked.
        """
        refresh = Refresh(self.db, self.servers, self.household, self.clock, self.zone)
        return await refresh.item(item_id, besides)

    async def refresh_plays(self, *, besides: Collection[str] = ()) -> None:
        """Read the newest plays and all requests again; raises where that fails."""
        await Freshen(self.db, self.servers, self.household).all(besides)

    async def knowledge(self) -> Knowledge:
        """Say what may be believed now."""
        configured = {role: [server.name for server in self.servers.of(role)] for role in Role}
        return believe(
            configured, await self.status(), now=self.clock(), zone=self.zone, max_age=self.max_age
        )

    async def status(self) -> dict[str, SourceStatus]:
        """The state of every source ever synced, by name."""
        async with self.db.read() as conn:
            return await load_status(conn)

    def _wanted(self, names: Collection[str] | None, also: Collection[str]) -> list[Server]:
        everyone = self.servers.all()
        known = {server.name for server in everyone}
        unknown = sorted((set(names or ()) | set(also)) - known)
        if unknown:
            raise BadInput(
                f"No server named {unknown[0]} is configured; there are {', '.join(sorted(known))}."
            )
        return [server for server in everyone if names is None or server.name in names]

    def _lock(self, wanted: list[Server], locks: ExitStack) -> tuple[list[Server], dict[str, SyncReport]]:
        free, busy = list[Server](), dict[str, SyncReport]()
        for server in wanted:
            try:
                locks.enter_context(source_lock(self.db.path, server.name))
                free.append(server)
            except Refused as refused:
                busy[server.name] = SyncReport(server.name, whole=False, error=refused.message, cause=refused)
        return free, busy

    async def _finish(self, outcomes: Collection[Outcome]) -> None:
        """Settle what is gone, reveal what is new, derive, and say how it went: one transaction."""
        async with self.db.write() as conn:
            for outcome in outcomes:
                if outcome.whole:
                    await self._settle(conn, outcome)
            await set_aside(conn, [server.name for server in self.servers.all()], self.clock())
            await derive_all(conn, self.household)
            for outcome in outcomes:
                await finish(conn, outcome, self.clock())

    async def _settle(self, conn: AsyncConnection, outcome: Outcome) -> None:
        at = outcome.started_at
        await conn.execute(text(_REVEAL), {"source": outcome.source, "generation": outcome.generation})
        if outcome.source in self.household.media:
            await drop_old_files(conn, outcome.source)
            outcome.gone_items += await leave(conn, outcome.source, outcome.gone_refs, at)
            outcome.gone_items += await unheld(conn)
            await bury(conn, outcome.gone_items, at, "absent")
        await drop_older(conn, outcome.source, outcome.generation)
        for ref in outcome.gone_refs if outcome.source not in self.household.media else ():
            own = (holdings.c.source == outcome.source, holdings.c.ref == ref)
            # It keeps its item: when that goes too, it is remembered who had it.
            await conn.execute(update(holdings).where(*own).values(gone_at=at, match="none"))
            await conn.execute(delete(files).where(files.c.source == outcome.source, files.c.ref == ref))

    async def _reports(self, outcomes: Collection[Outcome]) -> dict[str, SyncReport]:
        matches: dict[str, dict[str, int]] = {}
        async with self.db.read() as conn:
            rows = await conn.execute(
                select(holdings.c.source, holdings.c.match, func.count())
                .where(holdings.c.role != Role.MEDIA.value, holdings.c.gone_at.is_(None))
                .group_by(holdings.c.source, holdings.c.match)
            )
            for source, match, count in rows:
                matches.setdefault(source, {})[match] = count
        now = self.clock()
        return {
            o.source: SyncReport(
                o.source,
                whole=o.whole,
                rows=o.rows,
                new=o.new,
                gone=tuple(o.gone_items),
                came_back=tuple(o.came_back),
                alert=o.alert,
                error=o.error,
                duration=now - o.started_at,
                matches=matches.get(o.source, {}),
                cause=o.cause,
                loss=o.loss,
            )
            for o in outcomes
        }


def _tell(watcher: Watcher | None, source: str, phase: str) -> None:
    if watcher is not None:
        watcher(SyncProgress(source, phase, 0, None))


_REVEAL = """
UPDATE items SET gone_at = NULL, gone_why = NULL
WHERE gone_why = 'arriving'
  AND id IN (SELECT item_id FROM holdings WHERE source = :source AND generation = :generation)
"""
