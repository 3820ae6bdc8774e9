"""The picture of an entry: had within bounds, or not at all; never an error."""

import pytest

from cascade.connectors._picture import LARGEST
from cascade.connectors.plex import Plex
from playground.plex import PlexWire
from playground.wire import FaultKind
from playground.world import World
from tests.connectors.plex_home import FILM

JPEG = b"\xff\xd8\xff"


@pytest.fixture
def film(world: World) -> int:
    return world.entry(FILM).key


async def test_the_picture_of_a_film_is_read_with_the_key_in_a_header(
    plex: Plex, plex_wire: PlexWire, film: int
) -> None:
    picture = await plex.poster(str(film))
    assert picture is not None
    assert picture.startswith(JPEG)
    call = plex_wire.log.calls[-1]
    assert call.path == f"/library/metadata/{film}/thumb/1"
    assert plex_wire.world.shelf.token in call.headers.values()


async def test_a_picture_as_large_as_is_allowed_is_taken(plex: Plex, plex_wire: PlexWire, film: int) -> None:
    plex_wire.pictures[film] = JPEG.ljust(LARGEST, b"x")
    assert await plex.poster(str(film)) == plex_wire.pictures[film]


@pytest.mark.parametrize(
    "sent",
    [JPEG.ljust(LARGEST + 1, b"x"), b"<svg></svg>", b"GIF89a", b""],
    ids=["too large", "a drawing", "one that moves", "nothing"],
)
async def test_what_is_no_small_picture_is_none(
    plex: Plex, plex_wire: PlexWire, film: int, sent: bytes
) -> None:
    plex_wire.pictures[film] = sent
    assert await plex.poster(str(film)) is None


@pytest.mark.parametrize(
    "kind", [FaultKind.STATUS, FaultKind.RESET, FaultKind.HTML, FaultKind.UNAUTHORIZED, FaultKind.CUT]
)
@pytest.mark.parametrize("path", ["/thumb/", r"/library/metadata/\d+\?"])
async def test_whatever_goes_wrong_there_is_no_picture_and_no_error(
    plex: Plex, plex_wire: PlexWire, film: int, kind: FaultKind, path: str
) -> None:
    plex_wire.faults.add(kind, path=path)
    assert await plex.poster(str(film)) is None


async def test_an_entry_that_is_not_there_has_no_picture(plex: Plex) -> None:
    assert await plex.poster("999999") is None
