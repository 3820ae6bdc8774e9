"""The local Discord runs an unmodified bot and shows each person what they would see."""

import asyncio

import pytest

from playground.discord.arguments import Unsendable
from playground.discord.local import LocalDiscord
from tests.openapi import described
from tests.playground.discord.conftest import check_calls
from tests.playground.discord.probe import Probe

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_deferred_command_ends_as_a_message_with_embed_button_and_file(local: LocalDiscord) -> None:
    answer = await local.act_as("sam").slash("clean", query="apple", limit=3)

    assert answer.message.embeds[0]["title"] == "PLAN k7f2"
    assert "apple · 3" in answer.text
    assert answer.message.buttons == ["Delete 5 films…"]
    assert answer.message.file("plan.csv") == b"title,size\nTroy,48\n"


async def test_everybody_in_the_channel_sees_a_public_answer(local: LocalDiscord) -> None:
    await local.act_as("sam").slash("clean", query="apple")

    assert [message.raw["command"] for message in local.messages("cleanup", seen_by="tom")] == ["/clean"]


async def test_autocomplete_offers_what_fits(local: LocalDiscord) -> None:
    choices = await local.act_as("sam").autocomplete("clean", "query", "ap")

    assert [(choice.name, choice.value) for choice in choices] == [("Apple", "apple"), ("Apricot", "apricot")]


async def test_an_ephemeral_answer_is_seen_by_its_addressee_alone(local: LocalDiscord) -> None:
    answer = await local.act_as("sam").slash("plan show")

    assert answer.message.ephemeral
    assert [message.text for message in local.messages("cleanup", seen_by="sam")] == ["For you."]
    assert local.messages("cleanup", seen_by="kim") == []


async def test_a_dismissed_message_is_gone(local: LocalDiscord) -> None:
    sam = local.act_as("sam")
    sam.dismiss(await sam.slash("plan show"))

    assert sam.view("cleanup") == []


async def test_a_subcommand_takes_a_person(local: LocalDiscord) -> None:
    answer = await local.act_as("sam").slash("plan show", who="tom")

    assert answer.text == "For Tom."


async def test_a_wrong_number_in_the_modal_is_answered_to_the_person_alone(local: LocalDiscord) -> None:
    sam = local.act_as("sam")
    opened = await sam.click(await sam.slash("clean", query="apple"), "Delete 5 films…")
    answer = await sam.submit(opened, {"Number of films": "6"})

    assert answer.message.ephemeral
    assert answer.text == "That is not the number."


async def test_a_modal_with_an_empty_required_field_is_not_sent(local: LocalDiscord) -> None:
    sam = local.act_as("sam")
    opened = await sam.click(await sam.slash("clean", query="apple"), "Delete 5 films…")

    with pytest.raises(Unsendable, match="required"):
        await sam.submit(opened, {})


@pytest.mark.parametrize(
    ("select", "value", "text"),
    [
        ("Role", "Friends", "Role Friends."),
        ("Channel", "deletions", "Channel deletions."),
        ("User", "kim", "User Kim."),
    ],
)
async def test_a_select_of_entities_tells_the_bot_which(
    local: LocalDiscord, select: str, value: str, text: str
) -> None:
    sam = local.act_as("sam")
    answer = await sam.select(await sam.slash("pick"), select, value)

    assert answer.message.content == text


async def test_several_options_can_be_chosen(local: LocalDiscord) -> None:
    sam = local.act_as("sam")
    answer = await sam.select(await sam.slash("pick"), "Fruit", ["apple", "Cherry"])

    assert answer.text == "You chose apple, cherry."


async def test_more_than_the_select_takes_cannot_be_chosen(local: LocalDiscord) -> None:
    sam = local.act_as("sam")

    with pytest.raises(Unsendable, match="between 1 and 2"):
        await sam.select(await sam.slash("pick"), "Fruit", ["apple", "cherry", "banana"])


async def test_a_deferred_update_ends_with_the_edit(local: LocalDiscord) -> None:
    sam = local.act_as("sam")
    answer = await sam.click(await sam.slash("pick"), "🤔 Think")

    assert answer.message.content == "Thought."
    assert answer.message.edited


async def test_a_disabled_button_cannot_be_pressed(local: LocalDiscord) -> None:
    sam = local.act_as("sam")

    with pytest.raises(Unsendable, match="disabled"):
        await sam.click(await sam.slash("pick"), "never")


async def test_progress_is_edited_by_the_bots_own_token_and_the_result_pings(local: LocalDiscord) -> None:
    sam = local.act_as("sam")
    await sam.slash("run")
    done = await sam.until(lambda view: next((m for m in view if "Done" in m.content), None))

    assert done.pings_you
    assert [ping.person for ping in local.pings] == ["sam"]
    assert any(m.content == "3 of 3" and m.edited for m in sam.view("cleanup"))
    assert sum(call.method == "PATCH" for call in local.calls) == 3


async def test_the_bot_hears_the_text_of_a_message_that_mentions_it(local: LocalDiscord) -> None:
    mention = f"<@{local.people['bot'].id}>"
    answer = await local.act_as("tom").ask("general", f"{mention} hello")

    assert answer.text == "Hello yourself."
    assert answer.pings_you


async def test_the_bot_does_not_hear_the_text_of_other_messages(local: LocalDiscord, bot: Probe) -> None:
    said = await local.act_as("tom").say("general", "a secret hello")
    heard = await asyncio.wait_for(bot.heard.get(), 5)

    assert (heard.id, heard.content) == (said.id, "")


async def test_direct_messages_are_heard_and_seen_by_nobody_else(local: LocalDiscord) -> None:
    tom = local.act_as("tom")
    answer = await tom.ask(tom.direct, "hello")

    assert answer.text == "Hello yourself."
    assert local.messages(tom.direct, seen_by="sam") == []


async def test_an_unknown_option_is_named(local: LocalDiscord) -> None:
    with pytest.raises(Unsendable, match="no option size"):
        await local.act_as("sam").slash("clean", query="x", size="5")


async def test_a_number_out_of_range_is_not_sent(local: LocalDiscord) -> None:
    with pytest.raises(Unsendable, match="out of range"):
        await local.act_as("sam").slash("clean", query="x", limit=11)


async def test_commands_registered_again_keep_their_ids(local: LocalDiscord, bot: Probe) -> None:
    before = {each["name"]: each["id"] for each in local.state.commands[local.guild.id]}
    await bot.tree.sync(guild=bot.guild_ref)

    assert {each["name"]: each["id"] for each in local.state.commands[local.guild.id]} == before


async def test_every_call_is_as_discord_describes_it(local: LocalDiscord, bot: Probe) -> None:
    sam = local.act_as("sam")
    plan = await sam.slash("clean", query="apple")
    await sam.submit(await sam.click(plan, "Delete 5 films…"), {"Number of films": "6"})
    await sam.slash("plan show", who="tom")
    await sam.autocomplete("clean", "query", "ap")
    picks = await sam.slash("pick")
    await sam.select(picks, "Role", "Friends")
    await sam.click(picks, "think")
    await sam.slash("run")
    await sam.until(lambda view: any("Done" in m.content for m in view))
    await local.act_as("tom").ask("general", f"<@{local.people['bot'].id}> hello")
    await sam.slash("wrong", what="twice")
    await bot.failed.wait()

    if not described("discord"):
        pytest.skip("Discord's API description is not here: set CASCADARR_SPECS to check the calls.")
    assert len(local.calls) > 20
    check_calls(local.calls)
