"""The local Discord refuses what Discord refuses, so that a bot with a bug fails here and not there."""

import asyncio
import json
from contextlib import suppress

import discord
import httpx
import pytest

from playground.discord.arguments import Unsendable
from playground.discord.client import Unanswered
from playground.discord.local import LocalDiscord
from playground.discord.permissions import Permission
from tests.playground.discord.probe import Probe, connected


async def failure(local: LocalDiscord, bot: Probe, what: str) -> discord.HTTPException:
    """Have the bot do something that goes wrong, and give how Discord refused it."""
    sam = local.act_as("sam")
    with suppress(Unanswered):
        await sam.slash("wrong", what=what)
    await bot.failed.wait()
    return bot.failures[0]


@pytest.mark.parametrize(
    ("what", "status", "code", "says"),
    [
        ("long title", 400, 50035, "embeds.0.title: Must be 256 or fewer"),
        ("long sum", 400, 50035, "Embed size exceeds maximum size of 6000"),
        ("long text", 400, 50035, "content: Must be 2000 or fewer"),
        ("nothing", 400, 50006, "empty message"),
        ("late", 404, 10062, "Unknown interaction"),
        ("twice", 400, 40060, "already been acknowledged"),
        ("staff", 403, 50001, "Missing Access"),
        ("ephemeral by token", 404, 10008, "Unknown Message"),
    ],
)
async def test_the_bot_is_refused(hasty: LocalDiscord, what: str, status: int, code: int, says: str) -> None:
    bot = Probe(hasty.guild.id)
    async with connected(hasty, bot):
        error = await failure(hasty, bot, what)

    assert (error.status, error.code) == (status, code)
    assert says in str(error)


async def test_a_late_answer_is_seen_as_none(hasty: LocalDiscord) -> None:
    bot = Probe(hasty.guild.id)
    async with connected(hasty, bot):
        with pytest.raises(Unanswered, match="/wrong"):
            await hasty.act_as("sam").slash("wrong", what="late")
        await bot.failed.wait()

    assert hasty.messages("cleanup") == []


async def test_a_click_while_the_bot_is_away_is_lost(hasty: LocalDiscord) -> None:
    sam = hasty.act_as("sam")
    async with connected(hasty, Probe(hasty.guild.id)):
        picks = await sam.slash("pick")

    with pytest.raises(Unanswered, match="think"):
        await sam.click(picks, "think")


@pytest.mark.usefixtures("bot")
async def test_a_token_is_dead_after_a_quarter_of_an_hour(local: LocalDiscord) -> None:
    await local.act_as("sam").slash("plan show")
    token = next(iter(local.state.interactions))
    local.state.clock.advance(901)

    async with httpx.AsyncClient(base_url=local.api_url) as client:
        answer = await client.patch(
            f"/webhooks/{local.state.application_id}/{token}/messages/@original", json={"content": "Late."}
        )

    assert (answer.status_code, answer.json()["code"]) == (401, 50027)


async def test_a_missing_permission_is_told_apart_from_missing_access(
    local: LocalDiscord, bot: Probe
) -> None:
    local.permit("deletions", local.roles["Cascadarr"], deny=Permission.SEND_MESSAGES)
    feed = bot.get_partial_messageable(local.channels["deletions"].id)

    with pytest.raises(discord.Forbidden) as refused:
        await feed.send("Nothing.")

    assert refused.value.code == 50013


async def test_embeds_need_a_permission_of_their_own(local: LocalDiscord, bot: Probe) -> None:
    local.permit("deletions", local.roles["Cascadarr"], deny=Permission.EMBED_LINKS)
    feed = bot.get_partial_messageable(local.channels["deletions"].id)
    await feed.send("Plain text goes.")

    with pytest.raises(discord.Forbidden):
        await feed.send(embed=discord.Embed(title="An embed does not"))


@pytest.fixture
def client(local: LocalDiscord) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=local.api_url, headers={"Authorization": f"Bot {local.token}"})


async def test_a_wrong_token_is_refused(local: LocalDiscord) -> None:
    async with httpx.AsyncClient(headers={"Authorization": "Bot nobody"}) as stranger:
        answer = await stranger.get(f"{local.api_url}/users/@me")

    assert (answer.status_code, answer.json()["code"]) == (401, 0)


async def test_a_route_that_is_not_played_answers_404(client: httpx.AsyncClient) -> None:
    async with client:
        assert (await client.get("/stickers/1")).status_code == 404


def button(custom_id: str, **more: object) -> dict[str, object]:
    return {"type": 2, "style": 1, "label": "x", "custom_id": custom_id, **more}


