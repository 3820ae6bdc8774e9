"""Plans that take another plan's place: without items, or made anew; the old one dies in the same moment."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from cascade.errors import BadInput, CascadeError, Refused
from cascade.plan import PlanState
from cascade.step import Action
from tests.kitchen import Kitchen, kitchen

FILMS = "type:movie size:>1GB -resolution:2160p sort:size limit:5"


async def confirm(k: Kitchen, plan_id: str, digest: str) -> str:
    return await k.cascade.confirm(plan_id, digest, by="tester", source="cli")


async def test_a_successor_holds_the_same_items_without_the_dropped(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.cascade.propose(FILMS, by="sam", by_id="7")
        gone = plan.items[1]
        after = await k.cascade.drop(plan.id, [gone.item_id], by="kim")
        stayed = [item for item in plan.items if item is not gone]
        assert [item.item_id for item in after.items] == [item.item_id for item in stayed]
        assert after.totals.items == 4
        assert after.totals.size_bytes == plan.totals.size_bytes - gone.size_bytes
        assert (after.id == plan.id, after.digest == plan.digest) == (False, False)
        assert (after.by, after.by_id, after.query) == ("sam", "7", plan.query)
        assert after.expires_at == plan.expires_at
        assert await k.cascade.plan(after.id) == after


async def test_the_plan_that_was_replaced_is_cancelled_and_names_its_successor(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        assert await k.cascade.successor(plan.id) is None
        after = await k.cascade.drop(plan.id, [plan.items[0].item_id], by="kim")
        assert await k.cascade.successor(plan.id) == after.id
        assert (await k.cascade.plan(plan.id)).state is PlanState.CANCELLED
        with pytest.raises(Refused):
            await confirm(k, plan.id, plan.digest)
        with pytest.raises(Refused):
            await k.cascade.drop(plan.id, [plan.items[0].item_id], by="kim")
        assert k.destructive() == []


async def test_a_plan_is_dropped_from_or_confirmed_but_never_both(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        first = plan.items[0].item_id
        ends = await asyncio.gather(
            confirm(k, plan.id, plan.digest),
            k.cascade.drop(plan.id, [first], by="kim"),
            k.cascade.drop(plan.id, [first], by="lee"),
            return_exceptions=True,
        )
        assert sum(not isinstance(end, BaseException) for end in ends) == 1
        assert all(isinstance(end, Refused) for end in ends if isinstance(end, BaseException))
        assert (await k.rows("select count(*) from plans")) in ([(1,)], [(2,)])


async def test_what_is_not_on_the_plan_cannot_be_dropped_and_a_plan_is_never_emptied(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        for items, error in (
            ([999_999], BadInput),
            ([], BadInput),
            ([item.item_id for item in plan.items], Refused),
        ):
            with pytest.raises(error):
                await k.cascade.drop(plan.id, items, by="kim")
        assert await k.cascade.plan(plan.id) == plan


async def test_a_dropped_film_can_be_kept_for_a_while_or_for_ever(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        first, second = plan.items[:2]
        after = await k.cascade.drop(
            plan.id, [first.item_id], by="kim", keep=True, keep_for=timedelta(days=90)
        )
        await k.cascade.drop(after.id, [second.item_id], by="kim", keep=True)
        ninety, for_ever = await k.cascade.protections()
        assert ninety.external_id == f"movie:tmdb:{first.ids.tmdb}"
        assert ninety.ends_at == after.created_at + timedelta(days=90)
        assert (for_ever.external_id, for_ever.ends_at) == (f"movie:tmdb:{second.ids.tmdb}", None)
        again = await k.plan(FILMS)
        assert not {first.item_id, second.item_id} & {item.item_id for item in again.items}


async def test_dropping_alone_protects_nothing(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        await k.cascade.drop(plan.id, [plan.items[0].item_id], by="kim")
        assert await k.cascade.protections() == ()


async def test_keeping_a_season_leaves_the_other_seasons_unprotected(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=0, shows=4) as k:
        plan = await k.plan("type:season size:>0GB sort:size")
        assert len(plan.items) > 1
        kept = plan.items[0]
        await k.cascade.drop(plan.id, [kept.item_id], by="kim", keep=True)
        left = {item.item_id for item in (await k.plan("type:season size:>0GB sort:size")).items}
        assert left == {item.item_id for item in plan.items} - {kept.item_id}


async def test_a_copy_that_stays_keeps_the_row_that_says_available(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=40, shows=0) as k:
        plan = await k.plan("type:movie size:>0GB sort:size")
        copies: dict[int | None, list[int]] = {}
        for item in plan.items:
            copies.setdefault(item.ids.tmdb, []).append(item.item_id)
        with_row = {
            item.ids.tmdb
            for item in plan.items
            if any(step.action is Action.DELETE_MEDIA for step in item.steps)
        }
        first, *others = next(its for tmdb, its in copies.items() if len(its) == 2 and tmdb in with_row)
        after = await k.cascade.drop(plan.id, [first], by="kim")
        steps = [step.action for item in after.items if item.item_id in others for step in item.steps]
        assert steps
        assert Action.DELETE_MEDIA not in steps


async def test_refreshing_asks_the_same_again_and_cancels_the_old(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.cascade.propose(FILMS, by="sam", by_id="7")
        await k.cascade.protect(external_id=f"movie:tmdb:{plan.items[0].ids.tmdb}", reason="ours", by="kim")
        fresh = await k.cascade.refresh(plan.id, by="kim")
        assert plan.items[0].item_id not in {item.item_id for item in fresh.items}
        assert len(fresh.items) == 5
        assert (fresh.by, fresh.by_id, fresh.query) == ("sam", "7", plan.query)
        assert await k.cascade.successor(plan.id) == fresh.id
        assert (await k.cascade.plan(plan.id)).state is PlanState.CANCELLED


async def test_a_plan_that_expired_says_so_and_can_only_be_refreshed(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        now = k.cascade._clock()
        k.cascade._clock = lambda: now + timedelta(hours=25)
        assert (await k.cascade.plan(plan.id)).state is PlanState.EXPIRED
        with pytest.raises(Refused, match="expired"):
            await confirm(k, plan.id, plan.digest)
        with pytest.raises(Refused, match="expired"):
            await k.cascade.drop(plan.id, [plan.items[0].item_id], by="kim")
        assert (await k.cascade.last_plan()).state is PlanState.EXPIRED  # type: ignore[union-attr]
        fresh = await k.cascade.refresh(plan.id, by="kim")
        assert fresh.state is PlanState.PROPOSED


async def test_a_plan_that_was_used_cannot_be_refreshed(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        await confirm(k, plan.id, plan.digest)
        with pytest.raises(Refused, match="confirmed"):
            await k.cascade.refresh(plan.id, by="kim")


async def test_free_is_counted_anew_when_a_plan_is_refreshed(tmp_path: Path) -> None:
    folder = str(tmp_path / "house" / "data")
    async with kitchen(tmp_path, films=30, shows=0, DISK_PATH=folder) as k:
        wanted = (k.home.world.disk.free + 20_000_000_000) // 10**9
        plan = await k.plan(f"type:movie size:>0GB -resolution:2160p sort:size free:{wanted}GB")
        assert "reclaim:" in plan.query
        k.home.world.disk.total += 10_000_000_000
        fresh = await k.cascade.refresh(plan.id, by="kim")
        assert fresh.query != plan.query


async def test_plans_are_listed_by_whoever_may_confirm_them(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        assert await k.cascade.last_plan() is None
        first = await k.cascade.propose(FILMS, by="sam", by_id="7")
        second = await k.cascade.propose(FILMS, by="sam", by_id="7")
        others = await k.cascade.propose(FILMS, by="kim", by_id="8")
        mine = await k.cascade.plans_of("7")
        assert [plan.id for plan in mine] == [second.id, first.id]
        assert [plan.id for plan in await k.cascade.plans_of("7", limit=1)] == [second.id]
        assert (mine[0].items, mine[0].size_bytes) == (second.totals.items, second.totals.size_bytes)
        last = await k.cascade.last_plan()
        assert last is not None
        assert (last.id, last.by) == (others.id, "kim")


async def test_a_plan_that_is_not_there_is_named(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=0) as k:
        with pytest.raises(CascadeError, match="nosuch"):
            await k.cascade.drop("nosuch", [1], by="kim")
        with pytest.raises(CascadeError, match="nosuch"):
            await k.cascade.refresh("nosuch", by="kim")
