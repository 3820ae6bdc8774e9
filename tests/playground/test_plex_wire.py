"""Plex as the playground speaks it: each fact of its wire that a client can stumble over."""

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from plexapi.exceptions import BadRequest, NotFound, Unauthorized
from plexapi.server import PlexServer

from playground.build import build_world
from playground.people import OWNER, PEOPLE
from playground.plex import TYPES, PlexWire
from playground.shelf import Entry, Media, Part, Session
from playground.wire import CallLog, FaultKind
from playground.world import World
from tests.openapi import check_request, check_response

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLEX = "plex-api-spec"
# plexapi has no types.
connect: Any = PlexServer


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build_world(tmp_path, films=40, shows=4, now=NOW)


@pytest.fixture
async def wire(world: World) -> AsyncIterator[PlexWire]:
    wire = PlexWire(world, CallLog())
    wire.scan_s = 0.0
    await wire.start()
    yield wire
    await wire.stop()


@pytest.fixture
async def plex(wire: PlexWire, world: World) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"X-Plex-Token": world.shelf.token, "Accept": "application/json"}
    async with httpx.AsyncClient(base_url=wire.url, headers=headers) as client:
        yield client


async def container(plex: httpx.AsyncClient, path: str, **headers: str) -> dict[str, Any]:
    answer = await plex.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()["MediaContainer"]
    return content


def parse(answer: httpx.Response) -> ET.Element:
    return ET.fromstring(answer.text)  # noqa: S314 - our own server wrote it


def film(world: World, section: int = 1) -> Entry:
    return world.shelf.of_kind(section, "movie")[0]


async def test_no_token_or_a_wrong_one_is_401_in_html(wire: PlexWire) -> None:
    async with httpx.AsyncClient(base_url=wire.url) as stranger:
        none = await stranger.get("/")
        wrong = await stranger.get("/library/sections", headers={"X-Plex-Token": "wrong"})
    assert [none.status_code, wrong.status_code] == [401, 401]
    assert "<h1>401 Unauthorized</h1>" in none.text


async def test_identity_needs_no_token(wire: PlexWire, world: World) -> None:
    async with httpx.AsyncClient(base_url=wire.url) as stranger:
        answer = await stranger.get("/identity", headers={"Accept": "application/json"})
    check_response(PLEX, "GET", "/identity", 200, answer.json())
    assert answer.json()["MediaContainer"]["machineIdentifier"] == world.shelf.machine


async def test_the_answer_is_xml_unless_json_is_asked_for(plex: httpx.AsyncClient, world: World) -> None:
    answer = await plex.get("/", headers={"Accept": "*/*"})
    root = parse(answer)
    assert root.tag == "MediaContainer"
    assert root.attrib["machineIdentifier"] == world.shelf.machine
    assert root.attrib["allowMediaDeletion"] == "1"


async def test_a_title_of_any_letters_survives_xml(plex: httpx.AsyncClient, world: World) -> None:
    film(world).title = """<Ä & "B" 'ß' \U0001f37f>"""
    answer = await plex.get(f"/library/metadata/{film(world).key}", headers={"Accept": "*/*"})
    assert parse(answer)[0].attrib["title"] == film(world).title


async def test_answers_are_as_the_community_describes_them(plex: httpx.AsyncClient, world: World) -> None:
    show = world.shelf.of_kind(2, "show")[0]
    world.shelf.sessions["s1"] = Session("s1", PEOPLE[1].plex_id, film(world).key, NOW, 1000)
    # The description has /library/sections/all where servers also answer to /library/sections.
    for path, described in {
        "/": "/",
        "/library/sections": "/library/sections/all",
        "/library/sections/1/all?type=1&includeGuids=1": "/library/sections/1/all",
        "/library/sections/2/all?type=4": "/library/sections/2/all",
        f"/library/metadata/{film(world).key}": "/library/metadata/1",
        f"/library/metadata/{show.key}/allLeaves": "/library/metadata/1/allLeaves",
        "/status/sessions": "/status/sessions",
        "/status/sessions/history/all?sort=viewedAt:desc": "/status/sessions/history/all",
    }.items():
        answer = await plex.get(path)
        check_response(PLEX, "GET", described, answer.status_code, answer.json())
    check_request(PLEX, "GET", "/status/sessions/history/all", {"accountID": 1, "sort": "viewedAt:desc"})


