"""Which items of two media servers are one: decided from files alone."""

from dataclasses import replace

from cascade.library.unions import Leaf, Link, parted, unions
from cascade.media import NO_IDS, ExternalIds, Kind


def film(number: int, source: str, *files: str, ids: ExternalIds = NO_IDS) -> Leaf:
    names = frozenset((file.rpartition("/")[2], 5) for file in files)
    sources = frozenset({source})
    return Leaf(number, Kind.MOVIE, None, None, (None, None), ids, sources, frozenset(files), names)


def episode(number: int, source: str, above: tuple[int, int], code: tuple[int, int], file: str) -> Leaf:
    one = film(number, source, file)
    return replace(one, kind=Kind.EPISODE, season_id=above[0], show_id=above[1], number=code)


def by_id(*leaves: Leaf) -> dict[int, Leaf]:
    return {leaf.id: leaf for leaf in leaves}


def test_the_same_paths_are_one_film_whatever_its_ids() -> None:
    leaves = by_id(
        film(1, "plex", "/m/a", ids=ExternalIds(tmdb=1)), film(2, "jellyfin", "/m/a", ids=ExternalIds(tmdb=2))
    )
    assert unions(leaves, [(1, 2)], []).leaves == ((1, 2),)


def test_a_path_more_on_one_side_makes_two_films() -> None:
    leaves = by_id(film(1, "plex", "/m/a", "/m/b"), film(2, "jellyfin", "/m/a"))
    assert unions(leaves, [(1, 2)], []).leaves == ()


def test_two_entries_of_one_server_are_never_one() -> None:
    leaves = by_id(film(1, "plex", "/m/a"), film(2, "plex", "/m/a"))
    assert unions(leaves, [(1, 2)], []).leaves == ()


def test_a_film_with_two_partners_is_none_of_them() -> None:
    leaves = by_id(film(1, "plex", "/m/a"), film(2, "jellyfin", "/m/a"), film(3, "jellyfin", "/m/a"))
    assert unions(leaves, [(1, 2), (1, 3)], []).leaves == ()


def test_the_same_name_and_size_is_one_film_where_ids_do_not_contradict() -> None:
    mine = film(1, "plex", "/m/a.mkv", ids=ExternalIds(tmdb=1))
    for ids, one in ((ExternalIds(tmdb=1), True), (NO_IDS, True), (ExternalIds(tmdb=2), False)):
        leaves = by_id(mine, film(2, "jellyfin", "/media/a.mkv", ids=ids))
        assert (unions(leaves, [], [(1, 2)]).leaves == ((1, 2),)) is one


def test_a_name_speaks_only_where_no_path_did() -> None:
    leaves = by_id(film(1, "plex", "/m/a.mkv"), film(2, "jellyfin", "/m/a.mkv"), film(3, "emby", "/x/a.mkv"))
    assert unions(leaves, [(1, 2)], [(1, 3)]).leaves == ((1, 2),)


def test_shows_and_seasons_are_one_where_their_episodes_are() -> None:
    leaves = by_id(
        episode(1, "plex", (10, 100), (1, 1), "/t/1"),
        episode(2, "plex", (11, 100), (2, 1), "/t/2"),
        episode(3, "jellyfin", (20, 200), (1, 1), "/t/1"),
        episode(4, "jellyfin", (21, 200), (2, 1), "/t/2"),
    )
    found = unions(leaves, [(1, 3), (2, 4)], [])
    assert found.shows == ((100, 200),)
    assert found.seasons == ((10, 20), (11, 21))
    assert found.leaves == ((1, 3), (2, 4))


def test_a_pair_is_named_once_whichever_episode_came_first() -> None:
    leaves = by_id(
        episode(1, "plex", (10, 100), (1, 1), "/t/1"),
        episode(4, "plex", (10, 100), (1, 2), "/t/2"),
        episode(2, "jellyfin", (20, 90), (1, 1), "/t/1"),
        episode(3, "jellyfin", (20, 90), (1, 2), "/t/2"),
    )
    found = unions(leaves, [(1, 2), (3, 4)], [])
    assert (found.shows, found.seasons) == (((90, 100),), ((10, 20),))
    assert found.leaves == ((1, 2), (3, 4))


def test_seasons_that_are_counted_otherwise_stay_apart_in_one_show() -> None:
    leaves = by_id(
        episode(1, "plex", (10, 100), (1, 1), "/t/1"),
        episode(2, "plex", (10, 100), (1, 2), "/t/2"),
        episode(3, "jellyfin", (20, 200), (1, 1), "/t/1"),
        episode(4, "jellyfin", (21, 200), (2, 1), "/t/2"),
    )
    found = unions(leaves, [(1, 3), (2, 4)], [])
    assert (found.shows, found.seasons) == (((100, 200),), ())
    assert found.leaves == ((1, 3), (2, 4))


