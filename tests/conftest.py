"""What every test leaves as it was."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _the_log_stays_as_loud() -> Iterator[None]:
    """Commands set how much is logged; the next test may look for a warning."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)