async def test_pages_come_by_header_or_by_parameter(plex: httpx.AsyncClient, world: World) -> None:
    total = len(world.shelf.of_kind(1, "movie"))
    by_header = await container(
        plex, "/library/sections/1/all", X_Plex_Container_Start="10", X_Plex_Container_Size="7"
    )
    by_parameter = await container(
        plex, "/library/sections/1/all?X-Plex-Container-Start=10&X-Plex-Container-Size=7"
    )
    assert by_header == by_parameter
    assert (by_header["size"], by_header["totalSize"], by_header["offset"]) == (7, total, 10)
    assert len(by_header["Metadata"]) == 7


async def test_a_page_beyond_the_end_has_no_metadata_at_all(plex: httpx.AsyncClient) -> None:
    page = await container(plex, "/library/sections/1/all", X_Plex_Container_Start="9999")
    assert page["size"] == 0
    assert "Metadata" not in page


async def test_guids_come_when_asked_for(plex: httpx.AsyncClient, world: World) -> None:
    without = await container(plex, "/library/sections/1/all")
    guids = await container(plex, "/library/sections/1/all?includeGuids=1")
    assert "Guid" not in without["Metadata"][0]
    assert {"id": f"tmdb://{film(world).ids.tmdb}"} in guids["Metadata"][0]["Guid"]


async def test_each_kind_has_its_type_number(plex: httpx.AsyncClient, world: World) -> None:
    for number, kind in TYPES.items():
        section = 1 if kind == "movie" else 2
        page = await container(plex, f"/library/sections/{section}/all?type={number}")
        assert {row["type"] for row in page["Metadata"]} == {kind}
        assert page["totalSize"] == len(world.shelf.of_kind(section, kind))


async def test_a_listing_shows_no_labels_and_two_other_tags_at_most(
    plex: httpx.AsyncClient, world: World
) -> None:
    film(world).labels, film(world).collections = ["keep"], ["A", "B", "C"]
    listed = (await container(plex, "/library/sections/1/all"))["Metadata"][0]
    full = (await container(plex, f"/library/metadata/{film(world).key}"))["Metadata"][0]
    assert "Label" not in listed
    assert [tag["tag"] for tag in listed["Collection"]] == ["A", "B"]
    assert [tag["tag"] for tag in full["Label"]] == ["keep"]
    assert [tag["tag"] for tag in full["Collection"]] == ["A", "B", "C"]


async def test_a_label_lists_everything_that_has_it(plex: httpx.AsyncClient, world: World) -> None:
    marked = world.shelf.of_kind(1, "movie")[3:5]
    for entry in marked:
        entry.labels.append("never delete")
    labels = (await container(plex, "/library/sections/1/label"))["Directory"]
    key = next(row["key"] for row in labels if row["title"] == "never delete")
    rows = (await container(plex, f"/library/sections/1/all?label={key}"))["Metadata"]
    assert [row["ratingKey"] for row in rows] == [str(entry.key) for entry in marked]


async def test_files_and_versions_are_shown_as_plex_sees_them(plex: httpx.AsyncClient, world: World) -> None:
    entry = film(world)
    entry.media.append(Media(999, "4k", 2160, 3840, 60000, "hevc", [Part(9999, "movies/x.mkv", 77)]))
    row = (await container(plex, f"/library/metadata/{entry.key}"))["Metadata"][0]
    parts = [part for media in row["Media"] for part in media["Part"]]
    assert [media["videoResolution"] for media in row["Media"]][-1] == "4k"
    assert parts[0]["file"] == f"/data/media/{entry.parts[0].file}"
    assert parts[0]["size"] == world.disk.size(entry.parts[0].file)
    assert parts[-1] == parts[-1] | {"file": "/data/media/movies/x.mkv", "size": 77}


