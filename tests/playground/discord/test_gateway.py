"""The gateway: identify, resume with what was missed, and the closes a bot must understand."""

import aiohttp
import discord
import pytest

from playground.discord.faults import Fault
from playground.discord.heard import Intent
from playground.discord.local import LocalDiscord
from tests.playground.discord.probe import Probe, connected


@pytest.mark.usefixtures("bot")
async def test_a_dropped_bot_resumes_and_hears_what_it_missed(local: LocalDiscord) -> None:
    tom = local.act_as("tom")
    local.gateway.shut = True
    await local.drop_gateway()
    said = await tom.say("general", f"<@{local.people['bot'].id}> hello")
    local.gateway.shut = False
    answer = await tom.until(
        lambda view: next((m for m in view if m.text == "Hello yourself."), None), "general"
    )

    assert answer.raw["message_reference"]["message_id"] == str(said.id)
    assert (local.gateway.identified, local.gateway.resumed) == (1, 1)


@pytest.mark.usefixtures("bot")
async def test_a_command_given_during_the_drop_is_answered_after_it(local: LocalDiscord) -> None:
    await local.drop_gateway()

    assert (await local.act_as("sam").slash("plan show")).text == "For you."


@pytest.mark.usefixtures("bot")
@pytest.mark.slow  # discord.py waits five seconds before it identifies anew
async def test_a_forgotten_session_is_identified_anew(local: LocalDiscord) -> None:
    await local.drop_gateway(resume=False)
    await local.state.changes.until(lambda: local.gateway.identified == 2, 10)
    await local.ready()

    assert (local.gateway.identified, local.gateway.resumed) == (2, 0)
    assert (await local.act_as("sam").slash("plan show")).text == "For you."


@pytest.mark.usefixtures("bot")
async def test_a_bot_that_is_asked_to_reconnect_resumes(local: LocalDiscord) -> None:
    await local.gateway.ask_reconnect()
    await local.state.changes.until(lambda: local.gateway.resumed == 1, 10)

    assert (await local.act_as("sam").slash("plan show")).text == "For you."


@pytest.mark.usefixtures("bot")
async def test_a_call_can_break_the_gateway_off(local: LocalDiscord) -> None:
    local.faults.add(Fault.DROP_GATEWAY, method="PATCH")
    sam = local.act_as("sam")
    await sam.slash("run")
    await sam.until(lambda view: any("Done" in m.content for m in view))
    await local.state.changes.until(lambda: local.gateway.resumed == 1, 10)

    assert local.gateway.resumed == 1


async def test_a_wrong_token_is_refused_at_login(local: LocalDiscord) -> None:
    with pytest.raises(discord.LoginFailure):
        async with connected(local, Probe(local.guild.id), token="somebody else's"):
            pass


async def test_a_token_that_the_gateway_does_not_know_is_closed_with_4004(local: LocalDiscord) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{local.gateway_url}/?v=10&encoding=json") as socket,
    ):
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"token": "nobody's", "intents": 1, "properties": {}}})
        await socket.receive()

        assert socket.close_code == 4004


async def test_a_privileged_intent_that_is_switched_off_is_closed_with_4014(local: LocalDiscord) -> None:
    probe = Probe(local.guild.id, discord.Intents(guilds=True, guild_messages=True, message_content=True))

    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with connected(local, probe):
            pass


async def test_with_the_intent_every_text_is_heard() -> None:
    async with LocalDiscord(intents=Intent.MESSAGE_CONTENT) as local:
        intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
        async with connected(local, Probe(local.guild.id, intents)):
            answer = await local.act_as("tom").ask("general", "hello")

    assert answer.text == "Hello yourself."


async def test_a_gateway_that_is_down_turns_connections_away(local: LocalDiscord) -> None:
    local.gateway.shut = True

    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
            await session.ws_connect(local.gateway_url)


async def test_a_dynamic_button_opens_a_modal_after_a_restart(local: LocalDiscord) -> None:
    sam = local.act_as("sam")
    async with connected(local, Probe(local.guild.id)):
        plan = await sam.slash("clean", query="apple")
    async with connected(local, Probe(local.guild.id)):
        opened = await sam.click(plan, "Delete 5 films…")
        answer = await sam.submit(opened, {"Number of films": "5", "Why": "Taste"})

    assert opened.modal.title == "How many?"
    assert answer.message.id == plan.message.id
    assert answer.message.content == "Plan 07f2 runs."
    assert answer.message.buttons == []
