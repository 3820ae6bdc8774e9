"""Whole runs in households with Jellyfin: alone, and beside Plex."""

import os
import random
import secrets
from pathlib import Path

import pytest

from cascade.ledger.states import ItemState, StepState
from cascade.media import Kind
from cascade.plan import Plan
from cascade.report import RunReport
from cascade.step import Action
from playground import happenings
from playground.calls import Call
from playground.faults import FaultKind
from playground.jellyfin_shelf import JellyfinSession, Watch
from playground.people import PEOPLE
from tests.execution.test_kill import Gun, aimed, start, twice, unfinished
from tests.kitchen import Kitchen, kitchen

VERSIONS = pytest.mark.parametrize("version", ["10.11.11", "12.0.0"])
BOTH, JELLYFIN = "plex jellyfin-12.0.0", "jellyfin-12.0.0"
FILM = 'type:movie title:="The Dark Knight"'
SHOW = 'type:show title:="Severance"'
SEASON = 'type:season show:="Severance" season:1'


def steps(plan: Plan) -> list[tuple[str, Action]]:
    """Give the steps of the first item, in order."""
    return [(step.target, step.action) for step in plan.items[0].steps]


def left(k: Kitchen, plan: Plan) -> set[str]:
    """Name the planned files that are still on disk."""
    return {file.path for item in plan.items for file in item.files} & set(map(str, k.on_disk()))


def said(report: RunReport) -> list[str | None]:
    return [item.message for item in report.items if item.state is not ItemState.COMPLETED]


async def listed_by_jellyfin(k: Kitchen, plan: Plan) -> bool:
    shelf = k.home.world.jellyfin
    assert shelf is not None
    await k.home.settle()
    titles = {item.title for item in plan.items if item.kind is Kind.MOVIE}
    return bool(titles & {row.name for row in shelf.items.values() if row.kind == "Movie"})


@VERSIONS
@pytest.mark.parametrize("query", [FILM, SHOW, SEASON])
async def test_a_household_without_plex_deletes_by_jellyfin(tmp_path: Path, version: str, query: str) -> None:
    async with kitchen(tmp_path, films=12, shows=3, media=f"jellyfin-{version}") as k:
        plan = await k.plan(query)
        assert steps(plan)[0] == ("jellyfin", Action.DELETE_ITEM)
        report = await k.execute(plan)
        assert said(report) == []
        assert left(k, plan) == set()
        assert {call.server for call in k.home.log.effects()} >= {"jellyfin"}
        assert "plex" not in {call.server for call in k.home.log.calls}
        for one in await k.cascade.sync():
            assert (one.whole, one.came_back) == (True, ())


@VERSIONS
async def test_plex_removes_the_files_and_jellyfin_notices(tmp_path: Path, version: str) -> None:
    async with kitchen(tmp_path, films=12, shows=3, media=f"plex jellyfin-{version}") as k:
        plan = await k.plan(FILM)
        (gate, *others) = steps(plan)
        assert gate == ("plex", Action.DELETE_ITEM)
        assert ("jellyfin", Action.REFRESH) in others
        assert [target for target, _ in others].index("jellyfin") > [t for t, _ in others].index("radarr")
        report = await k.execute(plan)
        assert said(report) == []
        assert report.items[0].results["jellyfin"].success
        assert not await listed_by_jellyfin(k, plan)
        assert not k.home.log.of("jellyfin", "DELETE")


async def test_the_configured_order_says_who_removes_the_files(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=3, media=BOTH, MEDIA_ORDER="jellyfin,plex") as k:
        for query in (FILM, SHOW):
            plan = await k.plan(query)
            assert steps(plan)[0] == ("jellyfin", Action.DELETE_ITEM)
            assert ("plex", Action.REFRESH) in steps(plan)
            assert said(await k.execute(plan)) == []
            assert left(k, plan) == set()
        assert not k.home.log.of("plex", "DELETE")


async def test_where_the_arr_goes_first_both_are_refreshed(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=3, media=BOTH, CASCADE_ORDER="arr-first") as k:
        plan = await k.plan(FILM)
        assert steps(plan)[0] == ("radarr", Action.DELETE_ENTRY)
        assert {("plex", Action.REFRESH), ("jellyfin", Action.REFRESH)} <= set(steps(plan))
        assert said(await k.execute(plan)) == []
        assert not await listed_by_jellyfin(k, plan)


async def test_what_jellyfin_holds_alone_it_deletes_itself(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=3, media=BOTH) as k:
        plan = await k.plan("type:movie library:Attic size:>0GB limit:1")
        assert steps(plan) == [("jellyfin", Action.DELETE_ITEM)]
        assert said(await k.execute(plan)) == []
        assert left(k, plan) == set()


async def test_a_jellyfin_that_does_not_notice_leaves_the_item_partial_until_it_does(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=3, media=BOTH, RETRY_AFTER="30") as k:
        plan = await k.plan(FILM)
        k.home.faults["jellyfin"].add(FaultKind.NOOP, path="/Library/Media/Updated")
        report = await k.execute(plan)
        assert [item.state for item in report.items] == [ItemState.PARTIAL]
        assert "jellyfin" in (report.items[0].message or "")
        assert report.items[0].results["plex"].success
        k.home.faults["jellyfin"].clear()
        async with k.cascade._db.write() as conn:
            await conn.exec_driver_sql("update steps set next_attempt_at = null where state = 'pending'")
        (run,) = await k.cascade.resume()
        assert [item.state for item in run.items] == [ItemState.COMPLETED]


