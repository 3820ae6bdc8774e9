"""Which messages the bot takes for its own, what it makes of odd ones, and how it answers when all fails."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.readers import Ears
from cascade.household.people import Person
from llm.reading import Asker, Conversation, Reader, Reading
from playground.discord.actor import Actor
from playground.discord.guild import Person as Somebody
from playground.discord.heard import Intent, heard_message
from playground.discord.seen import Seen
from tests.discord.flow import press_delete, result
from tests.discord.home import Home, bot_at_home
from tests.discord.talking import answered, newest_plan, plans, tell

SENTENCE = "get rid of films nobody has watched in two years, biggest first, at most 3"
INTENTS = int(Intent.MESSAGE_CONTENT)


def me(home: Home) -> str:
    """What calls the bot."""
    return f"<@{home.discord.people['bot'].id}>"


def answers(home: Home, channel: str = "cleanup") -> list[Seen]:
    """What the bot said in a channel."""
    return [message for message in home.shown(channel) if message.author == "Cascadarr"]


async def count(home: Home, channel: str = "cleanup") -> int:
    """How often the bot has answered there, once it is through with all that Sam said before."""
    said = await home.sam.say(channel, f"{me(home)} what takes most space?")
    await home.sam.until(lambda view: next((m for m in view if m.message.reply_to == said.id), None), channel)
    return sum(message.message.reply_to != said.id for message in answers(home, channel))


def send(home: Home, said: Seen, **more: Any) -> None:
    """Let Discord send an event about a message again, or another one."""
    kind = more.pop("event", "MESSAGE_CREATE")
    event = {**heard_message(home.discord.state, said.message, INTENTS), **more}
    for session in home.discord.gateway.sessions:
        session.dispatch(kind, event)


class Breaks:
    """A reader that raises what no reader should."""

    async def read(self, conversation: Conversation, asker: Asker) -> Reading:
        raise KeyError(f"{conversation.messages[-1]} {asker.id}")


class Waits:
    """A reader that answers when it is let."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.go = asyncio.Event()
        self.reading = 0

    async def read(self, conversation: Conversation, asker: Asker) -> Reading:
        self.reading += 1
        await self.go.wait()
        return await self.reader.read(conversation, asker)


def listen(home: Home, reader: Reader) -> None:
    """Put another reader in the place of the main one."""
    readers = home.bot.readers
    home.bot.readers = replace(readers, admins=Ears(reader, readers.admins.alone))


# What is meant for it.


async def test_a_message_that_comes_twice_is_answered_once(home: Home) -> None:
    said = await home.sam.say("cleanup", f"{me(home)} {SENTENCE}")
    await answered(home.sam, said)
    before = len(answers(home))
    send(home, said)
    assert await count(home) == before
    assert len(plans(home)) == 1


async def test_an_edited_message_is_not_read_again(home: Home) -> None:
    said = await home.sam.say("cleanup", f"{me(home)} {SENTENCE}")
    await answered(home.sam, said)
    before = len(answers(home))
    said.message.content = f"{me(home)} delete shows nobody watched for 3 years, at most 1"
    send(home, said, event="MESSAGE_UPDATE")
    assert await count(home) == before
    assert len(plans(home)) == 1


async def test_another_bot_is_not_answered(home: Home) -> None:
    robot = Somebody(home.discord.state.ids.next(), "robot", "Robot", bot=True)
    home.discord.people["robot"] = robot
    actor = Actor(home.discord.state, robot)
    first = await actor.say("general", f"{me(home)} what takes most space?")
    robot.bot = False
    await actor.ask("general", f"{me(home)} what takes most space?")
    assert not any(message.message.reply_to == first.id for message in answers(home, "general"))