def test_a_show_whose_episodes_lie_in_two_shows_elsewhere_is_none_of_them() -> None:
    leaves = by_id(
        episode(1, "plex", (10, 100), (1, 1), "/t/1"),
        episode(2, "plex", (10, 100), (1, 2), "/t/2"),
        episode(3, "jellyfin", (20, 200), (1, 1), "/t/1"),
        episode(4, "jellyfin", (30, 300), (1, 2), "/t/2"),
    )
    found = unions(leaves, [(1, 3), (2, 4)], [])
    assert (found.shows, found.leaves) == ((), ())


def test_one_file_of_two_episodes_is_the_episode_of_the_same_number() -> None:
    leaves = by_id(
        episode(1, "plex", (10, 100), (1, 1), "/t/1"),
        episode(2, "plex", (10, 100), (1, 2), "/t/1"),
        episode(3, "jellyfin", (20, 200), (1, 1), "/t/1"),
    )
    assert unions(leaves, [(1, 3), (2, 3)], []).leaves == ((1, 3),)


def test_a_new_episode_joins_a_show_that_is_one_already() -> None:
    leaves = by_id(
        episode(1, "plex", (10, 100), (1, 1), "/t/1"), episode(3, "jellyfin", (10, 100), (1, 1), "/t/1")
    )
    found = unions(leaves, [(1, 3)], [])
    assert (found.shows, found.seasons, found.leaves) == ((), (), ((1, 3),))


def test_a_path_that_differs_in_its_letters_alone_needs_the_same_sizes_and_ids() -> None:
    mine = replace(film(1, "plex", "/m/alien/a.mkv"), spelt=frozenset({"/m/Alien/a.mkv"}))
    theirs = replace(film(2, "jellyfin", "/m/alien/a.mkv"), spelt=frozenset({"/m/alien/a.mkv"}))
    other = replace(theirs, names=frozenset({("a.mkv", 6)}))
    known = replace(mine, ids=ExternalIds(tmdb=1))
    assert unions(by_id(mine, theirs), [(1, 2)], []).leaves == ((1, 2),)
    assert unions(by_id(mine, other), [(1, 2)], []).leaves == ()
    assert unions(by_id(known, replace(theirs, ids=ExternalIds(tmdb=2))), [(1, 2)], []).leaves == ()


def test_episodes_of_one_name_are_one_only_with_the_same_number() -> None:
    mine = episode(1, "plex", (10, 100), (1, 1), "/t/01.mkv")
    same = episode(2, "jellyfin", (20, 200), (1, 1), "/tv/01.mkv")
    other = replace(same, number=(2, 1))
    assert unions(by_id(mine, same), [], [(1, 2)]).leaves == ((1, 2),)
    assert unions(by_id(mine, other), [], [(1, 2)]).leaves == ()


def test_episodes_of_one_name_are_not_one_in_shows_of_other_ids() -> None:
    mine = replace(episode(1, "plex", (10, 100), (1, 1), "/t/01.mkv"), show_ids=ExternalIds(tvdb=1))
    theirs = replace(episode(2, "jellyfin", (20, 200), (1, 1), "/tv/01.mkv"), show_ids=ExternalIds(tvdb=2))
    assert unions(by_id(mine, theirs), [], [(1, 2)]).leaves == ()


def test_empty_files_are_nobodys_name() -> None:
    mine, theirs = film(1, "plex", "/m/a.mkv"), film(2, "jellyfin", "/x/a.mkv")
    empty = frozenset({("a.mkv", 0)})
    leaves = by_id(replace(mine, names=empty), replace(theirs, names=empty))
    assert unions(leaves, [], [(1, 2)]).leaves == ()


def test_lots_keep_together_what_could_decide_on_each_other() -> None:
    links = [
        Link((1, 2), (1, 2), by_path=True),
        Link((10, 20), (100, 200), by_path=True),
        Link((3, 4), (3, 4), by_path=True),
        Link((11, 30), (100, 300), by_path=True),
        Link((2, 5), (2, 5), by_path=False),
        Link((31, 40), (300, 400), by_path=False),
    ]
    lots = [{link.pair for link in lot} for lot in parted(links, 1)]
    assert sorted(map(sorted, lots)) == [[(1, 2), (2, 5)], [(3, 4)], [(10, 20), (11, 30), (31, 40)]]
    assert len(list(parted(links, 100))) == 1
    assert list(parted([], 1)) == []
