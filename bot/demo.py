"""The demo: a pretend household, a Discord of its own with a page, and the real bot between them."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.client import CascadeBot
from bot.greeting import greeting
from bot.log import start_log
from bot.rooms import post
from bot.settings import Settings, load_settings
from bot.start import running, token_of
from bot.wiring import open_cascade
from cascade.errors import BadInput
from playground.discord.heard import Intent
from playground.discord.local import LocalDiscord
from playground.discord.opening import ADMINS
from playground.household import Household
from playground.panel import Panel

_LATENCY: Final = 0.08  # seconds a server takes to answer, so that there is progress to watch
_FILMS_PER_SHOW: Final = 20
# Nothing here is slow, and a visitor has no patience: what must be waited for comes sooner.
_SOONER: Final = {"RETRY_AFTER": "20", "IN_DOUBT_SETTLE": "5", "PROOF_SECONDS": "15", "CONCURRENCY": "2"}


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything that is up."""

    home: Household
    discord: LocalDiscord
    bot: CascadeBot

    @property
    def url(self) -> str:
        """The address of the page."""
        return self.discord.url


async def run_demo(films: int, port: int, say: Callable[[str], None]) -> None:
    """Run it until a signal ends it, and `say` where the page is."""
    work = asyncio.create_task(_stay(films, port, say), name="demo")
    asked = asyncio.Event()

    def end() -> None:
        if not asked.is_set():  # impatience must not cut the tidying short
            asked.set()
            work.cancel()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # the last: its window was closed
        asyncio.get_running_loop().add_signal_handler(number, end)
    try:
        await work
    except asyncio.CancelledError:
        if not asked.is_set():
            raise
        say("Everything is gone again.")


async def _stay(films: int, port: int, say: Callable[[str], None]) -> None:
    say(f"Setting up a household of {films} films …")
    async with open_demo(films, port) as demo:
        say(f"Open {demo.url} in a browser. You are Sam, an admin; #cleanup says what to try.")
        say("Ctrl-C ends it and leaves nothing behind.")
        await asyncio.Event().wait()


@asynccontextmanager
async def open_demo(films: int, port: int = 0, *, latency: float = _LATENCY) -> AsyncIterator[Demo]:
    """Start it, greet, and take it all away at the end. BadInput where the port is taken."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cascadarr-demo-")))
        household = Household(
            folder / "house", films=films, shows=max(films // _FILMS_PER_SHOW, 4), latency=latency
        )
        home = await stack.enter_async_context(household)
        local = LocalDiscord(port=port, intents=Intent.MESSAGE_CONTENT, household=Panel(home))
        try:
            discord = await stack.enter_async_context(local)
        except OSError as error:
            raise BadInput(f"Port {port} cannot be used; name another, or none for a free one.") from error
        settings = _settings(folder, home, discord)
        start_log(settings.log_level, as_json=False, secrets=settings.secrets())
        cascade = await stack.enter_async_context(open_cascade(settings))
        await cascade.preferences.change(by="the demo", **_live(discord))
        bot = CascadeBot(cascade, settings, guild_ready_timeout=0.1)
        await stack.enter_async_context(running(bot, token_of(settings), lambda _: None))
        _haste(home, 0.0)
        await _welcome(bot, discord)
        _haste(home, latency)
        yield Demo(home, discord, bot)


def _settings(folder: Path, home: Household, discord: LocalDiscord) -> Settings:
    """The settings of the demo alone: nothing of the environment or an .env file gets in."""
    file = folder / "demo.env"
    home.write_env(
        file,
        DATABASE_URL=f"sqlite+aiosqlite:///{folder}/cascadarr.db",
        DISCORD_TOKEN=discord.token,
        DISCORD_GUILD_ID=str(discord.guild.id),
        DISCORD_ADMIN_ROLE_IDS=str(discord.roles[ADMINS].id),
        DISCORD_ADMIN_CHANNEL_ID=str(discord.channels["cleanup"].id),
        DISCORD_FEED_CHANNEL_ID=str(discord.channels["deletions"].id),
        DISCORD_FRIENDS_CHANNEL_ID=str(discord.channels["friends"].id),
        DISCORD_CHAT_CHANNEL_ID=str(discord.channels["cleanup"].id),
        DISCORD_MESSAGE_CONTENT="true",
        DISK_PATH="/data/media",  # as Plex calls it
        LOG_LEVEL="ERROR",
        DISCORD_API_BASE=discord.api_url,
        DISCORD_GATEWAY=discord.gateway_url,
        **_SOONER,
    )
    return load_settings(file, {})


def _live(discord: LocalDiscord) -> dict[str, object]:
    """What /setup would be told: really delete, and say so to whom it concerns."""
    return {
        "practice": False,
        "mention_requester": True,
        "ping_role_id": discord.roles[ADMINS].id,
    }


def _haste(home: Household, latency: float) -> None:
    """Let every server answer after so many seconds."""
    for wire in home.wires.values():
        wire.latency = latency


async def _welcome(bot: CascadeBot, discord: LocalDiscord) -> None:
    """Wait until the bot knows the household, then greet."""
    await discord.ready()
    await bot.wait_until_ready()
    while not await bot.cascade.first_sync_done():
        bot.syncs.start()
        await bot.syncs.wait()
    channels = discord.channels
    await post(bot, channels["cleanup"].id, greeting(channels["deletions"].id))
