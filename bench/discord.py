"""How soon commands are acknowledged: 50 people at them while a run of 2,000 films goes on.

The household, the bot (`cascadarr run`) and the local Discord with its people have a process each.
"""

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.house import House, household
from bench.measured import Measured
from bot.settings import load_settings
from bot.wiring import open_cascade
from playground.discord.actor import Actor
from playground.discord.client import Client, Unanswered
from playground.discord.guild import Channel
from playground.discord.local import LocalDiscord
from playground.discord.seen import Seen
from playground.discord.state import Deadlines

PEOPLE, ITEMS, SECONDS = 50, 2_000, 60.0
_HOUSE = 30_000  # items: some 2,200 films that may go
_SOON, _LATEST = 1.0, 3.0  # seconds
_PAUSE = (1.0, 5.0)  # seconds a person reads between two commands
_DISCORD = Deadlines(acknowledge=30.0, patience=60.0)  # so late an answer is counted, not lost
_CAPS = {"MAX_ITEMS": "5000", "MAX_SIZE": "900TB", "MAX_SHARE": "100%"}
_QUERY = f"size:>0.1GB sort:-size limit:{ITEMS}"
_COMMANDS: tuple[tuple[str, dict[str, object]], ...] = (
    ("help", {}),
    ("history", {}),
    ("plan mine", {}),
    ("protect list", {}),
    ("people list", {}),
    ("health", {}),
    ("clean", {"kind": "movie", "query": "unwatched:>2y sort:-size limit:20"}),
)


@dataclass(frozen=True, slots=True)
class _Wait:
    """How long somebody waited for the first sign of life, in seconds."""

    what: str
    took: float


def measure(people: int = PEOPLE, seconds: float = SECONDS) -> list[Measured]:
    """Let people use commands for a time, in the middle of the run."""
    with household(_HOUSE) as house:
        waits = asyncio.run(_measure(house, people, seconds))
    slowest = max(waits, key=lambda wait: wait.took)
    soon = sum(wait.took <= _SOON for wait in waits)
    what = f"{people} people, {len(waits):,} commands in {seconds:.0f} s of a run of {ITEMS:,}"
    share = 100 * soon / len(waits)
    return [
        Measured(f"{what}: % acknowledged in 1 s", f"{soon:,}", f"{len(waits):,}", share, 99, most=False),
        Measured(
            "the slowest of them",
            f"{slowest.took:.2f} s, {slowest.what}",
            "3 s, Discord's limit",
            slowest.took / _LATEST,
            1,
        ),
    ]


async def _measure(house: House, people: int, seconds: float) -> list[_Wait]:
    async with LocalDiscord(deadlines=_DISCORD) as discord:
        crowd = [discord.join(f"p{number}", f"P{number}", "Media admins") for number in range(people)]
        env_file = house.settings("discord", **_CAPS, **_settings(discord))
        await _furnish(env_file)
        async with _bot(env_file, discord):
            sam = discord.act_as("sam")
            await _begin(sam)
            ends = time.perf_counter() + seconds
            room = discord.channels["general"]
            found = await asyncio.gather(
                *(
                    _use(Client(discord.state, one.person), room, number, ends)
                    for number, one in enumerate(crowd)
                )
            )
            if any("gone everywhere" in shown.text for shown in sam.view("cleanup")):
                raise RuntimeError("The run ended before the people did; let it be longer.")
    return [wait for waits in found for wait in waits]


def _settings(discord: LocalDiscord) -> dict[str, str]:
    return {
        "DISCORD_TOKEN": discord.token,
        "DISCORD_GUILD_ID": str(discord.guild.id),
        "DISCORD_API_BASE": discord.api_url,
        "DISCORD_GATEWAY": discord.gateway_url,
        "DISCORD_ADMIN_ROLE_IDS": str(discord.roles["Media admins"].id),
        "DISCORD_ADMIN_CHANNEL_ID": str(discord.channels["cleanup"].id),
        "DISCORD_FEED_CHANNEL_ID": str(discord.channels["deletions"].id),
    }


async def _furnish(env_file: Path) -> None:
    """Read every server once, and let the bot delete."""
    async with open_cascade(load_settings(env_file)) as cascade:
        await cascade.preferences.change(by="bench", practice=False)
        for report in await cascade.sync():
            assert report.whole, report


@asynccontextmanager
async def _bot(env_file: Path, discord: LocalDiscord) -> AsyncIterator[None]:
    with (env_file.parent / "bot.log").open("wb") as log:
        command = [sys.executable, "-m", "bot", "run", "--env-file", str(env_file)]
        process = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log)
        try:
            await discord.ready(60)
            await discord.state.changes.until(lambda: discord.state.commands, 60)
            yield
        finally:
            process.terminate()
            await process.wait()


async def _begin(sam: Actor) -> None:
    """Make the plan, confirm it, and wait until films go."""
    await sam.slash("clean", kind="movie", query=_QUERY)
    plan = await sam.until(lambda view: _with(view, "PLAN"))
    assert f"{ITEMS:,} films" in plan.text or f"{ITEMS} films" in plan.text, plan.text
    delete = next(control.custom_id for control in plan.controls if control.label.startswith("Delete"))
    opened = await sam.click(plan, delete)
    await sam.submit(opened, {opened.modal.fields[0].custom_id: str(ITEMS)})
    await sam.until(lambda view: _with(view, "Deleting"))


def _with(view: list[Seen], words: str) -> Seen | None:
    return next((shown for shown in view if words in shown.text and not shown.ephemeral), None)


async def _use(client: Client, room: Channel, number: int, ends: float) -> list[_Wait]:
    """One person: a command, a pause to read, the next command."""
    chance = random.Random(number)  # the same in every run
    waits: list[_Wait] = []
    await asyncio.sleep(chance.uniform(0, _PAUSE[1]))
    while time.perf_counter() < ends:
        name, options = chance.choice(_COMMANDS)
        begun = time.perf_counter()
        try:
            await client.slash(room, name, options)
        except Unanswered:
            name = f"{name}, never"
        waits.append(_Wait(f"/{name}", time.perf_counter() - begun))
        await asyncio.sleep(chance.uniform(*_PAUSE))
    return waits