async def test_whether_a_file_exists_is_said_when_asked_for(plex: httpx.AsyncClient, world: World) -> None:
    world.disk.unlink(film(world).parts[0].file)
    row = (await container(plex, f"/library/metadata/{film(world).key}?checkFiles=1"))["Metadata"][0]
    part = row["Media"][0]["Part"][0]
    assert part["exists"] is False
    unasked = (await container(plex, f"/library/metadata/{film(world).key}"))["Metadata"][0]
    assert "exists" not in unasked["Media"][0]["Part"][0]


async def test_a_rating_without_votes_is_absent(plex: httpx.AsyncClient, world: World) -> None:
    film(world).audience, film(world).critic = None, 6.5
    row = (await container(plex, f"/library/metadata/{film(world).key}"))["Metadata"][0]
    assert "audienceRating" not in row
    assert row["rating"] == 6.5


async def test_view_counts_are_the_owners_alone(plex: httpx.AsyncClient, world: World) -> None:
    entry = film(world)
    play = replace(world.shelf.plays[0], key=entry.key, guid=entry.guid, percent=100, at=NOW)
    world.shelf.plays[:] = [replace(play, person=PEOPLE[1].plex_id)]
    others = (await container(plex, f"/library/metadata/{entry.key}"))["Metadata"][0]
    world.shelf.plays.append(replace(play, person=OWNER.plex_id))
    own = (await container(plex, f"/library/metadata/{entry.key}"))["Metadata"][0]
    assert "viewCount" not in others
    assert (own["viewCount"], own["lastViewedAt"]) == (1, int(NOW.timestamp()))


async def test_view_counts_survive_new_rating_keys_and_can_be_forgotten(
    plex: httpx.AsyncClient, wire: PlexWire, world: World
) -> None:
    entry = film(world)
    play = replace(world.shelf.plays[0], key=1, guid=entry.guid, percent=100, at=NOW)
    world.shelf.plays[:] = [replace(play, person=OWNER.plex_id)]
    assert (await container(plex, f"/library/metadata/{entry.key}"))["Metadata"][0]["viewCount"] == 1
    wire.rendered.forgets_views = True
    assert "viewCount" not in (await container(plex, f"/library/metadata/{entry.key}"))["Metadata"][0]


async def test_a_show_counts_its_episodes(plex: httpx.AsyncClient, world: World) -> None:
    show = world.shelf.of_kind(2, "show")[0]
    row = (await container(plex, f"/library/metadata/{show.key}"))["Metadata"][0]
    leaves = (await container(plex, f"/library/metadata/{show.key}/allLeaves"))["Metadata"]
    seasons = (await container(plex, f"/library/metadata/{show.key}/children"))["Metadata"]
    assert row["leafCount"] == len(leaves)
    assert row["childCount"] == len(seasons)
    assert row["viewedLeafCount"] == sum("viewCount" in leaf for leaf in leaves)
    assert {leaf["grandparentRatingKey"] for leaf in leaves} == {str(show.key)}


async def test_several_ids_give_those_that_exist(plex: httpx.AsyncClient, world: World) -> None:
    first, second = world.shelf.of_kind(1, "movie")[:2]
    rows = (await container(plex, f"/library/metadata/{first.key},999999,{second.key}"))["Metadata"]
    assert [row["ratingKey"] for row in rows] == [str(first.key), str(second.key)]


async def test_an_unknown_id_is_404_in_html(plex: httpx.AsyncClient) -> None:
    answer = await plex.get("/library/metadata/999999")
    assert answer.status_code == 404
    assert "<h1>404 Not Found</h1>" in answer.text


