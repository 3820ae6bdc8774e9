"""A set-up household with the bot at work."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from playground.discord.state import Deadlines
from tests.discord.home import Home, bot_at_home


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with bot_at_home(tmp_path) as opened:
        yield opened


@pytest.fixture
async def hasty(tmp_path: Path) -> AsyncIterator[Home]:
    """The same in a Discord that waits less than a second for an answer, for clicks that get none."""
    async with bot_at_home(tmp_path, deadlines=Deadlines(acknowledge=0.8, patience=10.0)) as opened:
        yield opened
