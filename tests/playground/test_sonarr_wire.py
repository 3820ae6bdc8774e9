"""Sonarr as the playground speaks it: each fact of its wire that a client can stumble over."""

from typing import Any

import httpx
import pytest

from playground.household import Household
from playground.instance import Instance, Series
from tests.openapi import check_response

SPEC = "sonarr-v3"


@pytest.fixture
def server(home: Household) -> Instance:
    return home.world.instances["sonarr"]


@pytest.fixture
def show(server: Instance) -> Series:
    return server.series[1]


async def read(sonarr: httpx.AsyncClient, path: str) -> Any:
    answer = await sonarr.get(path)
    assert answer.status_code == 200, answer.text
    check_response(SPEC, "GET", f"/api/v3{path}", 200, answer.json())
    return answer.json()


@pytest.mark.parametrize(
    "path",
    [
        "/system/status",
        "/series",
        "/series/1",
        "/episode?seriesId=1",
        "/episode?seriesId=1&includeEpisodeFile=true",
        "/episodefile?seriesId=1",
        "/tag",
        "/qualityprofile",
        "/rootfolder",
        "/diskspace",
        "/config/mediamanagement",
        "/queue",
        "/importlistexclusion",
        "/command",
    ],
)
async def test_answers_are_as_sonarr_describes_them(sonarr: httpx.AsyncClient, path: str) -> None:
    assert await read(sonarr, path) is not None


async def test_a_wrong_key_is_401(home: Household) -> None:
    async with httpx.AsyncClient(headers={"X-Api-Key": "wrong"}) as client:
        assert (await client.get(f"{home.sonarr.url}/api/v3/series")).status_code == 401


async def test_the_tvdb_filter_finds_one_or_none(sonarr: httpx.AsyncClient, show: Series) -> None:
    found = await read(sonarr, f"/series?tvdbId={show.title.ids.tvdb}")
    assert [row["id"] for row in found] == [show.id]
    assert await read(sonarr, "/series?tvdbId=1") == []


async def test_statistics_add_up_over_the_seasons(sonarr: httpx.AsyncClient, show: Series) -> None:
    row = await read(sonarr, f"/series/{show.id}")
    files = await read(sonarr, f"/episodefile?seriesId={show.id}")
    sizes = [season["statistics"]["sizeOnDisk"] for season in row["seasons"]]
    assert row["statistics"]["sizeOnDisk"] == sum(sizes) == sum(file["size"] for file in files)


async def test_two_episodes_share_a_multi_episode_file(sonarr: httpx.AsyncClient, show: Series) -> None:
    first, second, third, *_ = await read(sonarr, f"/episode?seriesId={show.id}&seasonNumber=1")
    assert first["episodeFileId"] == second["episodeFileId"] != third["episodeFileId"]


async def test_an_episode_that_is_missing_has_no_file(sonarr: httpx.AsyncClient, server: Instance) -> None:
    missing = next(row for row in server.episodes.values() if row.file is None)
    row = await read(sonarr, f"/episode/{missing.id}")
    assert (row["hasFile"], row["episodeFileId"]) == (False, 0)


async def test_a_missing_episode_is_queued_under_its_series(
    sonarr: httpx.AsyncClient, server: Instance
) -> None:
    missing = next(row for row in server.episodes.values() if row.file is None)
    (row,) = (await read(sonarr, f"/queue?seriesIds={missing.series}"))["records"]
    assert (row["seriesId"], row["episodeId"], row["seasonNumber"]) == (
        missing.series,
        missing.id,
        missing.season,
    )


async def test_an_unknown_series_is_404_to_get_and_500_to_delete(sonarr: httpx.AsyncClient) -> None:
    assert (await sonarr.get("/series/999")).status_code == 404
    answer = await sonarr.delete("/series/999")
    assert answer.status_code == 500
    assert answer.json()["message"] == "Expected query to return 1 rows but returned 0"


async def test_deleting_a_series_removes_all_below_it_and_the_files_later(
    home: Household, sonarr: httpx.AsyncClient, show: Series
) -> None:
    home.sonarr.removal_delay = 0.2
    assert (await sonarr.delete(f"/series/{show.id}?deleteFiles=true")).json() == {}
    assert await read(sonarr, f"/series?tvdbId={show.title.ids.tvdb}") == []
    assert await read(sonarr, f"/episode?seriesId={show.id}") == []
    assert await read(sonarr, f"/episodefile?seriesId={show.id}") == []
    assert home.world.disk.real(show.path).exists()
    await home.settle()
    assert not home.world.disk.real(show.path).exists()


async def test_an_exclusion_is_set_by_sonarrs_flag_and_not_by_radarrs(
    sonarr: httpx.AsyncClient, server: Instance
) -> None:
    first, second, *_ = server.series.values()
    await sonarr.delete(f"/series/{first.id}?addImportExclusion=true")
    assert await read(sonarr, "/importlistexclusion") == []
    await sonarr.delete(f"/series/{second.id}?addImportListExclusion=true")
    (row,) = await read(sonarr, "/importlistexclusion")
    assert (row["tvdbId"], row["title"]) == (second.title.ids.tvdb, second.title.name)


