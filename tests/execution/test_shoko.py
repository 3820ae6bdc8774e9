"""Whole runs for anime: Shoko forgets what was deleted, and never touches a file."""

from pathlib import Path
from typing import Any

import pytest

from cascade.ledger.states import ItemState, Stands
from cascade.plan import Plan
from cascade.step import Action
from playground import elsewhere, shoko_files
from playground.calls import Call
from playground.faults import FaultKind
from playground.shoko_shelf import ShokoShelf
from playground.titles import show_title
from tests.detection.test_runs import SOON, settled
from tests.execution.test_kill import Gun, aimed, start, twice, unfinished
from tests.kitchen import Kitchen, kitchen

VERSIONS = pytest.mark.parametrize("version", ["5.3.3", "6.0.0"])
ANIME = "Fullmetal Alchemist: Brotherhood"
SHOW = f'type:show title:="{ANIME}"'
SEASON = f'type:season show:="{ANIME}" season:5'
HASTY: dict[str, Any] = {"CALL_DEADLINE": "0.5", "PROOF_SECONDS": "0.6", "RETRY_AFTER": "0.1"}
QUICKLY: dict[str, Any] = {**SOON}
REAL = {"deleteFiles=true", "removeFiles=true", "completelyRemove=true"}


def shelf(k: Kitchen) -> ShokoShelf:
    return k.home.shoko.shelf


def numbers(plan: Plan) -> set[int]:
    """The files of Shoko that a plan names."""
    return {int(step.ref) for item in plan.items for step in item.steps if step.target == "shoko"}


def changes(k: Kitchen) -> list[Call]:
    """Calls that were to change Shoko, with or without effect."""
    return [call for call in k.home.log.of("shoko") if call.method == "DELETE"]


@VERSIONS
async def test_a_deleted_anime_goes_in_shoko_last(tmp_path: Path, version: str) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko=version) as k:
        plan = await k.plan(SHOW)
        (item,) = plan.items
        assert [step.action for step in item.steps][-1] is Action.FORGET_SERIES
        assert item.steps[0].target == "plex"
        report = await k.execute(plan)
        assert [one.state for one in report.items] == [ItemState.COMPLETED], report
        assert not shelf(k).series
        assert not shelf(k).files
        assert k.home.log.effects()[-1].server == "shoko"
        (event,) = await k.cascade.history()
        assert event.results["shoko"].success


@VERSIONS
async def test_no_flag_that_would_touch_a_file_is_ever_sent(tmp_path: Path, version: str) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko=version) as k:
        await k.execute(await k.plan(SEASON))
        await k.execute(await k.plan(SHOW))
        queries = [call.path.partition("?")[2] for call in changes(k)]
        assert queries
        for query in queries:
            assert not REAL & set(query.split("&"))
            assert query in {
                "deleteFiles=false&completelyRemove=false",
                "removeFiles=false&removeFolder=false",
            }


@VERSIONS
async def test_of_a_season_only_its_files_are_forgotten(tmp_path: Path, version: str) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko=version, ALLOW_NEWEST_SEASON="true") as k:
        plan = await k.plan(SEASON)
        assert {step.action for step in plan.items[0].steps if step.target == "shoko"} == {Action.FORGET_FILE}
        before = len(shelf(k).files)
        report = await k.execute(plan)
        assert [one.state for one in report.items] == [ItemState.COMPLETED], report
        assert shelf(k).series
        assert 0 < len(shelf(k).files) == before - len(changes(k))
        assert not shelf(k).files.keys() & numbers(plan)


async def test_a_show_that_shoko_does_not_know_has_no_step_there(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko="6.0.0") as k:
        plan = await k.plan('type:show title:="Breaking Bad"')
        assert "shoko" not in {step.target for step in plan.items[0].steps}


async def test_what_shoko_forgot_already_is_done(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko="6.0.0") as k:
        plan = await k.plan(SHOW)
        shoko_files.delete_series(k.home.world, shelf(k), shelf(k).named(ANIME), from_disk=False)
        report = await k.execute(plan)
        assert [one.state for one in report.items] == [ItemState.COMPLETED], report
        assert (report.items[0].results["shoko"].message or "").startswith("already gone")
        assert changes(k) == []


async def test_a_file_that_came_to_the_series_keeps_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko="6.0.0") as k:
        plan = await k.plan(SHOW)
        row = next(iter(shelf(k).files.values()))
        shelf(k).files[9999] = type(row)(9999, 9, "anime/Else/new.mkv", 5, row.series, (), row.created)
        report = await k.execute(plan)
        (item,) = report.items
        assert item.state is ItemState.PARTIAL
        assert "new.mkv" in (item.results["shoko"].error or "")
        assert shelf(k).series
        assert changes(k) == []


