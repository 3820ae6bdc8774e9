"""What a plan may take, and who may still confirm it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cascade.errors import Refused, UnsafePlan
from cascade.ledger.states import ItemState
from tests.kitchen import Kitchen, kitchen

QUIET: dict[str, Any] = {"PROOF_SECONDS": "0.9", "RETRY_AFTER": "30"}
FILMS = "type:movie library:Movies size:>0GB sort:size limit:{}"


async def refused(k: Kitchen, plan_id: str, digest: str, match: str) -> None:
    """Try to carry a plan out; it is refused, and no server was changed by that."""
    before = len(k.home.log.effects())
    with pytest.raises(Refused, match=match):
        await k.cascade.execute(plan_id, digest, by="tester")
    assert len(k.home.log.effects()) == before


@pytest.mark.parametrize(
    ("cap", "said"),
    [
        ({"MAX_ITEMS": "2"}, "3 items > 2; add limit:2"),
        ({"MAX_SIZE": "1GB"}, "> 1 GB"),
        ({"MAX_SHARE": "10%"}, "> 10%; add limit:"),
    ],
)
async def test_a_plan_over_a_cap_is_shown_and_refused_with_the_number_and_the_limit(
    tmp_path: Path, cap: dict[str, Any], said: str
) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **{**QUIET, **cap}) as k:
        plan = await k.plan(FILMS.format(3))
        assert len(plan.items) == 3
        assert any(said in text for text in plan.over_caps), plan.over_caps
        with pytest.raises(UnsafePlan, match="over a cap"):
            await k.execute(plan)
        assert not k.home.log.effects()


async def test_a_day_takes_twice_the_cap_of_a_plan(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, MAX_ITEMS="2", **QUIET) as k:
        for _ in range(2):
            assert (await k.execute(await k.plan(FILMS.format(2)))).completed
        plan = await k.plan(FILMS.format(1))
        assert plan.over_caps == ("5 items within 24 hours > 4; wait or add limit:",)
        await refused(k, plan.id, plan.digest, "5 items within 24 hours > 4")


async def test_a_day_takes_twice_the_share_of_a_plan(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, MAX_SHARE="19%", **QUIET) as k:
        for _ in range(2):
            assert (await k.execute(await k.plan(FILMS.format(2)))).completed
        plan = await k.plan(FILMS.format(1))
        assert plan.over_caps == ("38.5% of all movies within 24 hours > 38%; wait or add limit:",)
        await refused(k, plan.id, plan.digest, "of all movies within 24 hours > 38%")


async def test_two_plans_made_before_either_ran_share_the_day(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, MAX_ITEMS="1", **QUIET) as k:
        plans = [
            await k.plan(f"type:movie library:Movies size:>0GB sort:{by} limit:1") for by in ("size", "-size")
        ]
        third = await k.plan("type:movie library:Movies size:>0GB sort:year limit:1")
        for plan in plans:
            await k.execute(plan)
        await refused(k, third.id, third.digest, "3 items within 24 hours > 2")


async def test_what_failed_is_given_back(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, MAX_ITEMS="1", **QUIET) as k:
        k.home.world.shelf.may_delete = False
        for _ in range(3):
            report = await k.execute(await k.plan(FILMS.format(1)))
            assert report.count(ItemState.FAILED) == 1
        k.home.world.shelf.may_delete = True
        assert (await k.execute(await k.plan(FILMS.format(1)))).completed


async def test_what_was_dropped_is_given_back(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, MAX_ITEMS="1", **QUIET) as k:
        for _ in range(3):
            plan = await k.plan(FILMS.format(1))
            (item,) = plan.items
            added = await k.cascade.protect(
                external_id=f"movie:tmdb:{item.ids.tmdb}", reason="no", by="tester"
            )
            assert (await k.execute(plan)).count(ItemState.SKIPPED) == 1
            await k.cascade.unprotect(added.id, by="tester")
        assert (await k.execute(await k.plan(FILMS.format(1)))).completed


async def test_a_digest_must_be_that_of_the_plan_and_long_enough(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        plan, other = await k.plan(FILMS.format(1)), await k.plan(FILMS.format(2))
        await refused(k, plan.id, other.digest, "not that of plan")
        await refused(k, plan.id, plan.digest[:11], "not that of plan")
        await refused(k, plan.id, "", "not that of plan")
        assert (await k.cascade.execute(plan.id, plan.digest[:12], by="tester")).completed


async def test_a_plan_runs_once(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        plan = await k.plan(FILMS.format(1))
        await k.execute(plan)
        await refused(k, plan.id, plan.digest, "runs once")


async def test_an_expired_plan_is_refused(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        plan = await k.plan(FILMS.format(1))
        now = plan.expires_at + timedelta(seconds=1)
        k.cascade._clock = lambda: now
        await refused(k, plan.id, plan.digest, "has expired")


async def test_a_cancelled_plan_is_refused(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        plan = await k.plan(FILMS.format(1))
        await k.cascade.cancel(plan.id, by="tester")
        await refused(k, plan.id, plan.digest, "was cancelled")


async def test_an_empty_plan_is_refused(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        plan = await k.plan("type:movie size:>90TB")
        await refused(k, plan.id, plan.digest, "holds no item")


async def test_a_digest_covers_every_item_and_warning_that_was_shown(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        plan = await k.plan(FILMS.format(2))
        others = [
            replace(plan, items=plan.items[:1]),
            replace(plan, warnings=()),
            replace(plan, by="another"),
        ]
        assert plan.digest not in {other.digest for other in others}
