"""The gate of a deletion that somebody else began: the files are proved gone, or nothing more goes."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cascade.errors import CascadeError, Unexpected
from cascade.media import MediaFile
from cascade.ports import Arr, Attempt, Disk, RootFolder
from cascade.servers import Servers
from cascade.step import Action, Expected, Probe, Proposal, State, Step, Subject

DISK = "disk"
"""The name under which plans, ledger and feed speak of it; no server may have it."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Looks whether files are gone, by the bot's own eyes and by the root folders of Radarr and Sonarr."""

    disk: Disk
    arrs: tuple[Arr, ...]
    name: str = DISK

    async def plan(self, subject: Subject) -> Proposal:
        """Plan to prove the files of an item gone."""
        expected = Expected(ids=subject.ids, files=subject.files, files_gone=True)
        return Proposal((Step(DISK, Action.FILES_GONE, str(subject.item_id), expected, gate=True),))

    async def probe(self, step: Step) -> Probe:
        """DONE when no file is there and somebody sees its folder; CHANGED when one is there."""
        files = step.expected.files
        if not files:
            return Probe(State.UNPROVEN, "No file of it was known, so none is proved gone.")
        stats = await asyncio.gather(*(self.disk.stat(file.path) for file in files))
        there = [file.path for file, stat in zip(files, stats, strict=True) if stat is not None]
        if there:
            return Probe(
                State.CHANGED,
                f"{there[0]} is still there; nothing else goes before it. Plan its deletion instead.",
            )
        roots = await self._roots()
        if (lost := _lost(files, roots)) is not None:
            return Probe(State.UNPROVEN, f"{lost} cannot be reached, so nothing in it is proved gone.")
        seen = await asyncio.gather(*(self.disk.visible(file.path) for file in files))
        hidden = [file for file, its in zip(files, seen, strict=True) if not its]
        unknown = [file for file in hidden if _root_of(file, roots) is None]
        if unknown:
            return Probe(
                State.UNPROVEN,
                f"Nobody sees the folder of {unknown[0].path}; set PATH_MAP so that the bot does.",
            )
        return Probe(State.DONE, "no file of it is there any more.")

    async def apply(self, step: Step, attempt: Attempt) -> None:
        """Refuse: there is nothing to call."""
        del attempt
        raise Unexpected(f"Files are never removed by {step.action}; nothing was done.", server=DISK)

    async def _roots(self) -> tuple[RootFolder, ...]:
        """The root folders of all that answer."""
        found: list[RootFolder] = []
        for arr in self.arrs:
            try:
                found += await arr.root_folders()
            except CascadeError:
                continue
        return tuple(found)


def with_absence(servers: Servers) -> Servers:
    """Let the files themselves be a target beside the servers."""
    absence = Absence(servers.disk, (*servers.movies, *servers.shows))
    return replace(servers, targets={**servers.targets, DISK: absence})


def _lost(files: Iterable[MediaFile], roots: Iterable[RootFolder]) -> str | None:
    lost = [root.path for root in roots if not root.accessible]
    return next((path for path in lost for file in files if _within(file, path)), None)


def _root_of(file: MediaFile, roots: Iterable[RootFolder]) -> RootFolder | None:
    return next((root for root in roots if root.accessible and _within(file, root.path)), None)


def _within(file: MediaFile, folder: str) -> bool:
    return file.path.startswith(folder.rstrip("/") + "/")
