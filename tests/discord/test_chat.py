"""Plain words in Discord, read without a model: from a sentence over questions and doubts to proof."""

from pathlib import Path

from cascade.household.people import Person
from playground.discord.heard import Intent
from tests.discord.flow import button, hears, labels, plan_id, press_delete, result
from tests.discord.home import Home, bot_at_home
from tests.discord.talking import answered, newest_plan, plans, tell

SENTENCE = "get rid of films nobody has watched in two years, biggest first, at most 3"
QUERY = "type:movie unwatched:>2y sort:-size limit:3"


async def test_from_a_sentence_over_a_change_of_mind_to_proof(home: Home) -> None:
    said = await tell(home, home.sam, SENTENCE)
    assert QUERY in said.text
    assert "read without a model" in said.text
    first = await newest_plan(home, 1)

    said = await tell(home, home.sam, "no, at most 2")
    assert "limit:2" in said.text
    assert "1 item fewer" in said.text
    second = await newest_plan(home, 2)

    await home.sam.forge(first, button(first, "Delete"))
    await hears(home.sam, f"replaced by plan {plan_id(second)}")

    await press_delete(home.sam, second, 2)
    await result(home)
    feed = await home.sam.until(
        lambda view: text if (text := "\n".join(m.text for m in view)).count("🗑") == 2 else None,
        "deletions",
    )
    assert feed.count(f"plan {plan_id(second)}") == 2
    assert len(home.kitchen.destructive("plex")) == 2


async def test_a_vague_word_is_asked_about_and_a_click_answers(home: Home) -> None:
    asked = await tell(home, home.sam, "delete old films, at most 2")
    assert not plans(home)
    assert len(asked.buttons) >= 2
    await home.sam.click(asked, asked.buttons[0])
    assert "type:movie" in (await answered(home.sam, asked)).text
    await newest_plan(home, 1)


async def test_only_the_one_who_was_asked_may_answer(home: Home) -> None:
    asked = await tell(home, home.sam, "delete old films, at most 2")
    refused = await home.kim.click(asked, asked.buttons[0])
    assert "Somebody else was asked" in refused.text
    assert not plans(home)


async def test_a_question_is_answered_once(home: Home) -> None:
    asked = await tell(home, home.sam, "delete old films, at most 2")
    custom_id = next(iter(labels(asked).values()))
    await home.sam.click(asked, custom_id)
    await newest_plan(home, 1)
    await home.sam.forge(asked, custom_id)
    await hears(home.sam, "answered already")
    assert len(plans(home)) == 1


async def test_what_it_cannot_place_is_named_and_the_query_can_be_finished_by_hand(home: Home) -> None:
    said = await tell(home, home.sam, "delete films nobody watched for 2 years and that flumox the gargle")
    assert "flumox" in said.text
    assert not plans(home)
    opened = await home.sam.click(said, "Edit the query")
    field = opened.modal.fields[0]
    assert "unwatched:>2y" in field.component["value"]
    before = home.shown()[-1]
    await home.sam.submit(opened, {field.custom_id: QUERY})
    assert QUERY in (await answered(home.sam, before)).text
    await newest_plan(home, 1)


async def test_taking_in_more_wants_an_explicit_yes(home: Home) -> None:
    await tell(home, home.sam, "delete films bigger than 1 GB except horror, at most 2")
    await newest_plan(home, 1)
    said = await tell(home, home.sam, "make it 4")
    assert "limit:4" in said.text
    assert "takes in more" in said.text
    assert len(plans(home)) == 1
    await home.sam.click(said, "Yes, make that plan")
    assert "limit:4" in (await answered(home.sam, said)).text
    await newest_plan(home, 2)