async def test_what_discord_says_itself_is_no_request(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, DISCORD_MESSAGE_CONTENT="true", intents=Intent.MESSAGE_CONTENT) as home:
        friends = home.discord.channels["friends"].id
        said = await home.sam.say("general", "delete films nobody watched for 3 years, at most 1")
        await home.prefer(chat_channel_id=friends)
        thread_created = 18
        send(home, said, type=thread_created, id="5", channel_id=str(friends))
        await count(home, "friends")
        assert not plans(home)
        send(home, said, id="6", channel_id=str(friends))  # the same, said by a person
        await newest_plan(home, 1)


async def test_only_calling_it_gets_a_hint(home: Home) -> None:
    for text in (me(home), f" {me(home)}  \n"):
        said = await home.tom.ask("general", text)
        assert "Say what should go" in said.text
    said = await home.tom.ask(home.tom.direct, me(home))
    assert "Say what should go" in said.text


async def test_an_answer_to_the_feed_is_talk_among_people(home: Home) -> None:
    await tell(home, home.sam, "delete films nobody has watched in two years, at most 1")
    await press_delete(home.sam, await newest_plan(home, 1), 1)
    await result(home)
    told = await home.sam.until(lambda view: view[-1] if view and "🗑" in view[-1].text else None, "deletions")
    before = len(answers(home, "deletions"))
    await home.sam.say("deletions", "nooo, I liked it", reply_to=told)
    assert await count(home, "deletions") == before


async def test_an_answer_to_the_bot_elsewhere_is_for_the_bot(home: Home) -> None:
    first = await tell(home, home.sam, SENTENCE)
    said = await home.sam.say("cleanup", "no, at most 1", reply_to=first)
    assert "limit:1" in (await answered(home.sam, said)).text


# Odd texts.


async def test_a_long_message_is_refused_whole_rather_than_cut(home: Home) -> None:
    text = f"{SENTENCE}, and {'really ' * 230} except horror"
    said = await tell(home, home.sam, text)
    assert "longer than 1,500 characters" in said.text
    assert not plans(home)


async def test_marks_that_cannot_be_seen_change_nothing(home: Home) -> None:
    said = await tell(
        home, home.sam, "delete films no\u200bbody wat\u202eched for 2 years,\n\n at mo\u2066st 2"
    )
    assert "type:movie unwatched:>2y sort:-size limit:2" in said.text


@pytest.mark.parametrize("called", ["@everyone", "@here", "<@&77>", "**x** `y`", "[a](http://b.c)"])
async def test_what_is_not_understood_is_told_without_its_effect(home: Home, called: str) -> None:
    said = await tell(home, home.sam, f"delete films nobody watched for 2 years {called}")
    assert not plans(home)
    assert [ping for ping in home.discord.pings if ping.person != "bot"] == []
    assert called not in said.text


@pytest.mark.parametrize("more", [" or bigger than 1 MB", ", at most 500", '" or bigger than 1 MB "'])
async def test_a_name_in_the_place_of_a_mention_stays_a_name(home: Home, more: str) -> None:
    who = (await home.bot.cascade.counted.of("requested-by", 1))[0].name
    await home.bot.cascade.people.link(
        Person(None, "x", plex=f"{who}{more}", discord_id=str(home.tom.person.id))
    )
    said = await tell(home, home.sam, f"delete films requested by <@{home.tom.person.id}>")
    assert "I do not understand" in said.text or "is called" in said.text
    assert not plans(home)


async def test_an_unlinked_person_is_asked_about_by_the_name_people_see(home: Home) -> None:
    said = await tell(
        home,
        home.sam,
        f"delete films nobody watched in 2 years except what <@{home.olga.person.id}> requested",
    )
    assert "Olga" in said.text
    assert not plans(home)


async def test_what_i_requested_is_under_the_name_i_am_linked_with(home: Home) -> None:
    who = (await home.bot.cascade.counted.of("requested-by", 1))[0].name
    await home.bot.cascade.people.link(Person(None, "x", seerr=who, discord_id=str(home.sam.person.id)))
    said = await tell(home, home.sam, "delete films nobody watched in 2 years except what I requested")
    assert f"-requested-by:{who}" in said.text.replace('"', "")


