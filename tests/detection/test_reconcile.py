"""Reconciliation: everything believed present is compared with what the servers list."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row

from cascade.errors import Refused
from cascade.library.locks import source_lock
from playground import elsewhere
from tests.detection.ear import VIGILANCE, Ear
from tests.library.shelf import later


@pytest.fixture
def deaf(ear: Ear) -> Ear:
    """A household whose servers report nothing."""
    world = ear.house.home.world
    world.listeners.clear()
    return ear


def forget(ear: Ear, item: Row[Any]) -> None:
    """Let Plex lose an entry whose file is there."""
    shelf = ear.house.home.world.shelf
    key = ear.entry(item).key
    del shelf.entries[key]
    for keys in shelf.by_section.values():
        keys[:] = [each for each in keys if each != key]
    ear.house.home.world.touch()


async def test_a_household_as_it_was_left_has_nothing_to_tell(deaf: Ear) -> None:
    done = await deaf.detection.reconcile()
    (row,) = await deaf.rows("SELECT count(*) AS n FROM items WHERE gone_at IS NULL")
    assert done.checked == row.n
    assert (done.deleted, done.drift, done.outage, done.came_back) == ((), (), None, ())
    assert (done.waiting, done.errors) == (0, ())


async def test_a_film_gone_from_every_server_is_one_external_deletion(deaf: Ear) -> None:
    number, item = await deaf.film()
    world = deaf.house.home.world
    elsewhere.delete_movie(world, "radarr", number)
    elsewhere.look_again(world, "plex")
    (event,) = (await deaf.detection.reconcile()).deleted
    assert (event.item_id, event.source, event.by) == (item.id, "external", "System (external detection)")
    assert event.detected_by == "reconcile"
    assert set(event.already_gone) == {"plex", "radarr"}
    assert await deaf.detection.orphans() == {}


async def test_a_deletion_is_told_of_once_however_often_one_looks(deaf: Ear) -> None:
    number, _ = await deaf.film()
    elsewhere.delete_movie(deaf.house.home.world, "radarr", number)
    elsewhere.look_again(deaf.house.home.world, "plex")
    assert len((await deaf.detection.reconcile()).deleted) == 1
    assert (await deaf.detection.reconcile()).deleted == ()
    assert len(await deaf.events()) == 1
    assert [row.status for row in await deaf.rows("SELECT status FROM outbox")] == ["partial"]


async def test_files_removed_by_hand_are_a_deletion_once_the_time_for_a_new_file_is_over(deaf: Ear) -> None:
    world = deaf.house.home.world
    number, item = await deaf.film()
    elsewhere.delete_by_hand(world, world.instances["radarr"].movies[number].path)
    elsewhere.look_again(world, "plex", "radarr")
    first = await deaf.detection.reconcile()
    assert (first.deleted, first.waiting) == ((), 1)
    later(deaf.house, VIGILANCE.settle)
    (event,) = (await deaf.detection.reconcile()).deleted
    assert (event.item_id, event.source) == (item.id, "external")
    assert "radarr still has its entry" in (event.error or "")


async def test_a_show_gone_from_plex_and_sonarr_is_one_event(deaf: Ear) -> None:
    world = deaf.house.home.world
    number = next(iter(world.instances["sonarr"].series))
    title = elsewhere.delete_series(world, number)
    elsewhere.look_again(world, "plex")
    (event,) = (await deaf.detection.reconcile()).deleted
    assert (event.title, event.kind.value) == (title.name, "show")
    assert await deaf.detection.orphans() == {}


async def test_an_entry_that_radarr_dropped_is_drift_and_ends_when_it_is_there_again(deaf: Ear) -> None:
    server = deaf.house.home.world.instances["radarr"]
    number, item = await deaf.film()
    (file,) = server.held(number)
    movie = elsewhere.delete_movie(deaf.house.home.world, "radarr", number, files=False)
    (drift,) = (await deaf.detection.reconcile()).drift
    assert (drift.item_id, drift.missing_from, drift.held_by) == (item.id, "radarr", ("plex",))
    assert (drift.title, drift.detected_by) == (item.title, "reconcile")
    assert await deaf.events() == ()
    server.movies[number] = movie
    server.add_file(file)
    movie.file = file.id
    later(deaf.house, timedelta(hours=2))
    assert (await deaf.detection.reconcile()).drift == ()
    (row,) = await deaf.rows("SELECT resolution, resolved_by FROM drift")
    assert tuple(row) == ("ended", "system")


async def test_drift_is_one_row_however_often_it_is_seen(deaf: Ear) -> None:
    number, _ = await deaf.film()
    elsewhere.delete_movie(deaf.house.home.world, "radarr", number, files=False)
    (first,) = (await deaf.detection.reconcile()).drift
    later(deaf.house, timedelta(hours=12))
    (again,) = (await deaf.detection.reconcile()).drift
    assert (again.id, again.seen_at) == (first.id, first.seen_at)
    assert again.checked_at - first.checked_at == timedelta(hours=12)


async def test_what_the_first_look_finds_is_not_told_one_by_one(deaf: Ear) -> None:
    world = deaf.house.home.world
    numbers = [row.ref for row in await deaf.rows(
        "SELECT ref FROM holdings WHERE source = 'radarr' AND item_id IS NOT NULL ORDER BY ref LIMIT 3"
    )]  # fmt: skip
    for number in numbers[:2]:
        elsewhere.delete_movie(world, "radarr", int(number), files=False)
    assert [one.told_at is None for one in (await deaf.detection.reconcile()).drift] == [False, False]
    elsewhere.delete_movie(world, "radarr", int(numbers[2]), files=False)
    assert [one.told_at is None for one in (await deaf.detection.reconcile()).drift] == [False, False, True]


async def test_a_film_that_plex_lost_while_radarr_has_its_file_becomes_drift_after_some_patience(
    deaf: Ear,
) -> None:
    _, item = await deaf.film()
    forget(deaf, item)
    first = await deaf.detection.reconcile()
    assert (first.deleted, first.waiting) == ((), 1)
    later(deaf.house, VIGILANCE.patience)
    (drift,) = (await deaf.detection.reconcile()).drift
    assert drift.missing_from == "plex"
    assert drift.held_by == ("radarr",)
    assert await deaf.events() == ()


async def test_drift_ends_when_plex_lists_the_film_under_another_number(deaf: Ear) -> None:
    _, item = await deaf.film()
    entry = deaf.entry(item)
    forget(deaf, item)
    await deaf.detection.reconcile()
    later(deaf.house, VIGILANCE.patience)
    assert len((await deaf.detection.reconcile()).drift) == 1
    world = deaf.house.home.world
    entry.key = world.fresh("plex")
    world.shelf.add(entry)
    world.touch()
    later(deaf.house, timedelta(hours=12))
    assert (await deaf.detection.reconcile()).drift == ()
    assert await deaf.events() == ()


async def test_drift_becomes_a_deletion_when_the_last_system_lost_it_too(deaf: Ear) -> None:
    number, item = await deaf.film()
    world = deaf.house.home.world
    forget(deaf, item)
    await deaf.detection.reconcile()
    later(deaf.house, VIGILANCE.patience)
    assert len((await deaf.detection.reconcile()).drift) == 1
    elsewhere.delete_movie(world, "radarr", number)
    later(deaf.house, timedelta(hours=12))
    done = await deaf.detection.reconcile()
    assert [event.item_id for event in done.deleted] == [item.id]
    assert done.drift == ()


async def test_a_wave_of_upgrades_is_no_deletion(deaf: Ear) -> None:
    world = deaf.house.home.world
    assert elsewhere.upgrade_wave(world, "radarr", 300, deaf.house.clock.now, plex_sees=True)
    first = await deaf.detection.reconcile()
    later(deaf.house, VIGILANCE.patience)
    again = await deaf.detection.reconcile()
    for done in (first, again):
        assert (done.deleted, done.drift, done.outage) == ((), (), None)


async def test_of_a_server_that_cannot_be_read_nothing_is_concluded(deaf: Ear) -> None:
    number, _ = await deaf.film()
    elsewhere.delete_movie(deaf.house.home.world, "radarr", number)
    elsewhere.look_again(deaf.house.home.world, "plex")
    await deaf.house.home.stop("radarr")
    done = await deaf.detection.reconcile()
    assert done.deleted == ()
    assert any("radarr" in error for error in done.errors)
    await deaf.house.home.start("radarr")
    assert len((await deaf.detection.reconcile()).deleted) == 1


async def test_one_reconciliation_runs_at_a_time(deaf: Ear) -> None:
    with (
        source_lock(deaf.house.library.db.path, "reconciliation"),
        pytest.raises(Refused, match="at work already"),
    ):
        await deaf.detection.reconcile()


async def test_the_last_check_is_remembered(deaf: Ear) -> None:
    assert await deaf.detection.last_check() is None
    number, _ = await deaf.film()
    elsewhere.delete_movie(deaf.house.home.world, "radarr", number, files=False)
    done = await deaf.detection.reconcile(by="sam")
    check = await deaf.detection.last_check()
    assert check is not None
    assert (check.by, check.checked) == ("sam", done.checked)
    assert check.found == {"deleted": 0, "drift": 1, "outages": 0, "came_back": 0, "waiting": 0}
