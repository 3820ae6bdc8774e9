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
from tests.openapi import check_request, check_response, described
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


async def test_only_the_authorization_header_is_taken_since_12(
    wire: JellyfinWire, shelf: JellyfinShelf, version: str
) -> None:
    async with httpx.AsyncClient(base_url=wire.url) as stranger:
        right = await stranger.get("/Users", headers={"Authorization": f'MediaBrowser Token="{shelf.key}"'})
        full = f'MediaBrowser Client="x", Device="y", Token="{shelf.key}"'
        longer = await stranger.get("/Users", headers={"Authorization": full})
        none = await stranger.get("/Users")
        bearer = await stranger.get("/Users", headers={"Authorization": f"Bearer {shelf.key}"})
        old = [
            await stranger.get("/Users", headers={"X-Emby-Token": shelf.key}),
            await stranger.get("/Users", headers={"X-MediaBrowser-Token": shelf.key}),
            await stranger.get("/Users", params={"api_key": shelf.key}),
        ]
    assert [right.status_code, longer.status_code, none.status_code, bearer.status_code] == [
        200,
        200,
        401,
        401,
    ]
    assert {answer.status_code for answer in old} == ({200} if version.startswith("10.") else {401})


async def test_the_log_keeps_old_headers_so_that_tests_can_forbid_them(
    wire: JellyfinWire, shelf: JellyfinShelf
) -> None:
    async with httpx.AsyncClient(base_url=wire.url) as stranger:
        await stranger.get("/Users", headers={"X-Emby-Token": shelf.key})
    assert {name.lower() for name in wire.log.calls[0].headers} >= {"x-emby-token"}


async def test_who_the_server_is_needs_no_token(wire: JellyfinWire, shelf: JellyfinShelf) -> None:
    async with httpx.AsyncClient(base_url=wire.url) as stranger:
        answer = await stranger.get("/System/Info/Public")
    assert (answer.json()["Id"], answer.json()["Version"]) == (shelf.server, shelf.version)


async def test_a_listing_shows_what_is_asked_for(jellyfin: httpx.AsyncClient, shelf: JellyfinShelf) -> None:
    wanted = film(shelf)
    (bare,) = (await items(jellyfin, f"ids={wanted.id}"))["Items"]
    assert not {"ProviderIds", "Path", "MediaSources", "DateCreated", "UserData"} & set(bare)
    (full,) = (await items(jellyfin, f"ids={wanted.id}&fields=ProviderIds,Path,MediaSources"))["Items"]
    assert full["Path"] == f"/media/{wanted.path}" == full["MediaSources"][0]["Path"]
    assert full["MediaSources"][0]["Size"] == wanted.sources[0].size
    assert full["ProviderIds"].keys() == {"Tmdb", "Imdb"}


async def test_pages_add_up_to_the_total(jellyfin: httpx.AsyncClient) -> None:
    whole = await items(jellyfin, "recursive=true&includeItemTypes=Movie")
    ids = [row["Id"] for row in whole["Items"]]
    assert whole["TotalRecordCount"] == len(ids) == len(set(ids)) > 40
    found = []
    for start in range(0, len(ids) + 10, 10):
        page = await items(jellyfin, f"recursive=true&includeItemTypes=Movie&startIndex={start}&limit=10")
        assert (page["StartIndex"], page["TotalRecordCount"]) == (start, len(ids))
        found += [row["Id"] for row in page["Items"]]
    assert found == ids


async def test_a_total_that_is_not_asked_for_is_zero(jellyfin: httpx.AsyncClient) -> None:
    page = await items(jellyfin, "recursive=true&limit=5&enableTotalRecordCount=false")
    assert (len(page["Items"]), page["TotalRecordCount"]) == (5, 0)


async def test_without_recursive_the_libraries_are_listed(jellyfin: httpx.AsyncClient) -> None:
    rows = (await items(jellyfin, ""))["Items"]
    assert [row["Name"] for row in rows] == ["Movies", "Movies 4K", "Attic", "Shows", "Anime"]
    inside = await items(jellyfin, f"parentId={rows[3]['Id']}")
    assert {row["Type"] for row in inside["Items"]} == {"Series"}


async def test_some_titles_are_in_plex_alone_and_some_in_jellyfin_alone(
    world: World, shelf: JellyfinShelf
) -> None:
    in_plex = {part.file for entry in world.shelf.entries.values() for part in entry.parts}
    in_jellyfin = {source.path for item in shelf.items.values() for source in item.sources}
    assert {path.split("/")[0] for path in in_plex - in_jellyfin} == {"kids"}
    assert {path.split("/")[0] for path in in_jellyfin - in_plex} == {"attic"}


