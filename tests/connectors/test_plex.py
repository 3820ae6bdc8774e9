"""Plex read through its real wire: what it says and what it hides."""

from datetime import UTC
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from cascade.connectors.plex import Plex
from cascade.errors import NotFound, Unexpected
from cascade.media import Kind, MediaFile, Section
from playground.build import build_world
from playground.people import OWNER
from playground.plex import PlexWire
from playground.wire import CallLog, FaultKind
from playground.world import World
from tests.connectors.plex_home import FILM, NOW, a_show, connect, history, listed, pretending, section


async def test_the_identity_is_the_machine_identifier_with_version_and_clock(
    plex: Plex, world: World
) -> None:
    identity = await plex.identity()
    assert (identity.identity, identity.version) == (world.shelf.machine, world.shelf.version)
    assert identity.clock is not None
    assert identity.clock.tzinfo is UTC


async def test_the_check_says_that_deletion_is_allowed(plex: Plex) -> None:
    health = await plex.check()
    assert (health.reachable, health.may_delete, health.advice) == (True, True, ())


async def test_the_check_says_that_deletion_is_off(plex: Plex, world: World) -> None:
    world.shelf.may_delete = False
    health = await plex.check()
    assert health.may_delete is False
    assert "media deletion is off" in health.message


async def test_the_check_names_the_setting_of_a_wrong_token_and_not_the_token(plex_wire: PlexWire) -> None:
    plex = connect(plex_wire, token="no-such-token")
    health = await plex.check()
    await plex.aclose()
    assert health.reachable
    assert "PLEX_TOKEN" in health.message
    assert "no-such-token" not in repr(health) + repr(plex)


async def test_the_check_of_a_server_that_is_down_is_no_error(plex: Plex, plex_wire: PlexWire) -> None:
    await plex_wire.stop()
    health = await plex.check()
    assert not health.reachable
    assert health.message.endswith(".") or "?" in health.message


async def test_the_token_is_in_no_url(plex: Plex, plex_wire: PlexWire, world: World) -> None:
    await history(plex)
    await listed(plex, "Movies", Kind.MOVIE)
    assert plex_wire.log.calls
    assert not [call for call in plex_wire.log.calls if world.shelf.token in call.path]


async def test_a_film_carries_its_ids_files_and_owners_views(plex: Plex, world: World) -> None:
    row = world.entry(FILM)
    film = next(entry for entry in await listed(plex, "Movies", Kind.MOVIE) if entry.ref == str(row.key))
    part = row.parts[0]
    assert (film.title, film.year, film.guid) == (FILM, row.year, row.guid)
    assert (film.ids.tmdb, film.ids.imdb) == (row.ids.tmdb, row.ids.imdb)
    assert film.files == (MediaFile(f"/data/{part.file}", part.size, str(part.id), "1080p"),)
    assert film.added_at == row.added.replace(microsecond=0)
    assert film.released_on == row.released
    watched = [p for p in world.shelf.plays if p.guid == row.guid and p.person == OWNER.plex_id]
    assert film.owner_plays == len([p for p in watched if p.percent >= 90])


async def test_an_episode_knows_its_season_and_show(plex: Plex) -> None:
    shows = {entry.ref for entry in await listed(plex, "TV", Kind.SHOW)}
    seasons = {entry.ref: entry for entry in await listed(plex, "TV", Kind.SEASON)}
    episodes = await listed(plex, "TV", Kind.EPISODE)
    assert episodes
    for episode in episodes:
        assert episode.parent_ref in seasons
        assert episode.show_ref in shows
        assert episode.season_number == seasons[episode.parent_ref].number
        assert seasons[episode.parent_ref].show_ref == episode.show_ref


@pytest.mark.parametrize(
    ("said", "height", "read"),
    [("4k", 2160, "2160p"), ("1080", 800, "1080p"), ("sd", 576, "576p"), ("sd", 480, "480p")],
)
async def test_resolutions_are_read_in_lines(
    plex: Plex, world: World, said: str, height: int, read: str
) -> None:
    media = world.entry(FILM).media[0]
    media.resolution, media.height = said, height  # type: ignore[assignment]
    entry = await plex.read(str(world.entry(FILM).key))
    assert [file.resolution for file in entry.files] == [read]


async def test_a_rating_of_zero_or_none_is_unknown(plex: Plex, world: World) -> None:
    row = world.entry(FILM)
    row.audience, row.critic = 0.0, None
    entry = await plex.read(str(row.key))
    assert (entry.rating, entry.critic_rating) == (None, None)


async def test_a_film_left_in_the_middle_is_in_progress(plex: Plex, world: World) -> None:
    row = world.entry(FILM)
    row.offsets = {OWNER.plex_id: 60_000}
    assert (await plex.read(str(row.key))).in_progress is True
    row.offsets = {}
    assert (await plex.read(str(row.key))).in_progress is False


