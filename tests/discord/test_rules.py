"""Who may confirm what, once, and within which bounds: what plans meet between the click and the run."""

from pathlib import Path

import pytest

from playground.discord.client import Unanswered
from playground.discord.faults import Fault
from playground.faults import FaultKind
from tests.discord.flow import QUERY, button, hears, now, plan_id, plan_of, press_delete, result
from tests.discord.home import Home, bot_at_home


async def untouched(home: Home) -> bool:
    """Whether nothing was deleted and nothing is about to be."""
    return home.kitchen.destructive() == [] and await home.kitchen.rows("SELECT id FROM runs") == []


async def proposed(home: Home) -> int:
    """How many plans there are."""
    return int((await home.kitchen.rows("SELECT count(*) FROM plans"))[0][0])


# Rule 2: Only the author confirms, unless the household agreed otherwise.


async def test_another_admin_may_not_change_a_plan_that_is_not_theirs(home: Home) -> None:
    message = await plan_of(home)
    for start in ("Cancel", "Refresh", "Drop / keep"):
        answered = await home.kim.click(message, button(message, start))
        assert "Only the one who made this plan" in answered.text
    await home.prefer(any_admin_may_confirm=True)
    opened = await home.kim.click(message, button(message, "Drop / keep"))
    item = (await home.bot.cascade.plan(plan_id(message))).items[0]
    select = next(c.custom_id for c in opened.message.controls if c.custom_id.startswith("drop:"))
    await home.prefer(any_admin_may_confirm=False)
    answered = await home.kim.select(opened, select, [str(item.item_id)])
    assert "Only the one who made this plan" in answered.text
    assert (await home.bot.cascade.plan(plan_id(message))).state.value == "proposed"
    assert await proposed(home) == 1


async def test_the_author_cancels(home: Home) -> None:
    message = await plan_of(home)
    await home.sam.click(message, button(message, "Cancel"))
    assert (await home.bot.cascade.plan(plan_id(message))).state.value == "cancelled"
    await home.sam.forge(message, f"delete:{plan_id(message)}:0")
    await hears(home.sam, "was cancelled")


async def test_another_admin_may_not_send_the_modal_of_the_author(home: Home) -> None:
    message = await plan_of(home)
    opened = await home.sam.click(message, button(message, "Delete"))
    answered = await home.kim.submit(opened, {opened.modal.fields[0].custom_id: "3"})
    assert "Only the one who made this plan" in answered.text
    assert await untouched(home)


async def test_any_admin_confirms_where_the_household_agreed_to_that(home: Home) -> None:
    await home.prefer(any_admin_may_confirm=True)
    message = await plan_of(home)
    await press_delete(home.kim, message, 3)
    assert "all 3 gone everywhere" in (await result(home)).text


# Rule 3: A run is exactly the plan, less what no longer may go; a plan is bound to its channel.


@pytest.mark.parametrize("action", ["delete", "cancel", "refresh", "dropkeep", "see"])
async def test_a_plan_is_acted_on_only_where_it_stands(home: Home, action: str) -> None:
    plan = plan_id(await plan_of(home))
    elsewhere = await home.sam.say("general", "and from here?")
    answered = await home.sam.forge(elsewhere, f"{action}:{plan}:0")
    assert f"stands in <#{home.discord.channels['cleanup'].id}>" in answered.text
    assert (await home.bot.cascade.plan(plan)).state.value == "proposed"


async def test_what_was_protected_after_the_plan_stays(home: Home) -> None:
    message = await plan_of(home)
    kept, *others = (await home.bot.cascade.plan(plan_id(message))).items
    await home.bot.cascade.protect_item(kept.item_id, reason="ours", by="Kim")
    await press_delete(home.sam, message, 3)
    assert "2 of 3 gone everywhere" in (await result(home)).text
    titles = await home.kitchen.rows("SELECT title FROM deletion_events")
    assert {title for (title,) in titles} >= {one.title for one in others}


# Rule 4: One plan, one run.


async def test_a_modal_that_is_sent_twice_makes_one_run(home: Home) -> None:
    message = await plan_of(home)
    first = await home.sam.click(message, button(message, "Delete"))
    second = await home.sam.click(message, button(message, "Delete"))
    number = first.modal.fields[0].custom_id
    await home.sam.submit(first, {number: "3"})
    await home.sam.submit(second, {second.modal.fields[0].custom_id: "3"})
    await hears(home.sam, "was confirmed already")
    await result(home)
    assert await home.kitchen.rows("SELECT count(*) FROM runs") == [(1,)]
    paths = [call.path for call in home.kitchen.destructive("plex")]
    assert len(paths) == len(set(paths)) == 3


# Rule 5: The number is typed where many go, or for good.


async def test_few_items_go_without_a_number_where_that_was_agreed(home: Home) -> None:
    await home.prefer(always_ask_when_no_undo=False, count_modal_items=3)
    message = await plan_of(home)
    assert (await home.sam.click(message, button(message, "Delete"))).opened is None
    assert "all 3 gone everywhere" in (await result(home)).text


