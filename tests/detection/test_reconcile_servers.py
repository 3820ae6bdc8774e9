"""Households with a Jellyfin: what each media server lost, and what only one of them lost."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from playground import elsewhere
from playground.faults import FaultKind
from tests.detection.ear import VIGILANCE, Ear, open_ear
from tests.library.shelf import later


@pytest.fixture(params=["10.11.11", "12.0.0"])
async def both(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Ear]:
    """Plex and Jellyfin over the same files; nobody reports anything."""
    async with open_ear(tmp_path, jellyfin=request.param) as ear:
        ear.house.home.world.listeners.clear()
        yield ear


async def shared(ear: Ear) -> tuple[int, str, int]:
    """A film that Plex, Jellyfin and Radarr hold: its item, its id in Jellyfin, its number in Radarr."""
    (row,) = await ear.rows(
        "SELECT i.id, j.ref AS jellyfin, r.ref AS radarr FROM items i"
        " JOIN holdings j ON j.item_id = i.id AND j.source = 'jellyfin'"
        " JOIN holdings p ON p.item_id = i.id AND p.source = 'plex'"
        " JOIN holdings r ON r.item_id = i.id AND r.source = 'radarr'"
        " WHERE i.kind = 'movie' ORDER BY i.id LIMIT 1"
    )
    return row.id, row.jellyfin, int(row.radarr)


async def test_a_film_deleted_in_jellyfin_is_one_event_once_the_others_lack_it_too(both: Ear) -> None:
    world = both.house.home.world
    item, ref, _ = await shared(both)
    elsewhere.delete_in_jellyfin(world, ref)
    elsewhere.look_again(world)
    assert (await both.detection.reconcile()).deleted == ()
    later(both.house, VIGILANCE.settle)
    (event,) = (await both.detection.reconcile()).deleted
    assert (event.item_id, event.source) == (item, "external")
    assert set(event.already_gone) >= {"plex", "jellyfin"}
    assert await both.detection.orphans() == {}


async def test_a_film_both_lost_at_once_is_known_by_its_files_which_radarr_still_has(both: Ear) -> None:
    world = both.house.home.world
    item, ref, number = await shared(both)
    (row,) = await both.rows("SELECT * FROM items WHERE id = :id", id=item)
    key = both.entry(row).key
    assert world.jellyfin is not None
    world.jellyfin.forget(ref)
    del world.shelf.entries[key]
    for keys in world.shelf.by_section.values():
        keys[:] = [each for each in keys if each != key]
    world.touch()
    await both.detection.reconcile()
    later(both.house, VIGILANCE.patience)
    done = await both.detection.reconcile()
    assert {(one.item_id, one.held_by) for one in done.drift} == {(item, ("radarr",))}
    assert done.deleted == ()
    (gone,) = await both.rows("SELECT known FROM departures")
    (file,) = world.instances["radarr"].held(number)
    assert [size for _, size in json.loads(gone.known)["files"]] == [file.size]


async def test_what_jellyfin_alone_lost_is_drift_after_a_while(both: Ear) -> None:
    item, ref, _ = await shared(both)
    shelf = both.house.home.world.jellyfin
    assert shelf is not None
    shelf.forget(ref)
    both.house.home.world.touch()
    assert (await both.detection.reconcile()).drift == ()
    later(both.house, VIGILANCE.settle)
    (drift,) = (await both.detection.reconcile()).drift
    assert (drift.item_id, drift.missing_from) == (item, "jellyfin")
    assert drift.held_by == ("plex", "radarr")
    assert await both.events() == ()


async def test_an_empty_listing_of_jellyfin_is_an_outage_and_plex_stays_as_it_is(both: Ear) -> None:
    both.house.home.faults["jellyfin"].add(FaultKind.EMPTY, path="(?i)/items")
    done = await both.detection.reconcile()
    assert done.outage is not None
    assert (done.outage.source, done.deleted, done.drift) == ("jellyfin", (), ())
    both.house.home.faults["jellyfin"].clear()
    again = await both.detection.reconcile()
    assert (again.outage, again.errors, again.drift) == (None, (), ())
