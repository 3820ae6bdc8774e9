"""Cascade: the facade that the bot and the command line talk to."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from datetime import datetime

from cascade.database import Database
from cascade.detection.detection import Detection
from cascade.detection.findings import Findings
from cascade.doctor import advise
from cascade.elsewhere import Elsewhere
from cascade.errors import BadInput
from cascade.finishing import Finishing
from cascade.household.conversations import Conversations
from cascade.household.counted import CountedNames
from cascade.household.notices import Notices
from cascade.household.people import People
from cascade.household.posters import Posters
from cascade.household.posts import Posts
from cascade.household.preferences import PreferenceStore
from cascade.household.space import Space
from cascade.household.spending import Spending
from cascade.household.titles import Titles
from cascade.ledger.events import DeletionEvent, history, write_activity
from cascade.library.guards import Allowance
from cascade.library.library import Library, SyncProgress, SyncReport
from cascade.library.names import names_of
from cascade.library.protections import Protection, add_protection, list_protections, remove_protection
from cascade.library.records import load_records
from cascade.migrate import upgrade
from cascade.plans import Explanation
from cascade.policy import Policy
from cascade.ports import Announcer
from cascade.preflight import Diagnosis, check_all
from cascade.runs import Runs
from cascade.servers import Servers
from cascade.successor import external_id, query_for

__all__ = ["Cascade", "Explanation"]


class Cascade(Finishing, Elsewhere, Runs):
    """One household: its Library, its ledger and its servers; plans and runs come with the base classes."""

    def __init__(
        self, db: Database, library: Library, servers: Servers, policy: Policy, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(db, library, servers, policy, clock)
        self.preferences = PreferenceStore(db, clock)
        self.people = People(db, library, servers, clock)
        self.posts = Posts(db, clock)
        self.posters = Posters(servers)
        self.notices = Notices(db, clock)
        self.titles = Titles(db, library)
        self.counted = CountedNames(db)
        self.conversations = Conversations(db, clock)
        self.spending = Spending(db)
        self.detection = Detection(db, library, servers, policy.vigilance, clock)
        self.findings = Findings(db, clock)
        self.space = Space(db, library, servers, clock, policy.disk_path)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, database_url: str, servers: Servers, policy: Policy, clock: Callable[[], datetime]
    ) -> AsyncIterator["Cascade"]:
        """Open the database, bring it up to date, and close everything at the end."""
        async with AsyncExitStack() as closing:  # a server that will not close leaves none of the others open
            db = await closing.enter_async_context(aclosing(Database(database_url)))
            for server in reversed(servers.all()):
                await closing.enter_async_context(aclosing(server))
            await upgrade(db)
            allowance = Allowance(policy.vigilance.items, policy.vigilance.share)
            library = Library(db, servers, policy.zone, clock, policy.max_age, allowance)
            yield cls(db, library, servers, policy, clock)

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
        accepted = accept_shrink | await self.detection.believed_losses()
        reports = await self.library.sync(names, progress, accept_shrink=accepted, adopt=adopt)
        await self.detection.after_sync(reports, accepted)
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
        await self.space.sample()
        return reports

    def announcer(self, name: str) -> Announcer | None:
        """The server of that name, if it lets its webhooks be set up by a program."""
        return next(
            (one for one in self._servers.all() if one.name == name and isinstance(one, Announcer)), None
        )

    async def first_sync_done(self) -> bool:
        """Whether the Library can be asked: each media server was read whole, and every other one tried."""
        status = await self.library.status()
        whole = all(
            server.name in status and status[server.name].succeeded_at for server in self._servers.media
        )
        tried = {name for name, one in status.items() if one.duration_ms is not None}
        return whole and all(server.name in tried for server in self._servers.all())

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

    async def protect_item(
        self, item_id: int, *, reason: str, by: str, ends_at: datetime | None = None
    ) -> Protection:
        """Add a standing veto for one item: by its external id, or by a query where none names it alone."""
        async with self._db.read() as conn:
            record = (await load_records(conn, [item_id])).get(item_id)
            named = await names_of(conn, [item_id])
        if record is None:
            raise BadInput(f"There is no item {item_id}; search for its title again.")
        name, known = named[item_id], external_id(record.kind, record.ids)
        query = query_for(record.kind, name.title, show=name.show, season=name.season, number=name.number)
        return await self.protect(
            query=None if known else query, external_id=known, reason=reason, by=by, ends_at=ends_at
        )

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
