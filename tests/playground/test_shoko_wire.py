"""Shoko as the playground speaks it: its REST API and its hub, in both generations."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest

from playground import elsewhere
from playground.household import Household
from playground.shoko_hub import END
from playground.shoko_shelf import ShokoShelf

ANIME = "Fullmetal Alchemist: Brotherhood"


@pytest.fixture(params=["5.3.3", "6.0.0"])
async def home(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Household]:
    async with Household(tmp_path, films=4, shows=4, shoko=request.param) as household:
        yield household


@pytest.fixture
def shelf(home: Household) -> ShokoShelf:
    return home.shoko.shelf


@pytest.fixture
async def shoko(home: Household, shelf: ShokoShelf) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=home.shoko.url, headers={"apikey": shelf.key}) as client:
        yield client


class Ear:
    """A client of the hub that does by hand what a library does."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._heard: list[Any] = []

    async def say(self, message: object) -> None:
        await self._socket.send_str(json.dumps(message) + END)

    async def hear(self) -> Any:
        while not self._heard:
            text = await self._socket.receive_str(timeout=5)
            assert text.endswith(END)
            self._heard += [json.loads(part) for part in text.split(END)[:-1]]
        return self._heard.pop(0)

    async def call(self, target: str, *arguments: object) -> Any:
        await self.say({"type": 1, "invocationId": "7", "target": target, "arguments": arguments})
        return await self.hear()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


async def listen(home: Household, session: aiohttp.ClientSession, query: str = "") -> Ear:
    """Negotiate, connect and shake hands."""
    at = f"{home.shoko.url}/signalr/aggregate"
    headers = {"apikey": home.shoko.shelf.key}
    async with session.post(f"{at}/negotiate?negotiateVersion=1", headers=headers) as answer:
        token = (await answer.json())["connectionToken"]
    ear = Ear(await session.ws_connect(f"{at}?id={token}{query}", headers=headers))
    await ear.say({"protocol": "json", "version": 1})
    assert await ear.hear() == {}
    return ear


def feeds(home: Household) -> str:
    return "&feeds=shoko" if home.shoko.shelf.is_old else "&feeds=file,metadata"


async def greeted(home: Household, ear: Ear) -> None:
    if home.shoko.shelf.is_old:
        assert (await ear.hear())["target"] == "ShokoEvent:OnConnected"


async def test_a_key_is_wanted_and_the_token_in_the_query_counts_for_the_hub_alone(
    home: Household, shelf: ShokoShelf
) -> None:
    async with httpx.AsyncClient(base_url=home.shoko.url) as stranger:
        none = await stranger.get("/api/v3/File")
        bearer = await stranger.get("/api/v3/File", headers={"Authorization": f"Bearer {shelf.key}"})
        token = await stranger.get("/api/v3/File", params={"access_token": shelf.key})
        hub = await stranger.post("/signalr/aggregate/negotiate", params={"access_token": shelf.key})
        version = await stranger.get("/api/v3/Init/Version")
    statuses = [answer.status_code for answer in (none, bearer, token, hub, version)]
    assert statuses == [401, 200, 401, 200, 200]
    assert version.json()["Server"]["Version"] == shelf.version


async def test_files_are_listed_page_by_page_with_their_place(
    shoko: httpx.AsyncClient, shelf: ShokoShelf, home: Household
) -> None:
    whole = (await shoko.get("/api/v3/File?pageSize=0&include=XRefs,AbsolutePaths")).json()
    page = (await shoko.get("/api/v3/File?pageSize=10&page=2")).json()
    assert whole["Total"] == len(whole["List"]) == len(shelf.files) > 20
    assert [row["ID"] for row in page["List"]] == [row["ID"] for row in whole["List"]][10:20]
    (place,) = whole["List"][0]["Locations"]
    assert place["AbsolutePath"] == f"/mnt/anime/{place['RelativePath']}"
    assert ("ImportFolderID" in place, "ManagedFolderID" in place) == (shelf.is_old, not shelf.is_old)
    assert whole["List"][0]["SeriesIDs"][0]["SeriesID"]["AniDB"] == shelf.named(ANIME).anidb
    assert "SeriesIDs" not in page["List"][0]
    assert home.world.disk.size(f"anime/{place['RelativePath']}") == whole["List"][0]["Size"]


