"""Jellyfin as the playground speaks it: each fact of its wire that a client can stumble over."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from playground.build import build_world
from playground.jellyfin import JellyfinWire
from playground.jellyfin_shelf import Item, JellyfinSession, JellyfinShelf
from playground.wire import CallLog, FaultKind
from playground.world import World
from tests.openapi import check_request, check_response
from tests.playground.test_plex_wire import NOW

VERSIONS = ["10.11.11", "12.0.0"]
ALL = "recursive=true&includeItemTypes=Movie,Series&fields=ProviderIds,Path,MediaSources,DateCreated"


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def spec(version: str) -> str:
    return f"jellyfin-{version}"


@pytest.fixture
def world(tmp_path: Path, version: str) -> World:
    return build_world(tmp_path, films=40, shows=4, now=NOW, jellyfin=version)


@pytest.fixture
def shelf(world: World) -> JellyfinShelf:
    assert world.jellyfin is not None
    return world.jellyfin


@pytest.fixture
async def wire(world: World) -> AsyncIterator[JellyfinWire]:
    wire = JellyfinWire(world, CallLog())
    wire.scan_s = 0.0
    await wire.start()
    yield wire
    await wire.stop()


@pytest.fixture
async def jellyfin(wire: JellyfinWire, shelf: JellyfinShelf) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f'MediaBrowser Token="{shelf.key}"'}
    async with httpx.AsyncClient(base_url=wire.url, headers=headers) as client:
        yield client


def film(shelf: JellyfinShelf, name: str = "The Shawshank Redemption") -> Item:
    return shelf.named(name, "Movie")


def anna(shelf: JellyfinShelf) -> str:
    return next(user.id for user in shelf.users.values() if user.name == "anna")


async def items(jellyfin: httpx.AsyncClient, query: str) -> dict[str, Any]:
    answer = await jellyfin.get(f"/Items?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_answers_are_as_jellyfin_describes_them(
    jellyfin: httpx.AsyncClient, shelf: JellyfinShelf, spec: str
) -> None:
    series, user = shelf.named("Breaking Bad", "Series").id, anna(shelf)
    shelf.sessions["s"] = JellyfinSession("s", user, film(shelf).id, NOW, 60_000)
    for path in [
        "/System/Info",
        "/System/Info/Public",
        "/Users",
        "/Library/VirtualFolders",
        f"/UserViews?userId={user}",
        f"/Items?{ALL}",
        f"/Items?{ALL}&userId={user}",
        f"/Items?recursive=true&includeItemTypes=Season,Episode,BoxSet&fields=Tags,Genres,Studios&userId={user}",
        f"/Items/{film(shelf).id}?userId={user}",
        f"/Shows/{series}/Seasons?userId={user}",
        f"/Shows/{series}/Episodes?userId={user}&fields=MediaSources",
        "/Sessions",
    ]:
        answer = await jellyfin.get(path)
        check_request(spec, "GET", path, dict(httpx.URL(path).params))
        check_response(spec, "GET", path, answer.status_code, answer.json())
    gone = await jellyfin.delete(f"/Items/{'0' * 32}")
    check_response(spec, "DELETE", "/Items/x", gone.status_code, gone.json())
