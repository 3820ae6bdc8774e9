"""Plex: the library people watch, what everybody watched, and the deletion of one item."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath

import httpx
from pydantic import SecretStr

from cascade.connectors import _media_steps, plex_rows
from cascade.connectors._paging import Part, Tally, walk
from cascade.connectors._plexapi import PlexApi
from cascade.connectors._ref import item_number
from cascade.connectors.paths import map_path
from cascade.connectors.plex_client import PlexClient
from cascade.connectors.plex_proof import PlexProof
from cascade.connectors.plex_tags import NO_TAGS, read_tags
from cascade.connectors.plex_wire import Row
from cascade.errors import CascadeError, NotFound, Unexpected, Unreachable
from cascade.media import Kind, MediaEntry, Play, Role, Section
from cascade.ports import Attempt, Health, Identity, Page, PathMap
from cascade.step import Action, Probe, Proposal, State, Step, Subject

TYPES = {Kind.MOVIE: 1, Kind.SHOW: 2, Kind.SEASON: 3, Kind.EPISODE: 4}


class Plex:
    """One Plex server, by the token of its owner.

    `client_id` is what Plex lists this program under; it should stay the same over restarts. `gate` False
    plans a refresh in place of a deletion, for the order in which an *arr deletes the files.
    """

    server = "plex"
    roles = frozenset({Role.MEDIA, Role.WATCH})

    def __init__(
        self,
        name: str,
        url: str,
        token: SecretStr,
        *,
        client_id: str,
        path_map: PathMap | None = None,
        gate: bool = True,
        identity: str | None = None,
        deadline: float = 10.0,
        concurrency: int = 8,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = name
        self._path_map = path_map or {}
        self._gate = gate
        self._client = PlexClient(
            name, url, token, client_id, deadline=deadline, concurrency=concurrency, transport=transport
        )
        self._plexapi = PlexApi(
            self._client.place, url, token, client_id, deadline=deadline, concurrency=concurrency
        )
        self._proof = PlexProof(self._client, self._to_bot)
        self._proof.identity = identity

    def expect_identity(self, identity: str | None) -> None:
        """Say which machineIdentifier the Library was read from; without it nothing is proved gone."""
        self._proof.identity = identity

    async def aclose(self) -> None:
        """Close the connections."""
        self._plexapi.close()
        await self._client.aclose()

    async def identity(self) -> Identity:
        """Read the machineIdentifier, which a server that was set up anew has not kept."""
        answer, root = await self._client.root()
        return Identity(root.machine_identifier, root.version, answer.clock)

    async def check(self) -> Health:
        """Say whether Plex answers, knows the token, and may delete."""
        try:
            _, root = await self._client.root()
        except CascadeError as error:
            reachable = not isinstance(error, Unreachable)
            return Health(self.name, self.server, reachable, None, may_delete=None, message=error.message)
        may = root.allow_media_deletion
        return Health(
            self.name,
            self.server,
            reachable=True,
            version=root.version,
            may_delete=may,
            message=f"Plex {root.version}; media deletion is {'allowed' if may else 'off'}.",
        )

    async def sections(self) -> tuple[Section, ...]:
        """List the libraries of films and shows."""
        found = [plex_rows.section(row) for row in await self._client.libraries()]
        return tuple(section for section in found if section)

    async def entries(self, section: Section, kind: Kind) -> AsyncIterator[Page[MediaEntry]]:
        """List a library. Films and shows carry all their tags; what lies in a show has those of the show."""
        number = TYPES[kind]
        tagged = kind in {Kind.MOVIE, Kind.SHOW}
        tags = await read_tags(self._client, section.ref, number) if tagged else NO_TAGS

        async def read(start: int) -> Part[Row]:
            return await self._client.listing(section.ref, number, start)

        async for part in walk(read, f"the listing of “{section.title}”", self.name):
            rows = tuple(plex_rows.media_entry(row, section.title, self._to_bot, tags) for row in part.rows)
            yield Page(rows, part.total, part.unread)

    async def read(self, ref: str) -> MediaEntry:
        """Read one entry now; NotFound on a 404, which proves nothing by itself."""
        return self._entry(await self._client.row(ref))

    async def leaves(self, ref: str) -> tuple[MediaEntry, ...]:
        """Read every episode beneath a show or season now; Unexpected unless all can be understood."""
        section = (await self._client.row(ref)).section_title or ""
        return tuple(self._entry(row, section) for row in await self._client.leaf_rows(ref))

    async def plays(self, since: datetime | None = None) -> AsyncIterator[Page[Play]]:
        """Read the history of all accounts, newest first; Unexpected if it turns out to have a gap.

        The total is None: Plex counts music too, so completeness is proved here.
        """
        names = await self._plexapi.accounts()
        tally = Tally("the history", self.name)
        async for part in walk(self._client.history, tally.what, self.name):
            tally.add(frozenset(row.history_key for row in part.rows), part.unread, part.total)
            plays = [plex_rows.play(row, _person(names, row.account_id)) for row in part.rows]
            yield Page(
                tuple(play for play in plays if play and (since is None or play.at >= since)),
                None,
                part.unread,
            )
            if since is not None and any(row.viewed_at < since.timestamp() for row in part.rows):
                return
        tally.close()

    async def poster(self, ref: str) -> bytes | None:
        """Read the picture of an entry; None where it cannot be had soon."""
        return await self._client.picture(ref)

    async def playing(self) -> frozenset[str]:
        """Read what plays now: each entry with its season and show."""
        lines = [
            (row.rating_key, row.parent_rating_key, row.grandparent_rating_key)
            for row in await self._client.sessions()
        ]
        return frozenset(key for line in lines for key in line if key)

    async def plan(self, subject: Subject) -> Proposal:
        """Plan the deletion of the entry with its files, or a refresh where an *arr deletes them."""
        return _media_steps.plan(self.name, subject, gate=self._gate)

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
        """Delete the entry by plexapi, one checked item, or let Plex scan the folders of its files."""
        match step.action:
            case Action.DELETE_ITEM:
                await self._delete(step, attempt)
            case Action.REFRESH:
                await self._refresh(step, attempt)
            case _:
                raise self._foreign(step)

    async def _delete(self, step: Step, attempt: Attempt) -> None:
        """Delete what a reading of this moment still shows as planned: the last look may be a while ago."""
        number = item_number(step.ref, self.name)
        probe = await self._proof.deleted(step)
        if probe.state is State.DONE:
            return
        if probe.state not in (State.INTACT, State.MIXED):
            raise Unexpected(probe.message, server=self.name)
        found = await self._plexapi.fetch(number, guid=step.expected.guid)
        async with attempt(f"DELETE item {number}"):
            await self._plexapi.delete(found)

    async def _refresh(self, step: Step, attempt: Attempt) -> None:
        """Scan only the folders of this item. The trash is never emptied: it may hold what others lost."""
        try:
            row = await self._client.row(step.ref)
            leaves = (row,) if row.type in {"movie", "episode"} else await self._client.leaf_rows(step.ref)
        except NotFound:
            return  # Plex has noticed by itself; probe() proves it.
        if row.guid != step.expected.guid or row.section_id is None:
            raise Unexpected(f"{self.name} has another item under {step.ref} now.", server=self.name)
        files = [part.file for leaf in leaves for media in leaf.media for part in media.parts]
        for folder in sorted({_folder(file) for file in files}):
            async with attempt(f"GET refresh of item {step.ref}"):
                await self._client.scan(row.section_id, folder)

    def _foreign(self, step: Step) -> CascadeError:
        return Unexpected(f"{self.name} has no action {step.action}; nothing was done.", server=self.name)

    def _entry(self, row: Row, section: str = "") -> MediaEntry:
        return plex_rows.media_entry(row, section, self._to_bot)

    def _to_bot(self, path: str) -> str:
        return map_path(path, self._path_map)


def _person(names: dict[int, str], account: int) -> str:
    """Name an account; one without a name plays unsigned on the local network, or was removed."""
    return names.get(account) or f"account {account}"


def _folder(file: str) -> str:
    """Give the folder of a file as the server writes it, on Windows too."""
    pure = PureWindowsPath(file) if "\\" in file and "/" not in file else PurePosixPath(file)
    return str(pure.parent)
