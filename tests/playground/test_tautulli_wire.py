"""Tautulli as the playground speaks it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from playground.build import build_world
from playground.household import Household
from playground.people import OWNER, PEOPLE
from playground.shelf import Session
from playground.tautulli import TautulliWire
from playground.wire import CallLog, FaultKind
from playground.world import World

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build_world(tmp_path, films=40, shows=4, now=NOW)


@pytest.fixture
async def wire(world: World) -> AsyncIterator[TautulliWire]:
    wire = TautulliWire(world, CallLog())
    await wire.start()
    yield wire
    await wire.stop()


@pytest.fixture
async def http(wire: TautulliWire) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=wire.url) as client:
        yield client


class Tautulli:
    """A client that sends everything as a form, as one should."""

    def __init__(self, http: httpx.AsyncClient, key: str) -> None:
        self.http = http
        self.key = key

    async def __call__(self, cmd: str, **parameters: object) -> Any:
        form = {"apikey": self.key, "cmd": cmd} | {name: str(v) for name, v in parameters.items()}
        answer = await self.http.post("/api/v2", data=form)
        body = answer.json()["response"]
        assert (answer.status_code, body["result"]) == (200, "success"), answer.text
        return body["data"]


@pytest.fixture
def tautulli(http: httpx.AsyncClient, world: World) -> Tautulli:
    return Tautulli(http, world.tautulli_key)


async def test_a_key_in_a_header_is_no_key(http: httpx.AsyncClient, world: World) -> None:
    answer = await http.get("/api/v2?cmd=status", headers={"X-Api-Key": world.tautulli_key})
    assert answer.status_code == 400
    assert answer.json()["response"]["message"] == "Parameter apikey is required"


async def test_a_wrong_key_is_400_and_not_401(http: httpx.AsyncClient) -> None:
    answer = await http.get("/api/v2?cmd=status&apikey=wrong")
    assert answer.status_code == 400
    assert answer.json()["response"] == {"result": "error", "message": "Invalid apikey", "data": {}}


async def test_a_key_in_the_query_works(http: httpx.AsyncClient, world: World) -> None:
    answer = await http.get(f"/api/v2?cmd=status&apikey={world.tautulli_key}")
    assert answer.json()["response"]["result"] == "success"


async def test_an_unknown_command_is_400(http: httpx.AsyncClient, world: World) -> None:
    answer = await http.post("/api/v2", data={"apikey": world.tautulli_key, "cmd": "delete_everything"})
    assert answer.status_code == 400
    assert "Unknown command" in answer.json()["response"]["message"]


async def test_a_key_in_a_form_stays_out_of_the_address(tautulli: Tautulli, wire: TautulliWire) -> None:
    await tautulli("status")
    assert [call.path for call in wire.log.calls] == ["/api/v2"]


async def test_history_gives_25_rows_unless_told_otherwise(tautulli: Tautulli, world: World) -> None:
    data = await tautulli("get_history")
    assert len(data["data"]) == 25
    assert data["recordsTotal"] == data["recordsFiltered"] == len(world.shelf.plays)


async def test_the_total_ignores_the_filter(tautulli: Tautulli, world: World) -> None:
    data = await tautulli("get_history", section_id=2, length=5000)
    assert data["recordsTotal"] == len(world.shelf.plays)
    assert data["recordsFiltered"] == len(data["data"]) < data["recordsTotal"]
    assert {row["section_id"] for row in data["data"]} == {2}


async def test_a_length_of_minus_one_loses_the_last_row(tautulli: Tautulli, world: World) -> None:
    data = await tautulli("get_history", length=-1)
    assert len(data["data"]) == len(world.shelf.plays) - 1


async def test_pages_together_are_the_whole(tautulli: Tautulli, world: World) -> None:
    rows = []
    for start in range(0, len(world.shelf.plays), 40):
        rows += (await tautulli("get_history", start=start, length=40))["data"]
    assert sorted(row["row_id"] for row in rows) == sorted(play.id for play in world.shelf.plays)


@pytest.mark.parametrize("falling", [True, False])
async def test_history_is_ordered_as_asked(tautulli: Tautulli, *, falling: bool) -> None:
    order = {"order_column": "date", "order_dir": "desc" if falling else "asc"}
    rows = (await tautulli("get_history", length=5000, **order))["data"]
    moments = [row["date"] for row in rows]
    assert moments == sorted(moments, reverse=falling)


async def test_a_row_tells_who_watched_what_when_and_how_far(tautulli: Tautulli, world: World) -> None:
    play = next(play for play in world.shelf.plays if play.kind == "episode")
    rows = (await tautulli("get_history", rating_key=play.key, length=5000))["data"]
    row = next(row for row in rows if row["row_id"] == play.id)
    person = next(person for person in PEOPLE if person.plex_id == play.person)
    assert row == row | {
        "rating_key": play.key,
        "parent_rating_key": play.parent,
        "grandparent_rating_key": play.grandparent,
        "guid": play.guid,
        "media_type": "episode",
        "full_title": f"{play.grandparent_title} - {play.title}",
        "user": person.name,
        "percent_complete": play.percent,
        "stopped": int(play.at.timestamp()),
        "started": int((play.at - timedelta(seconds=play.duration_s)).timestamp()),
    }


async def test_an_unfinished_play_is_a_row_too(tautulli: Tautulli, world: World) -> None:
    world.shelf.plays.append(replace(world.shelf.plays[-1], id=77_777, percent=40, at=NOW))
    row = (await tautulli("get_history", length=1))["data"][0]
    assert (row["row_id"], row["watched_status"], row["percent_complete"]) == (77_777, 0.25, 40)


async def test_rows_of_a_deleted_item_keep_key_and_guid(tautulli: Tautulli, world: World) -> None:
    play = next(play for play in world.shelf.plays if play.kind == "movie")
    del world.shelf.entries[play.key]
    rows = (await tautulli("get_history", guid=play.guid, length=5000))["data"]
    assert play.key in {row["rating_key"] for row in rows}
    assert {row["guid"] for row in rows} == {play.guid}


async def test_history_begins_when_tautulli_did(tautulli: Tautulli, world: World) -> None:
    world.shelf.history_from = NOW - timedelta(days=365)
    rows = (await tautulli("get_history", length=5000))["data"]
    recent = {play.id for play in world.shelf.plays if play.at >= world.shelf.history_from}
    assert {row["row_id"] for row in rows} == recent != {play.id for play in world.shelf.plays}


async def test_the_owner_has_another_number_than_in_plex(tautulli: Tautulli) -> None:
    users = {row["username"]: row["user_id"] for row in await tautulli("get_users")}
    assert users[OWNER.name] == OWNER.plex_tv_id != OWNER.plex_id
    rows = (await tautulli("get_history", user=OWNER.name, length=5000))["data"]
    assert {row["user_id"] for row in rows} == {OWNER.plex_tv_id}


async def test_what_plays_now_is_in_the_history_unless_left_out(tautulli: Tautulli, world: World) -> None:
    entry = world.shelf.of_kind(1, "movie")[0]
    world.shelf.sessions["s1"] = Session("s1", OWNER.plex_id, entry.key, NOW - timedelta(minutes=5), 300_000)
    with_it = await tautulli("get_history", length=1)
    without = await tautulli("get_history", length=1, include_activity=0)
    assert with_it["data"][0]["row_id"] is None
    assert with_it["data"][0]["state"] == "playing"
    assert with_it["recordsFiltered"] == without["recordsFiltered"] + 1


async def test_activity_shows_what_plays_now(tautulli: Tautulli, world: World) -> None:
    entry = world.shelf.of_kind(2, "episode")[0]
    world.shelf.sessions["s1"] = Session("s1", OWNER.plex_id, entry.key, NOW, 1000)
    data = await tautulli("get_activity")
    assert data["stream_count"] == "1"
    assert data["sessions"][0]["rating_key"] == str(entry.key)
    assert data["sessions"][0]["user"] == OWNER.name


async def test_while_plex_is_down_emptiness_is_called_success(tautulli: Tautulli, wire: TautulliWire) -> None:
    before = [await tautulli("get_libraries"), await tautulli("get_library_media_info", section_id=1)]
    wire.plex_is_up = lambda: False
    after = [await tautulli("get_libraries"), await tautulli("get_library_media_info", section_id=1)]
    assert before[0]
    assert before[1]["recordsTotal"] > 0
    assert after[0] == []
    assert (after[1]["recordsTotal"], after[1]["data"]) == (0, [])


async def test_history_and_statistics_need_no_plex(
    tautulli: Tautulli, wire: TautulliWire, world: World
) -> None:
    wire.plex_is_up = lambda: False
    play = world.shelf.plays[-1]
    data = await tautulli("get_history", length=1)
    stats = await tautulli("get_item_watch_time_stats", rating_key=play.key, query_days="0")
    assert data["recordsFiltered"] == len(world.shelf.plays)
    assert stats[0]["total_plays"] == len(world.shelf.plays_of(play.key))


async def test_statistics_of_a_show_count_its_episodes(tautulli: Tautulli, world: World) -> None:
    play = next(play for play in world.shelf.plays if play.kind == "episode")
    stats = await tautulli("get_item_watch_time_stats", rating_key=play.grandparent)
    of_show = [p for p in world.shelf.plays if p.grandparent == play.grandparent]
    assert [row["query_days"] for row in stats] == [1, 7, 30, 0]
    assert stats[-1]["total_plays"] == len(of_show)
    assert stats[-1]["total_time"] == sum(p.duration_s for p in of_show)


async def test_libraries_are_listed_with_their_counts(tautulli: Tautulli, world: World) -> None:
    rows = {row["section_id"]: row for row in await tautulli("get_libraries")}
    assert rows["1"]["count"] == str(len(world.shelf.of_kind(1, "movie")))
    assert rows["2"]["child_count"] == str(len(world.shelf.of_kind(2, "episode")))


async def test_it_says_which_plex_it_watches(tautulli: Tautulli, world: World) -> None:
    assert (await tautulli("get_server_info"))["pms_identifier"] == world.shelf.machine
    assert (await tautulli("get_server_identity"))["machine_identifier"] == world.shelf.machine
    assert (await tautulli("server_status"))["connected"] is True
    assert (await tautulli("get_tautulli_info"))["tautulli_version"].startswith("v2.")


async def test_an_empty_history_can_be_called_success(tautulli: Tautulli, wire: TautulliWire) -> None:
    wire.faults.add(FaultKind.EMPTY)
    data = await tautulli("get_history")
    assert (data["recordsTotal"], data["recordsFiltered"], data["data"]) == (0, 0, [])


async def test_a_page_can_come_short(tautulli: Tautulli, wire: TautulliWire, world: World) -> None:
    wire.faults.add(FaultKind.SHORT)
    data = await tautulli("get_history", length=10)
    assert len(data["data"]) == 5
    assert data["recordsFiltered"] == len(world.shelf.plays)


async def test_in_a_household_it_notices_that_plex_went_down(tmp_path: Path) -> None:
    async with (
        Household(tmp_path / "home", films=20, shows=2, now=NOW) as home,
        httpx.AsyncClient(base_url=home.tautulli.url) as http,
    ):
        ask = Tautulli(http, home.world.tautulli_key)
        assert await ask("get_libraries")
        await home.stop("plex")
        assert await ask("get_libraries") == []
