"""Two media servers in one household: what is never taken for one, for unwatched, for gone or for back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cascade.library.library import Library
from cascade.library.protections import add_protection, covered
from cascade.library.records import entries_of_files
from cascade.library.removal import bury
from cascade.rules.answer import Answer
from playground.jellyfin_scan import scan
from playground.jellyfin_shelf import Item
from tests.library.shelf import ORPHANS, House, later, open_house
from tests.library.test_two_media_servers import FILM, Both


@pytest.fixture
async def unmapped(tmp_path: Path) -> AsyncIterator[Both]:
    """Jellyfin calls its folders otherwise, and nobody has told us so."""
    async with open_house(tmp_path, films=40, shows=2, jellyfin="12.0.0", mapped=False) as house:
        yield Both(house)


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    async with open_house(tmp_path, films=24, shows=2, jellyfin="12.0.0") as house:
        both = Both(house)
        both.never()
        await both.sync()
        yield both


def without(house: House, *names: str) -> Library:
    """Give the Library as it is after servers were taken out of the settings."""
    old = house.library.servers
    servers = replace(
        old,
        media=tuple(one for one in old.media if one.name not in names),
        watch=tuple(one for one in old.watch if one.name not in names),
        movies=tuple(one for one in old.movies if one.name not in names),
    )
    return replace(house.library, servers=servers)


async def split_film(both: Both) -> tuple[int, int]:
    """Find a film of several files in Plex, and the item that one of these is in Jellyfin alone."""
    rows = await both.house.rows(
        "SELECT f.item_id AS one, g.item_id AS other FROM files f JOIN files g ON g.name = f.name"
        " AND g.size_bytes = f.size_bytes AND g.source = 'jellyfin' AND f.source = 'plex'"
        " JOIN items i ON i.id = f.item_id"
        " WHERE f.item_id <> g.item_id AND i.kind = 'movie' AND i.copies > 1"
        " AND NOT EXISTS (SELECT 1 FROM holdings h WHERE h.item_id = g.item_id AND h.source = 'plex')"
    )
    assert rows, "the household has a film that Plex put together and Jellyfin did not"
    return rows[0].one, rows[0].other


async def test_a_part_of_a_film_is_in_doubt_though_its_folder_is_called_otherwise(unmapped: Both) -> None:
    await unmapped.sync()
    for item in await split_film(unmapped):
        assert (await unmapped.row(item)).watch_doubt
        assert await unmapped.verdict("unwatched:>1d", item) is not Answer.YES


async def test_a_protection_covers_a_shared_file_though_its_folder_is_called_otherwise(
    unmapped: Both,
) -> None:
    await unmapped.sync()
    whole, part = await split_film(unmapped)
    library = unmapped.house.library
    title = (await unmapped.row(whole)).title
    section = (await unmapped.row(whole)).library
    async with library.db.write() as conn:
        await add_protection(
            conn,
            by="anna",
            reason="kept",
            now=unmapped.house.clock.now,
            query=f'type:movie title:="{title}" library:="{section}" on:plex',
            external_id=None,
            ends_at=None,
        )
    knowledge = await library.knowledge()
    async with library.db.read() as conn:
        assert set(await covered(conn, [part], knowledge, named={"in-progress"})) == {part}


async def test_what_plays_there_is_the_same_file_though_its_folder_is_called_otherwise(
    unmapped: Both,
) -> None:
    await unmapped.sync()
    whole, part = await split_film(unmapped)
    (ref,) = await unmapped.house.rows("SELECT ref FROM holdings WHERE item_id = :item", item=part)
    async with unmapped.house.library.db.read() as conn:
        assert ref.ref in await entries_of_files(conn, whole)


async def test_a_film_of_the_same_name_in_a_folder_of_other_letters_is_another(tmp_path: Path) -> None:
    """Linux tells Alien from alien; our index of paths does not."""
    async with open_house(tmp_path, films=24, shows=1, jellyfin="12.0.0") as house:
        both, world = Both(house), house.home.world
        (part,) = world.entry(FILM).parts
        top, folder, name = part.file.split("/")
        twin = f"{top}/{folder.upper()}/{name}"
        world.disk.unlink(part.file)
        world.disk.write(twin, part.size + 1)
        scan(world, both.jellyfin)
        await both.sync()
        item = await both.of_jellyfin(both.jellyfin.holding(twin))
        assert await both.holders(item) == {"jellyfin"}


async def test_servers_taken_out_of_the_settings_are_not_asked_and_nothing_is_lost(both: Both) -> None:
    house = both.house
    film = await house.item(FILM)
    attic = [row for row in both.jellyfin.items.values() if row.path.startswith("attic/")]
    alone = [await both.of_jellyfin(row) for row in attic]
    departed = await house.rows("SELECT count(*) AS n FROM departures")
    library = without(house, "jellyfin", "uhd")
    assert await library.refresh(film.id)
    later(house, timedelta(minutes=1))
    for report in await library.sync():
        assert (report.whole, report.gone) == (True, ())
    assert await both.holders(film.id) == {"plex"}
    assert "jellyfin" not in await house.values(film.id, "on")
    for item in alone:
        assert (await both.row(item)).gone_at is not None
    assert await house.rows("SELECT count(*) AS n FROM departures") == departed
    assert await house.orphans() == dict.fromkeys(ORPHANS, 0)
    assert (await house.rows("SELECT count(*) AS n FROM files WHERE source = 'jellyfin'"))[0].n == 0
    assert await both.row(film.id)
    later(house, timedelta(minutes=1))
    for report in (await house.sync()).values():
        assert (report.whole, report.new, report.came_back) == (True, 0, ())
    assert await both.holders(film.id) == {"plex", "jellyfin"}
    for item in alone:
        assert (await both.row(item)).gone_at is None
    assert await house.orphans() == dict.fromkeys(ORPHANS, 0)


async def test_a_first_server_taken_out_of_the_settings_has_no_word_any_more(tmp_path: Path) -> None:
    async with open_house(tmp_path, films=24, shows=2, jellyfin="12.0.0", jellyfin_first=True) as house:
        both = Both(house)
        house.home.world.entry(FILM).title = "Die Verurteilten"
        await both.sync()
        film = await house.item(FILM)
        later(house, timedelta(minutes=1))
        await without(house, "jellyfin").sync(["radarr"])
        files = await house.rows("SELECT source, role FROM files WHERE item_id = :item", item=film.id)
        assert [tuple(row) for row in files] == [("plex", "media")]
        for report in await without(house, "jellyfin").sync():
            assert report.whole
        row = await both.row(film.id)
        assert (row.title, row.size_bytes) == ("Die Verurteilten", film.size_bytes)


async def test_what_was_watched_there_stays_watched_when_the_server_leaves_the_settings(both: Both) -> None:
    both.see(user="Gast", days=3)
    await both.sync()
    film = await both.house.item(FILM)
    later(both.house, timedelta(minutes=1))
    await without(both.house, "jellyfin").sync()
    assert (await both.row(film.id)).last_play_at is not None


async def _deleted_by_plex(both: Both, *, noticed: bool) -> tuple[int, Item]:
    """Let Plex delete a film for us; whether Jellyfin noticed is what its step says."""
    world, film = both.house.home.world, await both.house.item(FILM)
    item, entry = both.jellyfin.named(FILM, "Movie"), world.entry(FILM)
    for part in entry.parts:
        world.disk.unlink(part.file)
    world.shelf.by_section[entry.section].remove(entry.key)
    del world.shelf.entries[entry.key]
    for radarr in world.instances.values():
        for row in [one for one in radarr.movies.values() if one.title.name == FILM]:
            del radarr.movies[row.id]
    now = both.house.clock.now
    async with both.house.library.db.write() as conn:
        await bury(conn, [film.id], now, "deleted")
        await conn.exec_driver_sql(
            'INSERT INTO plans (id, digest, state, "by", query, created_at, expires_at, document)'
            " VALUES ('p', 'd', 'finished', 'x', 'type:movie', 0, 0, '{}')"
        )
        await conn.exec_driver_sql(
            'INSERT INTO runs (id, plan_id, state, "by", source, confirmed_at, accept_partial)'
            " VALUES ('r', 'p', 'finished', 'x', 'cli', 0, 0)"
        )
        for position, (target, action, ref, state) in enumerate(
            (
                ("plex", "delete-item", str(entry.key), "done"),
                ("jellyfin", "refresh", item.id, "done" if noticed else "failed"),
            )
        ):
            await conn.exec_driver_sql(
                "INSERT INTO steps (run_id, item_id, position, target, action, ref, state)"
                " VALUES ('r', ?, ?, ?, ?, ?, ?)",
                (film.id, position, target, action, ref, state),
            )
    return film.id, item


async def test_a_row_that_jellyfin_never_dropped_did_not_come_back(both: Both) -> None:
    film, _ = await _deleted_by_plex(both, noticed=False)
    later(both.house, timedelta(hours=2))
    report = (await both.house.sync("jellyfin"))["jellyfin"]
    assert report.came_back == ()
    assert (await both.row(film)).gone_at is not None


async def test_a_row_that_was_dropped_and_is_there_again_came_back(both: Both) -> None:
    film, _ = await _deleted_by_plex(both, noticed=True)
    later(both.house, timedelta(hours=2))
    report = (await both.house.sync("jellyfin"))["jellyfin"]
    assert report.came_back == (FILM,)
    assert (await both.row(film)).gone_at is None


async def test_a_row_that_was_never_dropped_came_back_with_another_file(both: Both) -> None:
    film, item = await _deleted_by_plex(both, noticed=False)
    item.sources[0].size += 1
    later(both.house, timedelta(hours=2))
    assert (await both.house.sync("jellyfin"))["jellyfin"].came_back == (FILM,)
    assert (await both.row(film)).gone_at is None


async def test_a_row_that_was_never_dropped_came_back_where_another_server_has_the_file_too(
    both: Both,
) -> None:
    world = both.house.home.world
    entry = world.entry(FILM)
    film, _ = await _deleted_by_plex(both, noticed=False)
    again = replace(entry, key=max(world.shelf.entries) + 1_000)
    world.shelf.entries[again.key] = again
    world.shelf.by_section[again.section].append(again.key)
    later(both.house, timedelta(hours=2))
    await both.house.sync("plex")
    await both.house.sync("jellyfin")
    (row,) = await both.house.items(FILM)
    assert await both.holders(row.id) == {"plex", "jellyfin"}
    assert film == row.id
