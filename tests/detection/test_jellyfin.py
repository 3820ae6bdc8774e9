"""Somebody deletes in Jellyfin, alone or beside Plex."""

from pathlib import Path

import pytest

from playground.happenings import upgrade
from playground.jellyfin_scan import scan
from playground.jellyfin_trash import delete
from tests.detection.test_runs import heard, settled
from tests.kitchen import Kitchen

VERSIONS = ["10.11.11", "12.0.0"]


async def film(house: Kitchen, also: str) -> tuple[str, int, str]:
    """A film in Jellyfin and on another server: its id in Jellyfin, its item, its title."""
    found = await house.rows(
        "SELECT h.ref, i.id, i.title, o.source FROM holdings h JOIN items i ON i.id = h.item_id"
        " JOIN holdings o ON o.item_id = i.id WHERE h.source = 'jellyfin' AND i.kind = 'movie' ORDER BY i.id"
    )
    return next((ref, item, title) for ref, item, title, source in found if source == also)


def delete_in_jellyfin(house: Kitchen, ref: str) -> None:
    shelf = house.home.world.jellyfin
    assert shelf is not None
    delete(house.home.world, shelf, ref)


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_film_deleted_in_a_jellyfin_alone_is_told_as_its_doing(tmp_path: Path, version: str) -> None:
    async with heard(tmp_path, f"jellyfin-{version}") as house:
        house.home.jellyfin.plugin_s = 0.0
        ref, item, title = await film(house, "radarr")
        delete_in_jellyfin(house, ref)
        await settled(house)
        (event,) = await house.cascade.history()
        assert (event.source, event.by, event.item_id) == ("jellyfin", "System (jellyfin)", item)
        assert (event.title, event.detected_by) == (title, "webhook")
        assert event.already_gone == ("jellyfin",)
        assert not event.results["radarr"].success


async def test_a_film_deleted_in_jellyfin_that_plex_lists_still_is_drift(tmp_path: Path) -> None:
    async with heard(tmp_path, "plex jellyfin-12.0.0") as house:
        house.home.jellyfin.plugin_s = 0.0
        ref, item, _ = await film(house, "plex")
        delete_in_jellyfin(house, ref)
        await settled(house)
        (drift,) = await house.cascade.detection.open_drift()
        assert (drift.item_id, drift.missing_from) == (item, "jellyfin")
        assert "plex" in drift.held_by
        assert await house.cascade.history() == ()


async def test_a_file_replaced_in_jellyfin_is_no_deletion(tmp_path: Path) -> None:
    async with heard(tmp_path, "jellyfin-10.11.11", REPLACEMENT_MINUTES="0.02") as house:
        house.home.jellyfin.plugin_s = 0.0
        ref, _, _ = await film(house, "radarr")
        shelf = house.home.world.jellyfin
        assert shelf is not None
        path = shelf.items[ref].path
        radarr = next(
            (server, movie.id)
            for server in house.home.world.instances.values()
            for movie in server.movies.values()
            if any(file.path == path for file in server.held(movie.id))
        )
        upgrade(house.home.world, radarr[0].name, radarr[1], house.home.world.now, plex_sees=False)
        scan(house.home.world, shelf)
        await settled(house)
        assert await house.cascade.history() == ()
        assert await house.cascade.detection.open_drift() == ()
