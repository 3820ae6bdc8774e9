"""What vanished behind our back, what we deleted ourselves, and what came back."""

from datetime import timedelta

from cascade.library.removal import bury
from playground.faults import FaultKind
from playground.shelf import Entry
from tests.library.shelf import House, later


def entries(house: House, kind: str, section: int = 1) -> list[Entry]:
    found = house.home.world.shelf.entries.values()
    return [entry for entry in found if entry.kind == kind and entry.section == section]


def remove(house: House, *removed: Entry) -> None:
    """Take entries and all beneath them out of Plex, as somebody in its own interface would."""
    shelf = house.home.world.shelf
    for entry in removed:
        remove(house, *(shelf.entries[child] for child in entry.children))
        del shelf.entries[entry.key]
        shelf.by_section[entry.section] = [key for key in shelf.by_section[entry.section] if key != entry.key]
        if entry.parent in shelf.entries:
            shelf.entries[entry.parent].children.remove(entry.key)


async def state(house: House, ref: int) -> tuple[str | None, bool]:
    [row] = await house.rows(
        "SELECT i.gone_why, i.gone_at IS NULL AS here FROM items i JOIN holdings h ON h.item_id = i.id"
        " WHERE h.source = 'plex' AND h.ref = :ref",
        ref=str(ref),
    )
    return row.gone_why, bool(row.here)


async def item_id(house: House, ref: int) -> int:
    [row] = await house.rows(
        "SELECT item_id FROM holdings WHERE source = 'plex' AND ref = :ref AND role = 'media'", ref=str(ref)
    )
    number: int = row.item_id
    return number


async def delete_ours(house: House, entry: Entry) -> int:
    number = await item_id(house, entry.key)
    async with house.library.db.write() as conn:
        await bury(conn, [number], house.clock.now, "deleted")
    return number


async def test_what_a_whole_listing_lacks_and_the_server_denies_is_gone(house: House) -> None:
    film = entries(house, "movie")[0]
    number = await item_id(house, film.key)
    remove(house, film)
    later(house, timedelta(minutes=1))
    report = (await house.sync())["plex"]
    assert report.gone == (number,)
    assert await state(house, film.key) == ("absent", False)
    assert set((await house.orphans()).values()) == {0}


async def test_a_show_takes_its_seasons_episodes_and_files_with_it(house: House) -> None:
    show = next(e for e in house.home.world.shelf.entries.values() if e.kind == "show")
    others = [e for e in entries(house, "show", show.section) if e.key != show.key]
    assert others, "the guard would stop the last show of a section"
    remove(house, show)
    later(house, timedelta(minutes=1))
    assert (await house.sync())["plex"].whole
    left = await house.rows(
        "SELECT count(*) AS n FROM items WHERE gone_at IS NULL AND title = :t", t=show.title
    )
    assert left[0].n == 0
    assert set((await house.orphans()).values()) == {0}


async def test_an_entry_missing_from_the_listing_that_the_server_still_has_is_not_gone(house: House) -> None:
    film = entries(house, "movie")[0]
    shelf = house.home.world.shelf
    shelf.by_section[1] = [key for key in shelf.by_section[1] if key != film.key]
    report = (await house.sync("plex"))["plex"]
    assert "still has it" in (report.error or "")
    assert await state(house, film.key) == (None, True)


async def test_a_section_that_lost_too_much_is_an_alert_until_somebody_accepts_it(house: House) -> None:
    lost = entries(house, "movie")[:12]
    remove(house, *lost)
    later(house, timedelta(minutes=1))
    report = (await house.sync("plex"))["plex"]
    assert "sync --accept-shrink plex" in (report.alert or "")
    assert {await state(house, film.key) for film in lost} == {(None, True)}
    accepted = (await house.sync("plex", accept_shrink="plex"))["plex"]
    assert (accepted.whole, len(accepted.gone)) == (True, 12)
    assert (await house.sync("plex"))["plex"].whole


async def test_what_we_deleted_ourselves_is_no_loss_to_a_guard(house: House) -> None:
    for film in entries(house, "movie")[:12]:
        await delete_ours(house, film)
        remove(house, film)
    later(house, timedelta(minutes=1))
    assert (await house.sync("plex"))["plex"].whole


async def test_our_deletion_takes_everything_beneath_and_leaves_no_orphans(house: House) -> None:
    show = next(e for e in house.home.world.shelf.entries.values() if e.kind == "show")
    await delete_ours(house, show)
    assert set((await house.orphans()).values()) == {0}


async def test_a_show_is_smaller_after_our_deletion_of_its_season(house: House) -> None:
    world = house.home.world
    show = next(e for e in world.shelf.entries.values() if e.kind == "show" and len(e.children) > 1)
    before = (await house.item(show.title, "show")).size_bytes
    await delete_ours(house, world.shelf.entries[show.children[0]])
    assert 0 < (await house.item(show.title, "show")).size_bytes < before


async def test_a_listing_within_the_hour_does_not_revive_what_we_deleted(house: House) -> None:
    film = entries(house, "movie")[0]
    await delete_ours(house, film)
    for minutes in (0, 59):
        later(house, timedelta(minutes=minutes))
        await house.sync("plex")
        assert await state(house, film.key) == ("deleted", False)


async def test_what_is_listed_an_hour_after_our_deletion_came_back(house: House) -> None:
    film = entries(house, "movie")[0]
    number = await delete_ours(house, film)
    later(house, timedelta(hours=1))
    report = (await house.sync("plex"))["plex"]
    assert report.came_back == (film.title,)
    assert await state(house, film.key) == (None, True)
    assert await item_id(house, film.key) == number


async def test_what_was_absent_for_a_while_is_the_same_item_again(house: House) -> None:
    film = entries(house, "movie")[0]
    number = await item_id(house, film.key)
    shelf = house.home.world.shelf
    remove(house, film)
    later(house, timedelta(minutes=1))
    await house.sync("plex")
    shelf.entries[film.key] = film
    shelf.by_section[1].append(film.key)
    later(house, timedelta(minutes=1))
    await house.sync("plex")
    assert await item_id(house, film.key) == number
    assert await state(house, film.key) == (None, True)


async def test_a_server_that_denies_everything_proves_nothing(house: House) -> None:
    film = entries(house, "movie")[0]
    shelf = house.home.world.shelf
    shelf.by_section[1] = [key for key in shelf.by_section[1] if key != film.key]
    house.home.faults["plex"].add(FaultKind.STATUS, path="/library/metadata/", status=500)
    await house.sync("plex")
    assert await state(house, film.key) == (None, True)


async def test_an_entry_that_left_radarr_no_longer_holds_its_item(house: House) -> None:
    radarr = house.home.world.instances["radarr"]
    number, movie = next((n, m) for n, m in radarr.movies.items() if m.file is not None)
    for file in radarr.held(number):
        radarr.drop_file(file.id)
    del radarr.movies[number]
    later(house, timedelta(minutes=1))
    await house.sync("radarr")
    [row] = await house.rows(
        "SELECT item_id, gone_at FROM holdings WHERE source = 'radarr' AND ref = :ref", ref=str(number)
    )
    assert row.gone_at is not None
    assert "radarr" not in await house.values(row.item_id, "on")
    assert movie.title.name
    assert set((await house.orphans()).values()) == {0}
