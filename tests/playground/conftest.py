"""A small household with every server up, and clients that hold the right keys."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from playground.household import Household


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Household]:
    async with Household(tmp_path, films=40, shows=4) as household:
        yield household


@pytest.fixture
async def radarr(home: Household) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"X-Api-Key": home.world.instances["radarr"].key}
    async with httpx.AsyncClient(base_url=f"{home.radarr.url}/api/v3", headers=headers) as client:
        yield client


@pytest.fixture
async def sonarr(home: Household) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"X-Api-Key": home.world.instances["sonarr"].key}
    async with httpx.AsyncClient(base_url=f"{home.sonarr.url}/api/v3", headers=headers) as client:
        yield client
