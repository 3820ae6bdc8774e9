"""A Plex of the playground as a connector meets it, and servers that say what a test wants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web
from pydantic import SecretStr

from cascade.connectors.plex import Plex
from cascade.media import Kind, MediaEntry, Play, Section
from cascade.ports import MediaServer
from cascade.step import Holding, Step, Subject
from playground.plex import PlexWire
from playground.world import World

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CLIENT_ID = "b0a7"
FILM = "The Shawshank Redemption"


@dataclass
class Attempts:
    """Records what apply() said before each destructive call."""

    named: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def __call__(self, what: str) -> AsyncIterator[None]:
        self.named.append(what)
        yield


def connect(wire: PlexWire, *, gate: bool = True, deadline: float = 10.0, token: str | None = None) -> Plex:
    shelf = wire.world.shelf
    return Plex(
        "plex",
        wire.url,
        SecretStr(token or shelf.token),
        client_id=CLIENT_ID,
        path_map={"/data/media": "/data"},
        gate=gate,
        identity=shelf.machine,
        deadline=deadline,
    )


async def section(plex: Plex, title: str) -> Section:
    return next(found for found in await plex.sections() if found.title == title)


async def listed(plex: Plex, title: str, kind: Kind) -> list[MediaEntry]:
    where = await section(plex, title)
    return [entry async for page in plex.entries(where, kind) for entry in page.rows]


async def history(plex: Plex, since: datetime | None = None) -> list[Play]:
    return [play async for page in plex.plays(since) for play in page.rows]


async def subject(plex: MediaServer, ref: str) -> Subject:
    entry = await plex.read(ref)
    leaves = [entry] if entry.kind in {Kind.MOVIE, Kind.EPISODE} else await plex.leaves(ref)
    files = tuple(file for leaf in leaves for file in leaf.files)
    held = Holding(plex.name, ref, entry.ids, None, files, section=entry.section)
    return Subject(
        1,
        entry.kind,
        entry.title,
        entry.year,
        entry.ids,
        files,
        (held,),
        season=entry.number if entry.kind is Kind.SEASON else None,
        section=entry.section,
        guid=entry.guid,
    )


async def planned(plex: Plex, world: World, title: str = FILM) -> Step:
    return await planned_ref(plex, str(world.entry(title).key))


async def planned_ref(plex: Plex, ref: str) -> Step:
    (step,) = (await plex.plan(await subject(plex, ref))).steps
    return step


def a_show(world: World) -> str:
    """Name a show of several seasons."""
    rows = [row for row in world.shelf.entries.values() if row.kind == "show" and len(row.children) > 1]
    return rows[0].title


ROOT_XML = '<MediaContainer machineIdentifier="m" version="1"/>'


async def accounts_answer(request: web.Request) -> web.Response:
    del request
    return web.Response(
        text='<MediaContainer size="1"><Account id="1" key="/accounts/1" name="Olga"/></MediaContainer>',
        content_type="text/xml",
    )


@asynccontextmanager
async def served(routes: list[web.RouteDef]) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def pretending(answers: dict[str, object], *, accounts: bool = False) -> AsyncIterator[Plex]:
    """Serve fixed pages: the same one whatever part of a listing is asked for."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response(answers[request.path])

    async def root(request: web.Request) -> web.Response:
        del request
        return web.Response(text=ROOT_XML, content_type="text/xml")

    async def no_tags(request: web.Request) -> web.Response:
        del request
        return web.json_response({"MediaContainer": {"size": 0}})

    routes = [web.get(path, answer) for path in answers]
    routes += [web.get(f"/library/sections/1/{field}", no_tags) for field in ("genre", "label", "collection")]
    if accounts:
        routes += [web.get("/", root), web.get("/accounts", accounts_answer)]
    async with served(routes) as url:
        plex = Plex("plex", url, SecretStr("t"), client_id=CLIENT_ID)
        try:
            yield plex
        finally:
            await plex.aclose()
