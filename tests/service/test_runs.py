"""Confirming and carrying out as two acts, and how a run stands while it goes on."""

import asyncio
from pathlib import Path

import pytest

from bot.wiring import open_cascade
from cascade.errors import BadInput, Refused, Unreachable
from cascade.ledger.states import ItemState
from playground.calls import Call
from playground.faults import FaultKind
from tests.kitchen import Kitchen, kitchen

FILMS = "type:movie size:>1GB -resolution:2160p sort:size limit:3"


async def confirmed(k: Kitchen, query: str = FILMS, source: str = "cli") -> str:
    plan = await k.plan(query)
    return await k.cascade.confirm(plan.id, plan.digest, by="sam", source=source)


async def test_confirming_deletes_nothing_and_carrying_out_does(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        run = await confirmed(k)
        assert k.destructive() == []
        before = await k.cascade.run_state(run)
        assert (before.total, before.left, before.finished, before.by) == (3, 3, False, "sam")
        assert await k.cascade.open_run_ids() == (run,)
        report = await k.cascade.carry_out(run)
        assert report.completed
        after = await k.cascade.run_state(run)
        assert (after.completed, after.left, after.finished) == (3, 0, True)
        assert await k.cascade.open_run_ids() == ()


async def test_a_run_is_found_by_its_plan_and_reported_again(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        assert await k.cascade.run_of(plan.id) is None
        run = await k.cascade.confirm(plan.id, plan.digest, by="sam", source="cli")
        assert await k.cascade.run_of(plan.id) == run
        assert await k.cascade.carry_out(run) == await k.cascade.report(run)


async def test_two_who_confirm_at_once_make_one_run(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k, open_cascade(k.settings) as other:
        plan = await k.plan(FILMS)
        ends = await asyncio.gather(
            *(one.confirm(plan.id, plan.digest, by="sam", source="cli") for one in (k.cascade, other)),
            return_exceptions=True,
        )
        assert [type(end) for end in ends if not isinstance(end, str)] == [Refused]
        assert await k.rows("select count(*) from runs") == [(1,)]


async def test_in_practice_nobody_confirms_but_the_owner_at_the_machine(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        with pytest.raises(Refused, match="Practice"):
            await confirmed(k, source="discord")
        assert await k.rows("select count(*) from runs") == [(0,)]
        await confirmed(k)
        await k.cascade.preferences.change(by="kim", practice=False)
        await confirmed(k, FILMS.replace("limit:3", "limit:1"), source="discord")
        assert await k.rows("select source from runs order by source") == [("cli",), ("discord",)]


async def test_rehearsing_says_what_would_go_and_touches_nothing(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        report = await k.cascade.rehearse(plan.id)
        assert (report.dry_run, report.run_id, report.completed) == (True, None, True)
        assert k.destructive() == []
        assert await k.rows("select count(*) from runs") == [(0,)]


async def test_rehearsing_with_a_server_down_says_what_would_be_left(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        k.home.faults["radarr"].add(FaultKind.RESET)
        report = await k.cascade.rehearse(plan.id)
        held = {item.item_id for item in plan.items if any(step.target == "radarr" for step in item.steps)}
        assert held
        assert {item.item_id for item in report.items if item.state is ItemState.PARTIAL} == held


async def test_what_stands_in_the_database_counts_bytes_and_what_the_disks_gained(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        run = await k.cascade.confirm(plan.id, plan.digest, by="sam", source="cli")
        free = k.home.world.disk.free
        await k.cascade.carry_out(run)
        status = await k.cascade.run_state(run)
        assert status.removed_bytes == plan.totals.size_bytes
        assert status.frees_bytes == plan.totals.frees_bytes
        assert status.gained_bytes == k.home.world.disk.free - free
        k.home.world.disk.total += 10**12
        assert (await k.cascade.run_state(run)).gained_bytes == status.gained_bytes


class Held:
    """Holds a run at its first destructive call until a test has looked around."""

    def __init__(self, k: Kitchen) -> None:
        self.begun, self.free = asyncio.Event(), asyncio.Event()
        k.home.log.before = self._hold

    async def _hold(self, call: Call) -> None:
        if call.method == "DELETE" and not self.begun.is_set():
            self.begun.set()
            await self.free.wait()


async def test_while_an_item_is_in_work_another_process_can_read_its_title(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0, CONCURRENCY="1") as k, open_cascade(k.settings) as other:
        held = Held(k)
        plan = await k.plan(FILMS)
        run = await k.cascade.confirm(plan.id, plan.digest, by="sam", source="cli")
        working = asyncio.create_task(k.cascade.carry_out(run))
        await held.begun.wait()
        status = await other.run_state(run)
        held.free.set()
        await working
        assert status.titles == (plan.items[0].title,)
        assert (status.left, status.waiting_until, status.finished) == (3, None, False)
        assert (await other.run_state(run)).titles == ()


async def test_one_run_can_be_stopped_and_the_others_go_on(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=30, shows=0) as k:
        first = await confirmed(k)
        second = await confirmed(k, FILMS.replace("limit:3", "limit:6"))
        assert await k.cascade.stop(by="kim", run_id=first) == 1
        assert (await k.cascade.run_state(first)).stop_asked_by == "kim"
        assert (await k.cascade.run_state(second)).stop_asked_by is None
        stopped = await k.cascade.carry_out(first)
        assert stopped.count(ItemState.SKIPPED) == 3
        assert (await k.cascade.carry_out(second)).completed


async def test_a_step_that_waits_tells_when_it_is_tried_again(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0, RETRY_AFTER="3600") as k:
        run = await confirmed(k, FILMS.replace("limit:3", "limit:1"))
        k.home.faults["radarr"].add(FaultKind.STATUS, method="DELETE", status=500)
        await k.cascade.carry_out(run)
        status = await k.cascade.run_state(run)
        assert (status.partial, status.retrying, status.left, status.finished) == (1, 1, 0, False)
        assert status.waiting_until is not None
        assert status.waiting_until > k.cascade._clock()
        k.home.faults["radarr"].clear()
        plan_id = status.plan_id
        await k.cascade.retry(plan_id, by="sam")
        after = await k.cascade.run_state(run)
        assert (after.completed, after.retrying, after.waiting_until, after.finished) == (1, 0, None, True)


async def test_a_silent_server_is_done_without_also_after_a_restart(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0, RETRY_AFTER="3600") as k:
        plan = await k.plan(FILMS)
        k.home.faults["seerr"].add(FaultKind.RESET)
        with pytest.raises(Unreachable, match="seerr"):
            await k.cascade.confirm(plan.id, plan.digest, by="sam", source="cli")
        run = await k.cascade.confirm(plan.id, plan.digest, by="sam", source="cli", accept_partial=True)
        async with open_cascade(k.settings) as restarted:
            await restarted.resume()
            status = await restarted.run_state(run)
        assert status.completed + status.partial == 3
        assert len(k.destructive("plex")) == 3


async def test_an_unknown_run_is_named(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=0) as k:
        for ask in (k.cascade.run_state, k.cascade.report, k.cascade.carry_out):
            with pytest.raises(BadInput, match="nosuch"):
                await ask("nosuch")
