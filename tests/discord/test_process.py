"""The real process, `cascadarr run`: started, told to end, killed, started again, in the middle of a run."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from playground.faults import FaultKind
from tests.discord.flow import plan_of, press_delete
from tests.discord.home import Home, bot_at_home

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds; a new process loads its libraries first


@asynccontextmanager
async def process(home: Home) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot as the operator does; killed at the end at the latest."""
    env_file = home.kitchen.env_file
    lines = {
        "DISCORD_TOKEN": home.discord.token,
        "DISCORD_GUILD_ID": str(home.discord.guild.id),
        "DISCORD_API_BASE": home.discord.api_url,
        "DISCORD_GATEWAY": home.discord.gateway_url,
    }
    written = env_file.read_text()
    if "DISCORD_TOKEN" not in written:
        env_file.write_text(written + "".join(f"{name}={value}\n" for name, value in lines.items()))
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "ignore", "-m", "bot", "run", "--env-file", str(env_file)),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LOG_LEVEL": "INFO"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        await home.discord.ready(within=PATIENCE)
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def begin(home: Home) -> None:
    """Confirm a plan of three and wait until the first is gone from Plex."""
    home.kitchen.home.faults["plex"].add(FaultKind.LATENCY, method="DELETE", times=None, seconds=0.6)
    await press_delete(home.sam, await plan_of(home), 3)
    async with asyncio.timeout(PATIENCE):
        while not home.kitchen.destructive("plex"):  # noqa: ASYNC110 - the wire is all there is to look at
            await asyncio.sleep(0.02)


@pytest.mark.slow
async def test_told_to_end_it_ends_cleanly_and_goes_on_next_time(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, started=False, CONCURRENCY="1") as home:
        async with process(home) as running:
            await begin(home)
            running.send_signal(signal.SIGTERM)
            said, _ = await asyncio.wait_for(running.communicate(), PATIENCE)
            assert running.returncode == 0, said.decode()
            assert "To let it into the server: https://discord.com/oauth2/authorize" in said.decode()
            assert home.discord.token not in said.decode()
        await finished(home)


@pytest.mark.slow
async def test_killed_it_goes_on_with_the_same_message_and_repeats_nothing(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, started=False, CONCURRENCY="1") as home:
        async with process(home) as running:
            await begin(home)
            progress = [message.id for message in home.shown() if "Stop after this one" in message.buttons]
            running.kill()
            await running.wait()
        await finished(home)
        assert len(progress) == 1
        assert progress[0] in [message.id for message in home.shown()]


async def finished(home: Home) -> None:
    """Start it again and wait for the result; nothing was deleted twice."""
    home.kitchen.home.faults["plex"].clear()
    async with process(home):
        await home.sam.until(
            lambda view: next((m for m in view if "I am back" in m.text), None), within=PATIENCE
        )
        told = await home.sam.until(
            lambda view: next((m for m in view if m.pings_you), None), within=PATIENCE
        )
    assert "3" in told.text
    events = await home.kitchen.cascade.history()
    assert [event.status.value for event in events] == ["completed"] * 3
    deleted = [call.path for call in home.kitchen.destructive("plex")]
    assert len(deleted) == len(set(deleted)) == 3


async def test_a_wrong_token_ends_it_with_a_sentence_and_an_exit_code(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, started=False) as home:
        env_file = tmp_path / "wrong.env"
        extra = f"DISCORD_TOKEN=a.b.c\nDISCORD_GUILD_ID={home.discord.guild.id}\n"
        urls = f"DISCORD_API_BASE={home.discord.api_url}\nDISCORD_GATEWAY={home.discord.gateway_url}\n"
        env_file.write_text(home.kitchen.env_file.read_text() + extra + urls)
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-W", "ignore", "-m", "bot", "run", "--env-file", str(env_file)),
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(running.communicate(), PATIENCE)
        assert running.returncode == 2
        assert "Discord does not accept DISCORD_TOKEN" in said.decode()
