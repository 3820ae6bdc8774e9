"""A household that reports to us."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.detection.ear import Ear, open_ear


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Ear]:
    async with open_ear(tmp_path) as opened:
        yield opened
