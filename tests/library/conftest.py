"""A small household that has been read once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.library.shelf import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, films=24, shows=3) as opened:
        reports = await opened.sync()
        assert [report.error or report.alert for report in reports.values()] == [None] * 6
        yield opened
