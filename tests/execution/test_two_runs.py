"""Two runs at once: no item is handled twice, and a run has one owner."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from pathlib import Path

import pytest

from bot.wiring import open_cascade
from cascade.errors import Refused
from cascade.ledger.states import ItemState
from playground.calls import Call
from playground.faults import FaultKind
from tests.kitchen import Kitchen, kitchen

FIRST = "type:movie size:>0GB -resolution:2160p sort:size limit:6"
SECOND = "type:movie size:>0GB -resolution:2160p sort:size limit:9"
REFUSED = 4


def twice(k: Kitchen) -> dict[tuple[str, str], int]:
    """What was changed, or tried to be changed, more than once."""
    counts = Counter((call.server, call.path) for call in k.home.log.calls if call.method == "DELETE")
    return {call: n for call, n in counts.items() if n > 1}


async def command(k: Kitchen, *words: str) -> Process:
    arguments = ("-m", "bot", *words, "--json", "--env-file", str(k.env_file))
    return await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=PIPE, stderr=PIPE)


async def assert_each_handled_once(k: Kitchen) -> None:
    """Of two plans over the same items, one run has deleted each and the other has left it alone."""
    rows = await k.rows("select item_id, state from run_items")
    states: dict[int, list[str]] = {}
    for item, state in rows:
        states.setdefault(item, []).append(state)
    assert len(states) == 9
    assert all(sorted(ends) in (["completed"], ["completed", "skipped"]) for ends in states.values()), states
    assert twice(k) == {}
    events = await k.cascade.history()
    assert max(Counter(event.item_id for event in events if event.status == "completed").values()) == 1


async def test_two_facades_share_overlapping_plans(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=16, shows=0) as k, open_cascade(k.settings) as other:
        first, second = await k.plan(FIRST), await k.plan(SECOND)
        await asyncio.gather(k.execute(first), other.execute(second.id, second.digest, by="another tester"))
        await assert_each_handled_once(k)


async def test_two_processes_share_overlapping_plans(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=16, shows=0) as k:
        plans = [await k.plan(FIRST), await k.plan(SECOND)]
        runs = [await command(k, "execute", plan.id, "--digest", plan.digest) for plan in plans]
        outputs = await asyncio.gather(*(run.communicate() for run in runs))
        assert {run.returncode for run in runs} <= {0, 3}, outputs
        await assert_each_handled_once(k)


async def test_one_plan_executed_twice_at_once_runs_once(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0) as k:
        plan = await k.plan("type:movie size:>0GB -resolution:2160p sort:size limit:3")
        runs = [await command(k, "execute", plan.id, "--digest", plan.digest) for _ in range(2)]
        outputs = await asyncio.gather(*(run.communicate() for run in runs))
        assert sorted(run.returncode or 0 for run in runs) == [0, REFUSED], outputs
        assert await k.rows("select count(*) from runs") == [(1,)]
        assert twice(k) == {}


class Held:
    """Holds a run at its first destructive call until a test has looked around."""

    def __init__(self, k: Kitchen) -> None:
        self.begun, self.free = asyncio.Event(), asyncio.Event()
        k.home.log.before = self._hold

    async def _hold(self, call: Call) -> None:
        if call.method == "DELETE" and not self.begun.is_set():
            self.begun.set()
            await self.free.wait()


async def test_a_run_that_somebody_works_on_is_left_to_them(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, CONCURRENCY="1") as k, open_cascade(k.settings) as other:
        held = Held(k)
        plan = await k.plan("type:movie size:>0GB -resolution:2160p sort:size limit:2")
        running = asyncio.create_task(k.execute(plan))
        await held.begun.wait()
        assert await other.resume() == ()
        with pytest.raises(Refused, match="runs once"):
            await other.execute(plan.id, plan.digest, by="another tester")
        process = await command(k, "execute", plan.id, "--digest", plan.digest)
        _, said = await process.communicate()
        assert (process.returncode, b"runs once" in said) == (REFUSED, True), said
        process = await command(k, "resume")
        said, _ = await process.communicate()
        assert (process.returncode, json.loads(said)) == (0, {"runs": []})
        assert len([call for call in k.home.log.calls if call.method == "DELETE"]) == 1
        held.free.set()
        report = await running
        assert report.count(ItemState.COMPLETED) == 2
        assert twice(k) == {}
        assert not list(k.env_file.parent.glob("*.run-*.lock"))


async def test_an_item_another_run_is_at_is_left_alone_and_can_be_planned_later(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, CONCURRENCY="1") as k, open_cascade(k.settings) as other:
        query = "type:movie size:>0GB -resolution:2160p sort:size limit:1"
        plans = [await k.plan(query), await k.plan(query)]
        held = Held(k)
        running = asyncio.create_task(k.execute(plans[0]))
        await held.begun.wait()
        k.home.faults["plex"].add(FaultKind.STATUS, method="DELETE", status=403)
        report = await other.execute(plans[1].id, plans[1].digest, by="another tester")
        assert [(item.state, item.message) for item in report.items] == [
            (ItemState.SKIPPED, "another run is working on it")
        ]
        held.free.set()
        await running
        assert await k.rows("select count(*) from run_items where locked") == [(0,)]
