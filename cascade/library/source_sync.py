"""The sync of one source: is it itself, read it whole, believe what is gone only with proof."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from cascade.database import Database
from cascade.errors import CascadeError, Refused
from cascade.library import guards
from cascade.library.absent import Absent, absent_in, absent_refs, count_absent
from cascade.library.adoption import forget_entries, unheld
from cascade.library.folders import lost_folders
from cascade.library.guards import ORDINARY, Allowance
from cascade.library.listings import Listings
from cascade.library.outcome import Loss, Outcome
from cascade.library.progress import Watcher
from cascade.library.proof import prove_gone
from cascade.library.status import begin, expected_counts, listed_counts, load_status
from cascade.media import Role
from cascade.ports import Identity, Keeper, MediaServer, Server
from cascade.servers import Servers

CLOCKS_APART = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SourceSync:
    """Syncs single sources; deriving and the final word are `Library.sync`'s."""

    db: Database
    servers: Servers
    clock: Callable[[], datetime]
    zone: tzinfo
    watcher: Watcher | None
    accept_shrink: frozenset[str]
    adopt: frozenset[str]
    allowance: Allowance = ORDINARY

    async def run(self, server: Server) -> Outcome:
        """Read one source. A CascadeError becomes the outcome's sentence."""
        outcome = Outcome(server.name, server.server, self.clock())
        async with self.db.write() as conn:
            outcome.generation = await begin(conn, outcome)
        try:
            await self._read(server, outcome)
        except CascadeError as error:
            outcome.error, outcome.cause = error.message, error
        return outcome

    async def _read(self, server: Server, outcome: Outcome) -> None:
        identity = await server.identity()
        self._check_clock(outcome, identity)
        async with self.db.read() as conn:
            before = (await load_status(conn))[outcome.source]
        if before.identity not in {None, identity.identity} and outcome.source not in self.adopt:
            outcome.alert = _another(outcome.source)
            return
        outcome.identity = identity
        async with self.db.write() as conn:
            if before.identity not in {None, identity.identity}:
                await forget_entries(conn, outcome, identity, media=self._is(Role.MEDIA, server))
            rekey = bool(await unheld(conn))
        await self._listings(server, outcome, rekey=rekey)
        await self._judge(server, outcome, identity)

    def _check_clock(self, outcome: Outcome, identity: Identity) -> None:
        if identity.clock is None:
            return
        apart = abs(identity.clock - self.clock())
        if apart > CLOCKS_APART:
            raise Refused(
                f"The clock of {outcome.source} and ours are {apart // timedelta(minutes=1)} minutes apart; "
                "set both by network time, then sync again.",
                server=outcome.source,
            )

    def _is(self, role: Role, server: Server) -> bool:
        return any(server is other for other in self.servers.of(role))

    async def _listings(self, server: Server, outcome: Outcome, *, rekey: bool) -> None:
        ahead = self.servers.ahead(server.name)
        read = Listings(self.db, outcome, self.clock, self.zone, self.watcher, ahead)
        for media in self.servers.media:
            if media is server:
                await read.media(media, rekey=rekey)
        for keeper in self.servers.keepers():
            if keeper is server:
                await read.arr(keeper, next(iter(keeper.roles)))
        for watch in self.servers.watch:
            if watch is server:
                await read.plays(watch)
        for requests in self.servers.requests:
            if requests is server:
                await read.wishes(requests)

    async def _judge(self, server: Server, outcome: Outcome, identity: Identity) -> None:
        """Guard what shrank; then prove each absence."""
        async with self.db.read() as conn:
            outcome.counts |= await listed_counts(conn, outcome.source, outcome.generation)
            absent = await count_absent(conn, outcome)
            expected = await expected_counts(conn, outcome.source)
        for scope in set(absent.besides) & set(expected):
            expected[scope] -= absent.besides[scope]
        if outcome.source not in self.accept_shrink:
            await self._guard(outcome, absent, expected)
        if outcome.alert is None:
            await self._prove(server, outcome, identity)

    async def _guard(self, outcome: Outcome, absent: Absent, expected: Mapping[str, int]) -> None:
        """Hold everything back where too much is missing, or its folder cannot be reached."""
        name, counts, allowed = outcome.source, outcome.counts, self.allowance
        if absent.tops and name in {media.name for media in self.servers.media}:
            await self._guard_folders(outcome)
        if outcome.alert is not None:
            return
        outcome.alert = guards.shrink(name, expected, counts, allowed.share)
        outcome.alert = outcome.alert or guards.absences(name, absent.tops, absent.titles, allowed.titles)
        if outcome.alert is not None:
            outcome.loss = Loss(guards.lost(expected, counts), sum(expected.values()))

    async def _guard_folders(self, outcome: Outcome) -> None:
        """Hold everything back where a lost folder explains some of it."""
        for folder, server in (await lost_folders(self.servers)).items():
            async with self.db.read() as conn:
                count = await absent_in(conn, outcome, folder)
            if count:
                outcome.alert = guards.unreachable(outcome.source, folder, server, count)
                outcome.loss = Loss(count, None, folder)
                return

    async def _prove(self, server: Server, outcome: Outcome, identity: Identity) -> None:
        read = self._reader(server)
        async with self.db.read() as conn:
            refs = await absent_refs(conn, outcome)
        if read is None or not refs:
            return
        gone, outcome.error = await prove_gone(server, refs, read, identity.identity)
        outcome.gone_refs += gone

    def _reader(self, server: Server) -> Callable[[str], Awaitable[object]] | None:
        readers: tuple[MediaServer | Keeper, ...] = (*self.servers.media, *self.servers.keepers())
        return next((reader.read for reader in readers if reader is server), None)


def _another(source: str) -> str:
    return (
        f"{source} is not the server it was (restored, or moved to other folders); its facts are not used. "
        f"If that is right, run `sync --adopt {source}`."
    )
