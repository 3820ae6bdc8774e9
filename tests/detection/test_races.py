"""Reconciliation beside our own runs, syncs and webhooks: each deletion is told once, as whose it is."""

import asyncio
from pathlib import Path

import pytest

from cascade.library.orphans import count_orphans
from playground import elsewhere
from playground.faults import FaultKind
from tests.detection.test_runs import heard, settled
from tests.kitchen import Kitchen

RULE = "type:movie size:>1MB sort:-size limit:4"


async def orphans(house: Kitchen) -> dict[str, int]:
    async with house.cascade._db.read() as conn:
        return await count_orphans(conn)


async def present(house: Kitchen) -> set[int]:
    return {row[0] for row in await house.rows("SELECT id FROM items WHERE gone_at IS NULL")}


@pytest.mark.parametrize("media", ["plex", "plex jellyfin-12.0.0"])
async def test_a_deletion_and_a_reconciliation_at_once_agree(tmp_path: Path, media: str) -> None:
    async with heard(tmp_path, media=media) as house:
        plan = await house.plan(RULE)
        report, *_ = await asyncio.gather(house.execute(plan), house.cascade.reconcile())
        assert report.completed
        await settled(house)
        after = await house.cascade.reconcile()
        await settled(house)
        gone = {item.item_id for item in report.items}
        events = await house.cascade.history()
        assert {event.item_id for event in events} == gone
        assert {event.source for event in events} == {"cli"}
        assert not gone & await present(house)
        assert (after.deleted, after.drift, after.came_back) == ((), (), ())
        assert await orphans(house) == {}


async def test_what_we_deleted_is_not_added_again_by_a_sync_that_a_webhook_began(tmp_path: Path) -> None:
    async with heard(tmp_path) as house:
        plan = await house.plan(RULE)
        listening = asyncio.create_task(house.cascade.detection.keep_up())
        report, *_ = await asyncio.gather(
            house.execute(plan), house.cascade.sync(), house.cascade.reconcile(), return_exceptions=False
        )
        assert report.completed
        for _ in range(3):
            await house.cascade.sync()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await settled(house)
        assert not {item.item_id for item in report.items} & await present(house)
        assert await house.rows("SELECT 1 FROM returns") == []
        assert len(await house.cascade.history()) == len(report.items)


async def test_a_webhook_and_a_reconciliation_at_once_make_one_event(tmp_path: Path) -> None:
    async with heard(tmp_path) as house:
        world = house.home.world
        number = next(movie.id for movie in world.instances["radarr"].movies.values() if movie.file)
        elsewhere.delete_movie(world, "radarr", number)
        elsewhere.look_again(world, "plex")
        await house.home.settle()
        await asyncio.gather(house.cascade.detection.work(), house.cascade.reconcile())
        await settled(house)
        await house.cascade.reconcile()
        (event,) = await house.cascade.history()
        assert event.source in {"radarr", "external"}
        assert await orphans(house) == {}


async def test_an_item_half_deleted_by_us_is_no_drift(tmp_path: Path) -> None:
    async with heard(tmp_path, CASCADE_ORDER="arr-first") as house:
        plan = await house.plan("type:movie resolution:1080p on:radarr sort:-size limit:1")
        house.home.faults["plex"].add(FaultKind.STATUS, path="refresh", status=500)
        report = await house.execute(plan)
        assert [item.state.value for item in report.items] == ["partial"]
        await house.home.settle()
        await house.cascade.detection.work()
        done = await house.cascade.reconcile()
        assert (done.deleted, done.drift) == ((), ())
        house.home.faults["plex"].clear()
        await house.cascade.retry(plan.id, by="tester")
        await settled(house)
        (event,) = await house.cascade.history()
        assert (event.source, event.status.value) == ("cli", "completed")
        assert {row[0] for row in await house.rows("SELECT outcome FROM inbox")} == {"echo"}