async def test_more_items_than_agreed_ask_for_the_number(home: Home) -> None:
    await home.prefer(always_ask_when_no_undo=False, count_modal_items=2)
    message = await plan_of(home)
    opened = await home.sam.click(message, button(message, "Delete"))
    assert "Type 3" in opened.modal.text
    assert await untouched(home)


# Rule 6: Acknowledged first, and once.


async def test_a_command_that_comes_again_makes_one_plan(home: Home) -> None:
    await plan_of(home)
    home.discord.repeat()
    await home.sam.slash("help")
    assert await proposed(home) == 1


async def test_nothing_is_proposed_when_the_acknowledgement_came_too_late(hasty: Home) -> None:
    hasty.discord.faults.add(Fault.LATE_ACK, method="POST", path="/callback")
    with pytest.raises(Unanswered):
        await hasty.sam.slash("clean", kind="movie", query=QUERY)
    assert await proposed(hasty) == 0


async def test_nothing_is_deleted_when_the_acknowledgement_came_too_late(hasty: Home) -> None:
    message = await plan_of(hasty)
    opened = await hasty.sam.click(message, button(message, "Delete"))
    hasty.discord.faults.add(Fault.LATE_ACK, method="POST", path="/callback")
    with pytest.raises(Unanswered):
        await hasty.sam.submit(opened, {opened.modal.fields[0].custom_id: "3"})
    assert await untouched(hasty)


# Rule 8: What comes back in a custom id is looked up and never believed.


async def test_a_second_yes_counts_only_after_a_first_one(home: Home) -> None:
    message = await plan_of(home)
    await home.kim.forge(message, f"secondyes:{plan_id(message)}:0")
    assert await untouched(home)


# Rule 9: Caps, the stop, and practice.


async def test_a_plan_over_a_cap_has_no_button_and_cannot_be_confirmed(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, MAX_ITEMS="2") as home:
        await home.prefer(always_ask_when_no_undo=False)
        message = await plan_of(home)
        assert "Over a cap" in message.text
        assert not any(control.label.startswith("Delete") for control in message.controls)
        await home.sam.forge(message, f"delete:{plan_id(message)}:0")
        await hears(home.sam, "over a cap")
        assert await untouched(home)


async def test_practice_that_was_switched_on_meanwhile_binds_the_modal(home: Home) -> None:
    message = await plan_of(home)
    opened = await home.sam.click(message, button(message, "Delete"))
    await home.prefer(practice=True)
    answered = await home.sam.submit(opened, {opened.modal.fields[0].custom_id: "3"})
    assert "Nothing was deleted" in answered.text
    assert await untouched(home)


async def test_practice_binds_the_second_admin_too(home: Home) -> None:
    await home.prefer(second_admin_items=2)
    message = await plan_of(home)
    await press_delete(home.sam, message, 3)
    await home.prefer(practice=True)
    asked = await now(home, message)
    await home.kim.click(asked, button(asked, "Second admin"))
    await hears(home.kim, "Practice mode is on")
    assert await untouched(home)


async def test_stop_by_command_leaves_the_rest_alone(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, CONCURRENCY="1") as home:
        for wire in home.kitchen.home.wires.values():
            wire.latency = 0.03
        message = await plan_of(home, query="size:>0.1GB sort:-size limit:6")
        await press_delete(home.sam, message, 6)
        await home.sam.slash("stop")
        told = await result(home)
        assert "stopped by Sam" in told.text
        assert len(home.kitchen.destructive("plex")) < 6


# Rule 10: One server, no direct messages, no pings.


async def test_a_click_from_another_server_is_refused(home: Home) -> None:
    message = await plan_of(home)
    answered = await home.sam.forge(message, button(message, "Cancel"), guild_id=4711)
    assert "does not serve this server" in answered.text
    assert (await home.bot.cascade.plan(plan_id(message))).state.value == "proposed"


async def test_nobody_is_notified_but_the_one_who_confirmed(home: Home) -> None:
    message = await plan_of(home)
    await press_delete(home.sam, message, 3)
    await result(home)
    assert {ping.person for ping in home.discord.pings} == {"sam"}
    posted = [
        call.body
        for call in home.discord.calls
        if call.method == "POST" and call.path.endswith("/messages") and isinstance(call.body, dict)
    ]
    assert posted
    assert all(body["allowed_mentions"].get("parse", []) == [] for body in posted)


# Rule 11: History and feed say what was proved, when it was proved.


async def test_what_a_server_only_claims_to_have_deleted_is_not_told_as_gone(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, PROOF_SECONDS="0.3") as home:
        message = await plan_of(home)
        home.kitchen.home.faults["plex"].add(FaultKind.NOOP, method="DELETE")
        await press_delete(home.sam, message, 3)
        await result(home)
        assert await home.kitchen.rows("SELECT status FROM outbox WHERE status = 'completed'") == []
        assert "🗑" not in "".join(shown.text for shown in home.shown("deletions"))


async def test_what_is_told_as_gone_stands_in_the_history_as_gone(home: Home) -> None:
    await press_delete(home.sam, await plan_of(home), 3)
    await result(home)
    told = "SELECT e.status FROM outbox o JOIN deletion_events e ON e.id = o.event_id"
    assert await home.kitchen.rows(told) == [("completed",)] * 3
