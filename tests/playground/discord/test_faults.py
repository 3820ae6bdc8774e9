"""What goes wrong on demand between Discord and the bot."""

import aiohttp
import discord
import httpx
import pytest

from playground.discord.client import Unanswered
from playground.discord.faults import Fault
from playground.discord.local import LocalDiscord
from tests.playground.discord.probe import Probe, connected


@pytest.mark.usefixtures("bot")
async def test_the_bot_tries_again_after_429(local: LocalDiscord) -> None:
    local.faults.add(Fault.RATE_LIMIT, method="PATCH", path="/messages/", seconds=0.01)
    sam = local.act_as("sam")
    await sam.slash("run")
    await sam.until(lambda view: any(m.content == "3 of 3" for m in view))

    assert [call.status for call in local.calls if call.method == "PATCH"] == [429, 200, 200, 200]


@pytest.mark.usefixtures("bot")
async def test_a_tight_bucket_is_respected_by_the_bot(local: LocalDiscord) -> None:
    local.limits.tighten("PATCH", r"/messages/\d+$", limit=2, per=0.2)
    sam = local.act_as("sam")
    await sam.slash("run")
    await sam.until(lambda view: any(m.content == "3 of 3" for m in view))

    assert [call.status for call in local.calls if call.method == "PATCH"] == [200, 200, 200]


async def test_a_bucket_that_is_empty_answers_429(local: LocalDiscord) -> None:
    local.limits.tighten("GET", "/users/@me", limit=1, per=60)
    async with httpx.AsyncClient(headers={"Authorization": f"Bot {local.token}"}) as client:
        await client.get(f"{local.api_url}/users/@me")
        answer = await client.get(f"{local.api_url}/users/@me")

    assert answer.status_code == 429
    assert answer.json()["retry_after"] > 0


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.UNKNOWN_MESSAGE, 10008),
        (Fault.MISSING_ACCESS, 50001),
        (Fault.MISSING_PERMISSIONS, 50013),
    ],
)
async def test_a_refusal_can_be_ordered(local: LocalDiscord, bot: Probe, fault: Fault, code: int) -> None:
    local.faults.add(fault, method="POST", path="/messages$")

    with pytest.raises(discord.HTTPException) as refused:
        await bot.get_partial_messageable(local.channels["deletions"].id).send("Troy is gone.")

    assert refused.value.code == code
    assert local.messages("deletions") == []


async def test_a_server_error_can_be_ordered(local: LocalDiscord, bot: Probe) -> None:
    local.faults.add(Fault.STATUS, method="POST", path="/messages$", status=503)

    with pytest.raises(discord.DiscordServerError):
        await bot.get_partial_messageable(local.channels["deletions"].id).send("Troy is gone.")


async def test_a_lost_answer_leaves_the_message_there(local: LocalDiscord, bot: Probe) -> None:
    local.faults.add(Fault.LOST, method="POST", path="/messages$")

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await bot.get_partial_messageable(local.channels["deletions"].id).send("Troy is gone.")

    assert [message.text for message in local.messages("deletions")] == ["Troy is gone."]
    assert local.calls[-1].status == 0


async def test_a_late_ack_can_be_ordered(hasty: LocalDiscord) -> None:
    hasty.faults.add(Fault.LATE_ACK, path="/callback$")
    bot = Probe(hasty.guild.id)
    async with connected(hasty, bot):
        with pytest.raises(Unanswered):
            await hasty.act_as("sam").slash("wrong", what="anything")
        await bot.failed.wait()

    assert bot.failures[0].code == 10062


async def test_a_fault_passes_the_calls_before_it(local: LocalDiscord, bot: Probe) -> None:
    local.faults.add(Fault.UNKNOWN_MESSAGE, method="POST", path="/messages$", after=1)
    feed = bot.get_partial_messageable(local.channels["deletions"].id)
    await feed.send("One.")

    with pytest.raises(discord.NotFound):
        await feed.send("Two.")
    await feed.send("Three.")