async def test_a_number_that_became_another_anime_is_left_alone(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko="6.0.0") as k:
        plan = await k.plan(SHOW)
        row = shelf(k).named(ANIME)
        shelf(k).series[row.id] = type(row)(row.id, show_title(1, seed=1), row.created)
        report = await k.execute(plan)
        assert [one.state for one in report.items] == [ItemState.PARTIAL]
        assert changes(k) == []


async def test_a_shoko_that_is_down_after_the_gate_leaves_it_partial_and_a_retry_ends_it(
    tmp_path: Path,
) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko="6.0.0", **HASTY) as k:
        plan = await k.plan(SHOW)
        k.home.faults["shoko"].add(FaultKind.STATUS, method="DELETE", times=20)
        report = await k.execute(plan)
        assert [one.state for one in report.items] == [ItemState.PARTIAL]
        k.home.faults["shoko"].clear()
        for _ in range(5):
            (report,) = await k.cascade.retry(plan.id, by="tester") or (report,)
        assert [one.state for one in report.items] == [ItemState.COMPLETED], report
        (event,) = await k.cascade.history()
        assert event.status is Stands.COMPLETED


@pytest.mark.parametrize("query", [SHOW, SEASON])
async def test_a_call_whose_answer_was_lost_is_found_done_and_not_repeated(
    tmp_path: Path, query: str
) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko="6.0.0", ALLOW_NEWEST_SEASON="true", **HASTY) as k:
        plan = await k.plan(query)
        k.home.faults["shoko"].add(FaultKind.LOST, method="DELETE", times=1)
        report = await k.execute(plan)
        assert [one.state for one in report.items] == [ItemState.COMPLETED], report
        assert twice(k) == {}


async def test_success_without_effect_is_not_believed(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko="5.3.3", **HASTY) as k:
        plan = await k.plan(SHOW)
        k.home.faults["shoko"].add(FaultKind.NOOP, method="DELETE")
        report = await k.execute(plan)
        assert [one.state for one in report.items] == [ItemState.PARTIAL]
        assert "shoko took the call" in (report.items[0].results["shoko"].error or "")


class Marksman(Gun):
    """Kills at the n-th call that changes Shoko, and at no other."""

    async def before(self, call: Call) -> None:
        if call.server == "shoko" and call.method == "DELETE":
            await super().before(call)

    async def after(self, call: Call) -> None:
        if call.server == "shoko" and call.method == "DELETE":
            await super().after(call)


@pytest.mark.slow
@VERSIONS
async def test_a_run_killed_again_and_again_repeats_no_call_to_shoko(tmp_path: Path, version: str) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko=version, ALLOW_NEWEST_SEASON="true") as k:
        plan = await k.plan(SEASON)
        k.home.log.calls.clear()
        words = ["execute", plan.id, "--digest", plan.digest]
        for nth, after_effect in ((1, True), (1, False), (2, True)):
            gun = Marksman(nth, destructive=True, after_effect=after_effect)
            async with aimed(k, gun, *words) as process:
                await process.communicate()
            assert gun.fired_at is not None
            words = ["resume"]
        last = await start(k, "resume")
        out, err = await last.communicate()
        assert await unfinished(k) == [], (out, err)
        assert twice(k) == {}
        assert not shelf(k).files.keys() & numbers(plan)
        (event,) = await k.cascade.history()
        assert event.status is Stands.COMPLETED


@VERSIONS
async def test_what_somebody_else_deleted_is_finished_in_shoko(tmp_path: Path, version: str) -> None:
    async with kitchen(tmp_path, films=6, shows=4, shoko=version, **QUICKLY) as k:
        (folder,) = {file.path.rpartition("/Season")[0] for file in shelf(k).files.values()}
        k.home.world.disk.write("anime/Another/one.mkv", 5)  # an emptied root folder is taken for a lost one
        elsewhere.delete_by_hand(k.home.world, folder)
        elsewhere.look_again(k.home.world, "plex", "sonarr")
        await k.cascade.sync(accept_shrink=frozenset({"plex"}))
        await settled(k)
        (event,) = await k.cascade.history()
        assert event.status is Stands.PARTIAL
        plan = await k.cascade.finish(event.id, by="tester")
        steps = {(step.target, step.action) for step in plan.items[0].steps}
        assert ("shoko", Action.FORGET_SERIES) in steps
        report = await k.execute(plan)
        assert [one.state for one in report.items] == [ItemState.COMPLETED], report
        assert not shelf(k).series
        assert len(changes(k)) == 1
