"""Whether a Jellyfin item is still as planned, or proved gone. Reads only."""

import time
from collections.abc import Callable

from cascade.connectors import _media_steps
from cascade.connectors.jellyfin_client import AT_ONCE, JellyfinClient
from cascade.connectors.jellyfin_disk import JellyfinDisk
from cascade.connectors.jellyfin_rows import TYPES, sections
from cascade.connectors.jellyfin_shelf import JellyfinShelf
from cascade.connectors.jellyfin_wire import Row
from cascade.errors import NotFound
from cascade.media import Kind, MediaEntry
from cascade.step import Action, Expected, Probe, State, Step

# A 404 counts only together with a reading of the server itself that is not older than this.
PROOF_SECONDS = 10.0
WITNESSES = 5


class JellyfinProof:
    """Reads one server to say what became of a step. `identity` is the ServerId it must have."""

    def __init__(
        self,
        client: JellyfinClient,
        shelf: JellyfinShelf,
        disk: JellyfinDisk,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = client.name
        self.identity: str | None = None
        self._client = client
        self._shelf = shelf
        self._disk = disk
        self._clock = clock

    async def deleted(self, step: Step) -> Probe:
        """Compare the entry with the plan; DONE only when the server proves that it is gone."""
        try:
            row, entry, leaves = await self._read(step.ref)
        except NotFound:
            return await self._gone(step)
        seen = [file for leaf in leaves for file in leaf.files]
        probe = _media_steps.compare(self.name, step.expected, entry, seen)
        if probe.state not in (State.INTACT, State.MIXED):
            return probe
        return await self._disk.objection(row, planned_paths(step)) or probe

    async def refreshed(self, step: Step) -> Probe:
        """Say whether Jellyfin has noticed that the planned files are gone: a scan drops their entries."""
        try:
            _, _, leaves = await self._read(step.ref)
        except NotFound:
            return await self._gone(step)
        planned = planned_paths(step)
        left = planned & {file.path for leaf in leaves for file in leaf.files}
        if not left:
            return Probe(State.DONE, f"{self.name} knows that the files are gone.")
        state = State.INTACT if left == planned else State.MIXED
        return Probe(state, f"{self.name} still lists {len(left)} of the planned files.")

    async def to_delete(self, step: Step) -> tuple[str, ...]:
        """Name the entries to be deleted: other versions, then the entry itself as far as it is there.

        A season that is no folder goes episode by episode: Jellyfin would drop its rows and leave the files.
        """
        versions = await self._versions(step)
        try:
            row = await self._client.row(step.ref)
        except NotFound:
            return versions
        alone = row.type in {"Series", "Season"} and row.path
        return (*(() if alone else versions), step.ref)

    async def beforehand(self, step: Step) -> tuple[Probe | None, frozenset[str]]:
        """Say what speaks against a deletion that is being planned, and which extras would go along."""
        try:
            row = await self._client.row(step.ref)
        except NotFound:
            return None, frozenset()  # whoever carries it out will see
        planned = planned_paths(step)
        return await self._disk.objection(row, planned), await self._disk.extras(row, planned)

    async def _versions(self, step: Step) -> tuple[str, ...]:
        """Name the planned files, besides the entry's own, that Jellyfin has as entries of their own."""
        planned = planned_paths(step)
        refs = sorted({file.ref for file in step.expected.files if file.ref not in {None, step.ref}})
        found: list[str] = []
        for start in range(0, len(refs), AT_ONCE):
            for row in await self._client.rows(refs[start : start + AT_ONCE]):
                entry = await self._shelf.entry(row)
                if entry.ref != step.ref and {file.path for file in entry.files} <= planned:
                    found.append(entry.ref)
        return tuple(found)

    async def _read(self, ref: str) -> tuple[Row, MediaEntry, tuple[MediaEntry, ...]]:
        """Read an entry and what holds its files: itself, else all episodes beneath."""
        row = await self._client.row(ref)
        entry = await self._shelf.entry(row)
        if entry.kind in {Kind.MOVIE, Kind.EPISODE}:
            return row, entry, (entry,)
        return row, entry, await self._shelf.leaves(ref, bare=True)

    async def _gone(self, step: Step) -> Probe:
        """Turn a 404 into a proof: the server is the one that was synced, and it still shows others."""
        since = self._clock()
        _, info = await self._client.info()
        if self.identity is None or info.id != self.identity:
            return _unproven(
                f"{self.name} is not known to be the server that was synced; "
                f"run `sync --adopt {self.name}` if it was set up anew"
            )
        if (doubt := await self._doubt(step.expected, step.ref)) is not None:
            return _unproven(doubt)
        if left := await self._versions(step):
            return Probe(
                State.MIXED, f"{self.name} dropped the entry, but still has {len(left)} of its files."
            )
        if step.action is Action.DELETE_ITEM and (there := await self._disk.left(planned_paths(step))):
            return there
        if self._clock() - since > PROOF_SECONDS:
            return _unproven(f"{self.name} took too long to prove itself")
        return Probe(State.DONE, f"{self.name} no longer has it.")

    async def _doubt(self, expected: Expected, ref: str) -> str | None:
        """Look for another item of the same library; None when one answers or the library is empty."""
        libraries = [
            found
            for folder in await self._client.folders()
            for found in sections(folder)
            if expected.section in {found.title, found.ref}
        ]
        if not libraries:
            return f"{self.name} no longer lists the library “{expected.section}”"
        kinds = ",".join(TYPES[kind] for kind in {found.kind for found in libraries})
        for library in {found.ref: found for found in libraries}.values():
            part = await self._client.listing(library.ref, kinds, 0, WITNESSES)
            others = [row.id for row in part.rows if row.id != ref]
            if not (part.total == 0 and part.arrived == 0) and not await self._answers(others):
                return f"{self.name} shows no other item of “{library.title}”, so its 404 proves nothing"
        return None

    async def _answers(self, refs: list[str]) -> bool:
        """Whether one of these entries can be read; others may be deleted at the same time."""
        for ref in refs:
            try:
                await self._client.row(ref)
            except NotFound:
                continue
            return True
        return False


def planned_paths(step: Step) -> frozenset[str]:
    """Give the paths of the planned files."""
    return frozenset(file.path for file in step.expected.files)


def _unproven(why: str) -> Probe:
    return Probe(State.UNPROVEN, f"{why}.")