async def test_history_holds_all_accounts_and_dead_keys(plex: httpx.AsyncClient, world: World) -> None:
    play = next(play for play in world.shelf.plays if play.kind == "movie" and play.percent >= 90)
    answer = await plex.delete(f"/library/metadata/{play.key}")
    rows = (await container(plex, f"/status/sessions/history/all?metadataItemID={play.key}"))["Metadata"]
    assert answer.status_code == 200
    assert str(play.key) in {row["ratingKey"] for row in rows}
    assert "guid" not in rows[0]


async def test_history_pages_from_the_youngest(plex: httpx.AsyncClient, world: World) -> None:
    page = await container(plex, "/status/sessions/history/all?sort=viewedAt:desc", X_Plex_Container_Size="5")
    moments = [row["viewedAt"] for row in page["Metadata"]]
    assert moments == sorted(moments, reverse=True)
    assert page["totalSize"] == sum(play.percent >= 90 for play in world.shelf.plays)


async def test_history_narrows_to_an_account_a_library_and_a_show(
    plex: httpx.AsyncClient, world: World
) -> None:
    play = next(play for play in world.shelf.plays if play.kind == "episode" and play.percent >= 90)
    query = f"accountID={play.person}&librarySectionID={play.section}&metadataItemID={play.grandparent}"
    rows = (await container(plex, f"/status/sessions/history/all?{query}"))["Metadata"]
    assert {row["accountID"] for row in rows} == {play.person}
    assert {row["grandparentKey"] for row in rows} == {f"/library/metadata/{play.grandparent}"}


async def test_what_plays_now_is_a_session(plex: httpx.AsyncClient, world: World) -> None:
    assert "Metadata" not in await container(plex, "/status/sessions")
    world.shelf.sessions["s1"] = Session("s1", PEOPLE[1].plex_id, film(world).key, NOW, 1000)
    row = (await container(plex, "/status/sessions"))["Metadata"][0]
    assert row["ratingKey"] == str(film(world).key)
    assert row["User"]["title"] == PEOPLE[1].name


async def test_deleting_a_film_unlinks_every_version(plex: httpx.AsyncClient, world: World) -> None:
    entry = film(world)
    world.disk.write("movies/second.mkv", 77)
    entry.media.append(Media(999, "4k", 2160, 3840, 60000, "hevc", [Part(9999, "movies/second.mkv", 77)]))
    paths = [part.file for part in entry.parts]
    answer = await plex.delete(f"/library/metadata/{entry.key}")
    again = await plex.get(f"/library/metadata/{entry.key}")
    check_response(PLEX, "DELETE", "/library/metadata/1", answer.status_code, None)
    assert [world.disk.size(path) for path in paths] == [None] * len(paths)
    assert again.status_code == 404


async def test_deleting_a_show_removes_all_below(plex: httpx.AsyncClient, world: World) -> None:
    show = world.shelf.of_kind(2, "show")[0]
    below = world.shelf.below(show.key)
    paths = {part.file for entry in below for part in entry.parts}
    assert (await plex.delete(f"/library/metadata/{show.key}")).status_code == 200
    assert not {entry.key for entry in below} & set(world.shelf.entries)
    assert {world.disk.size(path) for path in paths} == {None}


async def test_a_season_whose_last_episode_goes_goes_too(plex: httpx.AsyncClient, world: World) -> None:
    season = next(entry for entry in world.shelf.of_kind(2, "season") if len(entry.children) > 1)
    show = world.shelf.entries[season.parent or 0]
    for key in list(season.children):
        assert (await plex.delete(f"/library/metadata/{key}")).status_code == 200
    assert season.key not in world.shelf.entries
    assert season.key not in show.children


async def test_a_server_that_may_not_delete_answers_403(
    plex: httpx.AsyncClient, world: World, wire: PlexWire
) -> None:
    await plex.put("/:/prefs?allowMediaDeletion=0")
    assert "allowMediaDeletion" not in await container(plex, "/")
    answer = await plex.delete(f"/library/metadata/{film(world).key}")
    assert answer.status_code == 403
    assert not [call for call in wire.log.effects() if call.method == "DELETE"]


