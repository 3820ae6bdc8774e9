"""Coming up and going down: what the operator is told, and what is tried again."""

import asyncio
import os
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.client import CascadeBot
from bot.patch import use_local_discord
from bot.pulse import beats, pulse_of
from bot.start import running, token_of
from cascade.errors import BadInput
from playground.discord.faults import Fault
from tests.discord.home import Home, bot_at_home


async def outcome(home: Home, **settings: object) -> str:
    """Start a bot that cannot work and return what it says."""
    changed = home.settings.model_copy(update=settings)
    bot = CascadeBot(home.kitchen.cascade, changed, guild_ready_timeout=0.05)
    async with running(bot, token_of(changed), home.said.append) as ended:
        with pytest.raises(BadInput) as caught:
            async with asyncio.timeout(10):
                await ended
    return caught.value.message


async def test_a_wrong_token_is_said_and_not_tried_again(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, started=False) as home:
        said = await outcome(home, discord_token=SecretStr("wrong.token.here"))
        assert "does not accept DISCORD_TOKEN" in said
        assert "wrong.token.here" not in said
        assert len(home.discord.calls) == 1


async def test_an_intent_that_is_not_granted_is_said_with_both_ways_out(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, started=False) as home:
        said = await outcome(home, discord_message_content=True)
        assert "Message Content" in said
        assert "DISCORD_MESSAGE_CONTENT=false" in said


async def test_a_missing_guild_id_is_said(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, started=False) as home:
        with pytest.raises(BadInput, match="DISCORD_GUILD_ID"):
            CascadeBot(home.kitchen.cascade, home.settings.model_copy(update={"discord_guild_id": None}))


async def test_a_missing_token_is_said(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, started=False) as home:
        with pytest.raises(BadInput, match="DISCORD_TOKEN"):
            token_of(home.settings.model_copy(update={"discord_token": None}))


async def test_the_operator_gets_the_invite_link_with_exactly_what_is_needed(home: Home) -> None:
    (said,) = home.said
    assert "permissions=117760" in said
    assert f"guild_id={home.discord.guild.id}" in said


async def test_commands_are_sent_once_and_again_only_when_discord_lost_them(home: Home) -> None:
    def sent() -> int:
        return sum(call.method == "PUT" and call.path.endswith("/commands") for call in home.discord.calls)

    assert sent() == 1
    await home.restart()
    assert sent() == 1
    home.discord.state.commands.clear()
    await home.restart()
    assert sent() == 2


async def test_a_bot_that_cannot_reach_discord_at_first_keeps_trying(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, started=False) as home:
        home.discord.faults.add(Fault.STATUS, path="users/@me", times=1, status=503)
        await home.begin()
        assert (await home.sam.slash("help")).text


async def test_a_first_connection_that_fails_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: 0.01)
    async with bot_at_home(tmp_path, started=False) as home:
        good, home.settings = (
            home.settings,
            home.settings.model_copy(update={"discord_gateway": "ws://127.0.0.1:9/gateway"}),
        )
        bot = CascadeBot(home.kitchen.cascade, home.settings, guild_ready_timeout=0.05)
        async with running(bot, token_of(home.settings), home.said.append) as ended:
            await asyncio.sleep(0.3)
            assert not ended.done()
            token_of(good)  # the gateway is there now
            await home.discord.ready()


async def test_what_the_settings_name_counts_until_setup_names_another(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, set_up=False, started=False) as home:
        rooms, role = home.discord.channels, home.discord.roles["Media admins"].id
        home.settings = home.settings.model_copy(
            update={"discord_admin_role_ids": (role,), "discord_admin_channel_id": rooms["cleanup"].id}
        )
        await home.begin()
        found = await home.kitchen.cascade.preferences.read()
        assert (found.admin_role_ids, found.admin_channel_id) == ((role,), rooms["cleanup"].id)
        assert found.set_up
        await home.prefer(admin_channel_id=rooms["general"].id)
        await home.restart()
        assert (await home.kitchen.cascade.preferences.read()).admin_channel_id == rooms["general"].id


@pytest.mark.parametrize(
    ("api", "gateway"),
    [
        ("http://discord.example/api/v10", "ws://127.0.0.1:1/"),
        ("http://127.0.0.1:1/api/v10", "wss://gateway.example/"),
        ("http://127.0.0.1.example/api/v10", "ws://127.0.0.1:1/"),
        ("http://127.0.0.1@evil.example/api", "ws://127.0.0.1:1/"),
        ("", "ws://127.0.0.1:1/"),
    ],
)
def test_the_token_goes_to_no_other_host(api: str, gateway: str) -> None:
    with pytest.raises(BadInput, match="may only name this machine"):
        use_local_discord(api, gateway)


async def test_a_gateway_that_breaks_off_is_resumed(home: Home) -> None:
    await home.discord.drop_gateway(resume=True)
    await home.discord.ready()
    assert "Making room" in (await home.tom.slash("help")).text


async def test_a_bot_that_is_connected_has_a_pulse(home: Home) -> None:
    url = home.settings.database_url
    async with asyncio.timeout(10):
        while not beats(url):  # noqa: ASYNC110 - a file can only be looked at
            await asyncio.sleep(0.02)
    long_ago = time.time() - 600
    os.utime(pulse_of(url), (long_ago, long_ago))
    assert not beats(url)
