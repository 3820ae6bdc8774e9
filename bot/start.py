"""From settings to a bot at work and to its end: patient where waiting helps, plain where it does not."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import aiohttp
import discord

from bot.client import CascadeBot
from bot.hearing import hearing, receiving
from bot.invite import invite_link
from bot.patch import use_local_discord
from bot.readers import open_readers
from bot.settings import Settings
from bot.wiring import open_cascade
from cascade.errors import BadInput

_log = logging.getLogger(__name__)
_LONGEST_WAIT = 60.0  # seconds between two tries to log in
_UNKNOWN_BOT = 4004
_INTENTS = (4013, 4014)

NOT_ACCEPTED = (
    "Discord does not accept DISCORD_TOKEN; "
    "reset it on the Bot page of the developer portal and copy the new one."
)
NO_INTENT = (
    "Discord does not grant the Message Content intent; switch it on on the Bot page of the developer "
    "portal, or set DISCORD_MESSAGE_CONTENT=false."
)


async def run_bot(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the bot until SIGTERM or SIGINT, and `say` what the operator should read.

    BadInput where only the operator can help.
    """
    token = token_of(settings)
    async with AsyncExitStack() as stack:
        cascade = await stack.enter_async_context(open_cascade(settings))
        await stack.enter_async_context(hearing(cascade))
        if settings.webhook_port is not None:
            await stack.enter_async_context(receiving(settings, cascade))
        readers = await stack.enter_async_context(open_readers(settings, cascade))
        bot = CascadeBot(cascade, settings, readers=readers)
        ended = await stack.enter_async_context(running(bot, token, say))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, ended.cancel)
        with suppress(asyncio.CancelledError):
            await ended


@asynccontextmanager
async def running(
    bot: CascadeBot, token: str, say: Callable[[str], None]
) -> AsyncIterator[asyncio.Task[None]]:
    """Connect a bot and end it with its work at the end; what is given ends when the bot does."""
    connected = asyncio.create_task(stay_connected(bot, token, say), name="discord")
    try:
        yield connected
    finally:
        await bot.close()
        connected.cancel()
        await asyncio.gather(connected, return_exceptions=True)


async def stay_connected(bot: CascadeBot, token: str, say: Callable[[str], None]) -> None:
    """Log in and stay connected, however long Discord cannot be reached; returns once the bot is closed."""
    try:
        await _log_in(bot, token)
        link = invite_link(bot.application_id or 0, bot.guild_id)
        say(f"Logged in as {bot.user}. To let it into the server: {link}")
        while not bot.is_closed():
            await _connect(bot)
    except discord.LoginFailure as error:
        raise BadInput(NOT_ACCEPTED) from error
    except discord.PrivilegedIntentsRequired as error:
        raise BadInput(NO_INTENT) from error
    except discord.ConnectionClosed as error:
        raise BadInput(_closed(error.code)) from error
    except discord.Forbidden as error:  # never asked again: too many of these get an address banned
        raise BadInput(
            f"Discord forbids the bot to log in ({error.code}); look at its portal page."
        ) from error


def token_of(settings: Settings) -> str:
    """The token, with discord.py pointed at a local Discord where the settings name one; BadInput without."""
    if settings.discord_token is None:
        raise BadInput("DISCORD_TOKEN is not set; copy it from the Bot page of the developer portal.")
    if settings.discord_api_base or settings.discord_gateway:
        use_local_discord(settings.discord_api_base or "", settings.discord_gateway or "")
    return settings.discord_token.get_secret_value()


async def _log_in(bot: CascadeBot, token: str) -> None:
    wait = 1.0
    while not bot.is_closed():
        try:
            await bot.login(token)
        except (OSError, aiohttp.ClientError, discord.DiscordServerError, discord.RateLimited) as error:
            _log.warning("Discord cannot be reached (%s); trying again in %.0f s", type(error).__name__, wait)
            await bot.http.close()  # each try opens a session of its own and leaves the last one open
            bot.http.connector = discord.utils.MISSING
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)
        else:
            return


async def _connect(bot: CascadeBot) -> None:
    """Connect once more. discord.py 2.7.1 trips over itself when the very first connection fails (#10520)."""
    try:
        await bot.connect(reconnect=True)
    except AttributeError:
        if _met(bot):
            raise
        _log.warning("the first connection to Discord failed; trying again")


def _met(bot: CascadeBot) -> bool:
    """Whether the gateway was ever reached; discord.py declares a socket where at first there is none."""
    socket: Any = bot.ws
    return socket is not None


def _closed(code: int) -> str:
    if code == _UNKNOWN_BOT:
        return NOT_ACCEPTED
    if code in _INTENTS:
        return NO_INTENT
    return f"Discord closed the connection for good (code {code}); look that code up, then start again."
