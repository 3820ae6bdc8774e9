"""Any media server of the playground as a connector meets it, so that one test speaks of all of them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from cascade.connectors.jellyfin import Jellyfin
from cascade.connectors.plex import Plex
from cascade.media import Kind, MediaEntry, Play, Section
from cascade.step import Step
from playground import happenings
from playground.build import build_world
from playground.calls import CallLog
from playground.jellyfin import JellyfinWire
from playground.jellyfin_shelf import JellyfinSession, JellyfinShelf
from playground.people import PEOPLE
from playground.plex import PlexWire
from playground.world import MOUNTS, World
from tests.connectors.plex_home import CLIENT_ID, FILM, NOW, subject

SERVERS = ("plex", "jellyfin-10.11.11", "jellyfin-12.0.0")
IN_THE_MIDDLE = "Pulp Fiction"


@dataclass
class Stage:
    """A media server on its wire; what tests do to it behind the connector's back."""

    server: Plex | Jellyfin
    wire: PlexWire | JellyfinWire
    world: World
    connect: Callable[..., Plex | Jellyfin]

    @property
    def jellyfin(self) -> JellyfinShelf:
        assert self.world.jellyfin is not None
        return self.world.jellyfin

    @property
    def is_plex(self) -> bool:
        return isinstance(self.wire, PlexWire)

    @property
    def identity(self) -> str:
        return self.world.shelf.machine if self.is_plex else self.jellyfin.server

    @property
    def secret(self) -> str:
        return self.world.shelf.token if self.is_plex else self.jellyfin.key

    @property
    def setting(self) -> str:
        return "PLEX_TOKEN" if self.is_plex else "JELLYFIN_API_KEY"

    def ref(self, title: str = FILM) -> str:
        return str(self.world.entry(title).key) if self.is_plex else self.jellyfin.named(title).id

    def path(self, title: str = FILM) -> str:
        """Name the file of a film, in the house."""
        return self.world.entry(title).parts[0].file

    def item(self, ref: str) -> str:
        """Give the path under which the wire shows one item."""
        return f"/library/metadata/{ref}" if self.is_plex else f"/Items/{ref}"

    def become_another(self) -> None:
        if self.is_plex:
            self.world.shelf.machine = "another"
        else:
            self.jellyfin.server = "f" * 32

    def lose_libraries(self) -> None:
        self.world.shelf.sections.clear()
        self.jellyfin.libraries.clear()

    def start_playing(self, ref: str) -> None:
        if self.is_plex:
            happenings.start_session(self.world, int(ref), PEOPLE[1], NOW)
            return
        user = next(iter(self.jellyfin.users))
        self.jellyfin.sessions["s1"] = JellyfinSession("s1", user, ref, NOW, 60_000)

    async def sections(self) -> dict[str, Section]:
        return {found.title: found for found in await self.server.sections()}

    async def listed(self, kind: Kind, title: str | None = None) -> list[MediaEntry]:
        top = Kind.MOVIE if kind is Kind.MOVIE else Kind.SHOW
        wanted = [
            one for one in await self.server.sections() if one.kind is top and title in {None, one.title}
        ]
        return [row for one in wanted async for page in self.server.entries(one, kind) for row in page.rows]

    async def plays(self, since: Any = None) -> list[Play]:
        return [play async for page in self.server.plays(since) for play in page.rows]

    async def planned(self, ref: str | None = None, *, by: Plex | Jellyfin | None = None) -> Step:
        """Plan a step as the Library would: with the ids the server itself says."""
        server = by or self.server
        wanted = await subject(self.server, ref or self.ref())
        held = tuple(replace(one, source=server.name) for one in wanted.holdings)
        (step,) = (await server.plan(replace(wanted, holdings=held))).steps
        return step


@asynccontextmanager
async def stage(root: Path, name: str, **options: Any) -> AsyncIterator[Stage]:
    """Start one media server; `name` is one of SERVERS."""
    software, _, version = name.partition("-")
    world = build_world(root, films=40, shows=4, now=NOW, jellyfin=version or "12.0.0", **options)
    wire = PlexWire(world, CallLog()) if software == "plex" else JellyfinWire(world, CallLog())
    wire.scan_s = 0.0
    await wire.start()
    opened: list[Plex | Jellyfin] = []

    def connect(*, gate: bool = True, deadline: float = 10.0, key: str | None = None) -> Plex | Jellyfin:
        paths = dict.fromkeys(MOUNTS[software], "/data")
        identity = world.shelf.machine
        if software == "plex":
            secret = SecretStr(key or world.shelf.token)
            opened.append(
                Plex("plex", wire.url, secret, client_id=CLIENT_ID, path_map=paths, gate=gate,
                     identity=identity, deadline=deadline)
            )  # fmt: skip
        else:
            assert world.jellyfin is not None
            secret, identity = SecretStr(key or world.jellyfin.key), world.jellyfin.server
            opened.append(
                Jellyfin("jellyfin", wire.url, secret, path_map=paths, gate=gate, identity=identity,
                         deadline=deadline)
            )  # fmt: skip
        return opened[-1]

    try:
        yield Stage(connect(), wire, world, connect)
    finally:
        for server in opened:
            await server.aclose()
        await wire.stop()
