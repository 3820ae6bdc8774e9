"""The bot's pulse: a file that is touched while Discord hears us, for a container's health check."""

import asyncio
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import make_url

if TYPE_CHECKING:
    from bot.client import CascadeBot

BEAT: Final = 15.0  # seconds
LONGEST: Final = 120.0  # seconds without a beat, as while the gateway is being resumed
_SLOW: Final = 60.0  # seconds the gateway takes to acknowledge a heartbeat


async def keep_beating(bot: "CascadeBot") -> None:
    """Touch the file as long as the gateway answers, for ever."""
    path = pulse_of(bot.settings.database_url)
    while True:
        if bot.is_ready() and math.isfinite(bot.latency) and bot.latency < _SLOW:
            path.touch()
        await asyncio.sleep(BEAT)


def beats(database_url: str) -> bool:
    """Whether the bot of this database was connected a moment ago."""
    path = pulse_of(database_url)
    return path.is_file() and time.time() - path.stat().st_mtime < LONGEST


def pulse_of(database_url: str) -> Path:
    """The file, beside the database."""
    database = Path(make_url(database_url).database or "cascadarr.db")
    return database.with_name(f"{database.name}.pulse")
