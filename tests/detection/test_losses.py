"""A listing that lost too much, or a folder nobody reaches: an outage, and nothing is marked."""

import pytest

from cascade.detection import reconcile, settling
from cascade.detection.report import Reconciliation
from playground import elsewhere, happenings
from playground.faults import FaultKind
from tests.detection.ear import VIGILANCE, Ear
from tests.library.shelf import later

MASS = 8  # of some fifty films: more than a fifth of one section's, and more than five


@pytest.fixture
def deaf(ear: Ear) -> Ear:
    """A household whose servers report nothing."""
    ear.house.home.world.listeners.clear()
    return ear


async def lose(ear: Ear, count: int) -> None:
    """Delete that many films in Radarr and Plex."""
    world = ear.house.home.world
    for number in [movie.id for movie in world.instances["radarr"].movies.values() if movie.file][:count]:
        elsewhere.delete_movie(world, "radarr", number)
    elsewhere.look_again(world, "plex")


async def nothing_is_marked(ear: Ear, done: Reconciliation) -> None:
    assert done.deleted == ()
    assert await ear.events() == ()
    (row,) = await ear.rows("SELECT count(*) AS n FROM items WHERE gone_at IS NOT NULL")
    assert row.n == 0


async def test_a_mass_of_titles_gone_at_once_is_an_outage(deaf: Ear) -> None:
    await lose(deaf, MASS)
    done = await deaf.detection.reconcile()
    assert done.outage is not None
    assert (done.outage.source, done.outage.scope) == ("plex", "")
    assert done.outage.count == MASS
    await nothing_is_marked(deaf, done)


async def test_an_outage_is_raised_once_however_often_one_looks(deaf: Ear) -> None:
    await lose(deaf, MASS)
    first, again = await deaf.detection.reconcile(), await deaf.detection.reconcile()
    assert first.outage is not None
    assert again.outage is not None
    assert first.outage.id == again.outage.id


async def test_what_a_person_believes_becomes_one_event_each_at_the_next_look(deaf: Ear) -> None:
    await lose(deaf, MASS)
    for outage in await outages(deaf):
        await deaf.detection.release(outage, by="sam", believed=True)
    done = await deaf.detection.reconcile()
    assert len(done.deleted) == MASS
    assert {event.source for event in done.deleted} == {"external"}
    assert done.outage is None
    assert await deaf.detection.orphans() == {}


async def test_what_a_person_believes_is_judged_at_once_however_much_it_is(
    deaf: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (settling, reconcile):
        monkeypatch.setattr(module, "AT_ONCE", 3)
    await lose(deaf, MASS)
    for outage in await outages(deaf):
        await deaf.detection.release(outage, by="sam", believed=True)
    done = await deaf.detection.reconcile()
    assert (len(done.deleted), done.waiting) == (MASS, 0)


async def test_what_a_person_does_not_believe_is_not_raised_again_while_it_stays_so(deaf: Ear) -> None:
    await lose(deaf, MASS)
    for outage in await outages(deaf):
        await deaf.detection.release(outage, by="sam", believed=False)
    done = await deaf.detection.reconcile()
    assert done.outage is None
    assert done.errors != ()
    await nothing_is_marked(deaf, done)


async def test_what_a_person_does_not_believe_is_raised_again_when_it_grows(deaf: Ear) -> None:
    await lose(deaf, MASS)
    for outage in await outages(deaf):
        await deaf.detection.release(outage, by="sam", believed=False)
    await lose(deaf, 2)
    assert (await deaf.detection.reconcile()).outage is not None


async def test_an_empty_listing_of_one_server_is_an_outage_and_ends_with_it(deaf: Ear) -> None:
    world = deaf.house.home.world
    kept, world.shelf.by_section = world.shelf.by_section, {key: [] for key in world.shelf.by_section}
    world.touch()
    done = await deaf.detection.reconcile()
    assert done.outage is not None
    assert done.outage.source == "plex"
    await nothing_is_marked(deaf, done)
    world.shelf.by_section = kept
    world.touch()
    back = await deaf.detection.reconcile()
    assert (back.outage, back.errors, back.drift) == (None, (), ())


async def test_an_empty_listing_of_radarr_deletes_nothing_and_is_no_drift(deaf: Ear) -> None:
    server = deaf.house.home.world.instances["radarr"]
    kept, server.movies = server.movies, {}
    done = await deaf.detection.reconcile()
    assert done.outage is not None
    assert done.outage.source == "radarr"
    assert done.drift == ()
    await nothing_is_marked(deaf, done)
    server.movies = kept
    assert (await deaf.detection.reconcile()).outage is None


async def test_a_lost_disk_is_one_outage_though_nobody_misses_anything_yet(deaf: Ear) -> None:
    world = deaf.house.home.world
    number, _ = await deaf.film()
    folder = world.instances["radarr"].movies[number].root.strip("/").split("/")[0]
    happenings.lose_mount(world, folder)
    done = await deaf.detection.reconcile()
    later(deaf.house, VIGILANCE.patience)
    again = await deaf.detection.reconcile()
    assert done.outage is not None
    assert done.outage.source == "disk"
    assert again.outage is not None
    assert len(await deaf.detection.open_outages()) == 1
    await nothing_is_marked(deaf, again)


async def test_a_lost_disk_that_is_back_ends_its_outage(deaf: Ear) -> None:
    world = deaf.house.home.world
    number, _ = await deaf.film()
    folder = world.instances["radarr"].movies[number].root.strip("/").split("/")[0]
    kept = {key: list(keys) for key, keys in world.shelf.by_section.items()}
    happenings.lose_mount(world, folder)
    world.shelf.by_section = {key: [] for key in kept}
    world.touch()
    assert (await deaf.detection.reconcile()).outage is not None
    happenings.find_mount(world, folder)
    world.shelf.by_section = kept
    world.touch()
    done = await deaf.detection.reconcile()
    assert await deaf.detection.open_outages() == ()
    await nothing_is_marked(deaf, done)


async def test_a_listing_that_breaks_off_says_nothing(deaf: Ear) -> None:
    number, _ = await deaf.film()
    elsewhere.delete_movie(deaf.house.home.world, "radarr", number)
    elsewhere.look_again(deaf.house.home.world, "plex")
    deaf.house.home.faults["plex"].add(FaultKind.STATUS, status=500)
    done = await deaf.detection.reconcile()
    assert any("plex" in error for error in done.errors)
    await nothing_is_marked(deaf, done)


async def outages(ear: Ear) -> list[int]:
    """Look until every server said what it lost, and name the outages that hold."""
    await ear.detection.reconcile()
    return [one.id for one in await ear.detection.open_outages()]
