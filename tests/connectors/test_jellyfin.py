"""What is Jellyfin's own: states instead of a history, versions put together, people's favourites."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from cascade.connectors.jellyfin_rows import external_ids, files, resolution, section_of, sections
from cascade.connectors.jellyfin_wire import Folder, Source
from cascade.errors import Rejected, Unexpected
from cascade.media import UNDATED, Kind
from cascade.step import State
from playground.jellyfin_scan import drop
from playground.jellyfin_shelf import Item, Watch
from playground.wire import FaultKind
from tests.connectors.media_home import SERVERS, Stage, stage
from tests.connectors.plex_home import FILM, NOW, Attempts
from tests.openapi import check_request, described


@pytest.fixture(params=SERVERS[1:])
async def home(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, request.param) as home:
        yield home


def merged(home: Stage) -> Item:
    """Give a film under which somebody put another version."""
    return next(item for item in home.jellyfin.items.values() if item.alternates)


def watch(home: Stage, title: str = FILM) -> Watch:
    """Let the first person know nothing of a film but what a test says."""
    user, item = next(iter(home.jellyfin.users)), home.jellyfin.named(title, "Movie")
    home.jellyfin.watched = {
        key: state for key, state in home.jellyfin.watched.items() if key[1] != item.id
    } | {(user, item.id): Watch()}
    return home.jellyfin.watched[user, item.id]


async def test_every_call_is_one_that_the_servers_description_knows(home: Stage, attempts: Attempts) -> None:
    spec = f"jellyfin-{home.jellyfin.version}"
    if not described(spec):
        pytest.skip(f"the description of {spec} is not at hand")
    await home.server.check()
    await home.plays()
    for kind in Kind:
        await home.listed(kind)
    step = await home.planned()
    await home.server.poster(step.ref)
    await home.server.apply(step, attempts)
    await home.server.probe(step)
    follower = home.connect(gate=False)
    await follower.apply(await home.planned(home.ref("Pulp Fiction"), by=follower), attempts)
    for call in home.wire.log.calls:
        query = dict(parse_qsl(urlsplit(call.path).query))
        body = json.loads(call.body) if call.body else None
        check_request(spec, call.method, urlsplit(call.path).path, query, body)
        assert call.headers["Authorization"].startswith('MediaBrowser Token="')


async def test_a_play_that_was_counted_three_times_is_three_plays(home: Stage) -> None:
    state = watch(home)
    state.played, state.count, state.last = True, 3, NOW - timedelta(days=4)
    plays = [play for play in await home.plays() if play.title == FILM]
    assert [play.at for play in plays] == [NOW - timedelta(days=4)] * 3
    assert all(play.completed for play in plays)


async def test_what_was_marked_as_played_without_a_day_is_undated(home: Stage) -> None:
    watch(home).played = True
    (play,) = [play for play in await home.plays() if play.title == FILM]
    assert (play.at, play.completed) == (UNDATED, True)


async def test_a_film_left_in_the_middle_is_begun_and_not_watched(home: Stage) -> None:
    state = watch(home)
    state.position_ms, state.last = 60_000, NOW - timedelta(days=1)
    (play,) = [play for play in await home.plays() if play.title == FILM]
    assert not play.completed


async def test_a_film_begun_anew_is_watched_and_begun_after_that(home: Stage) -> None:
    state = watch(home)
    state.played, state.count, state.position_ms, state.last = True, 1, 60_000, NOW - timedelta(days=1)
    watched, begun = [play for play in await home.plays() if play.title == FILM]
    assert (watched.completed, begun.completed) == (True, False)
    assert begun.at > watched.at


async def test_a_state_that_cannot_be_read_to_its_end_is_an_error(home: Stage) -> None:
    home.wire.faults.add(FaultKind.SHORT, path="IsPlayed")
    home.wire.faults.add(FaultKind.EMPTY, path="IsPlayed.*startIndex=[1-9]")
    with pytest.raises(Unexpected):
        await home.plays()


async def test_a_favourite_names_its_people(home: Stage) -> None:
    first, second, *_ = home.jellyfin.users.values()
    item = home.jellyfin.named(FILM, "Movie")
    for user in (first, second):
        home.jellyfin.watched.setdefault((user.id, item.id), Watch()).favourite = True
    film = await home.server.read(item.id)
    assert set(film.favorited_by) >= {first.name, second.name}
    assert next(row for row in await home.listed(Kind.MOVIE) if row.ref == item.id) == film


async def test_a_version_that_was_put_to_a_film_goes_with_it(home: Stage, attempts: Attempts) -> None:
    item = merged(home)
    other = home.jellyfin.items[item.alternates[0]]
    step = await home.planned(item.id)
    assert {file.ref for file in step.expected.files} == {item.id, other.id}
    await home.server.apply(step, attempts)
    assert (await home.server.probe(step)).state is State.DONE
    assert attempts.named == [f"DELETE item {other.id}", f"DELETE item {item.id}"]
    assert home.world.disk.size(item.path) is None
    assert home.world.disk.size(other.path) is None


async def test_a_film_is_not_gone_while_another_version_of_it_is_there(
    home: Stage, attempts: Attempts
) -> None:
    item = merged(home)
    step = await home.planned(item.id)
    (other,) = item.alternates
    home.world.disk.unlink(item.path)
    drop(home.world, home.jellyfin, item.id)
    assert (await home.server.probe(step)).state is State.MIXED
    await home.server.apply(step, attempts)
    assert attempts.named == [f"DELETE item {other}"]
    assert (await home.server.probe(step)).state is State.DONE


async def test_a_film_is_played_whichever_of_its_versions_plays(home: Stage) -> None:
    item = merged(home)
    home.start_playing(item.alternates[0])
    assert item.id in await home.server.playing()


async def test_a_row_that_stays_after_a_deletion_is_not_gone(home: Stage, attempts: Attempts) -> None:
    step = await home.planned()
    home.jellyfin.keeps_rows = True
    await home.server.apply(step, attempts)
    assert (await home.server.probe(step)).state is State.UNPROVEN


async def test_a_person_who_may_not_delete_is_seen_by_the_check(home: Stage) -> None:
    user = next(one for one in home.jellyfin.users.values() if one.admin)
    health = await home.connect(key=user.token).check()
    assert health.may_delete is True
    home.jellyfin.users[user.id] = replace(user, may_delete=False)
    health = await home.connect(key=user.token).check()
    assert (health.reachable, health.may_delete) == (True, False)


async def test_the_key_of_somebody_who_is_no_administrator_is_a_rejection(home: Stage) -> None:
    user = next(one for one in home.jellyfin.users.values() if not one.admin)
    server = home.connect(key=user.token)
    assert "JELLYFIN_API_KEY" in (await server.check()).message
    with pytest.raises(Rejected):
        await server.sections()


async def test_marks_are_read_once_for_many_items(home: Stage) -> None:
    films = await home.listed(Kind.MOVIE, "Movies")
    before = len([call for call in home.wire.log.calls if "IsFavorite" in call.path])
    for film in films[:5]:
        await home.server.read(film.ref)
    assert len([call for call in home.wire.log.calls if "IsFavorite" in call.path]) == before > 0


@pytest.mark.parametrize(
    ("width", "height", "name"),
    [
        (3840, 1600, "2160p"),
        (1920, 800, "1080p"),
        (1440, 1080, "1080p"),
        (1280, 534, "720p"),
        (720, 576, "576p"),
        (640, 480, "480p"),
        (7680, 4320, None),
        (0, 1080, None),
        (None, None, None),
    ],
)
def test_a_resolution_is_read_from_width_and_height(
    width: int | None, height: int | None, name: str | None
) -> None:
    streams = [{"Type": "Audio"}, {"Type": "Video", "Width": width, "Height": height}]
    assert resolution(Source.model_validate({"Id": "1", "MediaStreams": streams})) == name


def test_a_web_stream_or_a_file_of_unknown_size_makes_no_list_of_files() -> None:
    whole = Source.model_validate({"Id": "1", "Path": "/media/a.mkv", "Size": 5})
    web = Source.model_validate({"Id": "2", "Path": "http://tv/a", "Size": 5, "IsRemote": True})
    unsized = Source.model_validate({"Id": "2", "Path": "/media/a.strm", "Size": None})
    assert len(files([whole], str)) == 1
    assert files([whole, web], str) == ()
    assert files([whole, unsized], str) == ()


def test_ids_are_read_however_their_names_are_written() -> None:
    ids = external_ids({"TMDB": "603", "imdb": "TT0133093", "Tvdb": "", "AniDB": None, "Trakt": "9"})
    assert (ids.tmdb, ids.imdb, ids.tvdb, ids.anidb) == (603, "tt0133093", None, None)
    assert external_ids({"Tmdb": "not-a-number", "Imdb": "nm01"}).tmdb is None


def library(name: str, kind: str | None, place: str) -> Folder:
    return Folder.model_validate(
        {"Name": name, "ItemId": name, "CollectionType": kind, "Locations": [place], "RefreshStatus": "Idle"}
    )


def test_a_library_that_mixes_films_and_shows_is_two_and_music_is_none() -> None:
    mixed, music = library("All", None, "/media"), library("Songs", "music", "/media/music")
    assert [section.kind for section in sections(mixed)] == [Kind.MOVIE, Kind.SHOW]
    assert sections(music) == ()
    assert section_of("/media/films/a.mkv", [mixed, music]) == "All"
    assert section_of("/other/a.mkv", [mixed, music]) is None


def test_the_deepest_library_is_that_of_an_entry() -> None:
    outer, inner = library("Films", "movies", "/media"), library("Kids", "movies", "/media/kids")
    assert section_of("/media/kids/a.mkv", [outer, inner]) == "Kids"
    assert section_of("/media/kidsroom/a.mkv", [outer, inner]) == "Films"
