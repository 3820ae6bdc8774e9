"""Much at once, or a lost disk: nothing is believed until a person says so."""

import pytest

from cascade.errors import BadInput
from playground import happenings
from tests.detection.ear import VIGILANCE, Ear
from tests.detection.test_order import delete, numbers

MASS = 8  # more than the five that are always let through


async def test_a_mass_of_reports_is_an_outage_and_marks_nothing(ear: Ear) -> None:
    await delete(ear, await numbers(ear, MASS))
    await ear.work()
    await ear.work(after=VIGILANCE.patience)
    (outage,) = await ear.detection.open_outages()
    assert (outage.source, outage.scope, outage.count) == ("radarr", "", MASS)
    assert await ear.events() == ()
    (row,) = await ear.rows("SELECT count(*) AS n FROM items WHERE gone_at IS NOT NULL")
    assert row.n == 0


async def test_an_outage_that_was_a_deletion_becomes_its_events(ear: Ear) -> None:
    await delete(ear, await numbers(ear, MASS))
    await ear.work()
    (outage,) = await ear.detection.open_outages()
    await ear.detection.release(outage.id, by="sam", believed=True)
    await ear.work()
    await ear.work(after=VIGILANCE.settle)
    assert len(await ear.events()) == MASS
    assert await ear.detection.open_outages() == ()
    assert await ear.orphans() == 0


async def test_an_outage_that_was_none_is_forgotten(ear: Ear) -> None:
    found = await numbers(ear, MASS)
    for number in found:
        said = {"eventType": "MovieDelete", "movie": {"id": number}, "deletedFiles": True}
        await ear.post("radarr", said)
    await ear.work()
    (outage,) = await ear.detection.open_outages()
    await ear.detection.release(outage.id, by="sam", believed=False)
    await ear.work(after=VIGILANCE.patience)
    assert set(await ear.outcomes()) == {"outage"}
    assert await ear.events() == ()


async def test_an_outage_is_released_once(ear: Ear) -> None:
    await delete(ear, await numbers(ear, MASS))
    await ear.work()
    (outage,) = await ear.detection.open_outages()
    await ear.detection.release(outage.id, by="sam", believed=True)
    with pytest.raises(BadInput, match="holds no more"):
        await ear.detection.release(outage.id, by="tom", believed=False)


async def test_what_lies_on_a_lost_disk_is_not_taken_for_deleted(ear: Ear) -> None:
    world = ear.house.home.world
    number, item = await ear.film()
    folder = world.instances["radarr"].movies[number].root.strip("/").split("/")[0]
    happenings.lose_mount(world, folder)
    said = {"eventType": "MovieFileDelete", "movie": {"id": number}, "deleteReason": "missingFromDisk"}
    await ear.post("radarr", said)
    await ear.work()
    await ear.work(after=VIGILANCE.patience)
    (outage,) = await ear.detection.open_outages()
    assert item.title
    assert outage.scope
    assert await ear.events() == ()
    assert await ear.detection.open_drift() == ()
    happenings.find_mount(world, folder)
    await ear.work(after=VIGILANCE.retry)
    assert await ear.detection.open_outages() == ()
    await ear.work(after=VIGILANCE.patience)
    assert await ear.events() == ()