@pytest.mark.parametrize("trouble", ["readonly", "lost"])
async def test_a_mount_that_refuses_makes_a_deletion_400(
    plex: httpx.AsyncClient, world: World, trouble: str
) -> None:
    entry = film(world)
    if trouble == "readonly":
        world.shelf.readonly = True
    else:
        world.disk.lost.add(entry.parts[0].file.split("/", 1)[0])
    answer = await plex.delete(f"/library/metadata/{entry.key}")
    world.disk.lost.clear()
    assert answer.status_code == 400
    assert entry.key in world.shelf.entries
    assert world.disk.size(entry.parts[0].file) is not None


async def test_a_list_of_ids_is_not_deleted(plex: httpx.AsyncClient, world: World) -> None:
    first, second = world.shelf.of_kind(1, "movie")[:2]
    assert (await plex.delete(f"/library/metadata/{first.key},{second.key}")).status_code == 400
    assert {first.key, second.key} <= set(world.shelf.entries)


async def test_a_scan_drops_what_has_no_file(plex: httpx.AsyncClient, wire: PlexWire, world: World) -> None:
    entry = film(world)
    world.disk.unlink(entry.parts[0].file)
    assert (await plex.get(f"/library/metadata/{entry.key}")).status_code == 200
    assert (await plex.get("/library/sections/1/refresh")).status_code == 200
    await wire.settle()
    assert (await plex.get(f"/library/metadata/{entry.key}")).status_code == 404


async def test_a_scan_finds_the_file_that_took_anothers_place(
    plex: httpx.AsyncClient, wire: PlexWire, world: World
) -> None:
    old = film(world).parts[0]
    before, better = old.id, old.file.replace("[", "v2 [")
    world.disk.unlink(old.file)
    world.disk.write(better, 12345)
    await plex.post("/library/sections/1/refresh")
    await wire.settle()
    part = world.shelf.entries[film(world).key].parts[0]
    assert (part.file, part.size) == (better, 12345)
    assert part.id != before


async def test_a_scan_drops_nothing_while_the_mount_is_away(
    plex: httpx.AsyncClient, wire: PlexWire, world: World
) -> None:
    world.disk.lost.add("movies")
    count = len(world.shelf.of_kind(1, "movie"))
    await plex.get("/library/sections/1/refresh")
    await wire.settle()
    assert len(world.shelf.of_kind(1, "movie")) == count


async def test_a_deletion_can_be_answered_and_not_done(
    plex: httpx.AsyncClient, wire: PlexWire, world: World
) -> None:
    wire.faults.add(FaultKind.NOOP, method="DELETE")
    assert (await plex.delete(f"/library/metadata/{film(world).key}")).status_code == 200
    assert world.disk.size(film(world).parts[0].file) is not None
    assert wire.log.effects() == []


async def test_a_deletion_can_be_done_and_its_answer_lost(
    plex: httpx.AsyncClient, wire: PlexWire, world: World
) -> None:
    entry = film(world)
    wire.faults.add(FaultKind.LOST, method="DELETE")
    with pytest.raises(httpx.TransportError):
        await plex.delete(f"/library/metadata/{entry.key}")
    assert entry.key not in world.shelf.entries
    assert len(wire.log.effects()) == 1


async def test_a_short_page_keeps_the_total_and_an_empty_library_does_not(
    plex: httpx.AsyncClient, wire: PlexWire, world: World
) -> None:
    total = len(world.shelf.of_kind(1, "movie"))
    wire.faults.add(FaultKind.SHORT, times=1)
    short = await container(plex, "/library/sections/1/all", X_Plex_Container_Size="10")
    wire.faults.add(FaultKind.EMPTY, times=1)
    empty = await container(plex, "/library/sections/1/all", X_Plex_Container_Size="10")
    assert (short["size"], short["totalSize"]) == (5, total)
    assert (empty["size"], empty["totalSize"]) == (0, 0)