# Several at once.


async def test_two_messages_at_once_are_answered_one_after_the_other(home: Home) -> None:
    first = await home.sam.say("cleanup", f"{me(home)} {SENTENCE}")
    second = await home.sam.say("cleanup", f"{me(home)} no, at most 1")
    said = await home.sam.until(
        lambda view: next((m for m in view if m.message.author.bot and "fewer" in m.text), None)
    )
    assert "type:movie unwatched:>2y sort:-size limit:1" in said.text
    assert said.message.reply_to == second.id > first.id
    open_ones = [one for one in await home.bot.cascade.newest_plans(5) if one.state.value == "proposed"]
    assert len(open_ones) == 1


async def test_the_place_in_the_line_is_told_and_taken_away(home: Home) -> None:
    waits = Waits(home.bot.readers.admins.main)
    listen(home, waits)
    for actor in (home.olga, home.tom):
        home.discord.grant(actor.person.key, "Media admins")
    for actor in (home.sam, home.kim, home.olga, home.tom):
        await actor.say("cleanup", f"{me(home)} what takes most space?")
    shown = await home.sam.until(lambda view: next((m for m in view if "ahead of you" in m.text), None))
    del home.discord.state.messages[shown.message.channel_id][shown.id]  # somebody removes it
    waits.go.set()
    await home.sam.until(lambda view: sum("What takes most space" in m.text for m in view) == 4)
    assert not any("ahead of you" in m.text for m in home.shown())


async def test_a_command_is_told_its_place_too(home: Home) -> None:
    waits = Waits(home.bot.readers.admins.main)
    listen(home, waits)
    for actor in (home.sam, home.kim):
        await actor.say("cleanup", f"{me(home)} what takes most space?")
    await home.sam.until(lambda _: waits.reading == 2)
    home.discord.grant("olga", "Media admins")
    asked = asyncio.create_task(home.olga.slash("ask", text="what takes most space?"))
    await home.olga.until(lambda view: next((m for m in view if "1 ahead of you" in m.text), None))
    waits.go.set()
    await asked
    await home.olga.until(
        lambda view: next((m for m in view if m.ephemeral and "takes most" in m.text), None)
    )
    assert not any("ahead of you" in m.text for m in home.shown(to="olga"))


# When it fails.


async def test_whatever_a_reader_raises_is_one_sentence(home: Home) -> None:
    listen(home, Breaks())
    said = await tell(home, home.sam, SENTENCE)
    assert "Something went wrong here" in said.text
    assert "nobody has watched" not in said.text
    assert "Something went wrong here" in (await home.sam.slash("ask", text=SENTENCE)).text
    assert not plans(home)


async def test_a_message_that_its_author_removed_is_answered_all_the_same(home: Home) -> None:
    waits = Waits(home.bot.readers.admins.main)
    listen(home, waits)
    said = await home.sam.say("cleanup", f"{me(home)} what takes most space?")
    await home.sam.until(lambda _: waits.reading == 1)
    del home.discord.state.messages[said.message.channel_id][said.id]
    waits.go.set()
    await home.sam.until(lambda view: next((m for m in view if "What takes most space" in m.text), None))


async def test_before_the_first_sync_people_are_asked_to_come_back(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, synced=False, started=False) as home:
        await home.kitchen.home.stop("plex")
        await home.begin()
        for said in (
            (await home.sam.slash("ask", text=SENTENCE)).text,
            (await tell(home, home.sam, SENTENCE)).text,
        ):
            assert "Ask me again when it is done" in said
            assert "Your plan comes" not in said


async def test_an_empty_library_is_said_to_be_empty(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, films=0, shows=0) as home:
        assert "The Library is empty" in (await tell(home, home.sam, "what takes most space?")).text
        assert "I know no title" in (await tell(home, home.sam, "when was Dune last watched?")).text
        assert "There is no plan yet" not in (await tell(home, home.sam, SENTENCE)).text
