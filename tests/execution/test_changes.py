"""What changes between the plan and a step: the item is dropped, and nothing of it is deleted."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.wiring import open_cascade
from cascade.ledger.states import ItemState
from cascade.plan import PlanItem
from playground import happenings
from playground.calls import Call
from playground.people import PEOPLE
from playground.request import Request
from tests.execution.inventory import Stocktaking, instance, planned, stocktaking, take
from tests.kitchen import Kitchen, kitchen

ANNA, ELFRIEDE = PEOPLE[1], PEOPLE[5]
QUERY = "type:movie library:Movies {} sort:size limit:2"  # small ones: no twins, no merged versions
Change = Callable[[Kitchen, PlanItem], None]


@asynccontextmanager
async def small(tmp_path: Path, *, films: int = 12, shows: int = 0) -> AsyncIterator[Kitchen]:
    async with kitchen(tmp_path, films=films, shows=shows, CONCURRENCY="1", PROOF_SECONDS="0.9") as k:
        yield k


def ref(item: PlanItem, target: str) -> int:
    """Give a target's number of an item."""
    return next(int(step.ref) for step in item.steps if step.target == target)


async def dropped(k: Kitchen, stock: Stocktaking, victim: PlanItem) -> str:
    """Carry the plan out; what changed is left whole, the rest is done. Gives what is said of it."""
    stock = replace(stock, before=take(k))
    report = await k.execute(stock.plan)
    stock.check(report)
    states = {item.item_id: item for item in report.items}
    said = states.pop(victim.item_id)
    assert said.state is ItemState.SKIPPED, said
    assert all(item.state is ItemState.COMPLETED for item in states.values()), states
    assert not planned(k, [victim]) & stock.lost
    return said.message or ""


def played(k: Kitchen, item: PlanItem, percent: int = 100) -> None:
    happenings.play(k.home.world, ref(item, "plex"), ELFRIEDE, k.home.world.now, percent)


def upgraded(k: Kitchen, item: PlanItem) -> None:
    happenings.upgrade(k.home.world, "radarr", ref(item, "radarr"), k.home.world.now)


def upgraded_unseen(k: Kitchen, item: PlanItem) -> None:
    happenings.upgrade(k.home.world, "radarr", ref(item, "radarr"), k.home.world.now, plex_sees=False)


def tagged(k: Kitchen, item: PlanItem) -> None:
    happenings.tag(k.home.world, "radarr", ref(item, "radarr"), "keep")


def labelled(k: Kitchen, item: PlanItem) -> None:
    happenings.label(k.home.world, ref(item, "plex"), "Keep")


def watching(k: Kitchen, item: PlanItem) -> None:
    happenings.start_session(k.home.world, ref(item, "plex"), ELFRIEDE, k.home.world.now)


def begun(k: Kitchen, item: PlanItem) -> None:
    played(k, item, percent=40)


def requested(k: Kitchen, item: PlanItem) -> None:
    world = k.home.world
    media = next(row for row in world.media.values() if row.kind == "movie" and row.tmdb == item.ids.tmdb)
    number = max(world.requests) + 1
    world.requests[number] = Request(
        number, media.id, ANNA.seerr_id, is_4k=False, status=2, created=world.now, updated=world.now
    )


@pytest.mark.parametrize(
    ("rule", "change", "said"),
    [
        ("unwatched:>1y", played, "was"),
        ("-watched-by:anna", played, "watched"),
        ("size:>0GB", upgraded, "not in the plan"),
        ("size:>0GB", upgraded_unseen, "radarr now holds"),
        ("-tag:keep", tagged, "tag was"),
        ("-label:Keep", labelled, "label was"),
        ("requested:never", requested, "requested was"),
        ("size:>0GB", watching, "being watched"),
        ("size:>0GB", begun, "in the middle"),
    ],
)
async def test_what_changed_since_the_plan_is_left_alone(
    tmp_path: Path, rule: str, change: Change, said: str
) -> None:
    async with small(tmp_path) as k:
        stock = await stocktaking(k, QUERY.format(rule))
        victim = stock.plan.items[0]
        change(k, victim)
        assert said in await dropped(k, stock, victim)


async def test_a_play_that_tautulli_alone_knows_counts(tmp_path: Path) -> None:
    async with small(tmp_path) as k:
        stock = await stocktaking(k, QUERY.format("unwatched:>1y in-progress:no"))
        victim = stock.plan.items[0]
        played(k, victim, percent=60)
        assert "in-progress was" in await dropped(k, stock, victim)


@pytest.mark.parametrize("kind", ["show", "season"])
async def test_a_new_episode_keeps_its_show_and_season(tmp_path: Path, kind: str) -> None:
    async with small(tmp_path, films=2, shows=4) as k:
        stock = await stocktaking(k, f"type:{kind} size:>0GB limit:1")
        (victim,) = stock.plan.items
        entry = k.home.world.shelf.entries[ref(victim, "plex")]
        show = entry.key if kind == "show" else entry.parent
        season = k.home.world.shelf.entries[entry.children[0]].index if kind == "show" else entry.index
        happenings.add_episode(k.home.world, show or 0, season or 0, k.home.world.now)
        await dropped(k, stock, victim)