async def test_a_listing_carries_the_tags_that_plex_cuts_off(plex: Plex, world: World) -> None:
    row, show = world.entry(FILM), world.entry(a_show(world))
    row.genres, row.labels = ["Action", "Comedy", "Drama"], ["keep", "Oscar"]
    show.labels, show.collections = ["keep"], ["A", "B", "C"]
    film = next(e for e in await listed(plex, "Movies", Kind.MOVIE) if e.ref == str(row.key))
    series = next(e for e in await listed(plex, "TV", Kind.SHOW) if e.ref == str(show.key))
    assert (set(film.genres), set(film.labels)) == ({"Action", "Comedy", "Drama"}, {"keep", "Oscar"})
    assert (set(series.labels), set(series.collections)) == ({"keep"}, {"A", "B", "C"})


async def test_the_tags_of_a_listing_are_those_of_the_items_read_in_full(plex: Plex) -> None:
    for entry in await listed(plex, "Movies", Kind.MOVIE):
        full = await plex.read(entry.ref)
        assert (set(entry.genres), set(entry.labels)) == (set(full.genres), set(full.labels))
        assert set(entry.collections) == set(full.collections)


async def test_a_listing_whose_tags_cannot_be_read_is_an_error(plex: Plex, plex_wire: PlexWire) -> None:
    plex_wire.faults.add(FaultKind.HTML, path="/label")
    with pytest.raises(Unexpected):
        await listed(plex, "Movies", Kind.MOVIE)


async def test_a_thousand_films_are_read_500_at_a_time_and_one_listing_per_tag(tmp_path: Path) -> None:
    world = build_world(tmp_path, films=1150, shows=1, now=NOW, files=False)
    wire = PlexWire(world, CallLog())
    await wire.start()
    plex = connect(wire)
    rows = world.shelf.of_kind(1, "movie")
    found = await listed(plex, "Movies", Kind.MOVIE)
    await plex.aclose()
    await wire.stop()
    assert 1000 <= len(rows) == len({entry.ref for entry in found})
    lists = [parse_qs(urlsplit(call.path).query) for call in wire.log.calls if "/all" in call.path]
    plain = [query for query in lists if not {"genre", "label", "collection"} & set(query)]
    tags = [
        *(("genre", tag) for row in rows for tag in row.genres),
        *(("label", tag) for row in rows for tag in row.labels),
        *(("collection", tag) for row in rows for tag in row.collections),
    ]
    assert len(plain) == -(-len(rows) // 500)
    assert len(lists) - len(plain) == len(set(tags))


async def test_a_short_page_is_followed_from_where_it_ended(
    plex: Plex, plex_wire: PlexWire, world: World
) -> None:
    where = await section(plex, "Movies")
    plex_wire.faults.add(FaultKind.SHORT, path="/all", times=1)
    found = [entry.ref async for page in plex.entries(where, Kind.MOVIE) for entry in page.rows]
    assert sorted(found) == sorted(str(row.key) for row in world.shelf.of_kind(int(where.ref), "movie"))


async def test_a_page_without_rows_before_the_end_is_an_error() -> None:
    page = {"MediaContainer": {"size": 0, "totalSize": 7, "Metadata": []}}
    async with pretending({"/library/sections/1/all": page}) as plex:
        with pytest.raises(Unexpected, match="short listing"):
            [page async for page in plex.entries(Section("1", "Movies", Kind.MOVIE), Kind.MOVIE)]


async def test_a_row_that_cannot_be_understood_is_counted_and_the_rest_read() -> None:
    good = {"ratingKey": "7", "type": "movie", "title": "A"}
    page = {"MediaContainer": {"size": 2, "totalSize": 2, "Metadata": [good, {"ratingKey": "8"}]}}
    async with pretending({"/library/sections/1/all": page}) as plex:
        (read,) = [page async for page in plex.entries(Section("1", "Movies", Kind.MOVIE), Kind.MOVIE)]
    assert ([entry.ref for entry in read.rows], read.total, read.skipped) == (["7"], 2, 1)


async def test_two_numbers_of_one_provider_are_no_id_and_old_agents_are_read() -> None:
    torn = {"ratingKey": "7", "type": "movie", "title": "A", "Guid": [{"id": "tmdb://1"}, {"id": "tmdb://2"}]}
    old = {
        "ratingKey": "8",
        "type": "movie",
        "title": "B",
        "guid": "com.plexapp.agents.imdb://tt0111161?lang=en",
    }
    hama = {
        "ratingKey": "9",
        "type": "show",
        "title": "C",
        "guid": "com.plexapp.agents.hama://anidb-23?lang=en",
    }
    page = {"MediaContainer": {"size": 3, "totalSize": 3, "Metadata": [torn, old, hama]}}
    async with pretending({"/library/sections/1/all": page}) as plex:
        (read,) = [page async for page in plex.entries(Section("1", "Movies", Kind.MOVIE), Kind.MOVIE)]
    assert [(e.ids.tmdb, e.ids.imdb, e.ids.anidb) for e in read.rows] == [
        (None, None, None),
        (None, "tt0111161", None),
        (None, None, 23),
    ]


async def test_an_answer_with_another_item_is_not_the_item(
    plex: Plex, plex_wire: PlexWire, world: World
) -> None:
    film = world.entry(FILM).key
    plex_wire.stand_ins[film] = next(key for key in world.shelf.entries if key != film)
    with pytest.raises(Unexpected, match="other items"):
        await plex.read(str(film))


async def test_a_missing_item_is_not_found(plex: Plex) -> None:
    with pytest.raises(NotFound):
        await plex.read("999999")
