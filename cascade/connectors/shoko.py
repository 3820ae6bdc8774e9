"""Shoko: which anime it knows and where their files lie, and how it forgets those that are gone."""

from collections.abc import AsyncIterator
from typing import TypeVar

import httpx
from pydantic import SecretStr, TypeAdapter

from cascade.connectors import shoko_steps as steps
from cascade.connectors import shoko_wire as wire
from cascade.connectors._http import ApiClient, Params
from cascade.connectors._paging import Part
from cascade.connectors._ref import item_number
from cascade.connectors._together import together
from cascade.connectors._turns import Turns
from cascade.connectors.paths import map_path
from cascade.connectors.shoko_events import has_topics
from cascade.errors import CascadeError, NotFound, Unexpected, Unreachable
from cascade.media import ArrEntry, MediaFile, Role
from cascade.ports import Attempt, Health, Identity, Listener, Page, PathMap, RootFolder
from cascade.step import Action, Probe, Proposal, State, Step, Subject

R = TypeVar("R")

API = "/api/v3"
PAGE = 100  # series; the files of each are one more call
HUB = "/signalr/aggregate"
_UNKNOWN = frozenset({404})
_WHOLE: Params = {"pageSize": 0, "include": "AbsolutePaths"}
_STOPPING = frozenset({State.CHANGED, State.UNPROVEN})


