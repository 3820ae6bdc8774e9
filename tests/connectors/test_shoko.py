"""Shoko through its real wire: what it lists, what it says of itself, and what proves that it forgot."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from cascade.connectors.shoko import Shoko
from cascade.connectors.shoko_events import feeds, read_event
from cascade.errors import NotFound, Rejected, Unexpected, Unreachable
from cascade.media import ArrEntry, ExternalIds, Kind, MediaFile
from cascade.ports import EntryGone, FileGone
from cascade.step import Action, Holding, State, Step, Subject
from playground import shoko_files
from playground.build import build_world
from playground.faults import FaultKind
from playground.shoko import ShokoWire
from playground.shoko_shelf import ShokoShelf
from playground.wire import CallLog
from playground.world import MOUNTS, World
from tests.connectors.plex_home import NOW, Attempts

ANIME = "Fullmetal Alchemist: Brotherhood"


@pytest.fixture(params=["5.3.3", "6.0.0"])
async def wire(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ShokoWire]:
    world = build_world(tmp_path, films=4, shows=4, now=NOW, shoko=request.param)
    wire = ShokoWire(world, CallLog())
    await wire.start()
    yield wire
    await wire.stop()


@pytest.fixture
def world(wire: ShokoWire) -> World:
    return wire.world


@pytest.fixture
def shelf(wire: ShokoWire) -> ShokoShelf:
    return wire.shelf


@pytest.fixture
async def shoko(wire: ShokoWire) -> AsyncIterator[Shoko]:
    shoko = connect(wire)
    yield shoko
    await shoko.aclose()


def connect(wire: ShokoWire, key: str | None = None) -> Shoko:
    secret = SecretStr(key or wire.shelf.key)
    return Shoko("shoko", wire.url, secret, {"/mnt/anime": "/data/anime"}, deadline=1.0)


async def entries(shoko: Shoko) -> list[ArrEntry]:
    return [row async for page in shoko.entries() for row in page.rows]


def subject(entry: ArrEntry, *files: MediaFile) -> Subject:
    """The show as the media server has it: the same files under numbers of its own."""
    own = files or tuple(replace(file, ref=None) for file in entry.files)
    held = Holding("shoko", entry.ref, entry.ids, entry.path, entry.files)
    return Subject(1, Kind.SHOW, ANIME, 2009, ExternalIds(tvdb=1), own, (held,))


async def step_for(shoko: Shoko) -> Step:
    (entry,) = await entries(shoko)
    (step,) = (await shoko.plan(subject(entry))).steps
    return step


async def test_series_are_listed_with_their_files_as_the_bot_sees_them(
    shoko: Shoko, shelf: ShokoShelf
) -> None:
    (entry,) = await entries(shoko)
    row = shelf.named(ANIME)
    assert (entry.ref, entry.title, entry.ids) == (str(row.id), ANIME, ExternalIds(anidb=row.anidb))
    wanted = {(str(file.id), f"/data/{file.path}", file.size) for file in shelf.of_series(row.id)}
    assert {(file.ref, file.path, file.size_bytes) for file in entry.files} == wanted
    assert entry.size_bytes == sum(file.size for file in shelf.of_series(row.id))


async def test_a_listing_of_many_pages_is_whole(shoko: Shoko, shelf: ShokoShelf) -> None:
    row = shelf.named(ANIME)
    for number in range(1000, 1150):
        shelf.series[number] = replace(row, id=number)
    pages = [page async for page in shoko.entries()]
    assert len(pages) == 2
    assert sum(len(page.rows) for page in pages) == 151
    assert {page.total for page in pages} == {151}


async def test_a_short_page_is_no_listing(shoko: Shoko, shelf: ShokoShelf, wire: ShokoWire) -> None:
    row = shelf.named(ANIME)
    for number in range(1000, 1150):
        shelf.series[number] = replace(row, id=number)
    wire.faults.add(FaultKind.SHORT, path=r"/Series\?")
    with pytest.raises(Unexpected, match="short listing"):
        await entries(shoko)


async def test_a_series_whose_files_are_not_all_shown_is_not_read(shoko: Shoko, wire: ShokoWire) -> None:
    wire.faults.add(FaultKind.SHORT, path="/File")
    with pytest.raises(Unexpected, match="sync again"):
        await entries(shoko)


async def test_it_is_known_by_its_folders(
    shoko: Shoko, shelf: ShokoShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await shoko.identity()).identity == "/mnt/anime"
    assert (await shoko.identity()).version == shelf.version
    assert [root.path for root in await shoko.root_folders()] == ["/data/anime"]
    monkeypatch.setitem(MOUNTS, "shoko", {"/elsewhere": "anime"})
    assert (await shoko.identity()).identity == "/elsewhere"


async def test_check_says_how_it_is(shoko: Shoko, wire: ShokoWire) -> None:
    health = await shoko.check()
    assert (health.reachable, health.version, health.advice) == (True, wire.shelf.version, ())
    wire.hub.is_on = False
    assert "SignalR" in (await shoko.check()).advice[0]
    wire.faults.add(FaultKind.RESET)
    assert not (await shoko.check()).reachable


async def test_a_wrong_key_names_its_setting_and_not_itself(wire: ShokoWire) -> None:
    shoko = connect(wire, "a wrong key")
    health = await shoko.check()
    assert health.reachable
    assert "SHOKO_API_KEY" in health.message
    assert "a wrong key" not in health.message
    with pytest.raises(Rejected):
        await entries(shoko)
    await shoko.aclose()


async def test_files_that_are_gone_are_listed_and_not_read(
    shoko: Shoko, shelf: ShokoShelf, world: World
) -> None:
    gone = next(iter(shelf.files.values()))
    world.disk.unlink(gone.path)
    (listed,) = await entries(shoko)
    read = await shoko.read(listed.ref)
    assert {file.ref for file in listed.files} - {file.ref for file in read.files} == {str(gone.id)}


async def test_an_unknown_series_is_not_found(shoko: Shoko) -> None:
    with pytest.raises(NotFound):
        await shoko.read("77")


@pytest.mark.parametrize("ref", ["", "0", "1,2", "../1", "all"])
async def test_what_is_no_number_gets_into_no_path(shoko: Shoko, wire: ShokoWire, ref: str) -> None:
    with pytest.raises(Unexpected):
        await shoko.read(ref)
    assert wire.log.calls == []


async def test_a_series_of_the_item_alone_is_forgotten_whole(shoko: Shoko, shelf: ShokoShelf) -> None:
    step = await step_for(shoko)
    assert (step.action, step.gate) == (Action.FORGET_SERIES, False)
    assert (await shoko.probe(step)).state is State.INTACT
    attempts = Attempts()
    await shoko.apply(step, attempts)
    assert attempts.named == [f"DELETE Series {step.ref}"]
    assert not shelf.files
    assert (await shoko.probe(step)).state is State.DONE


async def test_forgetting_leaves_the_disk_as_it_is(shoko: Shoko, shelf: ShokoShelf, world: World) -> None:
    paths = [file.path for file in shelf.files.values()]
    await shoko.apply(await step_for(shoko), Attempts())
    assert all(world.disk.size(path) is not None for path in paths)


async def test_of_a_series_with_other_files_only_the_items_are_forgotten(
    shoko: Shoko, shelf: ShokoShelf
) -> None:
    (entry,) = await entries(shoko)
    mine = tuple(replace(file, ref=None) for file in entry.files[:3])
    steps = (await shoko.plan(subject(entry, *mine))).steps
    assert {step.action for step in steps} == {Action.FORGET_FILE}
    assert {step.ref for step in steps} == {file.ref for file in entry.files[:3]}
    for step in steps:
        await shoko.apply(step, Attempts())
        assert (await shoko.probe(step)).state is State.DONE
    assert len(shelf.files) == len(entry.files) - 3
    assert shelf.series


async def test_files_decide_and_no_number(shoko: Shoko) -> None:
    (entry,) = await entries(shoko)
    stranger = MediaFile("/data/tv/else.mkv", 5)
    assert (await shoko.plan(subject(entry, stranger))).steps == ()


async def test_a_file_that_is_new_in_the_series_changes_it(shoko: Shoko, shelf: ShokoShelf) -> None:
    step = await step_for(shoko)
    row = next(iter(shelf.files.values()))
    shelf.files[9999] = replace(row, id=9999, path="anime/Else/new.mkv")
    probe = await shoko.probe(step)
    assert (probe.state, "new.mkv" in probe.message) == (State.CHANGED, True)
    with pytest.raises(Unexpected):
        await shoko.apply(step, Attempts())
    assert shelf.series


async def test_another_anime_under_the_number_is_left_alone(shoko: Shoko) -> None:
    step = await step_for(shoko)
    changed = replace(step, expected=replace(step.expected, ids=ExternalIds(anidb=1)))
    assert (await shoko.probe(changed)).state is State.CHANGED


async def test_the_same_anime_under_another_number_is_not_gone(shoko: Shoko, shelf: ShokoShelf) -> None:
    step = await step_for(shoko)
    row = shelf.series.pop(int(step.ref))
    shelf.series[500] = replace(row, id=500)
    assert (await shoko.probe(step)).state is State.CHANGED


async def test_a_404_of_another_shoko_proves_nothing(
    shoko: Shoko, shelf: ShokoShelf, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (entry,) = await entries(shoko)
    whole = await step_for(shoko)
    part = (await shoko.plan(subject(entry, replace(entry.files[0], ref=None)))).steps[0]
    shoko_files.delete_series(world, shelf, shelf.named(ANIME), from_disk=False)
    monkeypatch.setitem(MOUNTS, "shoko", {"/elsewhere": "anime"})
    assert (await shoko.probe(whole)).state is State.UNPROVEN
    assert (await shoko.probe(part)).state is State.UNPROVEN


@pytest.mark.parametrize("kind", [FaultKind.STATUS, FaultKind.RESET, FaultKind.CUT])
async def test_no_answer_is_no_proof(shoko: Shoko, wire: ShokoWire, kind: FaultKind) -> None:
    step = await step_for(shoko)
    wire.faults.add(kind)
    with pytest.raises(Unreachable):
        await shoko.probe(step)


async def test_a_login_page_is_no_proof(shoko: Shoko, wire: ShokoWire) -> None:
    step = await step_for(shoko)
    wire.faults.add(FaultKind.HTML)
    assert (await shoko.probe(step)).state is State.UNPROVEN


async def test_the_action_of_another_server_is_refused(shoko: Shoko, wire: ShokoWire) -> None:
    step = replace(await step_for(shoko), action=Action.DELETE_ENTRY)
    assert (await shoko.probe(step)).state is State.UNPROVEN
    with pytest.raises(Unexpected):
        await shoko.apply(step, Attempts())
    assert not [call for call in wire.log.calls if call.method == "DELETE"]


LINKS = [{"EpisodeID": 1, "SeriesID": 12, "AnidbAnimeID": 5}]


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        (
            "ShokoEvent:FileDeleted",
            {"FileID": 3, "ImportFolderID": 1, "RelativePath": "/A/b.mkv", "CrossReferences": LINKS},
            (FileGone("3", "12", "b.mkv"),),
        ),
        (
            "file:deleted",
            {"FileID": 3, "ManagedFolderID": 1, "RelativePath": "\\A\\b.mkv", "CrossReferences": LINKS},
            (FileGone("3", "12", "b.mkv"),),
        ),
        ("file:deleted", {"FileID": 3, "RelativePath": "b.mkv"}, (FileGone("3", None, "b.mkv"),)),
        ("ShokoEvent:SeriesUpdated", {"Reason": "Removed", "SeriesID": 4}, (EntryGone("4"),)),
        ("ShokoEvent:SeriesUpdated", {"Reason": "Updated", "SeriesID": 4}, ()),
        ("metadata:series.removed", {"ShokoSeriesIDs": [4, 5]}, (EntryGone("4"), EntryGone("5"))),
        ("metadata:series.removed", {"ShokoSeriesIDs": [], "SeriesID": 0}, ()),
        ("metadata:series.updated", {"ShokoSeriesIDs": [4]}, ()),
        ("FileDeleted", {"FileID": 3}, ()),
    ],
)
def test_events_of_both_generations_say_the_same(name: str, body: object, told: tuple[object, ...]) -> None:
    assert read_event(name, body) == told


def test_each_generation_has_its_feeds() -> None:
    assert feeds("5.3.3") == ("shoko",)
    assert feeds("6.0.0-dev.1") == ("file", "metadata")