async def test_a_folder_that_holds_another_series_is_kept_silently(
    home: Household, sonarr: httpx.AsyncClient, server: Instance
) -> None:
    show, other, *_ = server.series.values()
    other.path = f"{show.path}/Spin-off"
    answer = await sonarr.delete(f"/series/{show.id}?deleteFiles=true")
    await home.settle()
    assert (answer.status_code, answer.json()) == (200, {})
    assert home.world.disk.under(show.path) != []


async def test_an_episode_file_goes_at_once_and_its_episode_stays(
    home: Household, sonarr: httpx.AsyncClient, server: Instance, show: Series
) -> None:
    file = server.held(show.id)[-1]
    assert (await sonarr.delete(f"/episodefile/{file.id}")).status_code == 200
    assert home.world.disk.size(file.path) is None
    assert (await sonarr.delete(f"/episodefile/{file.id}")).status_code == 404
    episodes = await read(sonarr, f"/episode?seriesId={show.id}")
    assert [row["hasFile"] for row in episodes].count(False) == 1


async def test_an_episode_file_that_plex_already_removed_is_forgotten(
    home: Household, sonarr: httpx.AsyncClient, server: Instance, show: Series
) -> None:
    file = server.held(show.id)[-1]
    home.world.disk.unlink(file.path)
    assert (await sonarr.delete(f"/episodefile/{file.id}")).status_code == 200
    assert file.id not in server.files


async def test_an_episode_file_is_refused_with_409_while_its_root_is_away(
    home: Household, sonarr: httpx.AsyncClient, server: Instance, show: Series
) -> None:
    file = server.held(show.id)[0]
    home.world.disk.lose("tv")
    answer = await sonarr.delete(f"/episodefile/{file.id}")
    assert (answer.status_code, file.id in server.files) == (409, True)
    assert "doesn't exist" in answer.json()["message"]


async def test_an_episode_file_is_refused_with_409_while_its_root_is_empty(
    home: Household, sonarr: httpx.AsyncClient, server: Instance, show: Series
) -> None:
    file = server.held(show.id)[0]
    for folder in list(home.world.disk.real("tv").iterdir()):
        home.world.disk.remove_folder(f"tv/{folder.name}")
    answer = await sonarr.delete(f"/episodefile/{file.id}")
    assert answer.status_code == 409
    assert "is empty" in answer.json()["message"]


async def test_a_recycle_bin_takes_an_episode_file(
    home: Household, sonarr: httpx.AsyncClient, server: Instance, show: Series
) -> None:
    server.recycle_bin = "/recycle"
    file, free = server.held(show.id)[-1], home.world.disk.free
    await sonarr.delete(f"/episodefile/{file.id}")
    assert (home.world.disk.free, len(home.world.disk.under("recycle"))) == (free, 1)


async def test_a_put_of_a_whole_series_unmonitors_a_season_with_its_episodes(
    sonarr: httpx.AsyncClient, server: Instance, show: Series
) -> None:
    row = await read(sonarr, f"/series/{show.id}")
    row["seasons"][0]["monitored"] = False
    answer = await sonarr.put(f"/series/{show.id}", json=row)
    assert answer.status_code == 202
    check_response(SPEC, "PUT", "/api/v3/series/{id}", 202, answer.json())
    monitored = {(server.episodes[n].season, server.episodes[n].monitored) for n in show.episodes}
    assert monitored == {(1, False), (2, True), (3, True), (4, True), (5, True)}


async def test_episodes_are_unmonitored_by_id_and_unknown_ids_passed_over(
    sonarr: httpx.AsyncClient, server: Instance, show: Series
) -> None:
    ids = show.episodes[:2]
    answer = await sonarr.put("/episode/monitor", json={"episodeIds": [*ids, 999999], "monitored": False})
    assert (answer.status_code, len(answer.json())) == (202, 2)
    assert [server.episodes[number].monitored for number in ids] == [False, False]
    assert server.episodes[show.episodes[2]].monitored


async def test_episodes_without_a_series_in_the_query_are_a_bad_request(sonarr: httpx.AsyncClient) -> None:
    assert (await sonarr.get("/episode")).status_code == 400
    assert (await sonarr.get("/episodefile")).status_code == 400


async def test_a_rescan_forgets_the_vanished_files_of_one_series(
    home: Household, sonarr: httpx.AsyncClient, server: Instance, show: Series
) -> None:
    gone = server.held(show.id)[-1]
    home.world.disk.unlink(gone.path)
    await sonarr.post("/command", json={"name": "RefreshSeries", "seriesId": show.id})
    await home.settle()
    assert gone.id not in server.files


async def test_a_body_that_is_no_json_object_is_a_bad_request(sonarr: httpx.AsyncClient) -> None:
    assert (await sonarr.put("/series/1", content=b"[1]")).status_code == 400
