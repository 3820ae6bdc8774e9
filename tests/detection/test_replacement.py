"""What took the place of something that went is no deletion, whenever either is noticed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from cascade.detection import leaving
from cascade.detection.classify import LISTED_WITHIN
from cascade.library.removal import bury
from playground import elsewhere
from playground.films import bring_film
from playground.instance import ArrFile
from playground.jellyfin_scan import scan
from playground.jellyfin_shelf import JellyfinShelf
from playground.titles import film_title
from playground.versions import place
from tests.detection.ear import VIGILANCE, Ear, open_ear
from tests.library.shelf import later

HOURS = timedelta(hours=3)


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Ear]:
    """A Jellyfin without Plex, with few films; nobody reports anything."""
    async with open_ear(tmp_path, films=5, shows=2, plex=False, jellyfin="12.0.0") as ear:
        ear.house.home.world.listeners.clear()
        yield ear


@pytest.fixture
async def beside(tmp_path: Path) -> AsyncIterator[Ear]:
    """A Plex with few films; nobody reports anything."""
    async with open_ear(tmp_path, films=5, shows=2) as ear:
        ear.house.home.world.listeners.clear()
        yield ear


def shelf(ear: Ear) -> JellyfinShelf:
    found = ear.house.home.world.jellyfin
    assert found is not None
    return found


def replace(ear: Ear, file: ArrFile, *, more: int) -> None:
    """Sonarr puts another file in the place of one, larger or only named otherwise."""
    disk, path = ear.house.home.world.disk, file.path.replace(".mkv", " PROPER.mkv")
    place(ear.house.home.world, path, (disk.size(file.path) or 0) + more, linked=False)
    disk.unlink(file.path)
    file.path, file.size = path, file.size + more
    file.added = ear.house.clock.now if more else file.added


def held(ear: Ear) -> list[ArrFile]:
    """The files of a show in Sonarr, that of a single episode first."""
    server = ear.house.home.world.instances["sonarr"]
    return sorted(server.held(next(iter(server.series))), key=lambda file: ("-E" in file.path, file.path))


async def rulings(ear: Ear) -> list[str | None]:
    return [row.ruling for row in await ear.rows("SELECT ruling FROM departures ORDER BY id")]


async def test_another_film_that_came_at_the_same_time_is_no_replacement(alone: Ear) -> None:
    world = alone.house.home.world
    (row, *_) = await alone.rows(
        "SELECT h.ref, i.id FROM holdings h JOIN items i ON i.id = h.item_id WHERE h.source = 'jellyfin'"
        " AND h.kind = 'movie'"
    )
    elsewhere.delete_in_jellyfin(world, row.ref)
    bring_film(world, "radarr", film_title(30, world.seed), alone.house.clock.now)
    scan(world, shelf(alone), alone.house.clock.now)
    await alone.house.sync()
    await alone.work(after=VIGILANCE.settle)
    assert [event.item_id for event in await alone.events()] == [row.id]


@pytest.mark.parametrize("more", [1_000, 0], ids=["upgraded", "renamed"])
async def test_an_episode_replaced_in_jellyfin_hours_before_the_sync_is_no_deletion(
    alone: Ear, more: int
) -> None:
    later(alone.house, HOURS)
    replace(alone, held(alone)[0], more=more)
    scan(alone.house.home.world, shelf(alone), alone.house.clock.now - HOURS * 1000)  # as old as the file
    later(alone.house, HOURS)
    await alone.house.sync()
    await alone.work(after=VIGILANCE.settle)
    assert await rulings(alone) == ["replaced"]


async def test_a_show_whose_folder_was_renamed_is_no_deletion(alone: Ear) -> None:
    world, series = (
        alone.house.home.world,
        next(iter(alone.house.home.world.instances["sonarr"].series.values())),
    )
    for file in held(alone):
        path = file.path.replace(series.path, f"{series.path} (renamed)")
        place(world, path, file.size, linked=False)
        file.path = path
    world.disk.remove_folder(series.path)
    series.path += " (renamed)"
    scan(world, shelf(alone), alone.house.clock.now - HOURS * 1000)
    await alone.house.sync(accept_shrink="jellyfin")
    await alone.work(after=VIGILANCE.settle)
    assert await rulings(alone) == ["replaced"]


@pytest.mark.parametrize("more", [1_000, 0], ids=["upgraded", "renamed"])
async def test_a_show_of_which_sonarr_has_new_files_is_no_deletion_though_plex_has_not_looked(
    beside: Ear, more: int
) -> None:
    for file in held(beside):
        replace(beside, file, more=more)
    elsewhere.look_again(beside.house.home.world, "plex")
    await beside.house.sync(accept_shrink="plex")
    await beside.work(after=VIGILANCE.settle)
    assert await rulings(beside) == ["replaced"]


async def test_an_episode_waits_while_sonarr_has_a_newer_file_that_plex_does_not_list(beside: Ear) -> None:
    later(beside.house, HOURS)
    replace(beside, held(beside)[0], more=1_000)
    elsewhere.look_again(beside.house.home.world, "plex")
    await beside.house.sync()
    await beside.work(after=VIGILANCE.patience)
    assert await rulings(beside) == [None]
    await beside.work(after=LISTED_WITHIN)
    assert await rulings(beside) == ["deleted"]


async def test_an_episode_does_not_wait_for_a_file_of_another_season(beside: Ear) -> None:
    later(beside.house, HOURS)
    single, *others = held(beside)
    last = next(file for file in others if file.season != single.season)
    beside.house.home.world.disk.unlink(single.path)
    elsewhere.look_again(beside.house.home.world, "plex", "sonarr")
    last.path, last.added = f"{last.path}.new", beside.house.clock.now
    await beside.house.sync()
    await beside.work(after=VIGILANCE.settle)
    assert "deleted" in await rulings(beside)


async def test_a_show_does_not_go_with_its_last_old_episode_while_a_sync_brings_a_new_one(alone: Ear) -> None:
    (show, *episodes) = await alone.rows(
        "SELECT id FROM items WHERE id = (SELECT min(show_id) FROM items)"
        " OR (kind = 'episode' AND show_id = (SELECT min(show_id) FROM items)) ORDER BY kind DESC"
    )
    last, *others = (row.id for row in episodes)
    async with alone.house.library.db.write() as conn:
        await bury(conn, others, alone.house.clock.now, "absent")
        assert show.id not in await leaving.emptied(conn)
        arriving = "UPDATE items SET gone_at = 1, gone_why = :why WHERE id = :id"
        await conn.execute(text(arriving), {"id": last, "why": "arriving"})
        assert show.id not in await leaving.emptied(conn)
        await conn.execute(text(arriving), {"id": last, "why": "absent"})
        assert show.id in await leaving.emptied(conn)
