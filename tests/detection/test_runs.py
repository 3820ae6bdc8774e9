"""Our own deletions echo back from the servers; they are joined, not counted twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from cascade.detection.doors import IN_PATH, USER, Doors
from cascade.detection.receiver import Receiver
from playground.hooks import Hook
from tests.kitchen import Kitchen, kitchen

# Short, so that what is waited for comes soon; what must not happen would happen at once.
SOON = {"REPLACEMENT_MINUTES": "0.005", "NOTICE_MINUTES": "0.03"}
RULE = "type:movie size:>1MB sort:-size limit:2"


@asynccontextmanager
async def heard(tmp_path: Path, media: str = "plex", **settings: str) -> AsyncIterator[Kitchen]:
    """A household whose servers report to us."""
    options: dict[str, Any] = {**SOON, **settings}
    async with kitchen(tmp_path, films=24, shows=2, media=media, **options) as house:
        detection = house.cascade.detection
        doors = Doors(SecretStr("a secret of this test"))
        async with Receiver(detection, doors).listening("127.0.0.1", 0) as port:
            for source, software in detection.senders.items():
                secret, url = doors.secret(source), f"http://127.0.0.1:{port}/hooks/{source}"
                hook = (
                    Hook(f"{url}/{secret}") if software in IN_PATH else Hook(url, user=USER, password=secret)
                )
                house.home.hook(source, hook)
            yield house


async def settled(house: Kitchen) -> None:
    """Work until nothing waits any more."""
    await house.home.settle()
    for _ in range(100):
        await house.cascade.detection.work()
        open_ones = await house.rows(
            "SELECT 1 FROM inbox WHERE handled_at IS NULL"
            " UNION ALL SELECT 1 FROM departures WHERE settled_at IS NULL"
        )
        if not open_ones:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("something waits for ever")


async def test_what_we_deleted_ourselves_is_told_once_and_as_ours(tmp_path: Path) -> None:
    async with heard(tmp_path) as house:
        report = await house.execute(await house.plan(RULE))
        assert report.completed
        await settled(house)
        events = await house.cascade.history()
        assert {event.source for event in events} == {"cli"}
        assert len(events) == len(report.items)
        outcomes = await house.rows("SELECT outcome, event_id FROM inbox")
        assert {outcome for outcome, _ in outcomes} == {"echo"}
        assert {event_id for _, event_id in outcomes} <= {event.id for event in events}


async def test_echoes_that_come_during_the_run_wait_for_it(tmp_path: Path) -> None:
    async with heard(tmp_path) as house:
        plan = await house.plan("type:movie size:>1MB sort:-size limit:5")
        listening = asyncio.create_task(house.cascade.detection.keep_up())
        report = await house.execute(plan)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        assert report.completed
        await settled(house)
        assert {event.source for event in await house.cascade.history()} == {"cli"}
        assert {row[0] for row in await house.rows("SELECT outcome FROM inbox")} == {"echo"}
        assert await house.rows("SELECT 1 FROM drift") == []
        assert await house.rows("SELECT 1 FROM outages") == []


async def test_a_sync_during_the_run_neither_revives_nor_tells_twice(tmp_path: Path) -> None:
    async with heard(tmp_path) as house:
        plan = await house.plan("type:movie size:>1MB sort:-size limit:4")
        report, *_ = await asyncio.gather(house.execute(plan), house.cascade.sync(), house.cascade.sync())
        assert report.completed
        await settled(house)
        await house.cascade.sync()
        await settled(house)
        gone = {item.item_id for item in report.items}
        present = await house.rows("SELECT id FROM items WHERE gone_at IS NULL")
        assert not gone & {row[0] for row in present}
        assert len(await house.cascade.history()) == len(gone)
