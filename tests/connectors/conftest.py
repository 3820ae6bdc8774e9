"""What the tests of several connectors need."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cascade.connectors.plex import Plex
from playground.build import build_world
from playground.plex import PlexWire
from playground.wire import CallLog
from playground.world import World
from tests.connectors.plex_home import NOW, Attempts, connect


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build_world(tmp_path, films=40, shows=4, now=NOW)


@pytest.fixture
def attempts() -> Attempts:
    return Attempts()


@pytest.fixture
async def plex_wire(world: World) -> AsyncIterator[PlexWire]:
    wire = PlexWire(world, CallLog())
    wire.scan_s = 0.0
    await wire.start()
    yield wire
    await wire.stop()


@pytest.fixture
async def plex(plex_wire: PlexWire) -> AsyncIterator[Plex]:
    plex = connect(plex_wire)
    yield plex
    await plex.aclose()
