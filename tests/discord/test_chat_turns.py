"""Which plan, question or yes a message or click is about, when several could be meant."""

import asyncio
from pathlib import Path

from cascade.plan import PlanState
from playground.discord.seen import Seen
from tests.discord.flow import button, hears, labels, plan_id, plan_of, press_delete, result
from tests.discord.home import Home, bot_at_home
from tests.discord.talking import answered, newest_plan, plans, tell

SENTENCE = "get rid of films nobody has watched in two years, biggest first, at most 3"
WIDE = "delete films bigger than 1 GB except horror, at most 2"


async def state(home: Home, plan: Seen) -> PlanState:
    return (await home.bot.cascade.plan(plan_id(plan))).state


# Old buttons.


async def test_a_button_of_a_conversation_that_was_forgotten_is_dead(home: Home) -> None:
    old = await tell(home, home.sam, "delete old films, at most 2")
    choice = next(iter(labels(old).values()))
    await tell(home, home.sam, "never mind")
    await tell(home, home.sam, "delete old shows, at most 1")
    await home.sam.forge(old, choice)
    await hears(home.sam, "answered already")
    assert not plans(home)


async def test_an_old_yes_makes_no_plan_of_a_later_rule(home: Home) -> None:
    await tell(home, home.sam, WIDE)
    await newest_plan(home, 1)
    first = await tell(home, home.sam, "make it 4")
    yes = button(first, "Yes")
    await tell(home, home.sam, "make it 5")
    await home.sam.forge(first, yes)
    await hears(home.sam, "answered already")
    assert len(plans(home)) == 1


async def test_the_rule_that_was_shown_is_what_a_yes_makes(home: Home) -> None:
    await tell(home, home.sam, WIDE)
    await newest_plan(home, 1)
    await tell(home, home.sam, "make it 4")
    said = await tell(home, home.sam, "make it 5")
    await home.sam.click(said, "Yes, make that plan")
    plan = await newest_plan(home, 2)
    assert "limit:5" in plan.text
    assert "-genre:Horror" in plan.text


async def test_a_yes_is_taken_once(home: Home) -> None:
    await tell(home, home.sam, WIDE)
    said = await tell(home, home.sam, "make it 4")
    yes = button(said, "Yes")
    await asyncio.gather(home.sam.forge(said, yes), home.sam.forge(said, yes))
    await newest_plan(home, 2)
    await hears(home.sam, "answered already")
    assert len(plans(home)) == 2


async def test_a_button_counts_in_its_own_channel_only(home: Home) -> None:
    asked = await tell(home, home.sam, "delete old films, at most 2")
    elsewhere = await tell(home, home.sam, "what takes most space?", "general")
    said = await home.sam.forge(elsewhere, next(iter(labels(asked).values())))
    assert "another channel" in said.text
    assert not plans(home)


async def test_only_the_admin_who_was_asked_may_say_yes_or_edit(home: Home) -> None:
    await tell(home, home.sam, WIDE)
    said = await tell(home, home.sam, "make it 4")
    for label in ("Yes, make that plan", "Edit the query"):
        assert "Somebody else was asked" in (await home.kim.click(said, label)).text
        assert "Only admins" in (await home.tom.forge(said, button(said, label))).text
    assert len(plans(home)) == 1


async def test_the_query_of_a_plan_can_be_edited(home: Home) -> None:
    said = await tell(home, home.sam, SENTENCE)
    first = await newest_plan(home, 1)
    edit = button(said, "Edit")
    opened = await home.sam.click(said, edit)
    field = opened.modal.fields[0]
    await home.sam.submit(opened, {field.custom_id: "type:movie unwatched:>2y limit:1"})
    await answered(home.sam, await newest_plan(home, 2))
    assert await state(home, first) is PlanState.CANCELLED
    assert "answered already" in (await home.sam.forge(said, edit)).text