async def test_two_people_at_once_have_conversations_of_their_own(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    await tell(home, home.kim, "delete shows nobody has watched in 3 years, at most 1")
    said = await tell(home, home.sam, "no, at most 1")
    assert "type:movie" in said.text
    assert "limit:1" in said.text


async def test_a_restart_in_the_middle_changes_nothing(home: Home) -> None:
    asked = await tell(home, home.sam, "delete old films, at most 2")
    await home.restart()
    await home.sam.click(asked, asked.buttons[0])
    await newest_plan(home, 1)
    await home.restart()
    said = await tell(home, home.sam, "no, at most 1")
    assert "limit:1" in said.text
    await newest_plan(home, 2)


async def test_a_guest_is_told_what_was_understood_and_gets_no_plan(home: Home) -> None:
    said = await tell(home, home.tom, SENTENCE, "general")
    assert "Only admins get a plan" in said.text
    assert not plans(home)
    assert not said.buttons


async def test_a_guest_may_ask_by_command_too(home: Home) -> None:
    said = await home.tom.slash("ask", text="what takes most space?", channel="general")
    assert "What takes most space" in said.text
    said = await home.tom.slash("ask", text=SENTENCE, channel="general")
    assert "Only admins get a plan" in said.text


async def test_a_guest_gets_no_query_line_to_edit(home: Home) -> None:
    said = await tell(home, home.tom, "delete films that flumox the gargle", "general")
    assert "Edit the query" not in said.buttons


async def test_direct_messages_are_read_only(home: Home) -> None:
    said = await home.sam.ask(home.sam.direct, SENTENCE)
    assert "say it in the server" in said.text
    assert not plans(home)
    said = await home.sam.ask(home.sam.direct, "what takes most space?")
    assert "What takes most space" in said.text


async def test_never_mind_forgets_and_cancels(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    plan = await newest_plan(home, 1)
    said = await tell(home, home.sam, "never mind")
    assert "cancelled" in said.text
    await home.sam.forge(plan, button(plan, "Delete"))
    await hears(home.sam, "was cancelled")


async def test_a_message_in_the_chat_channel_needs_no_mention(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, DISCORD_MESSAGE_CONTENT="true", intents=Intent.MESSAGE_CONTENT) as home:
        await home.prefer(chat_channel_id=home.discord.channels["general"].id)
        said = await home.sam.ask("general", SENTENCE)
        assert QUERY in said.text
        await newest_plan(home, 1)


async def test_the_command_answers_privately(home: Home) -> None:
    said = await home.sam.slash("ask", text=SENTENCE)
    assert said.message.ephemeral
    assert QUERY in said.text
    await newest_plan(home, 1)


async def test_what_is_no_business_of_the_bot_is_declined(home: Home) -> None:
    said = await tell(home, home.sam, "what is the weather like tomorrow?")
    assert not said.buttons
    assert not plans(home)


async def test_figures_of_an_answer_are_the_librarys(home: Home) -> None:
    said = await tell(home, home.sam, "what takes most space?")
    [(title,)] = await home.kitchen.rows(
        "SELECT title FROM items WHERE kind IN ('movie', 'show') AND gone_at IS NULL "
        "ORDER BY size_bytes DESC, id LIMIT 1"
    )
    assert title in said.text.replace("\\", "")


async def test_who_deleted_it_is_answered_with_the_rule(home: Home) -> None:
    await tell(home, home.sam, "delete films nobody has watched in two years, biggest first, at most 1")
    plan = await newest_plan(home, 1)
    title = (await home.bot.cascade.plan(plan_id(plan))).items[0].title
    await press_delete(home.sam, plan, 1)
    await result(home)
    said = await tell(home, home.sam, f"who deleted {title} and why?")
    assert title in said.text.replace("\\", "")
    assert "Sam" in said.text
    assert "Rule: Films" in said.text
    guest = await tell(home, home.tom, f"who deleted {title} and why?", "general")
    assert "was removed on" in guest.text
    assert "Sam" not in guest.text


async def test_why_something_is_on_the_list_is_answered_for_the_plan_at_hand(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    plan = await newest_plan(home, 1)
    title = (await home.bot.cascade.plan(plan_id(plan))).items[0].title
    said = await tell(home, home.sam, f"why is {title} on the list?")
    assert f"on plan {plan_id(plan)}" in said.text


async def test_a_person_may_be_named_by_a_mention(home: Home) -> None:
    requester = (await home.bot.cascade.counted.of("requested-by", 1))[0].name
    await home.bot.cascade.people.link(
        Person(None, "Tommy", seerr=requester, discord_id=str(home.tom.person.id))
    )
    said = await tell(
        home,
        home.sam,
        f"delete films nobody watched in 2 years except what <@{home.tom.person.id}> requested",
    )
    assert "-requested-by:" in said.text


async def test_other_peoples_words_stay_out_of_a_conversation(home: Home) -> None:
    await tell(home, home.sam, SENTENCE)
    await tell(home, home.tom, "delete shows bigger than 7 GB", "general")
    talks = await home.kitchen.rows("SELECT person_id, messages FROM conversations ORDER BY person_id")
    for person, messages in talks:
        if person == str(home.sam.person.id):
            assert "7 GB" not in messages
