"""The whole household: one world and a port for each of its servers."""

import asyncio
import os
import shutil
import signal
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from playground.arr import ArrWire
from playground.build import build_world
from playground.calls import CallLog
from playground.control import Control
from playground.faults import Faults
from playground.hooks import Hook, Postman
from playground.jellyfin import JellyfinWire
from playground.plex import PlexWire
from playground.radarr import RadarrWire
from playground.seerr import SeerrWire
from playground.shoko import ShokoWire
from playground.sonarr import SonarrWire
from playground.tautulli import TautulliWire
from playground.wire import Wire
from playground.world import MOUNTS


class Household:
    """A world and its servers, up while the `async with` lasts.

    `now` defaults to the machine's own time, as clients compare clocks. `plex` False leaves Plex and
    Tautulli out; `jellyfin` is the version of a Jellyfin beside or in the place of them, `shoko` that of a
    Shoko. The size and the other arguments are those of `build_world`.
    """

    def __init__(
        self,
        root: Path,
        *,
        films: int = 2000,
        shows: int = 150,
        seed: int = 1,
        now: datetime | None = None,
        files: bool = True,
        items: int | None = None,
        history_from: datetime | None = None,
        latency: float = 0.0,
        plex: bool = True,
        jellyfin: str | None = None,
        shoko: str | None = None,
    ) -> None:
        self.world = build_world(
            root,
            films=films,
            shows=shows,
            seed=seed,
            now=now or datetime.now(UTC),
            files=files,
            items=items,
            history_from=history_from,
            jellyfin=jellyfin,
            shoko=shoko,
        )
        self.world.kept = not files
        self.log = CallLog()
        self.plex = PlexWire(self.world, self.log)
        self.tautulli = TautulliWire(self.world, self.log, lambda: self.plex.listening)
        self.sonarr = SonarrWire("sonarr", self.log, self.world)
        self.radarr = RadarrWire("radarr", self.log, self.world)
        self.uhd = RadarrWire("uhd", self.log, self.world)
        self.seerr = SeerrWire(self.world, self.log)
        servers: list[Wire] = [self.plex, self.tautulli] if plex else []
        servers += [self.sonarr, self.radarr, self.uhd, self.seerr]
        self._jellyfin = JellyfinWire(self.world, self.log) if jellyfin is not None else None
        self._shoko = ShokoWire(self.world, self.log) if shoko is not None else None
        servers += [wire for wire in (self._jellyfin, self._shoko) if wire]
        self.wires: dict[str, Wire] = {wire.name: wire for wire in servers}
        self.control = Control(self.world, self.log, self.wires)
        for wire in self.wires.values():
            wire.latency = latency

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            for wire in [*self.wires.values(), self.control]:
                await wire.start()
                stack.push_async_callback(wire.stop)
            self._open = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    @property
    def faults(self) -> dict[str, Faults]:
        """Give the faults of each server by its name."""
        return {name: wire.faults for name, wire in self.wires.items()}

    async def stop(self, name: str) -> None:
        """Take a server down, with whatever it had not done yet."""
        await self.wires[name].stop()

    async def start(self, name: str) -> None:
        """Bring a server back on its port."""
        await self.wires[name].start()

    async def settle(self) -> None:
        """Wait until no server has a removal or a rescan outstanding."""
        for wire in self.wires.values():
            await wire.settle()

    def env(self) -> dict[str, str]:
        """Give the settings with which Cascadarr reaches every server."""
        keys = {name: server.key for name, server in self.world.instances.items()}
        return {
            **self._media_env(),
            "SONARR_URL": self.sonarr.url,
            "SONARR_API_KEY": keys["sonarr"],
            "RADARR_URL": self.radarr.url,
            "RADARR_API_KEY": keys["radarr"],
            "RADARR_UHD_URL": self.uhd.url,
            "RADARR_UHD_API_KEY": keys["uhd"],
            "RADARR_UHD_4K": "true",
            "SEERR_URL": self.seerr.url,
            "SEERR_API_KEY": self.world.seerr_key,
            "PATH_MAP": self._path_map(),
            "DISK_PROBE_URL": f"{self.control.url}/disk",
            "TIMEZONE": "Europe/Berlin",
        }

    def _media_env(self) -> dict[str, str]:
        """Give the settings of the media servers that are there."""
        env: dict[str, str] = {}
        if "plex" in self.wires:
            env |= {"PLEX_URL": self.plex.url, "PLEX_TOKEN": self.world.shelf.token}
            env |= {"TAUTULLI_URL": self.tautulli.url, "TAUTULLI_API_KEY": self.world.tautulli_key}
        if self.world.jellyfin is not None:
            env |= {"JELLYFIN_URL": self.jellyfin.url, "JELLYFIN_API_KEY": self.world.jellyfin.key}
        if self.world.shoko is not None:
            env |= {"SHOKO_URL": self.shoko.url, "SHOKO_API_KEY": self.world.shoko.key}
        return env

    @property
    def jellyfin(self) -> JellyfinWire:
        """Give the Jellyfin. Raises LookupError in a household without one."""
        if self._jellyfin is None:
            raise LookupError("This household has no Jellyfin.")
        return self._jellyfin

    @property
    def shoko(self) -> ShokoWire:
        """Give the Shoko. Raises LookupError in a household without one."""
        if self._shoko is None:
            raise LookupError("This household has no Shoko.")
        return self._shoko

    def hook(self, server: str, hook: Hook) -> None:
        """Paste a webhook into a server, with every event of deletions switched on; nothing is tried out."""
        match self.wires[server]:
            case ArrWire() as arr:
                arr.notifications.paste(hook)
            case PlexWire() | SeerrWire() as wire:
                wire.hooks.pasted.append(hook)
            case JellyfinWire() as jellyfin:
                jellyfin.plugin.hooks.pasted.append(hook)
            case _:
                raise LookupError(f"{server} posts to no webhook.")

    def postman(self, server: str) -> Postman:
        """Give who posts for a server, to delay, double or hold back what it posts."""
        match self.wires[server]:
            case ArrWire() as arr:
                return arr.notifications.postman
            case PlexWire() | SeerrWire() as wire:
                return wire.hooks.postman
            case JellyfinWire() as jellyfin:
                return jellyfin.plugin.hooks.postman
            case _:
                raise LookupError(f"{server} posts to no webhook.")

    def _path_map(self) -> str:
        here = [MOUNTS[name] for name in self.wires if name in MOUNTS]
        mounts = {seen: house for of_server in here for seen, house in of_server.items()}
        return ",".join(f"{seen}={self.world.disk.real(house)}" for seen, house in mounts.items())

    def write_env(self, file: Path, **more: str) -> None:
        """Write the settings where only this user can read them; the file appears whole or not at all.

        `more` are settings beside those that reach the servers.
        """
        beside = file.with_name(f".{file.name}.{os.getpid()}")
        beside.unlink(missing_ok=True)
        beside.touch(mode=0o600)
        beside.write_text(
            "".join(f"{name}={value}\n" for name, value in {**self.env(), **more}.items()), "utf-8"
        )
        beside.replace(file)


async def serve(
    env_file: Path,
    *,
    items: int | None = None,
    seed: int = 1,
    latency: float = 0.0,
    files: bool = True,
    jellyfin: str | None = None,
    shoko: str | None = None,
) -> None:
    """Run a household until SIGTERM, SIGINT or cancellation; its files go with it.

    `env_file` is written once all ports listen. `latency` is in seconds. The settings name a database that
    goes with the household, so that a rehearsal never meets the Library of a real one.
    """
    root = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="cascadarr-household-", dir=_fast_place()))
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        house = Household(
            root, items=items, seed=seed, latency=latency, files=files, jellyfin=jellyfin, shoko=shoko
        )
        async with house as home:
            home.write_env(env_file, DATABASE_URL=f"sqlite+aiosqlite:///{root}/cascadarr.db")
            await stopped.wait()
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
        shutil.rmtree(root, ignore_errors=True)


def _fast_place() -> Path | None:
    """Give a folder in memory, where there is one and TMPDIR names no other.

    Ten thousand sparse files are laid out there in a tenth of the time and take next to nothing.
    """
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of our own in it
    wanted = "TMPDIR" not in os.environ and os.access(memory, os.W_OK | os.X_OK)
    return memory if wanted else None
