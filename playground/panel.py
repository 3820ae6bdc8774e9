"""What a visitor of the demo sees of the household, and what they can break in it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from playground.faults import FaultKind
from playground.household import Household
from playground.world import MOUNTS

SLOW_S: Final = 2.0  # slow enough to be felt, fast enough for a client that waits ten seconds
_INSTANCES: Final = {"radarr": ("radarr", "uhd")}  # a visitor knows one Radarr; the 4K films are in the other
_LISTING: Final = r"^/library/sections/\d+/all"
_FOLDERS: Final = sorted({folder for mounts in MOUNTS.values() for folder in mounts.values() if folder})


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that can be broken and mended."""

    id: str
    label: str
    turn: Callable[[bool], Awaitable[None]]


class Panel:
    """Shows and breaks one household; the figures and switches are those of the local Discord's page."""

    def __init__(self, home: Household) -> None:
        self._home = home
        self._on: set[str] = set()
        self._turning = asyncio.Lock()
        self._counted: tuple[object, int] = (None, 0)
        self._usual = {name: wire.latency for name, wire in home.wires.items()}
        down = {"plex": "Plex", "radarr": "Radarr", "sonarr": "Sonarr", "seerr": "Seerr"}
        switches = [
            *(Switch(f"{name}-down", f"{label} is down", self._down(name)) for name, label in down.items()),
            Switch("plex-empty", "Plex looks empty", self._empty),
            Switch("radarr-503", "Radarr answers 503", self._unwell),
            Switch("slow", "Every server is slow", self._slow),
        ]
        self._switches = {switch.id: switch for switch in switches}

    async def state(self) -> Mapping[str, object]:
        """Give the figures of this moment, and which switches are on."""
        world = self._home.world
        disk = world.disk
        kinds = [entry.kind for entry in world.shelf.entries.values()]
        return {
            "figures": [
                _figure(
                    "Disk /data",
                    f"{_size(disk.free)} free of {_size(disk.total)}",
                    round(disk.used / disk.total, 4) if disk.total else None,
                ),
                _figure("Files on it", f"{self._files():,}"),
                _figure("In Plex", f"{kinds.count('movie'):,} films, {kinds.count('show'):,} shows"),
                _figure("Requests in Seerr", f"{len(world.requests):,}"),
            ],
            "switches": [
                {"id": switch.id, "label": switch.label, "on": switch.id in self._on}
                for switch in self._switches.values()
            ],
        }

    async def switch(self, switch: str, *, on: bool) -> None:
        """Break or mend something; again changes nothing. Raises KeyError for an unknown switch."""
        async with self._turning:
            chosen = self._switches[switch]
            if on == (switch in self._on):
                return
            await chosen.turn(on)
            (self._on.add if on else self._on.discard)(switch)

    def _files(self) -> int:
        """Count the files; a walk over the disk is made only after something changed."""
        world = self._home.world
        now = (world.revision, world.disk.used)
        if self._counted[0] != now:
            self._counted = (now, sum(len(world.disk.under(folder)) for folder in _FOLDERS))
        return self._counted[1]

    def _down(self, name: str) -> Callable[[bool], Awaitable[None]]:
        async def turn(on: bool) -> None:  # noqa: FBT001 - the one thing a switch is told
            for server in _INSTANCES.get(name, (name,)):
                await (self._home.stop(server) if on else self._home.start(server))

        return turn

    async def _empty(self, on: bool) -> None:  # noqa: FBT001
        self._fault("plex", FaultKind.EMPTY, on=on, path=_LISTING)

    async def _unwell(self, on: bool) -> None:  # noqa: FBT001
        for server in _INSTANCES["radarr"]:
            self._fault(server, FaultKind.STATUS, on=on)

    async def _slow(self, on: bool) -> None:  # noqa: FBT001
        for name, wire in self._home.wires.items():
            wire.latency = SLOW_S if on else self._usual[name]

    def _fault(self, name: str, kind: FaultKind, *, on: bool, path: str = "") -> None:
        faults = self._home.faults[name]
        if on:
            faults.add(kind, path=path)
        else:
            faults.clear()


def _figure(label: str, value: str, part: float | None = None) -> dict[str, object]:
    return {"label": label, "value": value, "part": part}


def _size(size: int) -> str:
    """Write bytes as people say them: powers of ten, as the bot does."""
    return f"{size / 1e12:.2f} TB" if size >= 1e12 else f"{size / 1e9:,.0f} GB"
