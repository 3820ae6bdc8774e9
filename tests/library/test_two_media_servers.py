"""Plex and Jellyfin in one household: what they hold of the same files is one item."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row

from cascade.household.people import People, Person
from cascade.library.facts import load_facts
from cascade.rules.answer import Answer
from cascade.rules.explain import evaluate
from cascade.rules.query import parse
from playground import happenings
from playground.jellyfin_scan import drop, scan
from playground.jellyfin_shelf import Item, JellyfinShelf, Watch
from playground.people import PEOPLE
from tests.library.shelf import House, later, open_house

FILM = "The Shawshank Redemption"


@dataclass
class Both:
    """A household with both, in which nobody has seen FILM, and looks at what became one."""

    house: House

    @property
    def jellyfin(self) -> JellyfinShelf:
        assert self.house.home.world.jellyfin is not None
        return self.house.home.world.jellyfin

    async def sync(self, *names: str) -> None:
        later(self.house, timedelta(minutes=1))
        for report in (await self.house.sync(*names)).values():
            assert report.whole, report

    async def holders(self, item: int) -> set[str]:
        rows = await self.house.rows(
            "SELECT source FROM holdings WHERE item_id = :item AND role = 'media' AND gone_at IS NULL",
            item=item,
        )
        return {row.source for row in rows}

    async def of_jellyfin(self, item: Item) -> int:
        (row,) = await self.house.rows(
            "SELECT item_id FROM holdings WHERE source = 'jellyfin' AND ref = :ref", ref=item.id
        )
        return int(row.item_id)

    async def row(self, item: int) -> Row[Any]:
        (row,) = await self.house.rows("SELECT * FROM items WHERE id = :item", item=item)
        return row

    async def watched(self, item: int, person: str) -> bool:
        return person in await self.house.values(item, "watched-by")

    def see(self, title: str = FILM, *, user: str = "anna", days: int = 3, **state: Any) -> None:
        """Let somebody watch a film in Jellyfin."""
        shelf = self.jellyfin
        person = next(one for one in shelf.users.values() if one.name == user)
        last = self.house.clock.now - timedelta(days=days)
        watch = Watch(**{"played": True, "count": 1, "last": last, **state})
        shelf.watched[person.id, shelf.named(title, "Movie").id] = watch

    def never(self, title: str = FILM) -> None:
        """Let nobody have seen a film, neither here nor there."""
        world, film = self.house.home.world, self.jellyfin.named(title, "Movie")
        guid = world.entry(title).guid
        world.shelf.plays[:] = [play for play in world.shelf.plays if play.guid != guid]
        self.jellyfin.watched = {
            key: state for key, state in self.jellyfin.watched.items() if key[1] != film.id
        }

    async def verdict(self, query: str, item: int) -> Answer:
        knowledge = await self.house.library.knowledge()
        async with self.house.library.db.read() as conn:
            facts = (await load_facts(conn, [item]))[item]
        return evaluate(parse(query).where, facts, knowledge).answer


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    async with open_house(tmp_path, films=40, shows=4, jellyfin="12.0.0") as house:
        both = Both(house)
        both.never()
        await both.sync()
        yield both


async def test_a_film_both_hold_is_one_item_with_the_words_of_the_first(both: Both) -> None:
    film = await both.house.item(FILM)
    assert await both.holders(film.id) == {"plex", "jellyfin"}
    assert film.guid == both.house.home.world.entry(FILM).guid
    assert (await both.house.values(film.id, "on")) >= {"plex", "jellyfin"}
    assert set((await both.house.orphans()).values()) == {0}


async def test_its_size_counts_once(both: Both) -> None:
    film, part = await both.house.item(FILM), both.house.home.world.entry(FILM).parts[0]
    show = await both.house.item("Breaking Bad", "show")
    once = await both.house.rows(
        "SELECT sum(size) AS size FROM (SELECT max(size_bytes) AS size FROM files WHERE show_id = :show"
        " GROUP BY path)", show=show.id,
    )  # fmt: skip
    assert film.size_bytes == part.size
    assert show.size_bytes == once[0].size


async def test_what_one_of_them_holds_alone_stays_an_item_of_its_own(both: Both) -> None:
    world = both.house.home.world
    attic = [item for item in both.jellyfin.items.values() if item.path.startswith("attic/")]
    kids = [row for row in world.shelf.entries.values() if row.section == 5 and row.kind == "movie"]
    assert attic
    assert kids
    for item in attic:
        assert await both.holders(await both.of_jellyfin(item)) == {"jellyfin"}
    for row in kids:
        assert await both.holders((await both.house.item(row.title)).id) == {"plex"}


async def test_shows_and_seasons_whose_episodes_agree_are_one(both: Both) -> None:
    show = await both.house.item("Breaking Bad", "show")
    assert await both.holders(show.id) == {"plex", "jellyfin"}
    seasons = await both.house.rows(
        "SELECT id FROM items WHERE parent_id = :show AND kind = 'season' AND gone_at IS NULL", show=show.id
    )
    assert {frozenset(await both.holders(row.id)) for row in seasons} == {frozenset({"plex", "jellyfin"})}


async def test_a_second_sync_changes_nothing(both: Both) -> None:
    before = await both.house.rows("SELECT id, title, parent_id, size_bytes, plays FROM items ORDER BY id")
    files = await both.house.rows("SELECT source, ref, path, role, item_id FROM files ORDER BY 1, 2, 3")
    await both.sync()
    assert (
        await both.house.rows("SELECT id, title, parent_id, size_bytes, plays FROM items ORDER BY id")
        == before
    )
    assert (
        await both.house.rows("SELECT source, ref, path, role, item_id FROM files ORDER BY 1, 2, 3") == files
    )


async def test_a_larger_household_is_known_again_to_the_last_episode(tmp_path: Path) -> None:
    async with open_house(tmp_path, items=2000, files=False, jellyfin="12.0.0") as house:
        await house.sync("plex", "jellyfin")
        later(house, timedelta(minutes=1))
        reports = await house.sync("plex", "jellyfin")
        assert {name: (report.new, report.gone) for name, report in reports.items()} == {
            "plex": (0, ()),
            "jellyfin": (0, ()),
        }
        assert set((await house.orphans()).values()) == {0}


async def test_a_jellyfin_that_comes_later_joins_the_items_there_are(tmp_path: Path) -> None:
    async with open_house(tmp_path, films=24, shows=2, jellyfin="12.0.0") as house:
        both = Both(house)
        await both.sync("plex", "tautulli", "radarr", "uhd", "sonarr", "seerr")
        before = await house.item(FILM)
        await both.sync("jellyfin")
        after = await house.item(FILM)
        assert (after.id, after.title, after.guid) == (before.id, before.title, before.guid)
        assert await both.holders(after.id) == {"plex", "jellyfin"}


async def test_the_first_in_order_has_the_word_though_it_was_read_later(tmp_path: Path) -> None:
    async with open_house(tmp_path, films=24, shows=2, jellyfin="12.0.0") as house:
        both = Both(house)
        house.home.world.entry(FILM).title = "Die Verurteilten"
        await both.sync("jellyfin")
        before = await house.item(FILM)
        await both.sync()
        after = await house.item("Die Verurteilten")
        assert after.id == before.id
        await both.sync("jellyfin")
        assert (await both.row(after.id)).title == "Die Verurteilten"


async def test_with_jellyfin_first_its_words_stand_and_plex_lends_its_guid(tmp_path: Path) -> None:
    async with open_house(tmp_path, films=24, shows=2, jellyfin="12.0.0", jellyfin_first=True) as house:
        both = Both(house)
        house.home.world.entry(FILM).title = "Die Verurteilten"
        for _ in range(2):
            await both.sync()
            film = await house.item(FILM)
            assert await both.holders(film.id) == {"plex", "jellyfin"}
            assert film.guid == house.home.world.entry("Die Verurteilten").guid


async def test_paths_that_are_called_otherwise_are_known_by_name_and_size(tmp_path: Path) -> None:
    async with open_house(tmp_path, films=24, shows=2, jellyfin="12.0.0", mapped=False) as house:
        both = Both(house)
        await both.sync()
        film = await house.item(FILM)
        assert await both.holders(film.id) == {"plex", "jellyfin"}
        show = await house.item("Breaking Bad", "show")
        assert await both.holders(show.id) == {"plex", "jellyfin"}
        assert film.size_bytes == house.home.world.entry(FILM).parts[0].size


async def test_gone_from_one_it_stays_and_gone_from_both_it_goes(both: Both) -> None:
    film, world = await both.house.item(FILM), both.house.home.world
    drop(world, both.jellyfin, both.jellyfin.named(FILM).id)
    later(both.house, timedelta(minutes=1))
    report = (await both.house.sync("jellyfin"))["jellyfin"]
    assert (report.whole, report.gone) == (True, ())
    assert await both.holders(film.id) == {"plex"}
    assert set((await both.house.orphans()).values()) == {0}
    entry = world.entry(FILM)
    world.shelf.by_section[entry.section].remove(entry.key)
    del world.shelf.entries[entry.key]
    later(both.house, timedelta(minutes=1))
    assert (await both.house.sync("plex"))["plex"].gone == (film.id,)
    assert set((await both.house.orphans()).values()) == {0}


async def test_gone_from_the_first_the_other_has_the_word(both: Both) -> None:
    film, world = await both.house.item(FILM), both.house.home.world
    entry = world.entry(FILM)
    world.shelf.by_section[entry.section].remove(entry.key)
    del world.shelf.entries[entry.key]
    await both.sync()
    await both.sync()
    row = await both.row(film.id)
    assert (row.gone_at, row.size_bytes) == (None, film.size_bytes)
    assert await both.holders(film.id) == {"jellyfin"}


async def test_what_a_scan_brings_back_is_the_item_it_was(both: Both) -> None:
    film, world = await both.house.item(FILM), both.house.home.world
    drop(world, both.jellyfin, both.jellyfin.named(FILM).id)
    await both.sync()
    scan(world, both.jellyfin)
    await both.sync()
    assert await both.holders(film.id) == {"plex", "jellyfin"}


async def test_a_play_in_jellyfin_is_a_play_of_the_film_both_hold(both: Both) -> None:
    both.see(user="Gast", days=3)
    await both.sync()
    film = await both.house.item(FILM)
    assert await both.watched(film.id, "Gast")
    assert film.last_play_at is not None


async def test_it_counts_though_the_two_servers_call_the_film_otherwise(both: Both) -> None:
    both.house.home.world.entry(FILM).title = "Die Verurteilten"
    both.see(user="Gast")
    await both.sync()
    film = await both.house.item("Die Verurteilten")
    assert await both.watched(film.id, "Gast")


async def test_people_with_other_names_are_two_until_they_are_linked(both: Both) -> None:
    world = both.house.home.world
    ben = next(person for person in PEOPLE if person.name == "Ben")
    happenings.play(world, world.entry(FILM).key, ben, both.house.clock.now - timedelta(days=9))
    both.see(user="benji", days=3)
    await both.sync()
    film = await both.house.item(FILM)
    assert (film.plays, film.viewers) == (2, 2)
    library = both.house.library
    people = People(library.db, library, library.servers, both.house.clock)
    await people.link(Person(None, "Ben", plex="Ben", jellyfin="benji"))
    linked = await both.row(film.id)
    assert (linked.plays, linked.viewers) == (2, 1)


async def test_played_at_nobody_knows_when_is_neither_watched_then_nor_never(both: Both) -> None:
    both.see(user="Gast", last=None, count=0)
    await both.sync()
    film = await both.house.item(FILM)
    assert (film.last_play_at, bool(film.watch_doubt)) == (None, True)
    assert await both.watched(film.id, "Gast")
    assert await both.verdict("watched:never", film.id) is Answer.NO
    for query in ("unwatched:>1d", "watched:>2020", "watched:<2020"):
        assert await both.verdict(query, film.id) is Answer.UNKNOWN
    assert await both.verdict("watched-by:Gast", film.id) is Answer.YES


async def test_an_undated_play_does_not_lengthen_the_history(both: Both) -> None:
    both.see(user="Gast", last=None, count=0)
    await both.sync()
    since = (await both.house.library.status())["jellyfin"].history_since
    assert since is not None
    assert since.year > 2000


async def test_not_watched_needs_every_watch_source(both: Both) -> None:
    await both.sync()
    film = await both.house.item(FILM)
    both.house.clock.now += timedelta(hours=25)
    for wire in both.house.home.wires.values():
        wire.clock_skew += 25 * 3600
    await both.house.sync("plex", "tautulli")
    assert await both.verdict("unwatched:>1d", film.id) is Answer.UNKNOWN


async def test_a_film_here_that_is_two_films_there_is_in_doubt_on_both_sides(both: Both) -> None:
    """What was watched of one file is not known of all."""
    rows = await both.house.rows(
        "SELECT DISTINCT i.id AS one, j.id AS other, i.watch_doubt AND j.watch_doubt AS doubt FROM files f"
        " JOIN files g ON g.path_key = f.path_key AND g.source = 'jellyfin' AND f.source = 'plex'"
        " JOIN items i ON i.id = f.item_id JOIN items j ON j.id = g.item_id"
        " WHERE i.id <> j.id AND i.kind = 'movie'"
    )
    assert rows
    assert all(row.doubt for row in rows)
    for row in rows:
        assert await both.holders(row.one) == {"plex"}
        assert await both.verdict("unwatched:>1d", row.one) is not Answer.YES


async def test_favourites_can_be_asked_for(both: Both) -> None:
    both.see(user="anna", favourite=True)
    await both.sync()
    film = await both.house.item(FILM)
    assert "anna" in await both.house.values(film.id, "favorited-by")
    assert await both.verdict("favorited-by:anna", film.id) is Answer.YES
    assert await both.verdict("-favorited-by:Chloé", film.id) is Answer.YES


async def test_labels_and_collections_are_those_of_both(both: Both) -> None:
    item = both.jellyfin.named(FILM)
    item.tags = ["keep-it"]
    both.house.home.world.entry(FILM).labels.append("Family")
    both.house.home.world.touch()
    await both.sync()
    film = await both.house.item(FILM)
    assert await both.house.values(film.id, "label") >= {"keep-it", "Family"}


async def test_one_item_is_read_again_from_both(both: Both) -> None:
    film = await both.house.item(FILM)
    calls = both.house.home.log.calls
    before = len(calls)
    assert await both.house.library.refresh(film.id)
    assert {"plex", "jellyfin", "radarr"} <= {call.server for call in calls[before:]}
    assert await both.holders(film.id) == {"plex", "jellyfin"}
    assert (await both.row(film.id)).size_bytes == film.size_bytes


async def test_a_show_is_read_again_from_both_and_loses_what_one_lost(both: Both) -> None:
    show = await both.house.item("Breaking Bad", "show")
    season = next(
        item for item in both.jellyfin.items.values()
        if item.kind == "Season" and both.jellyfin.series_of(item).name == "Breaking Bad"
    )  # fmt: skip
    gone = both.jellyfin.items[season.children[0]]
    number = await both.of_jellyfin(gone)
    drop(both.house.home.world, both.jellyfin, gone.id)
    later(both.house, timedelta(minutes=1))
    assert await both.house.library.refresh(show.id)
    assert await both.holders(number) == {"plex"}
    assert (await both.row(number)).gone_at is None
    assert set((await both.house.orphans()).values()) == {0}
