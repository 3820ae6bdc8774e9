"""Reports that come again, late, or in the wrong order."""

import asyncio

from tests.detection.ear import VIGILANCE, Ear


async def delete(ear: Ear, numbers: list[int]) -> None:
    async with ear.api("radarr") as radarr:
        for number in numbers:
            await radarr.delete(f"/movie/{number}?deleteFiles=true")
    await ear.plex_scans()


async def numbers(ear: Ear, count: int) -> list[int]:
    found = await ear.rows(
        "SELECT h.ref FROM holdings h JOIN items i ON i.id = h.item_id WHERE h.source = 'radarr' LIMIT :n",
        n=count,
    )
    return [int(row.ref) for row in found]


async def test_a_report_repeated_five_times_makes_one_event(ear: Ear) -> None:
    ear.house.home.postman("radarr").times = 5
    await delete(ear, await numbers(ear, 1))
    await ear.work()
    await ear.work(after=VIGILANCE.settle)
    assert len(await ear.events()) == 1
    assert await ear.outcomes() == ["gone"]


async def test_a_report_that_comes_again_much_later_changes_nothing(ear: Ear) -> None:
    (number,) = await numbers(ear, 1)
    await delete(ear, [number])
    await ear.work()
    said = {"eventType": "MovieDelete", "movie": {"id": number}, "deletedFiles": True}
    await ear.work(after=2 * VIGILANCE.patience)
    await ear.post("radarr", said)
    await ear.work(after=VIGILANCE.settle)
    assert len(await ear.events()) == 1


async def test_reports_in_the_opposite_order_make_the_same_events(ear: Ear) -> None:
    postman = ear.house.home.postman("radarr")
    postman.hold()
    await delete(ear, await numbers(ear, 3))
    postman.release(backwards=True)
    await ear.work()
    await ear.work(after=VIGILANCE.settle)
    assert len(await ear.events()) == 3
    assert await ear.orphans() == 0


async def test_a_report_that_comes_after_a_sync_has_noticed_joins_the_event(ear: Ear) -> None:
    postman = ear.house.home.postman("radarr")
    postman.hold()
    await delete(ear, await numbers(ear, 1))
    await ear.house.sync()
    await ear.work()
    postman.release()
    await ear.work()
    await ear.work(after=VIGILANCE.settle)
    (event,) = await ear.events()
    (row,) = await ear.rows("SELECT event_id FROM inbox")
    assert row.event_id == event.id


async def test_a_report_in_the_middle_of_a_sync_makes_one_event(ear: Ear) -> None:
    await delete(ear, await numbers(ear, 1))
    await asyncio.gather(ear.house.sync(), ear.detection.work())
    await ear.work(after=VIGILANCE.settle)
    assert len(await ear.events()) == 1
    assert await ear.orphans() == 0