async def test_a_mistake_in_the_query_leaves_it_to_be_tried_again(home: Home) -> None:
    said = await tell(home, home.sam, SENTENCE)
    opened = await home.sam.click(said, "Edit the query")
    field = opened.modal.fields[0]
    assert "^" in (await home.sam.submit(opened, {field.custom_id: "type:movie sizes:>1GB"})).text
    assert (await home.sam.click(said, "Edit the query")).modal
    assert len(plans(home)) == 1


# Which plan.


async def test_a_plan_confirmed_meanwhile_is_left_alone_and_said_so(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    first = await newest_plan(home, 1)
    at = home.bot.cascade
    plan = await at.plan(plan_id(first))
    change = at.change

    async def late(plan_id: str, query: str, *, by: str, by_id: str | None = None) -> object:
        await at.confirm(plan.id, plan.digest, by="Sam", source="discord")
        return await change(plan_id, query, by=by, by_id=by_id)

    at.change = late  # type: ignore[method-assign, assignment]
    said = await tell(home, home.sam, "no, at most 1")
    assert "limit:1" in said.text
    assert f"Plan {plan.id} was confirmed already and goes on" in said.text
    await newest_plan(home, 2)
    assert await state(home, first) in (PlanState.CONFIRMED, PlanState.RUNNING, PlanState.FINISHED)


async def test_a_change_follows_the_plan_to_what_took_its_place(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    first = await newest_plan(home, 1)
    await home.sam.click(first, "Refresh")
    fresh = await newest_plan(home, 1)
    assert plan_id(fresh) != plan_id(first)
    await tell(home, home.sam, "no, at most 1")
    await newest_plan(home, 2)
    assert await state(home, fresh) is PlanState.CANCELLED


async def test_never_mind_cancels_what_took_the_plans_place(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    await home.sam.click(await newest_plan(home, 1), "Refresh")
    fresh = await newest_plan(home, 1)
    assert plan_id(fresh) in (await tell(home, home.sam, "never mind")).text
    assert await state(home, fresh) is PlanState.CANCELLED


async def test_never_mind_leaves_the_plans_of_others_alone(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    plan = await newest_plan(home, 1)
    for actor in (home.kim, home.tom):
        room = "general" if actor is home.tom else "cleanup"
        assert "cancelled" not in (await tell(home, actor, "never mind", "general")).text, room
    assert await state(home, plan) is PlanState.PROPOSED


async def test_a_conversation_that_names_somebody_elses_plan_does_not_touch_it(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    theirs = await plan_of(home, by=home.kim)
    async with home.kitchen.cascade.conversations.db.write() as conn:
        await conn.exec_driver_sql("UPDATE conversations SET plan_id = ?", (plan_id(theirs),))
    await tell(home, home.sam, "no, at most 1")
    await newest_plan(home, 3)
    assert await state(home, theirs) is PlanState.PROPOSED
    assert "cancelled" in (await tell(home, home.sam, "never mind")).text
    assert await state(home, theirs) is PlanState.PROPOSED


async def test_a_reply_to_a_plan_is_about_that_plan(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    films = await newest_plan(home, 1)
    await tell(home, home.sam, "delete shows nobody has watched in 3 years, at most 1")
    shows = await newest_plan(home, 2)
    me = home.discord.people["bot"].id
    said = await home.sam.say("cleanup", f"<@{me}> no, at most 1", reply_to=films)
    assert "type:movie" in (await answered(home.sam, said)).text
    await newest_plan(home, 3)
    assert await state(home, films) is PlanState.CANCELLED
    assert await state(home, shows) is PlanState.PROPOSED


async def test_a_reply_to_a_plan_finds_it_from_another_conversation(home: Home) -> None:
    await tell(home, home.sam, SENTENCE, "general")
    plan = await newest_plan(home, 1)
    said = await home.sam.say("cleanup", "no, at most 1", reply_to=plan)
    assert "limit:1" in (await answered(home.sam, said)).text
    await newest_plan(home, 2)
    assert await state(home, plan) is PlanState.CANCELLED


async def test_a_reply_to_somebody_elses_plan_makes_one_beside_it(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    plan = await newest_plan(home, 1)
    said = await home.kim.say("cleanup", "no, at most 1", reply_to=plan)
    assert "limit:1" in (await answered(home.kim, said)).text
    mine = await newest_plan(home, 2)
    assert await state(home, plan) is PlanState.PROPOSED
    assert (await home.bot.cascade.plan(plan_id(mine))).by == "Kim"


async def test_a_reply_that_takes_in_more_than_somebody_elses_plan_wants_a_yes(home: Home) -> None:
    await tell(home, home.sam, WIDE)
    plan = await newest_plan(home, 1)
    said = await home.kim.say("cleanup", "make it 9", reply_to=plan)
    assert "takes in more" in (await answered(home.kim, said)).text
    assert len(plans(home)) == 1


async def test_a_new_request_leaves_the_plan_and_says_that_it_waits(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    first = await newest_plan(home, 1)
    said = await tell(home, home.sam, "delete shows nobody has watched in 3 years, at most 1")
    await newest_plan(home, 2)
    assert await state(home, first) is PlanState.PROPOSED
    assert f"still wait: {plan_id(first)}" in said.text


# What takes in more.


async def test_only_such_films_means_fewer_of_the_rule_at_hand(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    await newest_plan(home, 1)
    said = await tell(home, home.sam, "only films bigger than 2 GB")
    assert "type:movie unwatched:>2y size:>2GB sort:-size limit:3" in said.text
    await newest_plan(home, 2)


async def test_a_sentence_that_could_be_either_wants_a_yes_where_it_takes_in_more(home: Home) -> None:
    await tell(home, home.sam, WIDE)
    plan = await newest_plan(home, 1)
    said = await tell(home, home.sam, "films bigger than 2 GB")
    assert "takes in more" in said.text
    assert "− `-genre:Horror`" in said.text
    assert len(plans(home)) == 1
    assert await state(home, plan) is PlanState.PROPOSED


async def test_a_typed_answer_that_leaves_out_what_was_asked_about_wants_a_yes(home: Home) -> None:
    await tell(home, home.sam, "delete old films except horror, at most 2")
    said = await tell(home, home.sam, "films bigger than 1 GB")
    assert "This is not in it: “delete old films except horror, at most 2”" in said.text.replace("\\", "")
    assert not plans(home)


async def test_a_whole_request_in_the_place_of_an_answer_begins_anew(home: Home) -> None:
    await tell(home, home.sam, "delete old films except horror, at most 2")
    said = await tell(home, home.sam, "delete shows nobody has watched in 3 years, at most 1")
    assert "type:show" in said.text
    await newest_plan(home, 1)


async def test_the_words_on_a_button_may_be_typed(home: Home) -> None:
    asked = await tell(home, home.sam, "delete old films, at most 2")
    said = await tell(home, home.sam, asked.buttons[0])
    assert "limit:2" in said.text
    await newest_plan(home, 1)


# Yes, no, undo.


async def test_a_typed_yes_makes_no_plan_and_deletes_nothing(home: Home) -> None:
    await tell(home, home.sam, WIDE)
    plan = await newest_plan(home, 1)
    for word in ("yes", "go ahead", "delete them!"):
        said = await tell(home, home.sam, word)
        assert f"Press **Delete** under plan {plan_id(plan)}" in said.text
    await tell(home, home.sam, "make it 4")
    said = await tell(home, home.sam, "Yes please.")
    assert "A typed yes is not enough" in said.text
    assert "limit:4" in said.text
    assert len(plans(home)) == 1
    await home.sam.click(said, "Yes, make that plan")
    await newest_plan(home, 2)
    assert home.kitchen.destructive() == []


async def test_no_to_a_doubt_leaves_the_plan_as_it_was(home: Home) -> None:
    await tell(home, home.sam, WIDE)
    plan = await newest_plan(home, 1)
    doubt = await tell(home, home.sam, "make it 4")
    assert "nothing changes" in (await tell(home, home.sam, "no")).text
    assert await state(home, plan) is PlanState.PROPOSED
    await home.sam.forge(doubt, button(doubt, "Yes"))
    await hears(home.sam, "answered already")
    said = await tell(home, home.sam, "no, at most 1")
    assert "-genre:Horror" in said.text
    assert "limit:1" in said.text


async def test_undo_goes_back_to_the_rule_before_and_wants_a_yes_for_more(home: Home) -> None:
    await tell(home, home.sam, WIDE)
    await tell(home, home.sam, "no, at most 1")
    await newest_plan(home, 2)
    said = await tell(home, home.sam, "undo")
    assert "limit:2" in said.text
    assert "takes in more" in said.text
    assert len(plans(home)) == 2
    await home.sam.click(said, "Yes, make that plan")
    await newest_plan(home, 3)


async def test_undo_of_the_first_plan_cancels_it(home: Home) -> None:
    await tell(home, home.sam, WIDE)
    plan = await newest_plan(home, 1)
    assert "cancelled" in (await tell(home, home.sam, "undo")).text
    assert await state(home, plan) is PlanState.CANCELLED


async def test_cancel_and_undo_do_not_claim_to_stop_or_bring_back_what_is_deleted(home: Home) -> None:
    await tell(home, home.sam, "delete films nobody has watched in two years, biggest first, at most 1")
    plan = await newest_plan(home, 1)
    await press_delete(home.sam, plan, 1)
    await result(home)
    said = await tell(home, home.sam, "undo")
    assert "cannot bring back" in said.text


async def test_cancel_says_that_a_confirmed_plan_goes_on(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    plan = await home.bot.cascade.plan(plan_id(await newest_plan(home, 1)))
    await home.bot.cascade.confirm(plan.id, plan.digest, by="Sam", source="discord")
    said = await tell(home, home.sam, "cancel")
    assert f"Plan {plan.id} was confirmed and goes on; /stop" in said.text


# Questions in between.


async def test_a_question_in_between_changes_nothing_of_what_is_at_hand(home: Home) -> None:
    asked = await tell(home, home.sam, "delete old films, at most 2")
    await tell(home, home.sam, "what takes most space?")
    await tell(home, home.sam, "what is the weather like?")
    await home.sam.click(asked, asked.buttons[0])
    assert "limit:2" in (await newest_plan(home, 1)).text


async def test_it_is_the_title_that_was_asked_about(home: Home) -> None:
    [(title,)] = await home.kitchen.rows(
        "SELECT title FROM items WHERE kind = 'movie' AND gone_at IS NULL "
        "GROUP BY title_key HAVING count(*) = 1 ORDER BY title LIMIT 1"
    )
    await tell(home, home.sam, f"when was {title} last watched?")
    said = await tell(home, home.sam, "who requested it?")
    assert title in said.text.replace("\\", "")
    assert "requested" in said.text
    said = await tell(home, home.sam, SENTENCE)
    assert "limit:3" in said.text
    await newest_plan(home, 1)


# What a plan comes to.


async def test_a_plan_of_nothing_says_so(home: Home) -> None:
    said = await tell(home, home.sam, "delete films bigger than 900 TB")
    assert "Nothing fits this now" in said.text


async def test_a_plan_over_a_cap_says_so(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, MAX_ITEMS="2") as home:
        said = await tell(home, home.sam, SENTENCE)
        assert "3 items" in said.text
        assert "over a cap and cannot be confirmed" in said.text
        said = await tell(home, home.sam, "no, at most 1")
        assert "1 item " in said.text
        assert "over a cap" not in said.text
