"""The household is coherent: what the servers know fits what lies on the disk, and each shape is there."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from playground.build import build_world
from playground.people import PEOPLE
from playground.shelf import Entry
from playground.world import World

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TWO_YEARS_AGO = NOW - timedelta(days=731)
GB = 1_000_000_000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("household"), films=40, shows=4, now=NOW)


@pytest.fixture(scope="module")
def paper() -> World:
    """The household of default size, without its files."""
    return build_world(Path("/nowhere"), now=NOW, files=False)


def picture(world: World) -> str:
    return repr((world.shelf, world.instances, world.media, world.requests, world.disk.used))


def seen_in_plex(world: World) -> dict[str, int]:
    return {part.file: part.size for entry in world.shelf.entries.values() for part in entry.parts}


def held(world: World) -> dict[str, int]:
    return {f.path: f.size for server in world.instances.values() for f in server.files.values()}


def unwatched(world: World) -> list[Entry]:
    """Films over 5 GB last watched (or, if never, added) over two years ago."""
    latest: dict[int, datetime] = {}
    for play in world.shelf.plays:
        latest[play.key] = play.at
    return [
        entry
        for entry in world.shelf.entries.values()
        if entry.kind == "movie"
        and latest.get(entry.key, entry.added) < TWO_YEARS_AGO
        and sum(part.size for part in entry.parts) > 5 * GB
    ]


def test_the_same_arguments_build_the_same_household(tmp_path: Path) -> None:
    first, again = (build_world(tmp_path / name, films=40, shows=4, now=NOW) for name in "ab")
    assert picture(first) == picture(again)


def test_another_seed_builds_another_household() -> None:
    first, other = (
        build_world(Path("/nowhere"), films=40, shows=4, now=NOW, files=False, seed=seed) for seed in (1, 2)
    )
    assert picture(first) != picture(other)


def test_a_household_on_paper_is_the_one_on_disk(world: World) -> None:
    on_paper = build_world(Path("/nowhere"), films=40, shows=4, now=NOW, files=False)
    assert picture(on_paper) == picture(world)


def test_every_file_that_a_server_lists_is_there_with_its_true_size(world: World) -> None:
    listed = seen_in_plex(world) | held(world)
    assert len(listed) > 190
    assert {path: world.disk.real(path).stat().st_size for path in listed} == listed


def test_every_file_of_an_arr_is_in_plex(world: World) -> None:
    assert set(held(world)) <= set(seen_in_plex(world))


def test_free_space_is_the_capacity_less_the_sizes_of_distinct_inodes(world: World) -> None:
    files = [path.stat() for path in world.disk.root.rglob("*") if path.is_file()]
    distinct = {file.st_ino: file.st_size for file in files}
    assert world.disk.free == world.disk.total - sum(distinct.values())
    assert 0.85 < world.disk.used / world.disk.total < 0.95


def test_some_files_are_hard_linked_into_the_torrents_folder(world: World) -> None:
    torrents = list(world.disk.real("torrents").iterdir())
    assert len(torrents) >= 8
    assert {path.stat().st_nlink for path in torrents} == {2}


def test_a_movie_and_a_show_share_a_tmdb_number(world: World) -> None:
    kinds = defaultdict(set)
    for entry in world.shelf.entries.values():
        if entry.ids.tmdb:
            kinds[entry.ids.tmdb].add(entry.kind)
    assert {"movie", "show"} in kinds.values()


def test_some_films_have_a_4k_twin_as_an_entry_of_its_own(world: World) -> None:
    sections = defaultdict(set)
    for entry in world.shelf.entries.values():
        if entry.kind == "movie" and entry.ids.tmdb:
            sections[entry.ids.tmdb].add(world.shelf.sections[entry.section].title)
    assert list(sections.values()).count({"Movies", "Movies 4K"}) == 2


def test_some_entries_hold_two_versions_one_of_them_unknown_to_every_radarr(world: World) -> None:
    merged = [entry for entry in world.shelf.entries.values() if len(entry.media) == 2]
    known = Counter(sum(part.file in held(world) for part in entry.parts) for entry in merged)
    assert known == {2: 2, 1: 2}


def test_some_films_are_in_plex_alone_and_one_is_in_radarr_alone(world: World) -> None:
    files = held(world)
    films = [entry for entry in world.shelf.entries.values() if entry.kind == "movie"]
    assert sum(all(part.file not in files for part in entry.parts) for entry in films) == 2
    assert [movie.file for movie in world.instances["radarr"].movies.values()].count(None) == 1


def test_a_multi_episode_file_is_shared_by_two_episodes_of_both_servers(world: World) -> None:
    sonarr = world.instances["sonarr"]
    by_file = Counter(episode.file for episode in sonarr.episodes.values() if episode.file)
    double = next(file for file, count in by_file.items() if count == 2)
    in_plex = [
        entry
        for entry in world.shelf.entries.values()
        if any(part.file == sonarr.files[double].path for part in entry.parts)
    ]
    assert [(entry.kind, entry.index) for entry in in_plex] == [("episode", 1), ("episode", 2)]


def test_the_seasons_of_one_show_are_numbered_otherwise_in_sonarr(world: World) -> None:
    shown = {
        entry.ids.tvdb: len(entry.children) for entry in world.shelf.entries.values() if entry.kind == "show"
    }
    counted = {s.title.ids.tvdb: len(s.seasons) for s in world.instances["sonarr"].series.values()}
    assert [shown[tvdb] - counted[tvdb] for tvdb in shown] == [0, 0, 2, 0]


def test_there_are_continuing_and_ended_shows(world: World) -> None:
    assert {series.title.ended for series in world.instances["sonarr"].series.values()} == {True, False}


def test_a_continuing_show_aired_within_the_last_weeks(world: World) -> None:
    sonarr = world.instances["sonarr"]
    continuing = [s for s in sonarr.series.values() if not s.title.ended]
    for series in continuing:
        last = max(sonarr.episodes[episode].aired for episode in series.episodes)
        assert (NOW.date() - last).days < 30


def test_everything_hangs_together_by_keys(world: World) -> None:
    entries = world.shelf.entries
    for entry in entries.values():
        assert all(entries[child].parent == entry.key for child in entry.children)
        assert entry.parent is None or entry.key in entries[entry.parent].children
        indexes = [entries[child].index or 0 for child in entry.children]
        assert indexes == sorted(indexes)
    assert {request.media for request in world.requests.values()} <= set(world.media)
    assert {play.key for play in world.shelf.plays} <= set(entries)


def test_nobody_watched_anything_before_it_was_there_or_after_now(world: World) -> None:
    for play in world.shelf.plays:
        assert world.shelf.entries[play.key].added <= play.at <= NOW


def test_all_six_people_watch_and_five_of_them_request(paper: World) -> None:
    assert {play.person for play in paper.shelf.plays} == {person.plex_id for person in PEOPLE}
    assert len({request.person for request in paper.requests.values()}) == 5


def test_history_reaches_back_four_years_or_as_told(paper: World) -> None:
    assert timedelta(days=1400) < NOW - paper.shelf.plays[0].at <= timedelta(days=1460)
    late = build_world(Path("/nowhere"), films=2, shows=1, now=NOW, files=False, history_from=TWO_YEARS_AGO)
    assert late.shelf.history_from == TWO_YEARS_AGO


def test_some_titles_have_no_votes_and_so_no_rating(paper: World) -> None:
    films = [entry for entry in paper.shelf.entries.values() if entry.kind == "movie"]
    unrated = [entry for entry in films if entry.audience is None]
    assert 0.02 < len(unrated) / len(films) < 0.2


def test_well_over_sixty_films_of_every_shape_are_big_and_long_unwatched(paper: World) -> None:
    films = unwatched(paper)
    rows = [paper.media[request.media] for request in paper.requests.values()]
    asked = {row.tmdb for row in rows if row.kind == "movie"}
    watched = {play.key for play in paper.shelf.plays}
    torrents = {path.rsplit("/", 1)[-1] for path in paper.disk.under("torrents")}
    linked = [any(p.file.rsplit("/", 1)[-1] in torrents for p in entry.parts) for entry in films]
    shapes = Counter(
        (entry.ids.tmdb in asked, entry.key in watched, link)
        for entry, link in zip(films, linked, strict=True)
    )
    assert len(films) > 600
    assert len(shapes) == 8
    assert min(shapes.values()) > 10


def test_a_tiny_household_has_unwatched_films_of_several_shapes(world: World) -> None:
    films = unwatched(world)
    asked = {world.media[request.media].tmdb for request in world.requests.values()}
    assert len(films) >= 15
    assert {entry.ids.tmdb in asked for entry in films} == {True, False}


def test_items_are_divided_exactly(tmp_path: Path) -> None:
    world = build_world(tmp_path, items=10_000, now=NOW, files=False)
    kinds = Counter(entry.kind for entry in world.shelf.entries.values())
    assert sum(kinds.values()) == pytest.approx(10_000, abs=10)
    assert kinds["movie"] == pytest.approx(800, abs=10)
    assert kinds["show"] == 150


def test_titles_beyond_the_list_come_again_with_a_number(tmp_path: Path) -> None:
    world = build_world(tmp_path, films=2300, shows=1, now=NOW, files=False)
    names = [(entry.title, entry.year) for entry in world.shelf.of_kind(1, "movie")]
    assert len(names) == len(set(names))
    assert any(name.endswith(" No. 2") for name, _ in names)


def test_paths_are_translated_for_each_server_on_whole_folders(world: World) -> None:
    assert world.seen("uhd", "movies-uhd/Heat (1995)/a.mkv") == "/movies-uhd/Heat (1995)/a.mkv"
    assert world.seen("plex", "movies/Heat (1995)/a.mkv") == "/data/media/movies/Heat (1995)/a.mkv"
    assert world.house("radarr", "/movies/Heat (1995)") == "movies/Heat (1995)"
    assert world.house("radarr", "/movies-uhd/Heat (1995)") is None
    with pytest.raises(LookupError, match="no mount"):
        world.seen("sonarr", "movies/Heat (1995)")
