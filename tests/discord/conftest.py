"""A set-up household with the bot at work."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.discord.home import Home, bot_at_home


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with bot_at_home(tmp_path) as opened:
        yield opened
