"""Plans that are changed after they were shown: what took their place counts, and nothing else."""

import asyncio
from datetime import timedelta
from pathlib import Path

from tests.discord.flow import button, hears, now, plan_id, plan_of, press_delete, result
from tests.discord.home import Home, bot_at_home


async def test_refreshing_makes_the_plan_anew_in_its_message(home: Home) -> None:
    message = await plan_of(home)
    old = plan_id(message)
    await home.sam.click(message, button(message, "Refresh"))
    shown = await now(home, message)
    assert plan_id(shown) != old
    assert (await home.bot.cascade.plan(old)).state.value == "cancelled"
    await press_delete(home.sam, shown, 3)
    assert "all 3 gone everywhere" in (await result(home)).text


async def test_keeping_for_90_days_protects_for_90_days(home: Home) -> None:
    message = await plan_of(home)
    plan = await home.bot.cascade.plan(plan_id(message))
    opened = await home.sam.click(message, button(message, "Drop / keep"))
    await home.sam.select(opened, f"keepawhile:{plan.id}:0", [str(plan.items[0].item_id)])
    (protection,) = await home.bot.cascade.protections()
    assert protection.ends_at is not None
    assert abs(protection.ends_at - home.bot.now() - timedelta(days=90)) < timedelta(hours=1)


async def test_a_plan_of_which_all_is_dropped_is_refused_and_stays(home: Home) -> None:
    message = await plan_of(home)
    plan = await home.bot.cascade.plan(plan_id(message))
    opened = await home.sam.click(message, button(message, "Drop / keep"))
    everything = [str(item.item_id) for item in plan.items]
    answered = await home.sam.select(opened, f"drop:{plan.id}:0", everything)
    assert "cancel" in answered.text.casefold()
    assert (await home.bot.cascade.plan(plan.id)).state.value == "proposed"


async def test_a_modal_of_a_plan_that_was_replaced_since_deletes_nothing(home: Home) -> None:
    message = await plan_of(home)
    opened = await home.sam.click(message, button(message, "Delete"))
    await home.sam.click(message, button(message, "Refresh"))
    successor = plan_id(await now(home, message))
    await home.sam.submit(opened, {opened.modal.fields[0].custom_id: "3"})
    await hears(home.sam, f"replaced by plan {successor}")
    assert home.kitchen.destructive() == []


async def test_a_modal_that_was_open_while_the_plan_expired_deletes_nothing(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, PLAN_EXPIRY_HOURS="0.001") as home:
        message = await plan_of(home)
        opened = await home.sam.click(message, button(message, "Delete"))
        plan = await home.bot.cascade.plan(plan_id(message))
        while home.bot.now() < plan.expires_at:  # noqa: ASYNC110 - nothing tells when a moment has passed
            await asyncio.sleep(0.1)
        await home.sam.submit(opened, {opened.modal.fields[0].custom_id: "3"})
        await hears(home.sam, "has expired")
        assert home.kitchen.destructive() == []


async def test_of_one_who_cancels_and_one_who_confirms_at_once_one_wins(home: Home) -> None:
    await home.prefer(any_admin_may_confirm=True, always_ask_when_no_undo=False)
    message = await plan_of(home)
    await asyncio.gather(
        home.sam.click(message, button(message, "Delete")),
        home.kim.click(message, button(message, "Cancel")),
        return_exceptions=True,
    )
    plan = await home.bot.cascade.plan(plan_id(message))
    if plan.state.value == "cancelled":
        assert home.kitchen.destructive() == []
        assert await home.kitchen.rows("SELECT count(*) FROM runs") == [(0,)]
    else:
        assert "all 3 gone everywhere" in (await result(home)).text
        assert await home.kitchen.rows("SELECT count(*) FROM runs") == [(1,)]