async def test_a_file_that_jellyfin_says_is_gone_and_is_not_is_never_called_done(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=JELLYFIN, RETRY_AFTER="30") as k:
        assert k.home.world.jellyfin is not None
        k.home.world.jellyfin.keeps_files = True
        plan = await k.plan(FILM)
        report = await k.execute(plan)
        assert [item.state for item in report.items] == [ItemState.PARTIAL]
        assert "still on its disk" in (report.items[0].message or "")
        assert {call.server for call in k.home.log.effects()} == {"jellyfin"}


async def test_a_jellyfin_that_cannot_unlink_fails_and_nothing_else_goes(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=JELLYFIN, RETRY_AFTER="30") as k:
        assert k.home.world.jellyfin is not None
        k.home.world.jellyfin.readonly = True
        plan = await k.plan(FILM)
        report = await k.execute(plan)
        assert [item.state for item in report.items] != [ItemState.COMPLETED]
        assert not k.home.log.effects()
        assert left(k, plan)


async def test_what_is_watched_in_jellyfin_now_is_not_deleted_by_plex(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=BOTH) as k:
        plan = await k.plan(FILM)
        shelf = k.home.world.jellyfin
        assert shelf is not None
        item = shelf.named(plan.items[0].title, "Movie")
        user = next(iter(shelf.users))
        shelf.sessions["s"] = JellyfinSession("s", user, item.id, k.home.world.now, 1_000)
        report = await k.execute(plan)
        assert [item.state for item in report.items] == [ItemState.SKIPPED]
        assert not k.home.log.effects()


async def test_a_play_in_jellyfin_after_the_plan_keeps_the_film(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=BOTH) as k:
        rows = await k.rows(
            "select title from items where kind = 'movie' and gone_at is null and not watch_doubt"
            " and not in_progress and (select count(*) from holdings h where h.item_id = items.id"
            " and h.role = 'media') = 2"
        )
        shelf = k.home.world.jellyfin
        assert shelf is not None
        plan = await k.plan(f'type:movie title:="{rows[0][0]}" plays:>=0')
        item = shelf.named(rows[0][0], "Movie")
        watch = shelf.watched.setdefault((next(iter(shelf.users)), item.id), Watch())
        watch.played, watch.count, watch.last = True, watch.count + 1, k.home.world.now
        k.home.world.touch()
        report = await k.execute(plan)
        assert [one.state for one in report.items] == [ItemState.SKIPPED] * len(report.items)
        assert not k.home.log.effects()


async def test_a_run_does_not_begin_while_jellyfin_is_down(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=BOTH) as k:
        plan = await k.plan(FILM)
        await k.home.stop("jellyfin")
        with pytest.raises(Exception, match="jellyfin"):
            await k.execute(plan)
        assert not k.home.log.effects()


async def test_a_lost_answer_of_jellyfin_is_settled_and_never_repeated(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=JELLYFIN, CALL_DEADLINE="0.5") as k:
        plan = await k.plan(FILM)
        k.home.faults["jellyfin"].add(FaultKind.LOST, method="DELETE", times=1)
        report = await k.execute(plan)
        assert said(report) == []
        assert len(k.home.log.of("jellyfin", "DELETE")) == 1


async def test_a_jellyfin_set_up_anew_is_refused(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=BOTH) as k:
        plan = await k.plan(FILM)
        assert k.home.world.jellyfin is not None
        k.home.world.jellyfin.server = "e" * 32
        with pytest.raises(Exception, match="sync --adopt jellyfin"):
            await k.execute(plan)
        assert not k.home.log.effects()


@pytest.mark.parametrize("plex", [True, False], ids=["beside plex", "alone"])
async def test_a_run_that_is_killed_again_and_again_ends_as_if_it_had_never_been(
    tmp_path: Path, *, plex: bool
) -> None:
    seed = os.environ.get("CASCADARR_KILL_SEED") or secrets.token_hex(4)
    print(f"CASCADARR_KILL_SEED={seed}")
    draw = random.Random(seed)
    async with kitchen(tmp_path, films=30, shows=2, media=BOTH if plex else JELLYFIN) as k:
        plan = await k.plan("type:movie,show size:>0GB sort:size limit:14")
        k.home.log.calls.clear()
        words = ["execute", plan.id, "--digest", plan.digest]
        fired: list[Call] = []
        while len(fired) < 6:
            gun = Gun.loaded(draw)
            async with aimed(k, gun, *words) as process:
                out, err = await process.communicate()
            if gun.fired_at is None:
                break
            fired.append(gun.fired_at)
            if await k.rows("select 1 from runs"):
                words = ["resume"]
        last = await start(k, "resume")
        out, err = await last.communicate()
        assert fired
        assert await unfinished(k) == [], (out.decode(), err.decode())
        assert {key: n for key, n in twice(k).items() if "DELETE" in key} == {}
        assert {state for (state,) in await k.rows("select state from steps")} == {StepState.DONE}
        assert left(k, plan) == set()


async def test_a_film_watched_in_plex_alone_is_watched_for_both(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=BOTH) as k:
        world = k.home.world
        happenings.play(world, world.entry("The Dark Knight").key, PEOPLE[1], world.now)
        await k.cascade.sync()
        plan = await k.plan(FILM + " unwatched:>1w")
        assert plan.items == ()
