"""A show, a season or an episode goes in Sonarr, and what comes of it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from playground.instance import ArrFile
from tests.detection.ear import VIGILANCE, Ear


async def show(ear: Ear) -> tuple[int, Row[Any]]:
    """A show that Sonarr and Plex both hold, with two seasons at least."""
    found = await ear.rows(
        "SELECT i.*, h.ref FROM holdings h JOIN items i ON i.id = h.item_id WHERE h.source = 'sonarr'"
        " AND (SELECT count(*) FROM items s WHERE s.parent_id = i.id) > 1 ORDER BY i.id"
    )
    return int(found[0].ref), found[0]


def files(ear: Ear, series: int) -> list[ArrFile]:
    return sorted(ear.house.home.world.instances["sonarr"].held(series), key=lambda file: file.path)


async def delete_files(ear: Ear, numbers: Iterable[int]) -> None:
    async with ear.api("sonarr") as sonarr:
        for number in numbers:
            assert (await sonarr.delete(f"/episodefile/{number}")).is_success


async def in_season(ear: Ear, item: Row[Any]) -> tuple[int, set[str]]:
    """A season of a show, with the names of its files."""
    found = await ear.rows(
        "SELECT s.id, f.name FROM items s JOIN files f ON f.season_id = s.id WHERE s.parent_id = :show"
        " AND s.season_number > 0 ORDER BY s.season_number",
        show=item.id,
    )
    season = found[0].id
    return season, {row.name for row in found if row.id == season}


async def test_a_deleted_show_becomes_one_event_of_the_show(ear: Ear) -> None:
    number, item = await show(ear)
    async with ear.api("sonarr") as sonarr:
        await sonarr.delete(f"/series/{number}?deleteFiles=true")
    await ear.plex_scans()
    await ear.work()
    await ear.work(after=VIGILANCE.settle)
    (event,) = await ear.events()
    assert (event.kind.value, event.item_id, event.source) == ("show", item.id, "sonarr")
    assert event.size_bytes == item.size_bytes
    assert await ear.orphans() == 0


async def test_one_deleted_episode_becomes_an_event_of_that_episode(ear: Ear) -> None:
    number, item = await show(ear)
    single = next(file for file in files(ear, number) if "-E" not in file.path)
    await delete_files(ear, [single.id])
    await ear.plex_scans()
    await ear.work()
    await ear.work(after=VIGILANCE.settle)
    (event,) = await ear.events()
    assert (event.kind.value, event.source) == ("episode", "sonarr")
    assert event.title.startswith(item.title)
    (left,) = await ear.rows("SELECT gone_at FROM items WHERE id = :id", id=item.id)
    assert left.gone_at is None
    assert await ear.orphans() == 0


async def test_both_episodes_of_one_file_go_with_it(ear: Ear) -> None:
    number, _ = await show(ear)
    double = next(file for file in files(ear, number) if "-E" in file.path)
    await delete_files(ear, [double.id])
    await ear.plex_scans()
    await ear.work()
    await ear.work(after=VIGILANCE.settle)
    assert [event.kind.value for event in await ear.events()] == ["episode", "episode"]
    assert await ear.orphans() == 0


async def test_all_files_of_a_season_become_one_event_of_the_season(ear: Ear) -> None:
    number, item = await show(ear)
    season, names = await in_season(ear, item)
    await delete_files(ear, [file.id for file in files(ear, number) if file.path.rpartition("/")[2] in names])
    await ear.plex_scans()
    await ear.work()
    await ear.work(after=VIGILANCE.settle)
    (event,) = await ear.events()
    assert (event.kind.value, event.item_id) == ("season", season)
    assert event.size_bytes > 0
    assert await ear.detection.open_outages() == ()
    assert await ear.orphans() == 0


async def test_a_show_dropped_without_its_files_is_drift(ear: Ear) -> None:
    number, item = await show(ear)
    async with ear.api("sonarr") as sonarr:
        await sonarr.delete(f"/series/{number}")
    await ear.work()
    (drift,) = await ear.detection.open_drift()
    assert (drift.item_id, drift.missing_from) == (item.id, "sonarr")
    assert await ear.events() == ()