class Shoko:
    """One Shoko, of 5 or 6. The key travels in the `apikey` header.

    It is told to forget what is gone, and to leave the disk alone: every flag that would touch a file is
    sent as false, since `DELETE /File/{id}` removes the file by default. `completelyRemove` is never used:
    it makes Shoko ask AniDB for everything again, which gets people banned there.
    """

    server = "shoko"
    roles = frozenset({Role.ANIME})

    def __init__(
        self,
        name: str,
        url: str,
        key: SecretStr,
        path_map: PathMap,
        *,
        deadline: float = 10.0,
        concurrency: int = 8,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = name
        self._url = url
        self._key = key
        self._path_map = path_map
        self._turns = Turns()
        self._http = ApiClient(
            name,
            self.server,
            url,
            {"apikey": key},
            deadline=deadline,
            concurrency=concurrency,
            transport=transport,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def identity(self) -> Identity:
        """Return the folders it watches, as it names them, as identity: it has no id of its own."""
        answer = await self._http.get(f"{API}/Init/Version")
        version = answer.parse(wire.VERSION).server.version
        paths = sorted(folder.path for folder in await self._folders(version))
        return Identity("|".join(paths), version, answer.clock)

    async def check(self) -> Health:
        """Return its state for a person; never raises a CascadeError."""
        try:
            found = await self.identity()
            state = (await self._http.get(f"{API}/Init/Status")).parse(wire.STATUS).state
            has_hub = await self._has_hub()
        except CascadeError as error:
            reachable = not isinstance(error, Unreachable)
            return Health(self.name, self.server, reachable, None, may_delete=None, message=error.message)
        ready = state == "Started"
        return Health(
            self.name,
            self.server,
            reachable=True,
            version=found.version,
            may_delete=None,
            message=f"Shoko {found.version}." if ready else f"Shoko {found.version} is not ready ({state}).",
            advice=_advice(self.name, found.identity, has_hub=has_hub),
        )

    async def root_folders(self) -> tuple[RootFolder, ...]:
        """Read the folders it watches, PATH_MAP applied. Shoko does not say whether it can reach them."""
        version = (await self._http.get(f"{API}/Init/Version")).parse(wire.VERSION).server.version
        return tuple(
            RootFolder(map_path(folder.path, self._path_map), accessible=True, free_bytes=None)
            for folder in await self._folders(version)
        )

    async def entries(self) -> AsyncIterator[Page[ArrEntry]]:
        """List all series with their files, page by page."""
        async with self._turns.listing():
            async for part in self._pages("Series", wire.ALL_SERIES, wire.Series):
                rows = await together(*(self._with_files(row) for row in part.rows))
                yield Page(tuple(row for row in rows if row is not None), part.total, part.unread)

    async def read(self, ref: str) -> ArrEntry:
        """Read one series now, with the files that are there; NotFound on a 404, which is no proof by itself.

        Shoko lists files that somebody else removed until it is told to look for missing ones.
        """
        found = await self._present(item_number(ref, self.name), gone_too=False)
        if found is None:
            raise NotFound(f"{self.name} has no series {ref}.", server=self.name)
        return found

    async def has_file(self, ref: str) -> bool:
        """Whether it has an entry of a file now; asked afterwards, it must be itself for a no to count."""
        return await self._file(item_number(ref, self.name)) is not None

    async def listen(self, listener: Listener) -> None:
        """Listen at the hub until the connection ends, which raises a CascadeError that says why."""
        from cascade.connectors.shoko_hub import ShokoHub  # noqa: PLC0415 - SignalR is loaded only where used

        version = (await self.identity()).version
        await ShokoHub(self.name, self._url, HUB, self._key, version).listen(listener)

    async def plan(self, subject: Subject) -> Proposal:
        """Plan what Shoko is to forget of the item; reads the series now."""
        planned: list[Step] = []
        if subject.holdings:
            identity = (await self.identity()).identity
            for held in subject.holdings:
                entry = await self._present(item_number(held.ref, self.name))
                planned += () if entry is None else steps.plan(self.name, subject, entry, identity)
        return Proposal(tuple(planned))

    async def probe(self, step: Step) -> Probe:
        """Read and compare; a 404 counts only from the Shoko the plan was made with."""
        try:
            match step.action:
                case Action.FORGET_SERIES:
                    return await self._probe_series(step)
                case Action.FORGET_FILE:
                    return await self._probe_file(step)
                case _:
                    raise self._foreign(step)
        except (NotFound, Unexpected) as error:
            return Probe(State.UNPROVEN, error.message)

    async def apply(self, step: Step, attempt: Attempt) -> None:
        """Forget a series with its files' entries, or one file's; Unexpected if it is not as planned."""
        number, probe = item_number(step.ref, self.name), await self.probe(step)
        if probe.state in _STOPPING:
            raise Unexpected(probe.message, server=self.name)
        if probe.state is State.DONE:
            return
        async with self._turns.deleting():
            if step.action is Action.FORGET_SERIES:
                async with attempt(f"DELETE Series {number}"):
                    kept = {"deleteFiles": "false", "completelyRemove": "false"}
                    await self._http.send("DELETE", f"{API}/Series/{number}", params=kept)
            else:
                async with attempt(f"DELETE File {number}"):
                    kept = {"removeFiles": "false", "removeFolder": "false"}
                    await self._http.send("DELETE", f"{API}/File/{number}", params=kept)

    async def _probe_series(self, step: Step) -> Probe:
        entry = await self._present(item_number(step.ref, self.name))
        if entry is not None:
            return steps.compare_series(self.name, step.expected, entry)
        again = await self._series_of(step.expected.ids.anidb)
        who = (await self.identity()).identity
        return steps.gone(self.name, step.expected, f"series {step.ref}", who, again)

    async def _probe_file(self, step: Step) -> Probe:
        file = await self._file(item_number(step.ref, self.name))
        if file is not None:
            files = wire.media_files(file, self._path_map)
            return steps.compare_file(self.name, step.expected, step.ref, files)
        who = (await self.identity()).identity
        return steps.gone(self.name, step.expected, f"file {step.ref}", who, None)

    async def _has_hub(self) -> bool:
        """Whether its hub is switched on; it can be off since 6. The connection offered is not taken up."""
        answer = await self._http.send("POST", f"{HUB}/negotiate", accept=_UNKNOWN)
        return answer.status not in _UNKNOWN

    async def _folders(self, version: str) -> list[wire.Folder]:
        path = "ManagedFolder" if has_topics(version) else "ImportFolder"  # renamed in 6, like the feeds
        return (await self._http.get(f"{API}/{path}")).parse(wire.FOLDERS)

    async def _present(self, number: int, *, gone_too: bool = True) -> ArrEntry | None:
        answer = await self._http.get(f"{API}/Series/{number}", accept=_UNKNOWN)
        if answer.status in _UNKNOWN:
            return None
        series = answer.parse(wire.SERIES)
        if series.ids.own != number:
            raise Unexpected(f"{self.name} answered another series than {number}.", server=self.name)
        return await self._with_files(series, gone_too=gone_too)

    async def _with_files(self, series: wire.Series, *, gone_too: bool = True) -> ArrEntry | None:
        """Add the files to a series; None where it went meanwhile."""
        path = f"{API}/Series/{series.ids.own}/File"
        answer = await self._http.get(path, _WHOLE, accept=_UNKNOWN)
        if answer.status in _UNKNOWN:
            return None
        listing = answer.parse(wire.FILES)
        rows = [row for row in listing.rows if isinstance(row, wire.File)]
        if len(rows) != listing.total:
            raise Unexpected(
                f"{self.name} shows {len(rows)} of {listing.total} files of “{series.name}”; sync again.",
                server=self.name,
            )
        files: tuple[MediaFile, ...] = ()
        for row in rows:
            files += wire.media_files(row, self._path_map, gone_too=gone_too)
        return wire.entry(series, files)

    async def _file(self, number: int) -> wire.File | None:
        params: Params = {"include": "AbsolutePaths"}
        answer = await self._http.get(f"{API}/File/{number}", params, accept=_UNKNOWN)
        return None if answer.status in _UNKNOWN else answer.parse(wire.FILE)

    async def _series_of(self, anidb: int | None) -> str | None:
        """Find the number under which it has an anime of AniDB now."""
        if anidb is None:
            return None
        answer = await self._http.get(f"{API}/Series/AniDB/{anidb}/Series", accept=_UNKNOWN)
        return None if answer.status in _UNKNOWN else str(answer.parse(wire.SERIES).ids.own)

    async def _pages(
        self, path: str, adapter: TypeAdapter[wire.Listing[R]], row_type: type[R]
    ) -> AsyncIterator[Part[R]]:
        """Read page after page; they are numbered from 1, so that a short one in the middle is a gap."""
        seen, number = 0, 1
        while True:
            window: Params = {"pageSize": PAGE, "page": number}
            listing = (await self._http.get(f"{API}/{path}", window)).parse(adapter)
            rows = tuple(row for row in listing.rows if isinstance(row, row_type))
            yield Part(rows, len(listing.rows), listing.total)
            seen, number = seen + len(listing.rows), number + 1
            if seen >= listing.total:
                return
            if len(listing.rows) < PAGE:
                raise Unexpected(
                    f"{self.name} ended its listing of {path} after {seen} of {listing.total} rows: "
                    "a short listing. Sync again.",
                    server=self.name,
                )

    def _foreign(self, step: Step) -> CascadeError:
        return Unexpected(f"{self.name} has no action {step.action}; nothing was done.", server=self.name)


def _advice(name: str, folders: str, *, has_hub: bool) -> tuple[str, ...]:
    said = [] if folders else [f"Give {name} a folder to watch; it knows no file yet."]
    if not has_hub:
        said.append(f"Switch SignalR on in the settings of {name}, so that its deletions are heard at once.")
    return tuple(said)
