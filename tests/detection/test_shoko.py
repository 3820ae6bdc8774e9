"""A file or a series goes in Shoko, and what its hub tells of it; what is not heard is found out."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row

from bot.hearing import hearing
from cascade.detection.shoko_feed import ShokoFeed, feeds
from cascade.errors import Unexpected
from playground import elsewhere, shoko_files
from playground.faults import FaultKind
from playground.shoko_hub import END, Hub
from playground.shoko_shelf import ShokoFile, ShokoShelf
from playground.world import MOUNTS
from tests.detection.ear import VIGILANCE, Ear, open_ear
from tests.detection.test_runs import SOON
from tests.kitchen import kitchen

ANIME = "Fullmetal Alchemist: Brotherhood"


@pytest.fixture(params=["5.3.3", "6.0.0"])
async def ear(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ear]:
    async with open_ear(tmp_path, films=6, shows=4, shoko=request.param) as ear:
        yield ear


def shelf(ear: Ear) -> ShokoShelf:
    return ear.house.home.shoko.shelf


def hub(ear: Ear) -> Hub:
    return ear.house.home.shoko.hub


def single(ear: Ear) -> ShokoFile:
    """A file of one episode."""
    return next(file for file in shelf(ear).files.values() if "-E" not in file.path)


async def until(true: Callable[[], Any]) -> None:
    """Look until something is so."""
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never was so")


@asynccontextmanager
async def listening(ear: Ear) -> AsyncIterator[ShokoFeed]:
    """Listen to the hub; what was missed before is looked for first."""
    (feed,) = feeds(ear.detection)
    feed.pause = 0.05
    work = asyncio.create_task(feed.keep_up())
    try:
        await until(lambda: feed.is_heard and hub(ear).listeners and feed._known is not None)
        yield feed
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def hints(ear: Ear) -> list[Row[Any]]:
    return await ear.rows("SELECT * FROM inbox ORDER BY id")


async def kept(ear: Ear, count: int) -> list[Row[Any]]:
    """Wait until so many hints are kept."""
    for _ in range(1000):
        if len(found := await hints(ear)) >= count:
            assert len(found) == count, found
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"only {found} were kept")


async def settle(ear: Ear) -> None:
    """Let Plex notice, and everything due be worked on."""
    await ear.plex_scans()
    await ear.work()
    await ear.work(after=VIGILANCE.settle)


async def tell_raw(ear: Ear, text: str) -> None:
    for listener in list(hub(ear).listeners):
        await listener.socket.send_str(text)


def file_event(ear: Ear) -> str:
    return "ShokoEvent:FileDeleted" if shelf(ear).is_old else "file:deleted"


async def test_a_file_deleted_in_shoko_becomes_one_event_of_its_episode(ear: Ear) -> None:
    async with listening(ear):
        elsewhere.delete_in_shoko(ear.house.home.world, single(ear).id)
        (hint,) = await kept(ear, 1)
    assert hint.by == "signalr"
    await settle(ear)
    (event,) = await ear.events()
    assert (event.kind.value, event.source, event.detected_by) == ("episode", "shoko", "signalr")
    assert event.title.startswith(ANIME)
    assert await ear.outcomes() == ["gone"]
    assert await ear.orphans() == 0


async def test_a_series_deleted_in_shoko_with_its_files_becomes_one_event_of_the_show(ear: Ear) -> None:
    world, its = ear.house.home.world, shelf(ear)
    files = len(its.files)
    async with listening(ear):
        shoko_files.delete_series(world, its, its.named(ANIME), from_disk=True)
        await kept(ear, files + 1)
    await settle(ear)
    (event,) = await ear.events()
    assert (event.kind.value, event.title, event.source) == ("show", ANIME, "shoko")
    assert await ear.detection.open_outages() == ()
    assert await ear.orphans() == 0


async def test_what_shoko_forgot_without_deleting_is_drift_and_no_deletion(ear: Ear) -> None:
    world, its, file = ear.house.home.world, shelf(ear), single(ear)
    async with listening(ear):
        shoko_files.delete_file(world, its, file, from_disk=False)
        await kept(ear, 1)
    await ear.work()
    await ear.work(after=VIGILANCE.patience)
    assert await ear.events() == ()
    (drift,) = await ear.detection.open_drift()
    assert drift.missing_from == "shoko"
    assert "plex" in drift.held_by


async def test_what_shoko_tells_and_still_has_is_not_kept(ear: Ear) -> None:
    file, gone = list(shelf(ear).files.values())[:2]
    told = {"FileID": file.id, "RelativePath": file.path, "CrossReferences": [{"SeriesID": file.series}]}
    async with listening(ear):
        await hub(ear).tell(file_event(ear), told)
        elsewhere.delete_in_shoko(ear.house.home.world, gone.id)
        (hint,) = await kept(ear, 1)
    assert json.loads(hint.hint)["files"] == [gone.path.rpartition("/")[2]]


async def test_an_event_told_five_times_is_kept_once(ear: Ear) -> None:
    file = single(ear)
    told = {"FileID": file.id, "RelativePath": file.path, "CrossReferences": [{"SeriesID": file.series}]}
    async with listening(ear):
        elsewhere.delete_in_shoko(ear.house.home.world, file.id)
        for _ in range(5):
            await hub(ear).tell(file_event(ear), told)
        last = next(iter(shelf(ear).files.values()))
        elsewhere.delete_in_shoko(ear.house.home.world, last.id)
        await kept(ear, 2)


@pytest.mark.parametrize(
    "frame",
    [
        "no JSON at all" + END,
        '{"type":99}' + END,
        '{"type":1,"target":"anything","arguments":[],"surprise":1}' + END,
        "[]" + END,
        '{"type":7,"error":"server is tired"}' + END,
        json.dumps({"type": 1, "target": "file:deleted", "arguments": ["x" * 5_000_000]}) + END,
    ],
    ids=["text", "type", "field", "list", "close", "huge"],
)
async def test_garbage_ends_nothing_and_loses_nothing(ear: Ear, frame: str) -> None:
    async with listening(ear) as feed:
        await tell_raw(ear, frame)
        await until(lambda: not feed.is_heard or frame.startswith("[]"))
        elsewhere.delete_in_shoko(ear.house.home.world, single(ear).id)
        await kept(ear, 1)
        await until(lambda: feed.is_heard)


@pytest.mark.parametrize("body", [None, {}, {"FileID": "abc"}, [], 7])
async def test_an_event_that_cannot_be_read_has_the_files_compared(ear: Ear, body: object) -> None:
    file = single(ear)
    name = file_event(ear)
    async with listening(ear):
        ear.house.home.world.listeners.pop("shoko")  # the true event gets lost
        elsewhere.delete_in_shoko(ear.house.home.world, file.id)
        await tell_raw(ear, json.dumps({"type": 1, "target": name, "arguments": [body]}) + END)
        (hint,) = await kept(ear, 1)
    assert hint.by == "reconcile"


@pytest.mark.parametrize("politely", [True, False])
async def test_what_went_while_the_hub_was_down_is_found_when_it_is_back(ear: Ear, *, politely: bool) -> None:
    async with listening(ear) as feed:
        hub(ear).is_on = False
        await hub(ear).hang_up(politely=politely)
        await until(lambda: not feed.is_heard)
        elsewhere.delete_in_shoko(ear.house.home.world, single(ear).id)
        await ear.house.sync("shoko")  # a sync meanwhile must not hide it
        assert await hints(ear) == []
        hub(ear).is_on = True
        (hint,) = await kept(ear, 1)
        await until(lambda: feed.is_heard)
    assert hint.by == "reconcile"
    await settle(ear)
    (event,) = await ear.events()
    assert (event.kind.value, event.source) == ("episode", "shoko")


async def test_what_went_while_the_bot_was_down_is_found_when_it_is_back(ear: Ear) -> None:
    elsewhere.delete_in_shoko(ear.house.home.world, single(ear).id)
    async with listening(ear):
        (hint,) = await kept(ear, 1)
    assert hint.by == "reconcile"


async def test_what_is_told_while_shoko_answers_nothing_is_found_later(ear: Ear) -> None:
    faults = ear.house.home.faults["shoko"]
    async with listening(ear):
        faults.add(FaultKind.STATUS)
        elsewhere.delete_in_shoko(ear.house.home.world, single(ear).id)
        await until(lambda: any(call.status >= 500 for call in ear.house.home.log.calls))
        assert await hints(ear) == []
        faults.clear()
        await kept(ear, 1)


async def test_a_shoko_of_other_folders_proves_nothing_gone(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(ear) as feed:
        monkeypatch.setitem(MOUNTS, "shoko", {"/elsewhere": "anime"})
        elsewhere.delete_in_shoko(ear.house.home.world, single(ear).id)
        with pytest.raises(Unexpected, match="not the server that was read"):
            await feed.catch_up()
        assert await hints(ear) == []


async def test_a_wrong_key_is_a_sentence_and_no_end(ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "cascade.detection.shoko_feed")
    async with listening(ear) as feed:
        key, shelf(ear).key = shelf(ear).key, "another"
        await hub(ear).hang_up()
        await until(lambda: not feed.is_heard)
        await until(lambda: "SHOKO_API_KEY" in caplog.text or "does not accept" in caplog.text)
        shelf(ear).key = key
        await until(lambda: feed.is_heard)
    assert key not in caplog.text


async def test_the_key_stands_in_no_address(ear: Ear) -> None:
    async with listening(ear):
        calls = ear.house.home.log.of("shoko")
    assert any("/signalr/aggregate" in call.path for call in calls)
    assert not [call.path for call in calls if shelf(ear).key in call.path]


async def test_a_feed_left_behind_leaves_no_connection_open(ear: Ear) -> None:
    async with listening(ear):
        assert len(hub(ear).listeners) == 1
    await until(lambda: not hub(ear).listeners)


async def test_what_shoko_still_lists_is_said_of_a_deletion_made_elsewhere(ear: Ear) -> None:
    elsewhere.delete_by_hand(ear.house.home.world, single(ear).path)
    await ear.plex_scans()
    await ear.house.sync("plex")
    await ear.work(after=VIGILANCE.settle)
    (event,) = await ear.events()
    assert (event.kind.value, event.status.value) == ("episode", "partial")
    assert "shoko still has its entry" in (event.error or "")


async def test_a_wave_in_many_titles_is_an_outage_and_no_deletion(tmp_path: Path) -> None:
    async with open_ear(tmp_path, films=4, shows=97, shoko="6.0.0") as ear:
        world, its = ear.house.home.world, shelf(ear)
        assert len(its.series) > 5
        async with listening(ear):
            for series in list(its.series.values()):
                shoko_files.delete_file(world, its, its.of_series(series.id)[0], from_disk=False)
            await kept(ear, len(its.series))
        await ear.work()
        (outage,) = await ear.detection.open_outages()
        assert (outage.source, outage.count) == ("shoko", len(its.series))
        assert await ear.events() == ()


@pytest.mark.parametrize("version", ["5.3.3", "6.0.0"])
async def test_a_household_at_work_hears_shoko_and_takes_our_own_run_for_ours(
    tmp_path: Path, version: str
) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko=version, **dict[str, Any](SOON)) as house:
        async with hearing(house.cascade):
            its = house.home.shoko
            await until(lambda: its.hub.listeners)
            report = await house.execute(await house.plan(f'type:show title:="{ANIME}"'))
            assert report.completed, report
            await until(lambda: not its.shelf.files)
            for _ in range(1000):
                rows = await house.rows("SELECT outcome FROM inbox")
                if len(rows) > 1 and all(outcome for (outcome,) in rows):
                    break
                await asyncio.sleep(0.02)
        assert {outcome for (outcome,) in rows} == {"echo"}
        assert [event.source for event in await house.cascade.history()] == ["cli"]


async def test_shoko_did_it_though_sonarr_misses_the_file_too(ear: Ear) -> None:
    world = ear.house.home.world
    async with listening(ear):
        elsewhere.delete_in_shoko(world, single(ear).id)
        await kept(ear, 1)
    elsewhere.look_again(world, "sonarr")
    await settle(ear)
    (event,) = await ear.events()
    assert (event.source, event.detected_by) == ("shoko", "signalr")
