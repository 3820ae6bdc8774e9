"""A plan from the question to the result, as people see it."""

import asyncio
from pathlib import Path

from playground.faults import FaultKind
from tests.discord.flow import button, hears, labels, now, plan_id, plan_of, press_delete, result
from tests.discord.home import Home, bot_at_home


async def test_a_plan_is_read_confirmed_carried_out_and_told(home: Home) -> None:
    message = await plan_of(home)
    assert "really comes back" in message.text
    assert "No undo" in message.text
    assert any(file.filename.endswith(".csv") for file in message.attachments)
    before = home.kitchen.on_disk()

    await press_delete(home.sam, message, 3)
    told = await result(home)

    assert "all 3 gone everywhere" in told.text
    assert told.id > message.id
    assert told.pings_you
    assert len(before - home.kitchen.on_disk()) >= 3
    closed = await now(home, message)
    assert not any(label.startswith("Delete") for label in labels(closed))


async def test_the_wrong_number_deletes_nothing(home: Home) -> None:
    message = await plan_of(home)
    answered = await press_delete(home.sam, message, 4)
    assert "nothing was deleted" in answered.text
    assert home.kitchen.destructive() == []


async def test_pages_show_the_stored_plan_to_the_one_who_asked(home: Home) -> None:
    message = await plan_of(home, query="size:>0.1GB sort:-size limit:12")
    opened = await home.sam.click(message, button(message, "See all"))
    assert opened.message.ephemeral
    assert "page 1 of" in opened.text


async def test_dropping_makes_a_successor_and_the_old_buttons_die(home: Home) -> None:
    message = await plan_of(home)
    old, old_delete = plan_id(message), button(message, "Delete")
    opened = await home.sam.click(message, button(message, "Drop / keep"))
    plan = await home.bot.cascade.plan(old)
    chosen = str(plan.items[0].item_id)
    select = next(c.custom_id for c in opened.message.controls if c.custom_id.startswith("drop:"))
    await home.sam.select(opened, select, [chosen])
    shown = await now(home, message)
    assert plan_id(shown) != old
    assert "2 films" in shown.text
    await home.sam.forge(message, old_delete)
    await hears(home.sam, f"replaced by plan {plan_id(shown)}")
    assert home.kitchen.destructive() == []


async def test_keeping_protects_the_item_from_the_next_plan(home: Home) -> None:
    message = await plan_of(home)
    plan = await home.bot.cascade.plan(plan_id(message))
    kept = plan.items[0]
    opened = await home.sam.click(message, button(message, "Drop / keep"))
    select = next(c.custom_id for c in opened.message.controls if c.custom_id.startswith("keepforever:"))
    await home.sam.select(opened, select, [str(kept.item_id)])
    again = await home.bot.cascade.propose(plan.query, by="x")
    assert kept.item_id not in {item.item_id for item in again.items}


async def test_a_guest_may_not_click_anything_that_changes(home: Home) -> None:
    message = await plan_of(home)
    for start in ("Delete", "Cancel", "Refresh", "Drop"):
        answered = await home.tom.forge(message, button(message, start))
        assert "Only admins" in answered.text
    assert home.kitchen.destructive() == []
    assert (await home.bot.cascade.plan(plan_id(message))).state.value == "proposed"


async def test_another_admin_may_not_confirm_a_plan_that_is_not_theirs(home: Home) -> None:
    message = await plan_of(home)
    answered = await home.kim.click(message, button(message, "Delete"))
    assert "Only the one who made this plan" in answered.text


async def test_two_admins_at_once_make_one_run(home: Home) -> None:
    await home.prefer(any_admin_may_confirm=True, always_ask_when_no_undo=False)
    message = await plan_of(home)
    delete = button(message, "Delete")
    answers = await asyncio.gather(
        home.sam.click(message, delete), home.kim.click(message, delete), return_exceptions=True
    )
    assert len(answers) == 2
    await result(home)
    told = [m.text for actor in (home.sam, home.kim) for m in actor.view("cleanup") if m.ephemeral]
    assert any("confirmed" in text or "carried out" in text for text in told), told
    runs = await home.kitchen.rows("SELECT count(*) FROM runs")
    assert runs == [(1,)]
    paths = [call.path for call in home.kitchen.destructive("plex")]
    assert len(paths) == len(set(paths)) == 3


async def test_buttons_work_after_a_restart(home: Home) -> None:
    message = await plan_of(home)
    await home.restart()
    await press_delete(home.sam, message, 3)
    assert "all 3 gone everywhere" in (await result(home)).text


async def test_a_modal_that_was_open_over_a_restart_can_be_sent(home: Home) -> None:
    message = await plan_of(home)
    opened = await home.sam.click(message, button(message, "Delete"))
    await home.restart()
    field = opened.modal.fields[0].custom_id
    assert "nothing was deleted" in (await home.sam.submit(opened, {field: "4"})).text
    await home.sam.submit(opened, {field: "3"})
    assert "all 3 gone everywhere" in (await result(home)).text


async def test_a_modal_that_was_open_while_the_plan_was_cancelled_is_too_late(home: Home) -> None:
    message = await plan_of(home)
    opened = await home.sam.click(message, button(message, "Delete"))
    await home.sam.click(message, button(message, "Cancel"))
    await home.sam.submit(opened, {opened.modal.fields[0].custom_id: "3"})
    await hears(home.sam, "was cancelled")
    assert home.kitchen.destructive() == []


async def test_an_expired_plan_answers_with_one_line(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, PLAN_EXPIRY_HOURS="0.0003") as home:
        message = await plan_of(home)
        await asyncio.sleep(1.2)
        await home.sam.click(message, button(message, "Delete"))
        await hears(home.sam, "expired")
        assert home.kitchen.destructive() == []


async def test_practice_mode_rehearses_and_deletes_nothing(home: Home) -> None:
    await home.prefer(practice=True)
    message = await plan_of(home)
    assert "Practice mode" in message.text
    answered = await press_delete(home.sam, message, 3)
    assert "Nothing was deleted" in answered.text
    assert home.kitchen.destructive() == []


async def test_a_large_plan_needs_a_second_admin(home: Home) -> None:
    await home.prefer(second_admin_items=2)
    message = await plan_of(home)
    await press_delete(home.sam, message, 3)
    asked = await now(home, message)
    assert home.kitchen.destructive() == []
    second = button(asked, "Second admin")
    await home.sam.click(asked, second)
    await hears(home.sam, "another admin has to agree")
    await home.kim.click(asked, second)
    assert "all 3 gone everywhere" in (await result(home)).text


async def test_what_is_partial_is_retried_from_the_message(home: Home) -> None:
    await home.prefer(always_ask_when_no_undo=False)
    message = await plan_of(home, query="size:>1GB on:radarr unwatched:>2y sort:-size limit:1")
    home.kitchen.home.faults["radarr"].add(FaultKind.NOOP, method="DELETE")
    await home.sam.click(message, button(message, "Delete"))
    told = await result(home)
    assert "not finished" in told.text
    home.kitchen.home.faults["radarr"].clear()
    await home.sam.click(told, button(told, "Retry"))
    await home.sam.until(
        lambda view: next((m for m in view if "gone everywhere" in m.text and m.id > told.id), None)
    )
    calm = await home.sam.until(
        lambda view: next((m for m in view if m.id == told.id and not m.buttons), None)
    )
    assert "not finished" not in calm.text
