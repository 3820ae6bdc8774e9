"""Radarr as the playground speaks it: each fact of its wire that a client can stumble over."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from playground.faults import FaultKind
from playground.household import Household
from playground.instance import Instance, Movie
from tests.openapi import check_response

SPEC = "radarr-v3"


@pytest.fixture
def server(home: Household) -> Instance:
    return home.world.instances["radarr"]


@pytest.fixture
def film(server: Instance) -> Movie:
    return next(movie for movie in server.movies.values() if movie.file)


def folder(home: Household, movie: Movie) -> Path:
    return home.world.disk.real(movie.path)


async def read(radarr: httpx.AsyncClient, path: str) -> Any:
    answer = await radarr.get(path)
    assert answer.status_code == 200, answer.text
    check_response(SPEC, "GET", f"/api/v3{path}", 200, answer.json())
    return answer.json()


@pytest.mark.parametrize(
    "path",
    [
        "/system/status",
        "/movie",
        "/movie/1",
        "/moviefile?movieId=1",
        "/tag",
        "/qualityprofile",
        "/rootfolder",
        "/diskspace",
        "/config/mediamanagement",
        "/queue",
        "/exclusions",
        "/importlist",
        "/command",
    ],
)
async def test_answers_are_as_radarr_describes_them(radarr: httpx.AsyncClient, path: str) -> None:
    assert await read(radarr, path) is not None


async def test_the_key_may_stand_in_the_query_the_header_or_as_bearer(
    home: Household, server: Instance
) -> None:
    url = f"{home.radarr.url}/api/v3/system/status"
    async with httpx.AsyncClient() as client:
        answers = [
            await client.get(url, params={"apikey": server.key}),
            await client.get(url, headers={"X-Api-Key": server.key}),
            await client.get(url, headers={"Authorization": f"Bearer {server.key}"}),
            await client.get(url, params={"apikey": "wrong"}, headers={"X-Api-Key": server.key}),
            await client.get(url),
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 401, 401]


async def test_the_tmdb_filter_finds_one_or_none(radarr: httpx.AsyncClient, film: Movie) -> None:
    found = await read(radarr, f"/movie?tmdbId={film.title.ids.tmdb}")
    assert [row["id"] for row in found] == [film.id]
    assert await read(radarr, "/movie?tmdbId=1") == []


async def test_a_film_tells_its_file_as_radarr_sees_it(
    home: Household, radarr: httpx.AsyncClient, film: Movie
) -> None:
    row = await read(radarr, f"/movie/{film.id}")
    (file,) = await read(radarr, f"/moviefile?movieId={film.id}")
    assert file["path"] == f"/movies/{film.title.folder}/{file['relativePath']}"
    assert (row["movieFile"], row["hasFile"], row["sizeOnDisk"]) == (file, True, file["size"])
    assert folder(home, film).joinpath(file["relativePath"]).stat().st_size == file["size"]


async def test_a_film_that_has_not_come_yet_has_no_file_and_is_queued(
    radarr: httpx.AsyncClient, server: Instance
) -> None:
    wanted = next(movie for movie in server.movies.values() if movie.file is None)
    assert (await read(radarr, f"/movie/{wanted.id}"))["hasFile"] is False
    queue = await read(radarr, f"/queue?movieIds={wanted.id}")
    assert [row["movieId"] for row in queue["records"]] == [wanted.id]


async def test_an_unknown_film_is_404_to_get_and_500_to_delete(radarr: httpx.AsyncClient) -> None:
    assert (await radarr.get("/movie/999999")).status_code == 404
    answer = await radarr.delete("/movie/999999")
    assert answer.status_code == 500
    assert answer.json()["message"] == "Expected query to return 1 rows but returned 0"


async def test_an_id_that_is_no_number_names_nothing(radarr: httpx.AsyncClient, server: Instance) -> None:
    count = len(server.movies)
    assert (await radarr.delete("/movie/1,2")).status_code == 404
    assert len(server.movies) == count


async def test_files_go_after_the_answer(home: Household, radarr: httpx.AsyncClient, film: Movie) -> None:
    home.radarr.removal_delay = 60.0
    answer = await radarr.delete(f"/movie/{film.id}?deleteFiles=true")
    assert (answer.status_code, answer.json()) == (200, {})
    assert folder(home, film).exists()
    assert await read(radarr, f"/movie?tmdbId={film.title.ids.tmdb}") == []


async def test_the_whole_folder_goes_with_what_radarr_does_not_know(
    home: Household, radarr: httpx.AsyncClient, film: Movie
) -> None:
    home.world.disk.write(f"{film.path}/another version.mkv", 7)
    free = home.world.disk.free
    await radarr.delete(f"/movie/{film.id}?deleteFiles=true")
    await home.settle()
    assert not folder(home, film).exists()
    assert home.world.disk.free >= free + 7


async def test_without_the_flag_the_files_stay(
    home: Household, radarr: httpx.AsyncClient, film: Movie
) -> None:
    await radarr.delete(f"/movie/{film.id}")
    await home.settle()
    assert folder(home, film).exists()


async def test_an_exclusion_is_set_by_radarrs_flag_and_not_by_sonarrs(
    radarr: httpx.AsyncClient, server: Instance
) -> None:
    first, second, *_ = server.movies.values()
    await radarr.delete(f"/movie/{first.id}?addImportListExclusion=true")
    assert await read(radarr, "/exclusions") == []
    await radarr.delete(f"/movie/{second.id}?addImportExclusion=true")
    (row,) = await read(radarr, "/exclusions")
    assert (row["tmdbId"], row["movieTitle"]) == (second.title.ids.tmdb, second.title.name)


async def test_a_folder_that_another_film_shares_is_kept_silently(
    home: Household, radarr: httpx.AsyncClient, server: Instance
) -> None:
    film, other, *_ = server.movies.values()
    other.path = f"{film.path}/Extras"
    answer = await radarr.delete(f"/movie/{film.id}?deleteFiles=true")
    await home.settle()
    assert (answer.status_code, answer.json()) == (200, {})
    assert list(folder(home, film).iterdir()) != []


async def test_a_shared_folder_ends_a_bulk_removal_silently(
    home: Household, radarr: httpx.AsyncClient, server: Instance
) -> None:
    first, second, third, *_ = server.movies.values()
    third.path = first.path
    asked = {"movieIds": [first.id, second.id], "deleteFiles": True}
    answer = await radarr.request("DELETE", "/movie/editor", json=asked)
    await home.settle()
    assert answer.status_code == 200
    assert folder(home, second).exists()


async def test_a_recycle_bin_takes_the_files_and_frees_nothing(
    home: Household, radarr: httpx.AsyncClient, server: Instance, film: Movie
) -> None:
    server.recycle_bin = "/recycle"
    free = home.world.disk.free
    await radarr.delete(f"/movie/{film.id}?deleteFiles=true")
    await home.settle()
    assert not folder(home, film).exists()
    assert home.world.disk.free == free
    assert len(home.world.disk.under(f"recycle/{film.title.folder}")) == 1
    assert (await read(radarr, "/config/mediamanagement"))["recycleBin"] == "/recycle"


async def test_a_recycle_bin_keeps_both_files_of_the_same_name(
    home: Household, radarr: httpx.AsyncClient, server: Instance, film: Movie
) -> None:
    server.recycle_bin = "/recycle"
    path, size = server.held(film.id)[0].path, server.held(film.id)[0].size
    home.world.disk.write(f"recycle/{path.split('/', 1)[1]}", 7)
    await radarr.delete(f"/movie/{film.id}?deleteFiles=true")
    await home.settle()
    recycled = home.world.disk.under("recycle")
    assert {home.world.disk.size(file) for file in recycled} == {7, size}


async def test_media_files_of_a_folder_are_empty_once_it_is_gone(
    home: Household, radarr: httpx.AsyncClient, film: Movie
) -> None:
    path = home.world.seen("radarr", film.path)
    before = (await radarr.get("/filesystem/mediafiles", params={"path": path})).json()
    await radarr.delete(f"/movie/{film.id}?deleteFiles=true")
    await home.settle()
    after = (await radarr.get("/filesystem/mediafiles", params={"path": path})).json()
    assert ([row["path"].startswith(path) for row in before], after) == ([True], [])


async def test_a_lost_mount_shows_an_inaccessible_root_and_no_media_files(
    home: Household, radarr: httpx.AsyncClient, film: Movie
) -> None:
    home.world.disk.lose("movies")
    roots = await read(radarr, "/rootfolder")
    assert {row["path"]: row["accessible"] for row in roots} == {"/movies": False, "/kids": True}
    path = home.world.seen("radarr", film.path)
    assert (await radarr.get("/filesystem/mediafiles", params={"path": path})).json() == []


async def test_a_film_removed_while_its_mount_is_lost_keeps_its_files(
    home: Household, radarr: httpx.AsyncClient, film: Movie
) -> None:
    home.world.disk.lose("movies")
    await radarr.delete(f"/movie/{film.id}?deleteFiles=true")
    await home.settle()
    home.world.disk.find("movies")
    assert len(home.world.disk.under(film.path)) >= 1


async def test_radarr_lists_a_vanished_file_until_it_rescans(
    home: Household, radarr: httpx.AsyncClient, server: Instance, film: Movie
) -> None:
    home.world.disk.unlink(server.held(film.id)[0].path)
    assert (await read(radarr, f"/movie/{film.id}"))["hasFile"] is True
    answer = await radarr.post("/command", json={"name": "RefreshMovie", "movieIds": [film.id]})
    check_response(SPEC, "POST", "/api/v3/command", answer.status_code, answer.json())
    await home.settle()
    assert (await read(radarr, f"/movie/{film.id}"))["hasFile"] is False
    assert (await read(radarr, f"/command/{answer.json()['id']}"))["status"] == "completed"


async def test_a_rescan_forgets_nothing_while_the_mount_is_lost(
    home: Household, radarr: httpx.AsyncClient, film: Movie
) -> None:
    home.world.disk.lose("movies")
    await radarr.post("/command", json={"name": "RefreshMovie", "movieIds": [film.id]})
    await home.settle()
    assert (await read(radarr, f"/movie/{film.id}"))["hasFile"] is True


async def test_a_film_whose_file_is_gone_can_still_be_deleted(
    home: Household, radarr: httpx.AsyncClient, server: Instance, film: Movie
) -> None:
    home.world.disk.unlink(server.held(film.id)[0].path)
    assert (await radarr.delete(f"/movie/{film.id}?deleteFiles=true")).status_code == 200
    await home.settle()
    assert not folder(home, film).exists()


async def test_a_put_is_accepted_with_202_and_changes_monitoring_and_tags(
    radarr: httpx.AsyncClient, film: Movie
) -> None:
    row = await read(radarr, f"/movie/{film.id}")
    answer = await radarr.put(f"/movie/{film.id}", json=row | {"monitored": False, "tags": [1]})
    assert answer.status_code == 202
    check_response(SPEC, "PUT", "/api/v3/movie/{id}", 202, answer.json())
    assert ((await read(radarr, f"/movie/{film.id}"))["monitored"], film.tags) == (False, [1])


async def test_the_editor_adds_and_removes_tags_of_several_films(
    radarr: httpx.AsyncClient, server: Instance
) -> None:
    first, second, *_ = server.movies.values()
    ids = [first.id, second.id]
    added = await radarr.put("/movie/editor", json={"movieIds": ids, "tags": [1], "applyTags": "add"})
    assert (added.status_code, first.tags, second.tags) == (202, [1], [1])
    await radarr.put("/movie/editor", json={"movieIds": ids, "tags": [1], "applyTags": "remove"})
    assert (first.tags, second.tags, first.monitored) == ([], [], True)


async def test_a_new_tag_is_made_with_201(radarr: httpx.AsyncClient) -> None:
    answer = await radarr.post("/tag", json={"label": "Leaving-Soon"})
    check_response(SPEC, "POST", "/api/v3/tag", answer.status_code, answer.json())
    assert answer.status_code == 201
    assert "leaving-soon" in [row["label"] for row in await read(radarr, "/tag")]


async def test_an_exclusion_can_be_made_once_and_removed(radarr: httpx.AsyncClient) -> None:
    asked = {"tmdbId": 603, "movieTitle": "The Matrix", "movieYear": 1999}
    made = await radarr.post("/exclusions", json=asked)
    again = await radarr.post("/exclusions", json=asked)
    assert (made.status_code, again.status_code) == (201, 400)
    assert (await radarr.delete(f"/exclusions/{made.json()['id']}")).status_code == 200
    assert await read(radarr, "/exclusions") == []


async def test_a_download_can_be_taken_from_the_queue(radarr: httpx.AsyncClient) -> None:
    (row,) = (await read(radarr, "/queue"))["records"]
    path = f"/queue/{row['id']}?removeFromClient=true&blocklist=false"
    assert [(await radarr.delete(path)).status_code for _ in range(2)] == [200, 404]


async def test_files_without_an_owner_in_the_query_are_a_bad_request(radarr: httpx.AsyncClient) -> None:
    assert (await radarr.get("/moviefile")).status_code == 400


async def test_a_noop_delete_says_200_and_leaves_the_film(
    home: Household, radarr: httpx.AsyncClient, film: Movie
) -> None:
    home.radarr.faults.add(FaultKind.NOOP, method="DELETE")
    assert (await radarr.delete(f"/movie/{film.id}?deleteFiles=true")).status_code == 200
    await home.settle()
    assert await read(radarr, f"/movie?tmdbId={film.title.ids.tmdb}") != []
    assert folder(home, film).exists()


async def test_a_stopped_radarr_leaves_the_removal_undone(
    home: Household, radarr: httpx.AsyncClient, film: Movie
) -> None:
    home.radarr.removal_delay = 60.0
    await radarr.delete(f"/movie/{film.id}?deleteFiles=true")
    await home.stop("radarr")
    await home.start("radarr")
    assert await read(radarr, f"/movie?tmdbId={film.title.ids.tmdb}") == []
    assert folder(home, film).exists()


async def test_the_4k_radarr_holds_its_own_copy_of_a_twin(home: Household, server: Instance) -> None:
    uhd = home.world.instances["uhd"]
    shared = {m.title.ids.tmdb for m in server.movies.values()} & {
        m.title.ids.tmdb for m in uhd.movies.values()
    }
    url, key = f"{home.uhd.url}/api/v3/movie", uhd.key
    async with httpx.AsyncClient() as client:
        rows = (await client.get(url, headers={"X-Api-Key": key})).json()
    twins = [row for row in rows if row["tmdbId"] in shared]
    assert len(twins) == 4
    assert {row["path"].split("/")[1] for row in twins} == {"movies-uhd", "movies-merged"}
    assert {row["movieFile"]["quality"]["quality"]["resolution"] for row in twins} == {2160}


async def test_an_import_list_gives_its_tag(radarr: httpx.AsyncClient, server: Instance) -> None:
    server.tags[90] = "list-popular"
    (row,) = await read(radarr, "/importlist")
    assert (row["name"], row["tags"], row["enableAuto"]) == ("Popular", [90], True)
