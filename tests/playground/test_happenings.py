"""What may happen between plan and step happens in every server that would know of it."""

from datetime import timedelta

import httpx
import pytest

from playground import happenings
from playground.household import Household
from playground.people import PEOPLE
from playground.shelf import Entry

BEN = PEOPLE[2]


@pytest.fixture
def film(home: Household) -> Entry:
    return home.world.entry("The Shawshank Redemption")


def test_a_play_is_the_latest_row_of_the_history(home: Household, film: Entry) -> None:
    watched = happenings.play(home.world, film.key, BEN, home.world.now + timedelta(minutes=1))
    assert home.world.shelf.plays[-1] == watched
    assert (watched.person, watched.key, watched.guid, watched.percent) == (2102, film.key, film.guid, 100)


def test_a_session_lasts_until_it_is_stopped(home: Household, film: Entry) -> None:
    session = happenings.start_session(home.world, film.key, BEN, home.world.now)
    assert list(home.world.shelf.sessions.values()) == [session]
    happenings.stop_session(home.world, session)
    assert home.world.shelf.sessions == {}


async def test_an_upgrade_gives_a_film_another_file_in_radarr_plex_and_on_disk(
    home: Household, radarr: httpx.AsyncClient, film: Entry
) -> None:
    (old,) = (await radarr.get("/moviefile?movieId=1")).json()
    new = happenings.upgrade(home.world, "radarr", 1, home.world.now)
    (row,) = (await radarr.get("/moviefile?movieId=1")).json()
    assert (row["id"], row["size"]) == (new.id, new.size)
    assert {row[name] == old[name] for name in ("id", "path", "size", "dateAdded")} == {False}
    assert [(part.file, part.size) for part in film.parts] == [(new.path, new.size)]
    assert home.world.disk.under("movies/The Shawshank Redemption (1994)") == [new.path]


def test_plex_may_not_have_seen_an_upgrade_yet(home: Household, film: Entry) -> None:
    before = [part.file for part in film.parts]
    happenings.upgrade(home.world, "radarr", 1, home.world.now, plex_sees=False)
    assert [part.file for part in film.parts] == before
    assert home.world.disk.size(before[0]) is None


@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_a_new_episode_comes_into_plex_and_sonarr(
    home: Household, sonarr: httpx.AsyncClient, number: int
) -> None:
    show = home.world.entry(home.world.instances["sonarr"].series[number].title.name)
    before = (await sonarr.get(f"/episodefile?seriesId={number}")).json()
    episode = happenings.add_episode(home.world, show.key, 2, home.world.now)
    after = (await sonarr.get(f"/episodefile?seriesId={number}")).json()
    season = home.world.shelf.entries[episode.parent or 0]
    assert (season.index, season.parent, season.children[-1]) == (2, show.key, episode.key)
    assert len(after) == len(before) + 1
    assert [part.size for part in episode.parts] == [after[-1]["size"]]
    assert home.world.seen("sonarr", episode.parts[0].file) == after[-1]["path"]


async def test_a_tag_stands_on_the_entry_of_one_instance(home: Household, radarr: httpx.AsyncClient) -> None:
    happenings.tag(home.world, "radarr", 1, "keep")
    happenings.tag(home.world, "radarr", 1, "new tag")
    tags = {row["id"]: row["label"] for row in (await radarr.get("/tag")).json()}
    row = (await radarr.get("/movie/1")).json()
    assert [tags[number] for number in row["tags"]] == ["keep", "new tag"]
    assert home.world.instances["uhd"].movies[1].tags == []


def test_a_label_stands_on_an_entry_once(home: Household, film: Entry) -> None:
    happenings.label(home.world, film.key, "Keep")
    happenings.label(home.world, film.key, "Keep")
    assert film.labels == ["Keep"]


def test_a_restored_plex_is_another_server_in_which_old_keys_mean_other_entries(
    home: Household, film: Entry
) -> None:
    machine, old, guid = home.world.shelf.machine, film.key, film.guid
    keys = happenings.restore_plex(home.world)
    shelf = home.world.shelf
    assert shelf.machine != machine
    assert len(shelf.machine) == len(machine)
    assert shelf.entries[keys[old]].guid == guid
    assert shelf.entries[old].guid != guid
    for entry in shelf.entries.values():
        assert all(shelf.entries[child].parent == entry.key for child in entry.children)


def test_a_lost_mount_comes_back_with_all_that_was_on_it(home: Household, film: Entry) -> None:
    path = film.parts[0].file
    happenings.lose_mount(home.world, "movies")
    assert home.world.disk.size(path) is None
    happenings.find_mount(home.world, "movies")
    assert home.world.disk.size(path) == film.parts[0].size


def test_a_title_that_is_not_there_is_said_so(home: Household) -> None:
    with pytest.raises(LookupError, match="no film or show named Nothing"):
        home.world.entry("Nothing")
