"""What people do in Jellyfin shows on its wire."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from playground import jellyfin_happenings as happenings
from playground.household import Household
from playground.jellyfin_shelf import Item

NAME = "The Shawshank Redemption"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Household]:
    async with Household(tmp_path, films=4, shows=1, jellyfin="12.0.0", plex=False) as household:
        yield household


@pytest.fixture
def film(home: Household) -> Item:
    return home.jellyfin.shelf.named(NAME)


async def get(home: Household, path: str) -> Any:
    env = home.env()
    headers = {"Authorization": f'MediaBrowser Token="{env["JELLYFIN_API_KEY"]}"'}
    async with httpx.AsyncClient(base_url=env["JELLYFIN_URL"], headers=headers) as client:
        answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def seen(home: Household, film: Item, name: str) -> Any:
    user = happenings.user_of(home.world, name)
    return (await get(home, f"/Items/{film.id}?userId={user.id}"))["UserData"]


async def test_a_play_counts_for_who_watched(home: Household, film: Item) -> None:
    before = (await seen(home, film, "Gast"))["PlayCount"]
    happenings.watch(home.world, film, "Gast", home.world.now)
    happenings.like(home.world, film, "Gast")
    data = await seen(home, film, "Gast")
    assert (data["Played"], data["PlayCount"], data["IsFavorite"]) == (True, before + 1, True)
    assert data["LastPlayedDate"].startswith(home.world.now.strftime("%Y-%m-%dT%H:%M"))


async def test_what_is_only_marked_has_no_date(home: Household, film: Item) -> None:
    happenings.watch(home.world, film, "Gast", None)
    assert "LastPlayedDate" not in await seen(home, film, "Gast")


async def test_a_session_lasts_until_it_is_stopped(home: Household, film: Item) -> None:
    session = happenings.start_session(home.world, film, "anna", home.world.now)
    assert [row["NowPlayingItem"]["Name"] for row in await get(home, "/Sessions")] == [NAME]
    happenings.stop_session(home.world, session)
    assert await get(home, "/Sessions") == []


async def test_another_server_id_with_the_same_items(home: Household, film: Item) -> None:
    old = home.jellyfin.shelf.server
    new = happenings.move_server(home.world)
    assert (await get(home, "/System/Info"))["Id"] == new != old
    assert (await get(home, f"/Items?ids={film.id}"))["TotalRecordCount"] == 1


async def test_without_plex_its_settings_are_not_there(home: Household) -> None:
    assert not [name for name in home.env() if name.startswith(("PLEX", "TAUTULLI"))]
    assert "/media=" in home.env()["PATH_MAP"]
    assert set(home.wires) == {"sonarr", "radarr", "uhd", "seerr", "jellyfin"}


def test_somebody_unknown_is_said_so(home: Household) -> None:
    with pytest.raises(LookupError, match="nobody named Nobody"):
        happenings.user_of(home.world, "Nobody")
