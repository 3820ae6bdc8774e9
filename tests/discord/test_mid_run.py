"""What may happen while a run goes on: lost connections, restarts, limits, a stop."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from playground.discord.faults import Fault
from playground.discord.seen import Seen
from tests.discord.flow import button, hears, plan_of, press_delete, result
from tests.discord.home import Home, bot_at_home

SLOW = 0.02  # seconds every server takes
QUERY = "size:>0.1GB sort:-size limit:6"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A household that works on one film at a time."""
    async with bot_at_home(tmp_path, CONCURRENCY="1") as opened:
        yield opened


async def begun(home: Home) -> Seen:
    """Start a slow run of six films and wait until the first is gone."""
    for wire in home.kitchen.home.wires.values():
        wire.latency = SLOW
    message = await plan_of(home, query=QUERY)
    await press_delete(home.sam, message, 6)
    progress = await home.sam.until(lambda view: next((m for m in view if "Deleting" in m.text), None))
    while not home.kitchen.destructive("plex"):  # noqa: ASYNC110 - no message says so at once
        await asyncio.sleep(0.01)
    return progress


def deleted_once(home: Home) -> bool:
    """Whether no destructive call took effect twice."""
    calls = [(call.server, call.method, call.path) for call in home.kitchen.destructive()]
    return len(calls) == len(set(calls))


async def test_a_dropped_gateway_does_not_touch_the_run(home: Home) -> None:
    await begun(home)
    await home.discord.drop_gateway(resume=True)
    assert "all 6 gone everywhere" in (await result(home)).text
    assert deleted_once(home)


async def test_a_stopped_bot_goes_on_where_it_was(home: Home) -> None:
    progress = await begun(home)
    await home.restart()
    assert "all 6 gone everywhere" in (await result(home)).text
    assert deleted_once(home)
    shown = [message for message in home.shown() if message.id == progress.id]
    assert shown, "the progress message is the same one"
    assert not any("Deleting" in message.text for message in home.shown())


async def test_a_limited_progress_message_does_not_slow_the_run(home: Home) -> None:
    home.discord.faults.add(Fault.RATE_LIMIT, method="PATCH", path="/channels/", times=3, seconds=0.2)
    await begun(home)
    assert "all 6 gone everywhere" in (await result(home)).text
    assert deleted_once(home)


async def test_a_removed_progress_message_does_not_stop_the_run(home: Home) -> None:
    home.discord.faults.add(Fault.UNKNOWN_MESSAGE, method="PATCH", path="/messages/", times=2)
    await begun(home)
    assert "all 6 gone everywhere" in (await result(home)).text


async def test_a_result_that_cannot_be_posted_stops_nothing(home: Home) -> None:
    await begun(home)
    home.discord.faults.add(Fault.MISSING_ACCESS, method="POST", path="/channels/", times=20)

    async def all_gone() -> bool:
        status = await home.bot.cascade.run_state((await home.kitchen.rows("SELECT id FROM runs"))[0][0])
        return status.finished

    for _ in range(200):
        if await all_gone():
            break
        await asyncio.sleep(0.1)
    assert await all_gone()
    assert deleted_once(home)


async def test_stop_after_this_one_leaves_the_rest_alone(home: Home) -> None:
    progress = await begun(home)
    await home.sam.click(progress, button(progress, "Stop"))
    await hears(home.sam, "stops after the items at hand")
    told = await result(home)
    assert "stopped by Sam" in told.text
    assert len(home.kitchen.destructive("plex")) < 6


async def test_a_guest_cannot_stop_a_run(home: Home) -> None:
    progress = await begun(home)
    answered = await home.tom.forge(progress, button(progress, "Stop"))
    assert "Only admins" in answered.text
    assert "all 6 gone everywhere" in (await result(home)).text


async def test_what_somebody_else_removes_meanwhile_is_not_told_as_ours(home: Home) -> None:
    disk = home.kitchen.home.world.disk
    disk.write("backup/old.tar", 50 * 10**9)
    await begun(home)
    disk.unlink("backup/old.tar")
    assert "something else was removed, too" in (await result(home)).text
