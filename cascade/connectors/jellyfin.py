"""Jellyfin: the library people watch, what everybody watched, and the deletion of one item."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from datetime import datetime

import httpx
from pydantic import SecretStr

from cascade.connectors import _media_steps
from cascade.connectors._paging import Part, Tally, walk
from cascade.connectors.jellyfin_client import AT_ONCE, JellyfinClient
from cascade.connectors.jellyfin_disk import JellyfinDisk
from cascade.connectors.jellyfin_proof import JellyfinProof
from cascade.connectors.jellyfin_rows import begun, moment, watched
from cascade.connectors.jellyfin_shelf import JellyfinShelf
from cascade.connectors.jellyfin_wire import Seen, User
from cascade.connectors.paths import file_name, map_path
from cascade.errors import CascadeError, NotFound, Unexpected, Unreachable
from cascade.media import Kind, MediaEntry, Play, Role, Section
from cascade.ports import Attempt, Health, Identity, Page, PathMap
from cascade.step import Action, Probe, Proposal, State, Step, Subject

STATES = ("IsPlayed", "IsResumable")


class Jellyfin:
    """One Jellyfin server, by an API key or an administrator's token. Its deletions always remove the files.

    `gate` False plans a refresh in place of a deletion, for the order in which an *arr deletes the files.
    """

    server = "jellyfin"
    roles = frozenset({Role.MEDIA, Role.WATCH})

    def __init__(
        self,
        name: str,
        url: str,
        key: SecretStr,
        *,
        path_map: PathMap | None = None,
        gate: bool = True,
        identity: str | None = None,
        deadline: float = 10.0,
        concurrency: int = 8,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = name
        self._gate = gate
        self._client = JellyfinClient(
            name, url, key, deadline=deadline, concurrency=concurrency, transport=transport
        )
        mapped = path_map or {}
        self._shelf = JellyfinShelf(self._client, lambda path: map_path(path, mapped))
        self._proof = JellyfinProof(self._client, self._shelf, JellyfinDisk(self._client, mapped))
        self._proof.identity = identity

    def expect_identity(self, identity: str | None) -> None:
        """Say which ServerId the Library was read from; without it nothing is proved gone."""
        self._proof.identity = identity

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def identity(self) -> Identity:
        """Read the ServerId, which a server that was set up anew has not kept."""
        answer, info = await self._client.info()
        return Identity(info.id, info.version, answer.clock)

    async def check(self) -> Health:
        """Say whether Jellyfin answers, knows the key, and may delete. An API key may delete everything."""
        try:
            _, info = await self._client.info()
            owner = await self._client.owner()
        except CascadeError as error:
            reachable = not isinstance(error, Unreachable)
            return Health(self.name, self.server, reachable, None, may_delete=None, message=error.message)
        may = owner is None or _may_delete(owner)
        return Health(
            self.name,
            self.server,
            reachable=True,
            version=info.version,
            may_delete=may,
            message=f"Jellyfin {info.version}; media deletion is {'allowed' if may else 'off'}.",
        )

    async def sections(self) -> tuple[Section, ...]:
        """List the libraries of films and shows; one that mixes both is listed for each."""
        return await self._shelf.sections()

    async def entries(self, section: Section, kind: Kind) -> AsyncIterator[Page[MediaEntry]]:
        """List a library, with collections and favourites."""
        async for page in self._shelf.entries(section, kind):
            yield page

    async def read(self, ref: str) -> MediaEntry:
        """Read one entry now; NotFound on a 404, which proves nothing by itself."""
        return await self._shelf.read(ref)

    async def leaves(self, ref: str) -> tuple[MediaEntry, ...]:
        """Read every episode beneath a show or season now; Unexpected unless all can be understood."""
        return await self._shelf.leaves(ref)

    async def plays(self, since: datetime | None = None) -> AsyncIterator[Page[Play]]:
        """Read what every person watched or began, newest first for each; Unexpected if there is a gap.

        Jellyfin keeps a state and no history: how often, and when last. What it does not date comes as
        UNDATED, and only where the whole is read. The total is None: completeness is proved here.
        """
        for user in await self._client.users():
            for state in STATES:
                async for page in self._seen(user, state, since):
                    yield page

    async def _seen(self, user: User, state: str, since: datetime | None) -> AsyncIterator[Page[Play]]:
        tally = Tally(f"what {user.name} watched", self.name)

        async def read(start: int) -> Part[Seen]:
            return await self._client.seen(user.id, state, start)

        async for part in walk(read, tally.what, self.name):
            tally.add(frozenset(row.id for row in part.rows), part.unread, part.total)
            rows = [row for row in part.rows if since is None or _since(row, since)]
            plays = [play for row in rows for play in (watched if state == "IsPlayed" else begun)(row, user)]
            yield Page(tuple(plays), None, part.unread)
            if len(rows) < len(part.rows):
                return
        tally.close()

    async def poster(self, ref: str) -> bytes | None:
        """Read the picture of an entry; None where there is none or it cannot be had."""
        try:
            return await self._client.picture(ref)
        except CascadeError:
            return None

    async def playing(self) -> frozenset[str]:
        """Read what plays now: each entry with its season and show, whichever of its versions it is."""
        sessions = await self._client.sessions()
        refs = {ref for one in sessions for ref in (one.id, one.season_id, one.series_id) if ref}
        ids = sorted({one.id for one in sessions})
        for start in range(0, len(ids), AT_ONCE):
            rows = await self._client.rows(ids[start : start + AT_ONCE])
            refs |= {source.id for row in rows for source in row.media_sources or ()}
        return frozenset(refs)

    async def plan(self, subject: Subject) -> Proposal:
        """Plan the deletion of the entry with its files, or a refresh where another system deletes them.

        What would take something else along, or cannot be seen on Jellyfin's disk, is not planned.
        """
        proposal = _media_steps.plan(self.name, subject, gate=self._gate, by_guid=False)
        extras: set[str] = set()
        for step in proposal.steps:
            if step.action is Action.DELETE_ITEM:
                objection, its = await self._proof.beforehand(step)
                if objection is not None:
                    return Proposal(notes=(objection.message,))
                extras |= its
        return replace(proposal, notes=(*proposal.notes, *_note(self.name, subject, extras)))

    async def probe(self, step: Step) -> Probe:
        """Compare the entry with the plan; gone only by a 404 of a server that proves to be itself."""
        match step.action:
            case Action.DELETE_ITEM:
                return await self._proof.deleted(step)
            case Action.REFRESH:
                return await self._proof.refreshed(step)
            case _:
                raise self._foreign(step)

    async def apply(self, step: Step, attempt: Attempt) -> None:
        """Delete the one entry, or tell Jellyfin which files went."""
        match step.action:
            case Action.DELETE_ITEM:
                await self._delete(step, attempt)
            case Action.REFRESH:
                await self._refresh(step, attempt)
            case _:
                raise self._foreign(step)

    async def _delete(self, step: Step, attempt: Attempt) -> None:
        """Delete what a reading of this moment still shows as planned: the last look may be a while ago.

        A version that a person put together with the entry is an entry of its own, which stays behind unless
        it goes too; it goes first, so that the entry is there for as long as something is left of it.
        """
        probe = await self._proof.deleted(step)
        if probe.state is State.DONE:
            return
        if probe.state not in (State.INTACT, State.MIXED):
            raise Unexpected(probe.message, server=self.name)
        for ref in await self._proof.to_delete(step):
            async with attempt(f"DELETE item {ref}"):
                await self._client.delete(ref)

    async def _refresh(self, step: Step, attempt: Attempt) -> None:
        try:
            paths = await self._shelf.paths(step.ref)
        except NotFound:
            return  # Jellyfin has noticed by itself; probe() proves it.
        async with attempt(f"POST refresh of item {step.ref}"):
            await self._client.tell(paths)

    def _foreign(self, step: Step) -> CascadeError:
        return Unexpected(f"{self.name} has no action {step.action}; nothing was done.", server=self.name)


def _note(name: str, subject: Subject, extras: Collection[str]) -> tuple[str, ...]:
    if not extras:
        return ()
    said = f"{name} deletes “{subject.title}” with its folder, and with that {len(extras)} of its extras"
    return (f"{said}, such as {file_name(min(extras))}",)


def _may_delete(owner: User) -> bool:
    policy = owner.policy
    return policy is not None and (
        policy.enable_content_deletion or bool(policy.enable_content_deletion_from_folders)
    )


def _since(row: Seen, since: datetime) -> bool:
    at = moment(row.user_data.last_played_date)
    return at is not None and at >= since
