"""Which items Radarr and Sonarr hold, seen on the household."""

from dataclasses import replace
from datetime import timedelta

from playground.happenings import tag
from playground.shelf import Entry
from playground.titles import ExternalIds
from tests.library.shelf import House, later


def shown(house: House, instance: str, number: int) -> Entry:
    """Find Plex's entry that has the file of a film of a Radarr."""
    path = house.home.world.instances[instance].held(number)[0].path
    entries = house.home.world.shelf.entries.values()
    return next(e for e in entries if path in [part.file for part in e.parts])


def films(house: House, instance: str = "radarr") -> list[int]:
    """The films of a Radarr that Plex shows, the plain ones first."""
    held = house.home.world.instances[instance]
    with_file = [n for n, movie in held.movies.items() if movie.file is not None]
    return sorted(with_file, key=lambda n: len(shown(house, instance, n).media))


async def holding(house: House, instance: str, number: int) -> tuple[int | None, str]:
    [row] = await house.rows(
        'SELECT item_id, "match" FROM holdings WHERE source = :source AND ref = :ref',
        source=instance,
        ref=str(number),
    )
    return row.item_id, row.match


async def item_of(house: House, entry: Entry) -> tuple[int, str]:
    [row] = await house.rows(
        "SELECT i.id, i.arr_match FROM holdings h JOIN items i ON i.id = h.item_id"
        " WHERE h.source = 'plex' AND h.ref = :ref",
        ref=str(entry.key),
    )
    return row.id, row.arr_match


async def test_each_twin_belongs_to_the_radarr_that_has_its_file(house: House) -> None:
    for instance in ("radarr", "uhd"):
        for number in films(house, instance):
            item, match = await item_of(house, shown(house, instance, number))
            assert match == "one"
            assert await holding(house, instance, number) == (item, "one")


async def test_a_merged_item_is_held_by_both_and_unites_their_tags(house: House) -> None:
    uhd = house.home.world.instances["uhd"]
    number = next(n for n in uhd.movies if len(shown(house, "uhd", n).media) > 1)
    entry = shown(house, "uhd", number)
    other = next(n for n in films(house) if shown(house, "radarr", n) is entry)
    tag(house.home.world, "uhd", number, "uhd-tag")
    tag(house.home.world, "radarr", other, "hd-tag")
    await house.sync("radarr", "uhd")
    item, _ = await item_of(house, entry)
    assert await house.values(item, "on") == {"plex", "radarr", "uhd"}
    assert await house.values(item, "tag") >= {"uhd-tag", "hd-tag"}


async def test_holders_that_differ_leave_a_scalar_unknown(house: House) -> None:
    uhd, radarr = house.home.world.instances["uhd"], house.home.world.instances["radarr"]
    number = next(n for n in uhd.movies if len(shown(house, "uhd", n).media) > 1)
    entry = shown(house, "uhd", number)
    other = next(n for n in films(house) if shown(house, "radarr", n) is entry)
    uhd.movies[number].monitored, radarr.movies[other].monitored = True, False
    await house.sync("radarr", "uhd")
    assert (await house.item(entry.title, library="Movies")).monitored is None


async def test_ids_that_agree_while_the_files_differ_match_nothing(house: House) -> None:
    number = films(house)[0]
    entry = shown(house, "radarr", number)
    for part in entry.parts:
        part.file, part.size = part.file.replace(".mkv", " other.mkv"), part.size + 1
    later(house, timedelta(minutes=1))
    report = (await house.sync("plex", "radarr"))["radarr"]
    assert await holding(house, "radarr", number) == (None, "none")
    assert (await item_of(house, entry))[1] == "ambiguous"
    assert report.matches["none"] >= 1


async def test_the_same_file_under_contradicting_ids_is_conflicting(house: House) -> None:
    number = films(house)[0]
    entry = shown(house, "radarr", number)
    entry.ids = replace(entry.ids, imdb="tt9999999")
    await house.sync("plex")
    assert await holding(house, "radarr", number) == (None, "conflicting")
    assert (await item_of(house, entry))[1] == "conflicting"


async def test_a_film_of_the_same_name_with_other_ids_and_files_is_another_film(house: House) -> None:
    number = films(house)[0]
    entry = shown(house, "radarr", number)
    entry.ids = ExternalIds(tmdb=7_000_001, tvdb=7_000_001, imdb="tt7000001")
    for part in entry.parts:
        part.file, part.size = part.file.replace(".mkv", " other.mkv"), part.size + 1
    await house.sync("plex")
    assert await holding(house, "radarr", number) == (None, "none")
    assert (await item_of(house, entry))[1] == "none"


async def test_two_entries_of_one_radarr_for_one_film_are_ambiguous(house: House) -> None:
    radarr = house.home.world.instances["radarr"]
    number = films(house)[0]
    entry = shown(house, "radarr", number)
    twice = replace(radarr.movies[number], id=9999, path=radarr.movies[number].path + "2", file=None)
    radarr.movies[9999] = twice
    await house.sync("radarr")
    found = {await holding(house, "radarr", n) for n in (number, 9999)}
    assert found == {(None, "ambiguous")}
    assert (await item_of(house, entry))[1] == "ambiguous"


async def test_seasons_and_episodes_are_matched_as_their_show_is(house: House) -> None:
    rows = await house.rows(
        "SELECT DISTINCT c.arr_match, s.arr_match AS shows FROM items c JOIN items s ON s.id = c.show_id"
    )
    assert all(row.arr_match == row.shows for row in rows)
    assert {row.shows for row in rows} == {"one"}
