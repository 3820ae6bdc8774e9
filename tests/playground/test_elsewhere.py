"""What is done behind everybody's back is true on disk at once and seen by the others when they look."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from playground import elsewhere
from playground.hooks import Hook
from playground.household import Household
from playground.people import PEOPLE
from playground.shelf import Entry
from tests.playground.letterbox import Letterbox

NAME = "The Shawshank Redemption"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Household]:
    async with Household(tmp_path, films=40, shows=4, jellyfin="12.0.0") as household:
        yield household


@pytest.fixture
def film(home: Household) -> Entry:
    return home.world.entry(NAME)


def knows(home: Household) -> list[str]:
    """Name the servers that still have the film."""
    found = ["plex"] if any(e.title == NAME for e in home.world.shelf.entries.values()) else []
    found += ["jellyfin"] if any(i.name == NAME for i in home.jellyfin.shelf.items.values()) else []
    radarr = home.world.instances["radarr"]
    held = [movie for movie in radarr.movies.values() if movie.title.name == NAME and movie.file]
    return found + (["radarr"] if held else [])


def test_what_is_deleted_in_plex_the_others_miss_when_they_look(home: Household, film: Entry) -> None:
    elsewhere.delete_in_plex(home.world, film.key)
    assert knows(home) == ["jellyfin", "radarr"]
    elsewhere.look_again(home.world, "jellyfin")
    assert knows(home) == ["radarr"]
    elsewhere.look_again(home.world, "radarr")
    assert knows(home) == []
    assert any(movie.title.name == NAME for movie in home.world.instances["radarr"].movies.values())


def test_what_is_deleted_in_jellyfin_plex_lists_until_its_scan(home: Household, film: Entry) -> None:
    elsewhere.delete_in_jellyfin(home.world, home.jellyfin.shelf.named(NAME).id)
    assert home.world.disk.size(film.parts[0].file) is None
    assert knows(home) == ["plex", "radarr"]
    elsewhere.look_again(home.world, "plex")
    assert knows(home) == ["radarr"]


def test_what_is_deleted_in_radarr_leaves_its_files_on_demand(home: Household, film: Entry) -> None:
    path = film.parts[0].file
    elsewhere.delete_movie(home.world, "radarr", 1, files=False)
    elsewhere.look_again(home.world)
    assert home.world.disk.size(path) is not None
    assert knows(home) == ["plex", "jellyfin"]


def test_a_show_deleted_in_sonarr_is_gone_with_its_folder(home: Household) -> None:
    series = home.world.instances["sonarr"].series[1]
    title = elsewhere.delete_series(home.world, 1, excluded=True)
    assert home.world.disk.under(series.path) == []
    (excluded,) = home.world.instances["sonarr"].exclusions.values()
    assert excluded.number == title.ids.tvdb


def test_what_is_removed_by_hand_is_missed_by_everybody_who_looks(home: Household, film: Entry) -> None:
    elsewhere.delete_by_hand(home.world, film.parts[0].file.rsplit("/", 1)[0])
    assert knows(home) == ["plex", "jellyfin", "radarr"]
    elsewhere.look_again(home.world)
    assert knows(home) == []


def test_nobody_misses_what_is_on_a_lost_mount(home: Household) -> None:
    home.world.disk.lose("movies")
    elsewhere.look_again(home.world)
    assert knows(home) == ["plex", "jellyfin", "radarr"]


def test_a_wave_of_upgrades_replaces_many_files_and_loses_no_entry(home: Household) -> None:
    before = len(home.world.shelf.entries)
    wave = elsewhere.upgrade_wave(home.world, "radarr", 20, home.world.now)
    assert len({file.id for file in wave}) == 20
    assert all(home.world.disk.size(file.path) == file.size for file in wave)
    assert len(home.world.shelf.entries) == before


@pytest.mark.parametrize("cause", ["list", "request"])
def test_a_film_comes_back_under_new_ids_with_a_trace_of_the_cause(
    home: Household, film: Entry, cause: elsewhere.Cause
) -> None:
    radarr = home.world.instances["radarr"]
    old = elsewhere.delete_movie(home.world, "radarr", 1)
    elsewhere.look_again(home.world)
    at = home.world.now + timedelta(hours=3)
    asked = len(home.world.requests)
    movie, entry = elsewhere.bring_back(home.world, "radarr", old.title, at, cause=cause, person=PEOPLE[1])
    elsewhere.look_again(home.world, "jellyfin")
    assert knows(home) == ["plex", "jellyfin", "radarr"]
    assert (entry.key != film.key, entry.guid, movie.id != old.id) == (True, film.guid, True)
    assert (radarr.held(movie.id)[0].added, entry.added) == (at, at)
    labels = {radarr.tags[tag] for tag in movie.tags}
    assert ("list-popular" in labels, len(home.world.requests) - asked) == (
        cause == "list",
        int(cause == "request"),
    )


def test_an_entry_that_stayed_monitored_gets_its_film_again(home: Household, film: Entry) -> None:
    elsewhere.delete_in_plex(home.world, film.key)
    elsewhere.look_again(home.world)
    title = home.world.instances["radarr"].movies[1].title
    movie, _ = elsewhere.bring_back(home.world, "radarr", title, home.world.now, cause="monitored")
    assert (movie.id, movie.monitored, movie.file is not None) == (1, True, True)


def test_a_show_comes_back_whole(home: Household) -> None:
    before = home.world.entry("Breaking Bad")
    count = len(home.world.shelf.leaves(before.key))
    title = elsewhere.delete_series(home.world, 1)
    elsewhere.look_again(home.world)
    after = elsewhere.bring_show_back(home.world, title, home.world.now)
    assert (after.key != before.key, after.guid) == (True, before.guid)
    assert len(home.world.shelf.leaves(after.key)) == count


async def test_seerr_tells_of_a_request_as_text(home: Household, film: Entry) -> None:
    old = elsewhere.delete_movie(home.world, "radarr", 1)
    elsewhere.look_again(home.world, "plex")
    async with Letterbox() as box:
        home.hook("seerr", Hook(box.url, {"Authorization": "s3cret"}))
        person = PEOPLE[2]
        elsewhere.bring_back(home.world, "radarr", old.title, film.added, cause="request", person=person)
        await home.settle()
    (told,) = box.received
    assert (told.json["notification_type"], told.json["subject"]) == ("MEDIA_APPROVED", NAME)
    assert told.json["media"]["tmdbId"] == str(old.title.ids.tmdb)
    assert told.json["request"]["requestedBy_username"] == person.name
    assert told.headers["Authorization"] == "s3cret"


async def test_each_server_that_can_tells_of_its_own_deletion(home: Household, film: Entry) -> None:
    home.jellyfin.plugin_s = 0.0
    async with Letterbox() as box:
        for server in ("plex", "radarr", "jellyfin"):
            home.hook(server, Hook(box.url))
        elsewhere.delete_in_plex(home.world, film.key)
        await home.settle()
        assert box.events == []
        elsewhere.look_again(home.world, "radarr", "jellyfin")
        await home.settle()
        assert sorted(box.events) == ["ItemDeleted", "MovieFileDelete"]