async def test_folders_have_another_name_since_6(shoko: httpx.AsyncClient, shelf: ShokoShelf) -> None:
    statuses = [
        (await shoko.get(f"/api/v3/{name}")).status_code for name in ("ImportFolder", "ManagedFolder")
    ]
    assert statuses == ([200, 404] if shelf.is_old else [404, 200])


async def test_a_series_is_found_by_its_anidb_number(shoko: httpx.AsyncClient, shelf: ShokoShelf) -> None:
    series = shelf.named(ANIME)
    row = (await shoko.get(f"/api/v3/Series/AniDB/{series.anidb}/Series")).json()
    assert (row["IDs"]["ID"], row["Name"], row["Size"]) == (series.id, ANIME, len(shelf.files))
    assert (await shoko.get("/api/v3/Series/AniDB/1/Series")).status_code == 404
    assert (await shoko.get("/api/v3/Series")).json()["Total"] == 1


async def test_a_deleted_file_goes_from_disk_unless_it_is_said_not_to(
    shoko: httpx.AsyncClient, shelf: ShokoShelf, home: Household
) -> None:
    kept, gone = list(shelf.files.values())[:2]
    assert (await shoko.delete(f"/api/v3/File/{kept.id}?removeFiles=false")).status_code == 200
    assert (await shoko.delete(f"/api/v3/File/{gone.id}")).status_code == 200
    assert (home.world.disk.size(kept.path), home.world.disk.size(gone.path)) == (kept.size, None)
    assert (await shoko.get(f"/api/v3/File/{gone.id}")).status_code == 404


async def test_a_deleted_series_leaves_its_files_unless_it_is_said_to_remove_them(
    shoko: httpx.AsyncClient, shelf: ShokoShelf, home: Household
) -> None:
    series, paths = shelf.named(ANIME), [file.path for file in shelf.files.values()]
    assert (await shoko.delete(f"/api/v3/Series/{series.id}")).status_code == 200
    assert (await shoko.delete(f"/api/v3/Series/{series.id}")).status_code == 404
    assert all(home.world.disk.size(path) for path in paths)
    assert shelf.files == {}


async def test_who_joined_hears_of_a_deleted_file(
    home: Household, shelf: ShokoShelf, session: aiohttp.ClientSession
) -> None:
    ear = await listen(home, session, feeds(home))
    await greeted(home, ear)
    file = next(iter(shelf.files.values()))
    elsewhere.delete_in_shoko(home.world, file.id)
    told, changed = await ear.hear(), await ear.hear()
    (body,) = told["arguments"]
    assert told["target"] == ("ShokoEvent:FileDeleted" if shelf.is_old else "file:deleted")
    assert (body["FileID"], f"anime{body['RelativePath']}") == (file.id, file.path)
    assert ("ImportFolderID" if shelf.is_old else "ManagedFolderID") in body
    assert body["CrossReferences"][0]["SeriesID"] == file.series
    assert changed["target"] == ("ShokoEvent:SeriesUpdated" if shelf.is_old else "metadata:series.updated")


async def test_a_removed_series_is_told_after_its_files(
    home: Household, shelf: ShokoShelf, shoko: httpx.AsyncClient, session: aiohttp.ClientSession
) -> None:
    ear = await listen(home, session, feeds(home))
    await greeted(home, ear)
    await shoko.delete(f"/api/v3/Series/{shelf.named(ANIME).id}")
    heard = await ear.hear()
    while heard["arguments"][0].get("Reason") != "Removed":
        heard = await ear.hear()
    assert heard["target"] == ("ShokoEvent:SeriesUpdated" if shelf.is_old else "metadata:series.removed")


