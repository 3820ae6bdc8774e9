"""Each server tells of what happened in it as the real one does, to whom it was set up."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from playground import happenings
from playground.hooks import Hook
from playground.household import Household
from playground.jellyfin_scan import scan
from playground.people import PEOPLE
from tests.openapi import check_response
from tests.playground.letterbox import Letterbox


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Household]:
    async with Household(tmp_path, films=40, shows=4, jellyfin="10.11.11") as household:
        household.jellyfin.plugin_s = 0.0
        yield household


@pytest.fixture
async def box() -> AsyncIterator[Letterbox]:
    async with Letterbox() as letterbox:
        yield letterbox


async def webhook(client: httpx.AsyncClient, url: str, **on: bool) -> dict[str, Any]:
    """Give the row that sets a webhook up, made from the schema."""
    (row,) = (await client.get("/notification/schema")).json()
    values = {"url": url, "username": "cascadarr", "password": "secret"}
    values["headers"] = [{"key": "X-Secret", "value": "s3cret"}]  # type: ignore[assignment]
    fields = [field | {"value": values.get(field["name"], field["value"])} for field in row["fields"]]
    return {**row, "name": "Cascadarr", "fields": fields, **on}


async def test_a_webhook_is_tried_out_when_it_is_set_up(radarr: httpx.AsyncClient, box: Letterbox) -> None:
    row = await webhook(radarr, box.url, onMovieDelete=True)
    made = await radarr.post("/notification", json=row)
    assert (made.status_code, box.events) == (201, ["Test"])
    check_response("radarr-v3", "POST", "/api/v3/notification", 201, made.json())
    schema = await radarr.get("/notification/schema")
    check_response("radarr-v3", "GET", "/api/v3/notification/schema", 200, schema.json())
    assert box.received[0].headers["X-Secret"] == "s3cret"
    assert box.received[0].headers["Authorization"].startswith("Basic ")


async def test_a_webhook_nobody_answers_is_refused_unless_it_is_forced(
    sonarr: httpx.AsyncClient, box: Letterbox
) -> None:
    box.status = 401
    row = await webhook(sonarr, box.url, onSeriesDelete=True)
    refused = await sonarr.post("/notification", json=row)
    tried = await sonarr.post("/notification/test", json=row)
    assert (refused.status_code, tried.status_code) == (400, 400)
    assert "[401]" in refused.json()[0]["errorMessage"]
    assert (await sonarr.get("/notification")).json() == []
    assert (await sonarr.post("/notification?forceSave=true", json=row)).status_code == 201


async def test_a_password_is_shown_masked_and_survives_that(
    radarr: httpx.AsyncClient, box: Letterbox, home: Household
) -> None:
    made = (await radarr.post("/notification", json=await webhook(radarr, box.url))).json()
    assert "secret" not in str([field for field in made["fields"] if field["name"] == "password"])
    changed = await radarr.put(f"/notification/{made['id']}", json={**made, "onMovieDelete": True})
    assert changed.status_code == 202
    await radarr.delete("/movie/1")
    await home.settle()
    assert box.received[-1].headers["Authorization"] == "Basic Y2FzY2FkYXJyOnNlY3JldA=="
    assert (await radarr.delete(f"/notification/{made['id']}")).status_code == 200


async def test_a_deleted_film_is_told_with_the_flag_of_the_request(
    home: Household, radarr: httpx.AsyncClient, box: Letterbox
) -> None:
    home.hook("radarr", Hook(box.url))
    movie = (await radarr.get("/movie/1")).json()
    await radarr.delete("/movie/1?deleteFiles=true")
    await radarr.delete("/movie/2")
    await home.settle()
    with_files, without = (row.json for row in box.received)
    assert box.events == ["MovieDelete", "MovieDelete"]
    assert (with_files["deletedFiles"], without["deletedFiles"]) == (True, False)
    assert with_files["movie"]["tmdbId"] == movie["tmdbId"]
    assert with_files["movie"]["folderPath"] == movie["path"]
    assert (with_files["movieFolderSize"], without["movieFolderSize"]) == (movie["sizeOnDisk"], 0)


async def test_a_deleted_file_is_told_with_its_reason(
    home: Household, radarr: httpx.AsyncClient, sonarr: httpx.AsyncClient, box: Letterbox
) -> None:
    home.hook("radarr", Hook(box.url))
    home.hook("sonarr", Hook(box.url))
    server = home.world.instances["radarr"]
    await radarr.delete(f"/moviefile/{server.movies[1].file}")
    home.world.disk.unlink(server.held(2)[0].path)
    await radarr.post("/command", json={"name": "RefreshMovie", "movieIds": [2]})
    episode = home.world.instances["sonarr"].held(2)[0]
    await sonarr.delete(f"/episodefile/{episode.id}")
    await home.settle()
    told = {row.json["eventType"]: row.json["deleteReason"] for row in box.received}
    reasons = sorted(row.json["deleteReason"] for row in box.received)
    assert told.keys() == {"MovieFileDelete", "EpisodeFileDelete"}
    assert reasons == ["manual", "manual", "missingFromDisk"]


async def test_a_deleted_show_is_told_once_and_nothing_of_its_files(
    home: Household, sonarr: httpx.AsyncClient, box: Letterbox
) -> None:
    home.hook("sonarr", Hook(box.url))
    await sonarr.delete("/series/1?deleteFiles=true")
    await home.settle()
    assert box.events == ["SeriesDelete"]
    assert (box.received[0].json["deletedFiles"], box.received[0].json["series"]["tvdbId"]) == (True, 70001)


async def test_an_upgrade_is_told_as_a_deletion_and_a_download(home: Household, box: Letterbox) -> None:
    home.hook("radarr", Hook(box.url))
    old = home.world.instances["radarr"].held(1)[0]
    new = happenings.upgrade(home.world, "radarr", 1, home.world.now)
    await home.settle()
    gone, come = (row.json for row in box.received)
    assert (gone["eventType"], gone["deleteReason"], gone["movieFile"]["id"]) == (
        "MovieFileDelete",
        "upgrade",
        old.id,
    )
    assert (come["eventType"], come["isUpgrade"], come["movieFile"]["id"]) == ("Download", True, new.id)
    assert [file["id"] for file in come["deletedFiles"]] == [old.id]


async def test_an_upgrade_is_told_only_where_its_switch_is_on(
    home: Household, radarr: httpx.AsyncClient, box: Letterbox
) -> None:
    row = await webhook(radarr, box.url, onMovieFileDelete=True)
    await radarr.post("/notification?forceSave=true", json=row)
    happenings.upgrade(home.world, "radarr", 1, home.world.now)
    await home.settle()
    assert box.events == []


async def test_jellyfins_plugin_tells_of_an_item_and_of_all_beneath_it(
    home: Household, box: Letterbox
) -> None:
    home.hook("jellyfin", Hook(box.url))
    shelf = home.jellyfin.shelf
    series = shelf.named("Breaking Bad", "Series")
    count = len(list(shelf.below(series.id)))
    headers = {"Authorization": f'MediaBrowser Token="{shelf.key}"'}
    async with httpx.AsyncClient(base_url=home.jellyfin.url, headers=headers) as client:
        await client.delete(f"/Items/{series.id}")
    await home.settle()
    last = box.received[-1]
    assert set(box.events) == {"ItemDeleted"}
    assert len(box.events) == count
    assert (last.json["ItemType"], last.json["ItemId"].replace("-", "")) == ("Series", series.id)
    assert last.json["Provider_tvdb"] == "70001"
    assert last.headers["Content-Type"].startswith("text/plain")


async def test_a_replaced_file_is_a_deletion_and_an_addition_to_jellyfin(
    home: Household, box: Letterbox
) -> None:
    home.hook("jellyfin", Hook(box.url))
    happenings.upgrade(home.world, "radarr", 1, home.world.now)
    scan(home.world, home.jellyfin.shelf)
    await home.settle()
    assert box.events == ["ItemDeleted", "ItemAdded"]
    assert len({row.json["ItemId"] for row in box.received}) == 2


async def test_what_the_plugin_had_queued_is_lost_when_jellyfin_stops(
    home: Household, box: Letterbox
) -> None:
    home.hook("jellyfin", Hook(box.url))
    home.jellyfin.plugin_s = 60.0
    happenings.upgrade(home.world, "radarr", 1, home.world.now)
    scan(home.world, home.jellyfin.shelf)
    assert home.jellyfin.plugin.queue
    await home.stop("jellyfin")
    await home.start("jellyfin")
    await home.settle()
    assert box.events == []


async def test_plex_posts_a_form_and_says_nothing_of_a_deletion(home: Household, box: Letterbox) -> None:
    home.hook("plex", Hook(box.url))
    entry = home.world.entry("The Shawshank Redemption")
    happenings.play(home.world, entry.key, PEOPLE[1], home.world.now)
    headers = {"X-Plex-Token": home.world.shelf.token}
    async with httpx.AsyncClient(base_url=home.plex.url, headers=headers) as client:
        assert (await client.delete(f"/library/metadata/{entry.key}")).status_code == 200
    await home.settle()
    (told,) = box.received
    assert told.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    text = told.body.split(b"\r\n\r\n")[1].split(b"\r\n--")[0]
    assert json.loads(text)["event"] == "media.scrobble"


async def test_a_postman_may_come_twice_late_or_in_the_wrong_order(home: Household, box: Letterbox) -> None:
    home.hook("radarr", Hook(box.url))
    postman = home.postman("radarr")
    postman.times = 2
    postman.hold()
    happenings.upgrade(home.world, "radarr", 1, home.world.now)
    await home.settle()
    assert box.events == []
    postman.release(backwards=True)
    await home.settle()
    assert box.events == ["Download", "Download", "MovieFileDelete", "MovieFileDelete"]


async def test_a_webhook_nobody_answers_is_not_repeated(home: Household, box: Letterbox) -> None:
    box.status = 500
    home.hook("radarr", Hook(box.url))
    home.hook("radarr", Hook("http://127.0.0.1:9/closed"))
    happenings.upgrade(home.world, "radarr", 1, home.world.now)
    await home.settle()
    statuses = [delivery.status for delivery in home.postman("radarr").deliveries]
    assert statuses == [500, None, 500, None]
