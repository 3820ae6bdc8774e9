"""One item, the newest plays and all requests, read again before a gate."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from cascade.errors import CascadeError, Unreachable
from playground.calls import Call
from playground.faults import FaultKind
from playground.happenings import add_episode, label, play, restore_plex, tag, upgrade
from playground.people import PEOPLE
from playground.shelf import Entry
from tests.library.shelf import House
from tests.library.test_gone import entries, item_id, remove
from tests.library.test_matching import films, shown


def show_of(house: House) -> Entry:
    return next(e for e in house.home.world.shelf.entries.values() if e.kind == "show")


async def test_a_new_label_and_a_new_tag_are_seen(house: House) -> None:
    number = films(house)[0]
    entry = shown(house, "radarr", number)
    label(house.home.world, entry.key, "Keep")
    tag(house.home.world, "radarr", number, "precious")
    item = await item_id(house, entry.key)
    assert await house.library.refresh(item)
    assert await house.values(item, "label") >= {"Keep"}
    assert await house.values(item, "tag") >= {"precious"}


async def test_an_upgraded_file_takes_the_place_of_the_old_one(house: House) -> None:
    number = films(house)[0]
    entry = shown(house, "radarr", number)
    item = await item_id(house, entry.key)
    upgrade(house.home.world, "radarr", number, house.clock.now)
    await house.library.refresh(item)
    rows = await house.rows("SELECT size_bytes FROM files WHERE item_id = :id", id=item)
    assert [row.size_bytes for row in rows] == [part.size for part in entry.parts]


async def test_a_new_episode_belongs_to_its_show_at_once(house: House) -> None:
    show = show_of(house)
    item = await item_id(house, show.key)
    before = await house.rows("SELECT count(*) AS n FROM files WHERE show_id = :id", id=item)
    season = house.home.world.shelf.entries[show.children[-1]]
    add_episode(house.home.world, show.key, season.index or 0, house.clock.now)
    await house.library.refresh(item)
    after = await house.rows("SELECT count(*) AS n FROM files WHERE show_id = :id", id=item)
    assert after[0].n == before[0].n + 1
    assert set((await house.orphans()).values()) == {0}


async def test_a_sync_does_not_miss_what_it_listed_while_it_was_read_alone(house: House) -> None:
    item = await item_id(house, shown(house, "radarr", films(house)[0]).key)

    async def list_everything(_: Call) -> None:
        """Stand for a sync that has read all its pages meanwhile."""
        house.home.log.before = None
        async with house.library.db.write() as conn:
            for table in ("sources", "holdings"):
                await conn.execute(text(f"UPDATE {table} SET generation = generation + 1"))  # noqa: S608

    house.home.log.before = list_everything
    assert await house.library.refresh(item)
    missed = "SELECT h.source FROM holdings h JOIN sources s ON s.name = h.source"
    assert await house.rows(f"{missed} WHERE h.generation < s.generation") == []


async def test_an_entry_that_is_gone_is_reported_gone(house: House) -> None:
    film = entries(house, "movie")[0]
    item = await item_id(house, film.key)
    remove(house, film)
    assert not await house.library.refresh(item)
    assert set((await house.orphans()).values()) == {0}


async def test_a_restored_server_is_not_believed(house: House) -> None:
    item = await item_id(house, entries(house, "movie")[0].key)
    restore_plex(house.home.world)
    with pytest.raises(CascadeError, match="sync --adopt plex"):
        await house.library.refresh(item)
    assert [row.gone_at for row in await house.rows("SELECT gone_at FROM items WHERE id = :i", i=item)] == [
        None
    ]


async def test_a_server_that_cannot_be_read_raises_unless_it_may_be_missed(house: House) -> None:
    number = films(house)[0]
    item = await item_id(house, shown(house, "radarr", number).key)
    house.home.faults["radarr"].add(FaultKind.STATUS)
    with pytest.raises(Unreachable):
        await house.library.refresh(item)
    assert await house.library.refresh(item, besides=frozenset({"radarr"}))


async def test_a_refresh_derives_what_a_whole_sync_would(house: House) -> None:
    columns = "SELECT * FROM items ORDER BY id"
    before = await house.rows(columns)
    values = await house.rows("SELECT * FROM item_values ORDER BY 1, 2, 3, 4")
    for entry in (show_of(house), shown(house, "uhd", films(house, "uhd")[-1])):
        await house.library.refresh(await item_id(house, entry.key))
    assert await house.rows(columns) == before
    assert await house.rows("SELECT * FROM item_values ORDER BY 1, 2, 3, 4") == values


async def test_a_new_play_is_seen_by_reading_the_newest(house: House) -> None:
    film = entries(house, "movie")[0]
    at = house.clock.now - timedelta(seconds=30)
    play(house.home.world, film.key, PEOPLE[2], at)
    await house.library.refresh_plays()
    item = await item_id(house, film.key)
    assert "Ben" in await house.values(item, "watched-by")


async def test_an_empty_history_stops_the_reading(house: House) -> None:
    house.home.faults["tautulli"].add(FaultKind.EMPTY)
    with pytest.raises(CascadeError, match="tautulli"):
        await house.library.refresh_plays()


async def test_a_request_withdrawn_is_seen_and_empty_requests_are_not_believed(house: House) -> None:
    world = house.home.world
    [row, *_] = await house.rows("SELECT ref FROM requests ORDER BY ref")
    del world.requests[int(row.ref)]
    await house.library.refresh_plays()
    assert not await house.rows("SELECT 1 FROM requests WHERE ref = :ref", ref=row.ref)
    world.requests.clear()
    with pytest.raises(CascadeError, match="--accept-shrink seerr"):
        await house.library.refresh_plays()