async def test_a_library_can_grow_between_two_pages(plex: httpx.AsyncClient, world: World) -> None:
    first = await container(plex, "/library/sections/1/all", X_Plex_Container_Size="10")
    world.shelf.add(replace(film(world), key=999_999))
    second = await container(plex, "/library/sections/1/all", X_Plex_Container_Start="10")
    assert second["totalSize"] == first["totalSize"] + 1


async def test_the_community_client_connects_reads_and_deletes(wire: PlexWire, world: World) -> None:
    entry = film(world)

    def session() -> tuple[str, list[str], str]:
        server = connect(wire.url, world.shelf.token)
        item = server.fetchItem(entry.key)
        found = (server.machineIdentifier, [a.name for a in server.systemAccounts()], item.title)
        item.delete()
        with pytest.raises(NotFound):
            server.fetchItem(entry.key)
        return found

    found = await asyncio.to_thread(session)
    assert found == (world.shelf.machine, ["", *(person.name for person in PEOPLE)], entry.title)
    assert world.disk.size(entry.parts[0].file) is None
    assert [call.path for call in wire.log.effects()] == [f"/library/metadata/{entry.key}"]


async def test_the_community_client_reads_every_kind(wire: PlexWire, world: World) -> None:
    show = world.shelf.of_kind(2, "show")[0]

    def read() -> tuple[int, int, int]:
        server = connect(wire.url, world.shelf.token)
        item = server.fetchItem(show.key)
        return len(server.library.section("TV").all()), len(item.seasons()), len(item.episodes())

    expected = (len(world.shelf.of_kind(2, "show")), len(show.children), len(world.shelf.leaves(show.key)))
    assert await asyncio.to_thread(read) == expected


async def test_the_community_client_takes_the_first_item_of_an_answer(wire: PlexWire, world: World) -> None:
    asked, other = world.shelf.of_kind(1, "movie")[:2]
    wire.stand_ins[asked.key] = other.key

    def fetch() -> int:
        return int(connect(wire.url, world.shelf.token).fetchItem(asked.key).ratingKey)

    assert await asyncio.to_thread(fetch) == other.key


async def test_the_community_client_calls_a_page_of_html_not_found(wire: PlexWire, world: World) -> None:
    def fetch() -> None:
        server = connect(wire.url, world.shelf.token)
        wire.faults.add(FaultKind.HTML, path="/library/metadata/")
        server.fetchItem(film(world).key)

    with pytest.raises(NotFound):
        await asyncio.to_thread(fetch)


async def test_the_community_client_hides_401_among_bad_requests(wire: PlexWire) -> None:
    with pytest.raises(Unauthorized) as caught:
        await asyncio.to_thread(connect, wire.url, "wrong")
    assert isinstance(caught.value, BadRequest)


async def test_a_restored_server_has_another_identity(plex: httpx.AsyncClient, world: World) -> None:
    before = (await container(plex, "/identity"))["machineIdentifier"]
    world.shelf.machine = "restored"
    assert (await container(plex, "/identity"))["machineIdentifier"] == "restored" != before


async def test_an_unfinished_film_shows_where_the_owner_stopped(
    plex: httpx.AsyncClient, world: World
) -> None:
    first, second = world.shelf.of_kind(1, "movie")[:2]
    first.offsets, second.offsets = {OWNER.plex_id: 90_000}, {PEOPLE[1].plex_id: 90_000}
    rows = (await container(plex, "/library/sections/1/all"))["Metadata"]
    assert rows[0]["viewOffset"] == 90_000
    assert "viewOffset" not in rows[1]


async def test_only_finished_plays_are_in_the_history(plex: httpx.AsyncClient, world: World) -> None:
    play = replace(world.shelf.plays[-1], at=NOW + timedelta(hours=1), percent=40)
    world.shelf.plays.append(play)
    page = await container(plex, f"/status/sessions/history/all?viewedAt>={int(play.at.timestamp())}")
    assert page["totalSize"] == 0