async def test_who_joined_nothing_hears_nothing_but_pings(
    home: Household, shelf: ShokoShelf, session: aiohttp.ClientSession
) -> None:
    home.shoko.hub.ping_s = 0.01
    ear = await listen(home, session)
    elsewhere.delete_in_shoko(home.world, next(iter(shelf.files)))
    await home.settle()
    assert [await ear.hear() for _ in range(3)] == [{"type": 6}] * 3


async def test_feeds_are_joined_by_a_method_since_6_and_no_argument_may_be_left_out(
    home: Household, shelf: ShokoShelf, session: aiohttp.ClientSession
) -> None:
    ear = await listen(home, session)
    short = await ear.call("feed.join_many", ["file"])
    whole = await ear.call("feed.join_many", ["file", "nonsense"], None)
    joined = await ear.call("feed.list_joined")
    assert "error" in short
    if shelf.is_old:
        assert "Method does not exist" in whole["error"]
        return
    assert (whole, joined["result"]) == ({"type": 3, "invocationId": "7", "result": True}, ["file"])
    elsewhere.delete_in_shoko(home.world, next(iter(shelf.files)))
    assert (await ear.hear())["target"] == "file:deleted"


async def test_who_negotiates_the_old_way_connects_with_the_id(
    home: Household, shoko: httpx.AsyncClient, session: aiohttp.ClientSession
) -> None:
    offered = (await shoko.post("/signalr/aggregate/negotiate")).json()
    assert "connectionToken" not in offered
    at = f"{home.shoko.url}/signalr/aggregate?id={offered['connectionId']}"
    ear = Ear(await session.ws_connect(at, headers={"apikey": home.shoko.shelf.key}))
    await ear.say({"protocol": "json", "version": 1})
    assert await ear.hear() == {}


async def test_another_protocol_is_refused_at_the_handshake(
    home: Household, session: aiohttp.ClientSession
) -> None:
    headers = {"apikey": home.shoko.shelf.key}
    ear = Ear(await session.ws_connect(f"{home.shoko.url}/signalr/aggregate", headers=headers))
    await ear.say({"protocol": "messagepack", "version": 1})
    assert "not supported" in (await ear.hear())["error"]


async def test_a_hub_that_is_switched_off_is_404(home: Household, shoko: httpx.AsyncClient) -> None:
    home.shoko.hub.is_on = False
    assert (await shoko.post("/signalr/aggregate/negotiate?negotiateVersion=1")).status_code == 404


@pytest.mark.parametrize("politely", [True, False])
async def test_a_hub_hangs_up_and_takes_the_next_call(
    home: Household, shelf: ShokoShelf, session: aiohttp.ClientSession, *, politely: bool
) -> None:
    ear = await listen(home, session, feeds(home))
    await greeted(home, ear)
    await home.shoko.hub.hang_up(politely=politely)
    if politely:
        assert await ear.hear() == {"type": 7, "allowReconnect": True}
    again = await listen(home, session, feeds(home))
    await greeted(home, again)
    elsewhere.delete_in_shoko(home.world, next(iter(shelf.files)))
    assert (await again.hear())["type"] == 1


async def test_a_stopped_shoko_cuts_off_and_comes_back_at_its_address(
    home: Household, session: aiohttp.ClientSession
) -> None:
    await greeted(home, await listen(home, session, feeds(home)))
    await home.stop("shoko")
    assert home.shoko.hub.listeners == []
    await home.start("shoko")
    await greeted(home, await listen(home, session, feeds(home)))


async def test_what_vanishes_from_disk_is_told_when_shoko_looks(
    home: Household, shelf: ShokoShelf, session: aiohttp.ClientSession
) -> None:
    ear = await listen(home, session, feeds(home))
    await greeted(home, ear)
    elsewhere.delete_series(
        home.world,
        next(row.id for row in home.world.instances["sonarr"].series.values() if row.title.name == ANIME),
    )
    elsewhere.look_again(home.world, "shoko")
    assert len(shelf.files) > 0  # the folder is empty: Shoko takes that for a lost mount
    home.world.disk.write("anime/Other (2020)/Other - S01E01 [1080p].mkv", 1000)
    elsewhere.look_again(home.world, "shoko")
    assert shelf.files == {}
    assert (await ear.hear())["type"] == 1