async def test_a_session_of_one_episode_keeps_its_show(tmp_path: Path) -> None:
    async with small(tmp_path, films=2, shows=4) as k:
        stock = await stocktaking(k, "type:show size:>0GB sort:size limit:2")
        victim = stock.plan.items[0]
        episode = k.home.world.shelf.leaves(ref(victim, "plex"))[0]
        happenings.start_session(k.home.world, episode.key, ANNA, k.home.world.now)
        assert "being watched" in await dropped(k, stock, victim)


async def test_what_somebody_begins_to_watch_during_the_run_is_left_alone(tmp_path: Path) -> None:
    async with small(tmp_path) as k:
        k.cascade._policy = replace(k.cascade._policy, fresh=timedelta(0))
        stock = await stocktaking(k, QUERY.format("size:>0GB"))
        second = stock.plan.items[1]

        async def begin() -> None:
            watching(k, second)

        await once(k, lambda call: (call.server, call.method) == ("radarr", "DELETE"), begin)
        assert "being watched" in await dropped(k, stock, second)


async def beside(k: Kitchen, item: PlanItem) -> None:
    """Protect an item through a connection of one's own, as another process would."""
    async with open_cascade(k.settings) as another:
        await another.protect(external_id=f"movie:tmdb:{item.ids.tmdb}", reason="a classic", by="anna")


async def by_query(k: Kitchen, item: PlanItem) -> None:
    async with open_cascade(k.settings) as another:
        await another.protect(query=f"type:movie tmdb:{item.ids.tmdb}", reason="a classic", by="anna")


async def test_a_play_that_ends_between_the_last_look_and_the_call_is_seen(tmp_path: Path) -> None:
    async with small(tmp_path) as k:
        k.cascade._policy = replace(k.cascade._policy, fresh=timedelta(0))
        stock = await stocktaking(k, QUERY.format("unwatched:>1y in-progress:no"))
        victim = stock.plan.items[0]

        async def watch_to_the_end() -> None:
            played(k, victim)

        # The look at Radarr's folder is the end of the last look.
        await once(k, lambda call: call.path.startswith("/api/v3/filesystem"), watch_to_the_end)
        assert "was" in await dropped(k, stock, victim)


Protect = Callable[[Kitchen, PlanItem], Awaitable[None]]


@pytest.mark.parametrize("protect", [beside, by_query])
async def test_a_protection_added_after_the_plan_wins(tmp_path: Path, protect: Protect) -> None:
    async with small(tmp_path) as k:
        stock = await stocktaking(k, QUERY.format("size:>0GB"))
        victim = stock.plan.items[0]
        await protect(k, victim)
        assert await dropped(k, stock, victim) == "protected: a classic"


async def once(k: Kitchen, at: Callable[[Call], bool], act: Callable[[], Awaitable[None]]) -> None:
    """Do something when a certain call has had its effect, before its answer leaves."""

    async def hook(call: Call) -> None:
        if at(call):
            k.home.log.after = None
            await act()

    k.home.log.after = hook


async def test_a_protection_added_during_the_last_look_wins(tmp_path: Path) -> None:
    async with small(tmp_path) as k:
        stock = await stocktaking(k, QUERY.format("size:>0GB"))
        victim = stock.plan.items[0]
        path = f"/library/metadata/{ref(victim, 'plex')}"
        await once(k, lambda call: call.path.startswith(path), lambda: beside(k, victim))
        assert await dropped(k, stock, victim) == "protected: a classic"


async def test_a_protection_added_behind_the_gate_keeps_what_is_left(tmp_path: Path) -> None:
    async with small(tmp_path) as k:
        stock = await stocktaking(k, QUERY.format("size:>0GB").replace("limit:2", "limit:1"))
        (victim,) = stock.plan.items
        await once(k, lambda call: call.method == "DELETE", lambda: beside(k, victim))
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.items[0].state is ItemState.PARTIAL
        assert "a classic" in (report.items[0].message or "")
        assert ("radarr", str(ref(victim, "radarr"))) in take(k).things
        assert not await k.cascade.retry(by="tester")


async def test_radarr_upgrading_behind_the_gate_keeps_its_new_file(tmp_path: Path) -> None:
    async with small(tmp_path) as k:
        stock = await stocktaking(k, QUERY.format("size:>0GB").replace("limit:2", "limit:1"))
        (victim,) = stock.plan.items

        async def upgrade() -> None:
            upgraded_unseen(k, victim)

        await once(k, lambda call: call.method == "DELETE", upgrade)
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.items[0].state is ItemState.PARTIAL
        radarr = instance(k, "radarr")
        (file,) = radarr.held(ref(victim, "radarr"))
        assert k.home.world.disk.size(file.path) == file.size


async def test_another_film_under_the_number_is_left_alone(tmp_path: Path) -> None:
    async with small(tmp_path) as k:
        stock = await stocktaking(k, QUERY.format("size:>0GB"))
        victim = stock.plan.items[0]
        mine = {ref(item, "plex") for item in stock.plan.items}
        stranger = next(entry for entry in k.home.world.shelf.of_kind(1, "movie") if entry.key not in mine)
        k.home.plex.stand_ins[ref(victim, "plex")] = stranger.key
        report = await k.execute(stock.plan)
        stock.check(report)
        assert ("plex", str(stranger.key)) in take(k).things
        assert not planned(k, [victim]) & stock.lost
