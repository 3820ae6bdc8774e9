"""A server that became another one is not used until somebody says that it is right."""

import random

from cascade.media import Role
from playground.happenings import restore_plex
from playground.instance import RootFolder
from tests.library.shelf import House

WATCHED = (
    "SELECT i.id, i.title, i.plays, i.last_play_at, i.size_bytes, i.guid FROM items i"
    " WHERE i.gone_at IS NULL ORDER BY i.id"
)


async def test_a_restored_plex_is_not_used_and_changes_nothing(house: House) -> None:
    before = await house.rows("SELECT * FROM items ORDER BY id")
    restore_plex(house.home.world)
    report = (await house.sync("plex"))["plex"]
    assert "sync --adopt plex" in (report.alert or "")
    assert Role.MEDIA not in (await house.library.knowledge()).usable
    assert await house.rows("SELECT * FROM items ORDER BY id") == before


async def test_an_adopted_restore_keeps_every_item_by_its_files(house: House) -> None:
    before = await house.rows("SELECT id, title, size_bytes, guid FROM items ORDER BY id")
    restore_plex(house.home.world)
    report = (await house.sync("plex", adopt="plex"))["plex"]
    assert (report.whole, report.new, report.gone) == (True, 0, ())
    assert await house.rows("SELECT id, title, size_bytes, guid FROM items ORDER BY id") == before
    assert set((await house.orphans()).values()) == {0}


async def test_old_keys_in_the_history_do_not_watch_other_entries_after_a_restore(house: House) -> None:
    before = await house.rows(WATCHED)
    restore_plex(house.home.world)
    await house.sync(adopt="plex tautulli")
    assert await house.rows(WATCHED) == before


async def test_an_adopted_server_is_used_again_and_needs_no_second_adoption(house: House) -> None:
    restore_plex(house.home.world)
    await house.sync(adopt="plex tautulli")
    assert {report.whole for report in (await house.sync()).values()} == {True}
    assert Role.MEDIA in (await house.library.knowledge()).usable


async def test_a_radarr_with_other_root_folders_is_another_radarr(house: House) -> None:
    roots = house.home.world.instances["radarr"].roots
    roots.append(RootFolder(random.randint(100, 200), "/elsewhere", "movies"))
    report = (await house.sync("radarr"))["radarr"]
    assert "sync --adopt radarr" in (report.alert or "")
    matched = (await house.sync("radarr", adopt="radarr"))["radarr"]
    assert matched.whole
    assert matched.matches["one"] > 0