async def test_versions_in_one_folder_are_one_item_and_in_two_folders_two(
    jellyfin: httpx.AsyncClient, world: World, shelf: JellyfinShelf
) -> None:
    stray = next(item for item in shelf.items.values() if len(item.sources) > 1)
    (row,) = (await items(jellyfin, f"ids={stray.id}&fields=MediaSources"))["Items"]
    assert [source["Type"] for source in row["MediaSources"]] == ["Default", "Default"]
    merged = [
        {shelf.holding(part.file).id for part in entry.parts}
        for entry in world.shelf.entries.values()
        if {part.file.split("/")[0] for part in entry.parts} == {"movies", "movies-merged"}
    ]
    assert [len(ids) for ids in merged] == [2, 2]


async def test_versions_that_were_put_together_are_listed_once(
    jellyfin: httpx.AsyncClient, shelf: JellyfinShelf
) -> None:
    other = next(item for item in shelf.items.values() if item.primary)
    assert other.primary
    listed = {row["Id"] for row in (await items(jellyfin, "recursive=true&includeItemTypes=Movie"))["Items"]}
    (row,) = (await items(jellyfin, f"ids={other.primary}&fields=MediaSources"))["Items"]
    assert (other.id in listed, other.primary in listed) == (False, True)
    assert [source["Type"] for source in row["MediaSources"]] == ["Default", "Grouping"]


async def test_a_file_of_two_episodes_is_one_item_with_an_end(
    jellyfin: httpx.AsyncClient, shelf: JellyfinShelf
) -> None:
    series = shelf.named("Breaking Bad", "Series")
    rows = (await jellyfin.get(f"/Shows/{series.id}/Episodes")).json()["Items"]
    assert (rows[0]["IndexNumber"], rows[0]["IndexNumberEnd"], rows[0]["ParentIndexNumber"]) == (1, 2, 1)
    assert {row["SeriesId"] for row in rows} == {series.id}


async def test_watch_states_are_of_the_user_who_is_asked_for(
    jellyfin: httpx.AsyncClient, shelf: JellyfinShelf
) -> None:
    (user, number), watch = next(row for row in shelf.watched.items() if row[1].last and row[1].played)
    others = {other for other in shelf.users if (other, number) not in shelf.watched}
    (seen,) = (await items(jellyfin, f"ids={number}&userId={user}"))["Items"]
    (unseen,) = (await items(jellyfin, f"ids={number}&userId={others.pop()}"))["Items"]
    assert (seen["UserData"]["Played"], seen["UserData"]["PlayCount"]) == (True, watch.count)
    assert "LastPlayedDate" in seen["UserData"]
    assert not unseen["UserData"]["Played"]


async def test_something_is_marked_as_played_without_a_date(
    jellyfin: httpx.AsyncClient, shelf: JellyfinShelf
) -> None:
    user, number = next(key for key, watch in shelf.watched.items() if watch.played and not watch.last)
    (row,) = (await items(jellyfin, f"ids={number}&userId={user}"))["Items"]
    assert (row["UserData"]["Played"], row["UserData"]["PlayCount"]) == (True, 0)
    assert "LastPlayedDate" not in row["UserData"]


async def test_a_show_counts_what_is_left_to_see(jellyfin: httpx.AsyncClient, shelf: JellyfinShelf) -> None:
    series = shelf.named("Breaking Bad", "Series")
    leaves = [item for item in shelf.below(series.id) if item.kind == "Episode"]
    seen = sum(1 for leaf in leaves if (w := shelf.watched.get((anna(shelf), leaf.id))) and w.played)
    row = (await jellyfin.get(f"/Items/{series.id}?userId={anna(shelf)}")).json()
    assert row["UserData"]["UnplayedItemCount"] == len(leaves) - seen


async def test_one_item_cannot_be_read_with_a_key_alone(
    jellyfin: httpx.AsyncClient, shelf: JellyfinShelf
) -> None:
    assert (await jellyfin.get(f"/Items/{film(shelf).id}")).status_code == 400
    assert (await jellyfin.get(f"/Items/{'0' * 32}")).status_code == 400
    assert (await jellyfin.get(f"/Items/{'0' * 32}?userId={anna(shelf)}")).status_code == 404


