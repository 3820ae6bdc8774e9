"""Overseerr, Jellyseerr and Seerr as the playground speaks them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from playground.build import build_world
from playground.people import PEOPLE
from playground.request import MediaRow, Request
from playground.seerr import SeerrWire
from playground.wire import CallLog, FaultKind
from playground.world import World
from tests.openapi import check_request, check_response

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SEERR, OVERSEERR = "3.1.0", "1.33.2"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build_world(tmp_path, films=60, shows=6, now=NOW)


@pytest.fixture
async def wire(world: World) -> AsyncIterator[SeerrWire]:
    wire = SeerrWire(world, CallLog())
    await wire.start()
    yield wire
    await wire.stop()


@pytest.fixture
async def http(wire: SeerrWire, world: World) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"X-Api-Key": world.seerr_key}
    async with httpx.AsyncClient(base_url=f"{wire.url}/api/v1", headers=headers) as client:
        yield client


async def read(http: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await http.get(path)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def requested(world: World, *, kind: str = "movie", is_4k: bool = False) -> tuple[Request, MediaRow]:
    rows = ((request, world.media[request.media]) for request in world.requests.values())
    return next((r, m) for r, m in rows if m.kind == kind and r.is_4k is is_4k and r.status == 5)


async def test_the_version_is_told_without_a_key(wire: SeerrWire) -> None:
    async with httpx.AsyncClient(base_url=wire.url) as stranger:
        answer = await stranger.get("/api/v1/status")
    check_response("seerr", "GET", "/api/v1/status", answer.status_code, answer.json())
    assert answer.json()["version"] == SEERR


async def test_no_key_is_401_and_a_wrong_one_403(wire: SeerrWire, world: World) -> None:
    async with httpx.AsyncClient(base_url=wire.url) as stranger:
        none = await stranger.get("/api/v1/request")
        wrong = await stranger.get("/api/v1/request", headers={"X-Api-Key": "wrong"})
        query = await stranger.get(f"/api/v1/request?apikey={world.seerr_key}")
    assert [none.status_code, wrong.status_code, query.status_code] == [401, 403, 401]
    assert none.json()["message"] == "cookie 'connect.sid' required"


@pytest.mark.parametrize(("spec", "version"), [("seerr", SEERR), ("overseerr", OVERSEERR)])
async def test_answers_are_as_described(
    wire: SeerrWire, http: httpx.AsyncClient, spec: str, version: str
) -> None:
    wire.version = version
    for path in ("/request", "/media", "/user", "/auth/me", "/settings/public", "/request/1"):
        answer = await http.get(path)
        check_response(spec, "GET", f"/api/v1{path}", answer.status_code, answer.json())
    check_request(spec, "GET", "/api/v1/request", {"take": 100, "skip": 0, "filter": "all", "sort": "added"})


async def test_pages_hold_ten_rows_unless_told_otherwise(http: httpx.AsyncClient, world: World) -> None:
    total = len(world.requests)
    first = await read(http, "/request")
    second = await read(http, "/request?take=10&skip=10")
    assert first["pageInfo"] == {"pages": -(-total // 10), "pageSize": 10, "results": total, "page": 1}
    assert second["pageInfo"]["page"] == 2
    assert not {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}


async def test_a_large_take_gives_all(http: httpx.AsyncClient, world: World) -> None:
    page = await read(http, "/request?take=10000")
    assert {row["id"] for row in page["results"]} == set(world.requests)


@pytest.mark.parametrize("query", ["take=ten", "skip=-1", "filter=nonsense", "surprise=1"])
async def test_a_bad_query_is_400(http: httpx.AsyncClient, query: str) -> None:
    assert (await http.get(f"/request?{query}")).status_code == 400


async def test_the_youngest_request_comes_first(http: httpx.AsyncClient) -> None:
    ids = [row["id"] for row in (await read(http, "/request?take=1000"))["results"]]
    rising = [row["id"] for row in (await read(http, "/request?take=1000&sortDirection=asc"))["results"]]
    assert ids == sorted(ids, reverse=True) == rising[::-1]


async def test_a_request_tells_its_title_seasons_and_who_asked(http: httpx.AsyncClient, world: World) -> None:
    request, media = requested(world, kind="tv")
    row = await read(http, f"/request/{request.id}")
    person = next(person for person in PEOPLE if person.seerr_id == request.person)
    assert (row["media"]["mediaType"], row["media"]["tmdbId"]) == ("tv", media.tmdb)
    assert row["media"]["ratingKey"] == str(media.key)
    assert [season["seasonNumber"] for season in row["seasons"]] == request.seasons
    assert row["requestedBy"]["displayName"] == person.name
    assert row["is4k"] is False


async def test_requests_of_4k_say_so(http: httpx.AsyncClient, world: World) -> None:
    request, _ = requested(world, is_4k=True)
    assert (await read(http, f"/request/{request.id}"))["is4k"] is True


async def test_deleting_a_request_leaves_an_available_media_row(
    http: httpx.AsyncClient, world: World
) -> None:
    request, media = requested(world)
    answers = [(await http.delete(f"/request/{request.id}")).status_code for _ in range(2)]
    assert answers == [204, 404]
    assert world.media[media.id].status == 5


async def test_deleting_the_last_request_makes_other_rows_unknown(
    http: httpx.AsyncClient, world: World
) -> None:
    request, media = requested(world)
    media.status = 7
    for other in [r for r in world.requests.values() if r.media == media.id and not r.is_4k]:
        await http.delete(f"/request/{other.id}")
    assert request.id not in world.requests
    assert world.media[media.id].status == 1


async def test_deleting_a_media_row_takes_its_requests(http: httpx.AsyncClient, world: World) -> None:
    request, media = requested(world)
    answers = [(await http.delete(f"/media/{media.id}")).status_code for _ in range(2)]
    assert answers == [204, 404]
    assert request.id not in world.requests
    assert (await http.delete("/media/abc")).status_code == 404


async def test_a_blocklisted_row_is_only_reset(http: httpx.AsyncClient, world: World) -> None:
    _, media = requested(world)
    media.status = 6
    assert (await http.delete(f"/media/{media.id}")).status_code == 204
    assert world.media[media.id].key is None


async def test_the_filter_deleted_shows_all_media_rows(http: httpx.AsyncClient, world: World) -> None:
    page = await read(http, "/media?filter=deleted&take=10000")
    assert len(page["results"]) == len(world.media)
    assert 7 not in {row["status"] for row in page["results"]}


async def test_the_filter_deleted_works_for_requests(http: httpx.AsyncClient, world: World) -> None:
    request, media = requested(world)
    media.status = 7
    rows = (await read(http, "/request?filter=deleted&take=1000"))["results"]
    assert request.id in {row["id"] for row in rows}
    assert {row["media"]["id"] for row in rows} == {media.id}


async def test_the_available_filter_keeps_available_media(http: httpx.AsyncClient, world: World) -> None:
    rows = (await read(http, "/media?filter=available&take=1000"))["results"]
    assert {row["id"] for row in rows} == {row.id for row in world.media.values() if row.status == 5}


async def test_numbers_younger_than_the_client_are_shown_as_they_are(
    http: httpx.AsyncClient, world: World
) -> None:
    request, media = requested(world)
    request.status, media.status = 11, 12
    row = await read(http, f"/request/{request.id}")
    assert (row["status"], row["media"]["status"]) == (11, 12)


async def test_overseerr_knows_neither_completed_nor_deleted(
    wire: SeerrWire, http: httpx.AsyncClient, world: World
) -> None:
    wire.version = OVERSEERR
    request, media = requested(world)
    media.status = 7
    row = await read(http, f"/request/{request.id}")
    assert (row["status"], row["media"]["status"]) == (2, 1)
    assert (await http.get("/request?filter=completed")).status_code == 400
    assert (await http.delete(f"/media/{media.id}/file")).status_code == 404


async def test_deleting_a_shows_files_is_404_though_the_row_exists(
    http: httpx.AsyncClient, world: World
) -> None:
    _, media = requested(world, kind="tv")
    assert (await http.delete(f"/media/{media.id}/file")).status_code == 404
    assert media.id in world.media


async def test_deleting_a_4k_file_without_a_default_server_is_never_answered(
    http: httpx.AsyncClient, wire: SeerrWire, world: World
) -> None:
    _, media = requested(world)
    with pytest.raises(httpx.ReadTimeout):
        await http.delete(f"/media/{media.id}/file?is4k=true", timeout=0.2)
    assert wire.log.effects() == []


async def test_deleting_a_films_file_deletes_it_in_radarr(http: httpx.AsyncClient, world: World) -> None:
    _, media = requested(world)
    movie = world.instances["radarr"].movies[media.entry or 0]
    assert (await http.delete(f"/media/{media.id}/file?is4k=false")).status_code == 204
    assert movie.id not in world.instances["radarr"].movies
    assert world.disk.under(movie.path) == []


async def test_lookups_fail_without_the_outside_world(http: httpx.AsyncClient) -> None:
    assert (await http.get("/movie/603")).status_code == 500
    assert (await http.get("/tv/1399")).status_code == 500


async def test_a_key_can_act_as_a_user_with_fewer_rights(http: httpx.AsyncClient, world: World) -> None:
    request, media = requested(world)
    other = next(p for p in PEOPLE[1:] if p.seerr_id != request.person)
    as_other = {"X-API-User": str(other.seerr_id)}
    assert (await http.get("/auth/me", headers=as_other)).json()["id"] == other.seerr_id
    assert (await http.delete(f"/media/{media.id}", headers=as_other)).status_code == 403
    assert (await http.delete(f"/request/{request.id}", headers=as_other)).status_code == 401
    request.status = 1
    assert (await http.delete(f"/request/{request.id}", headers=as_other)).status_code == 204


async def test_a_listing_can_be_empty_short_or_not_done(
    http: httpx.AsyncClient, wire: SeerrWire, world: World
) -> None:
    request, _ = requested(world)
    wire.faults.add(FaultKind.EMPTY, path="/media")
    wire.faults.add(FaultKind.SHORT, path="/request", method="GET")
    wire.faults.add(FaultKind.NOOP, method="DELETE")
    assert (await read(http, "/media"))["pageInfo"]["results"] == 0
    short = await read(http, "/request")
    assert (len(short["results"]), short["pageInfo"]["results"]) == (5, len(world.requests))
    assert (await http.delete(f"/request/{request.id}")).status_code == 204
    assert request.id in world.requests


async def test_how_somebody_wants_to_be_told_is_shown_to_who_manages_users(
    http: httpx.AsyncClient, wire: SeerrWire, world: World
) -> None:
    for person in PEOPLE:
        path = f"/user/{person.seerr_id}/settings/notifications"
        content = await read(http, path)
        check_response("seerr", "GET", f"/api/v1{path}", 200, content)
        assert content["discordId"] == (None if person.discord_id is None else str(person.discord_id))
    other, own = PEOPLE[1], PEOPLE[2]
    as_own = {"X-Api-Key": world.seerr_key, "X-API-User": str(own.seerr_id)}
    async with httpx.AsyncClient(base_url=f"{wire.url}/api/v1", headers=as_own) as client:
        refused = await client.get(f"/user/{other.seerr_id}/settings/notifications")
        shown = await client.get(f"/user/{own.seerr_id}/settings/notifications")
    assert (refused.status_code, shown.status_code) == (403, 200)
    assert (await http.get("/user/999/settings/notifications")).status_code == 404