def row(*inside: dict[str, object]) -> dict[str, object]:
    return {"type": 1, "components": list(inside)}


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ({"embeds": [{"title": "x"}] * 11}, "embeds"),
        ({"embeds": [{"description": "x" * 4097}]}, "description"),
        ({"embeds": [{"fields": [{"name": "x", "value": "y"}] * 26}]}, "fields"),
        ({"embeds": [{"fields": [{"name": "x", "value": " "}]}]}, "value"),
        ({"embeds": [{"fields": [{"name": "x", "value": "y" * 1025}]}]}, "value"),
        ({"embeds": [{"title": "x", "footer": {"text": "y" * 2049}}]}, "footer"),
        ({"embeds": [{"title": "x", "url": "ftp://x"}]}, "url"),
        ({"content": "x", "components": [row(button("a"))] * 6}, "components"),
        ({"content": "x", "components": [row(*[button(str(n)) for n in range(6)])]}, "components"),
        ({"content": "x", "components": [row(button("a"), button("a"))]}, "components"),
        ({"content": "x", "components": [row(button("a" * 101))]}, "custom_id"),
        ({"content": "x", "components": [row(button("a", label="y" * 81))]}, "label"),
        ({"content": "x", "components": [button("a")]}, "type"),
        (
            {
                "content": "x",
                "components": [
                    row(
                        {
                            "type": 3,
                            "custom_id": "s",
                            "options": [{"label": str(n), "value": str(n)} for n in range(26)],
                        }
                    )
                ],
            },
            "options",
        ),
        ({"content": "x", "flags": 32768}, "content"),
    ],
)
async def test_a_message_over_a_limit_is_refused(
    local: LocalDiscord, client: httpx.AsyncClient, payload: dict[str, object], where: str
) -> None:
    async with client:
        answer = await client.post(f"/channels/{local.channels['cleanup'].id}/messages", json=payload)

    assert answer.json()["code"] == 50035
    assert where in json.dumps(answer.json()["errors"])
    assert local.messages("cleanup") == []


async def test_a_refused_edit_changes_nothing(local: LocalDiscord, client: httpx.AsyncClient) -> None:
    async with client:
        sent = await client.post(
            f"/channels/{local.channels['cleanup'].id}/messages", json={"content": "Before"}
        )
        path = f"/channels/{local.channels['cleanup'].id}/messages/{sent.json()['id']}"
        refused = await client.patch(path, json={"content": "After", "embeds": [{"title": "x" * 300}]})

    assert refused.status_code == 400
    assert local.messages("cleanup")[0].content == "Before"


async def test_somebody_elses_message_cannot_be_edited(
    local: LocalDiscord, client: httpx.AsyncClient
) -> None:
    said = await local.act_as("sam").say("cleanup", "Mine.")
    async with client:
        path = f"/channels/{local.channels['cleanup'].id}/messages/{said.id}"
        answer = await client.patch(path, json={"content": "Yours."})

    assert answer.json()["code"] == 50005


@pytest.mark.parametrize(
    ("command", "where"),
    [
        ({"name": "Clean", "description": "x"}, "name"),
        ({"name": "clean", "description": ""}, "description"),
        ({"name": "clean", "description": "x" * 101}, "description"),
        (
            {
                "name": "clean",
                "description": "x",
                "options": [
                    {"type": 3, "name": "a", "description": "x"},
                    {"type": 3, "name": "b", "description": "x", "required": True},
                ],
            },
            "options",
        ),
    ],
)
async def test_a_command_over_a_limit_is_refused(
    local: LocalDiscord, client: httpx.AsyncClient, command: dict[str, object], where: str
) -> None:
    async with client:
        path = f"/applications/{local.state.application_id}/guilds/{local.guild.id}/commands"
        answer = await client.put(path, json=[command])

    assert answer.json()["code"] == 50035
    assert where in json.dumps(answer.json()["errors"])


async def test_a_nonce_that_is_enforced_posts_once(local: LocalDiscord, client: httpx.AsyncClient) -> None:
    payload = {"content": "Troy is gone.", "nonce": "outbox-7", "enforce_nonce": True}
    path = f"/channels/{local.channels['deletions'].id}/messages"
    async with client:
        first, second = await client.post(path, json=payload), await client.post(path, json=payload)

    assert first.json()["id"] == second.json()["id"]
    assert len(local.messages("deletions")) == 1


def mentions(local: LocalDiscord) -> str:
    return f"<@{local.people['tom'].id}> <@&{local.roles['Media admins'].id}> @everyone"


@pytest.mark.parametrize(
    ("allowed", "pinged"),
    [
        (None, ["sam", "kim", "tom"]),
        ({"parse": []}, []),
        ({"parse": ["users"]}, ["tom"]),
        ({"parse": ["roles"]}, ["sam", "kim"]),
    ],
)
async def test_only_allowed_mentions_notify(
    local: LocalDiscord, client: httpx.AsyncClient, allowed: object, pinged: list[str]
) -> None:
    payload = {"content": mentions(local)} | ({"allowed_mentions": allowed} if allowed else {})
    async with client:
        await client.post(f"/channels/{local.channels['general'].id}/messages", json=payload)

    assert {ping.person for ping in local.pings} == set(pinged)


async def test_an_edit_notifies_nobody(local: LocalDiscord, client: httpx.AsyncClient) -> None:
    path = f"/channels/{local.channels['general'].id}/messages"
    async with client:
        sent = await client.post(path, json={"content": "Quiet."})
        await client.patch(f"{path}/{sent.json()['id']}", json={"content": mentions(local)})

    assert local.pings == []


@pytest.mark.usefixtures("bot")
async def test_a_button_that_is_not_there_is_pressed_only_by_forging(local: LocalDiscord) -> None:
    sam = local.act_as("sam")
    said = await sam.slash("pick")

    with pytest.raises(Unsendable, match="no control plan:run:ffff; it has Fruit"):
        await sam.click(said, "plan:run:ffff")
    assert (await sam.forge(said, "plan:run:ffff")).modal.title == "How many?"


async def test_a_repeated_interaction_cannot_be_answered_twice(local: LocalDiscord, bot: Probe) -> None:
    await local.act_as("sam").slash("wrong", what="anything")
    local.repeat()
    await asyncio.wait_for(bot.failed.wait(), 5)

    assert bot.failures[0].code == 40060