async def test_a_deleted_film_takes_its_whole_folder_along(
    jellyfin: httpx.AsyncClient, world: World, shelf: JellyfinShelf
) -> None:
    gone = film(shelf)
    folder = gone.path.rsplit("/", 1)[0]
    world.disk.write(f"{folder}/Making of.mkv", 1000)
    answer = await jellyfin.delete(f"/Items/{gone.id}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert world.disk.under(folder) == []
    assert (await items(jellyfin, f"ids={gone.id}"))["TotalRecordCount"] == 0
    assert world.entry(gone.name).parts  # Plex has not looked yet
    assert (await jellyfin.delete(f"/Items/{gone.id}")).status_code == 404


async def test_a_deleted_season_leaves_the_others(
    jellyfin: httpx.AsyncClient, world: World, shelf: JellyfinShelf
) -> None:
    series = shelf.named("Breaking Bad", "Series")
    first, second = (shelf.items[number] for number in series.children[:2])
    kept = world.disk.under(second.path)
    assert (await jellyfin.delete(f"/Items/{first.id}")).status_code == 204
    assert world.disk.under(first.path) == []
    assert world.disk.under(second.path) == kept
    rows = (await jellyfin.get(f"/Shows/{series.id}/Seasons")).json()["Items"]
    assert first.id not in {row["Id"] for row in rows}


async def test_of_versions_put_together_the_other_takes_the_place_of_the_deleted(
    jellyfin: httpx.AsyncClient, world: World, shelf: JellyfinShelf
) -> None:
    other = next(item for item in shelf.items.values() if item.primary)
    assert (await jellyfin.delete(f"/Items/{other.primary}")).status_code == 204
    listed = {row["Id"] for row in (await items(jellyfin, "recursive=true&includeItemTypes=Movie"))["Items"]}
    assert other.id in listed
    assert world.disk.size(other.path) is not None


async def test_without_the_right_to_delete_a_user_gets_401_not_403(
    wire: JellyfinWire, shelf: JellyfinShelf, world: World
) -> None:
    token = shelf.users[anna(shelf)].token
    headers = {"Authorization": f'MediaBrowser Token="{token}"'}
    async with httpx.AsyncClient(base_url=wire.url, headers=headers) as client:
        answer = await client.delete(f"/Items/{film(shelf).id}")
        elevated = [await client.get("/Library/VirtualFolders"), await client.post("/Library/Refresh")]
    assert answer.status_code == 401
    assert [row.status_code for row in elevated] == [403, 403]
    assert world.disk.size(film(shelf).path) is not None


async def test_a_list_of_ids_is_deleted_up_to_the_first_unknown(
    jellyfin: httpx.AsyncClient, shelf: JellyfinShelf
) -> None:
    first, last = film(shelf).id, film(shelf, "Batman Begins").id
    answer = await jellyfin.delete(f"/Items?ids={first},{'0' * 32},{last}")
    assert answer.status_code == 404
    assert (first in shelf.items, last in shelf.items) == (False, True)


@pytest.mark.parametrize("way", ["unmounted", "setting"])
async def test_a_success_may_leave_the_files(
    jellyfin: httpx.AsyncClient, world: World, shelf: JellyfinShelf, way: str
) -> None:
    gone = film(shelf)
    shelf.keeps_files = way == "setting"
    if way == "unmounted":
        world.disk.lose("movies")
    assert (await jellyfin.delete(f"/Items/{gone.id}")).status_code == 204
    if way == "unmounted":
        world.disk.find("movies")
    assert gone.id not in shelf.items
    assert world.disk.size(gone.path) is not None


async def test_a_mount_that_refuses_is_500_and_nothing_is_gone(
    jellyfin: httpx.AsyncClient, shelf: JellyfinShelf
) -> None:
    shelf.readonly = True
    assert (await jellyfin.delete(f"/Items/{film(shelf).id}")).status_code == 500
    assert film(shelf)


async def test_a_ghost_stays_until_the_next_scan(
    jellyfin: httpx.AsyncClient, wire: JellyfinWire, shelf: JellyfinShelf
) -> None:
    gone = film(shelf)
    shelf.keeps_rows = True
    await jellyfin.delete(f"/Items/{gone.id}")
    assert (await items(jellyfin, f"ids={gone.id}"))["TotalRecordCount"] == 1
    assert (await jellyfin.post("/Library/Refresh")).status_code == 204
    await wire.settle()
    assert (await items(jellyfin, f"ids={gone.id}"))["TotalRecordCount"] == 0


async def test_what_went_elsewhere_stays_listed_until_a_scan(
    jellyfin: httpx.AsyncClient, wire: JellyfinWire, world: World, shelf: JellyfinShelf
) -> None:
    gone = film(shelf)
    world.disk.remove_folder(gone.path.rsplit("/", 1)[0])
    assert (await items(jellyfin, f"ids={gone.id}"))["TotalRecordCount"] == 1
    told = {"Updates": [{"Path": f"/media/{gone.path}", "UpdateType": "Deleted"}]}
    assert (await jellyfin.post("/Library/Media/Updated", json=told)).status_code == 204
    await wire.settle()
    assert (await items(jellyfin, f"ids={gone.id}"))["TotalRecordCount"] == 0


async def test_a_scan_passes_over_a_folder_that_is_away(
    jellyfin: httpx.AsyncClient, wire: JellyfinWire, world: World, shelf: JellyfinShelf
) -> None:
    before = len(shelf.items)
    world.disk.lose("movies")
    await jellyfin.post("/Library/Refresh")
    await wire.settle()
    assert len(shelf.items) == before


async def test_another_file_is_another_item_and_the_same_file_the_same(
    wire: JellyfinWire, jellyfin: httpx.AsyncClient, world: World, shelf: JellyfinShelf
) -> None:
    old = film(shelf)
    shelf.watched[anna(shelf), old.id] = shelf.watched.get((anna(shelf), old.id)) or type(
        next(iter(shelf.watched.values()))
    )(played=True, count=3)
    world.disk.move(old.path, old.path.replace(".mkv", " [release 2].mkv"))
    await jellyfin.post("/Library/Refresh")
    await wire.settle()
    new = film(shelf)
    assert new.id != old.id
    assert shelf.watched[anna(shelf), new.id].played
    world.disk.move(new.path, old.path)
    await jellyfin.post("/Library/Refresh")
    await wire.settle()
    assert film(shelf).id == old.id


async def test_a_session_shows_what_plays(jellyfin: httpx.AsyncClient, shelf: JellyfinShelf) -> None:
    shelf.sessions["s"] = JellyfinSession("s", anna(shelf), film(shelf).id, NOW, 60_000)
    (row,) = (await jellyfin.get("/Sessions")).json()
    assert (row["UserName"], row["NowPlayingItem"]["Id"]) == ("anna", film(shelf).id)
    assert row["PlayState"]["PositionTicks"] == 600_000_000


async def test_box_sets_hold_films_and_lose_what_is_deleted(
    jellyfin: httpx.AsyncClient, shelf: JellyfinShelf
) -> None:
    (box, *_) = (await items(jellyfin, "recursive=true&includeItemTypes=BoxSet"))["Items"]
    members = (await items(jellyfin, f"parentId={box['Id']}"))["Items"]
    assert members
    await jellyfin.delete(f"/Items/{members[0]['Id']}")
    assert members[0]["Id"] not in shelf.items[box["Id"]].children


async def test_faults_empty_or_shorten_a_listing(jellyfin: httpx.AsyncClient, wire: JellyfinWire) -> None:
    wire.faults.add(FaultKind.EMPTY, times=1)
    assert await items(jellyfin, "recursive=true") == {"Items": [], "TotalRecordCount": 0, "StartIndex": 0}
    wire.faults.add(FaultKind.SHORT, times=1)
    page = await items(jellyfin, "recursive=true&limit=10")
    assert (len(page["Items"]), page["TotalRecordCount"] > 200) == (5, True)


async def test_a_picture_needs_no_token_and_a_bad_id_is_400(
    jellyfin: httpx.AsyncClient, wire: JellyfinWire, shelf: JellyfinShelf
) -> None:
    async with httpx.AsyncClient(base_url=wire.url) as stranger:
        picture = await stranger.get(f"/Items/{film(shelf).id}/Images/Primary")
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png")
    assert (await jellyfin.delete("/Items/all")).status_code == 400
    assert shelf.items


async def test_a_folder_shows_what_is_asked_for_and_one_that_is_not_there_is_404(
    jellyfin: httpx.AsyncClient, shelf: JellyfinShelf, wire: JellyfinWire, version: str
) -> None:
    path_of_film = film(shelf).path
    folder = wire.world.seen("jellyfin", path_of_film.rpartition("/")[0])
    path, both = "/Environment/DirectoryContents", {"includeFiles": "true", "includeDirectories": "true"}
    answer = await jellyfin.get(path, params={"path": folder, **both})
    if described(f"jellyfin-{version}"):
        check_response(f"jellyfin-{version}", "GET", path, answer.status_code, answer.json())
    assert {"Name": path_of_film.rpartition("/")[2], "Type": "File"}.items() <= answer.json()[0].items()
    assert (await jellyfin.get(path, params={"path": folder})).json() == []
    assert (await jellyfin.get(path, params={"path": f"{folder}/none", **both})).status_code == 404
    top = await jellyfin.get(path, params={"path": "/media/movies", **both})
    assert {row["Type"] for row in top.json()} == {"Directory"}
    wire.world.disk.lose("movies")
    assert (await jellyfin.get(path, params={"path": "/media/movies", **both})).json() == []
