"""Which item a play is of, and what plays say of items."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, insert, select

from cascade.database import Database
from cascade.library.derive import Household, derive_all
from cascade.library.entries import write_entries
from cascade.library.play_rows import write_plays
from cascade.library.reading import Reading
from cascade.library.removal import bury
from cascade.library.tables import items, requests, sources
from cascade.media import ExternalIds, Kind, MediaEntry, Play
from cascade.migrate import upgrade

DAY = datetime(2026, 3, 1, tzinfo=UTC)
HEAT = MediaEntry(
    "1", Kind.MOVIE, "Movies", "Heat", 1995, guid="plex://movie/heat", ids=ExternalIds(tmdb=949), added_at=DAY
)
SHOW = MediaEntry("10", Kind.SHOW, "TV", "Lost", 2004, guid="plex://show/lost", ids=ExternalIds(tmdb=4607))
SEASON = MediaEntry("11", Kind.SEASON, "TV", "Season 1", parent_ref="10", number=1)
EPISODES = [
    MediaEntry(
        ref,
        Kind.EPISODE,
        "TV",
        title,
        parent_ref="11",
        show_ref="10",
        number=n,
        season_number=1,
        guid=f"e{n}",
    )
    for n, (ref, title) in enumerate([("12", "Pilot"), ("13", "Tabula Rasa")], 1)
]


@dataclass
class Shelf:
    db: Database

    async def write(self, *entries: MediaEntry, generation: int = 1) -> None:
        reading = Reading("plex", generation, DAY, UTC)
        async with self.db.write() as conn:
            for kind in Kind:
                page = [entry for entry in entries if entry.kind is kind]
                if page:
                    await write_entries(conn, reading, page)
            await conn.execute(items.update().values(gone_at=None).where(items.c.gone_why == "arriving"))
            await derive_all(conn, Household(("plex",)))

    async def play(self, *rows: Play, source: str = "plex") -> None:
        async with self.db.write() as conn:
            await write_plays(conn, source, rows)
            await derive_all(conn, Household(("plex",)))

    async def ask(self, person: str, at: datetime, kind: Kind = Kind.MOVIE, tmdb: int = 949) -> None:
        row: dict[str, object] = {
            "source": "seerr",
            "ref": f"{person}{tmdb}",
            "kind": kind.value,
            "tmdb": tmdb,
            "is_4k": False,
            "seasons": [],
            "person": person,
            "person_key": person,
            "at": at,
            "status": 2,
            "media_ref": "1",
            "generation": 1,
        }
        async with self.db.write() as conn:
            await conn.execute(insert(requests), [row])
            await derive_all(conn, Household(("plex",)))

    async def item(self, title: str) -> Row[Any]:
        async with self.db.read() as conn:
            query = select(items).where(items.c.title == title, items.c.gone_at.is_(None))
            return (await conn.execute(query)).one()


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}")
    await upgrade(db)
    async with db.write() as conn:
        await conn.execute(insert(sources), [{"name": "plex", "server": "plex"}])
    yield Shelf(db)
    await db.aclose()


def play(
    key: str = "a",
    *,
    ref: str | None = "1",
    title: str = "Heat",
    at: datetime = DAY,
    guid: str | None = None,
    **rest: Any,
) -> Play:
    return Play(
        key, ref, rest.pop("kind", Kind.MOVIE), title, at, rest.pop("person", "anna"), guid=guid, **rest
    )


async def test_a_play_joins_by_the_servers_key(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play())
    item = await shelf.item("Heat")
    assert (item.plays, item.viewers, item.last_play_at, item.watch_doubt) == (1, 1, DAY, False)


async def test_a_dead_key_joins_by_guid(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play(ref="999", guid=HEAT.guid))
    assert (await shelf.item("Heat")).plays == 1


async def test_a_dead_key_with_the_same_name_and_year_makes_watched_doubtful(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play(ref="999", year=1995))
    item = await shelf.item("Heat")
    assert (item.plays, item.watch_doubt) == (0, True)


async def test_a_film_of_the_same_name_of_another_year_is_in_no_doubt(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play(ref="999", year=1986))
    assert (await shelf.item("Heat")).watch_doubt is False


async def test_a_guid_that_two_items_have_makes_both_doubtful(shelf: Shelf) -> None:
    twin = MediaEntry("2", Kind.MOVIE, "Movies 4K", "Heat (4K)", 1995, guid=HEAT.guid)
    await shelf.write(HEAT, twin)
    await shelf.play(play(ref="999", title="Something", guid=HEAT.guid))
    assert [(await shelf.item(t)).watch_doubt for t in ("Heat", "Heat (4K)")] == [True, True]


async def test_a_key_that_now_means_another_title_joins_nothing(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play(title="Ronin", year=1998))
    item = await shelf.item("Heat")
    assert (item.plays, item.watch_doubt) == (0, True)


async def test_a_key_whose_guid_contradicts_joins_nothing(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play(title="Ronin", guid="plex://movie/ronin"))
    assert (await shelf.item("Heat")).plays == 0


async def test_one_play_told_by_two_sources_counts_once(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play(), source="plex")
    await shelf.play(play(at=DAY - timedelta(minutes=9)), source="tautulli")
    item = await shelf.item("Heat")
    assert (item.plays, item.viewers, item.last_play_at) == (1, 1, DAY)


async def test_two_plays_of_one_day_count_twice_though_two_sources_tell_of_both(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    both = [play("a"), play("b", at=DAY + timedelta(hours=3))]
    await shelf.play(*both, source="plex")
    await shelf.play(*both, source="tautulli")
    assert (await shelf.item("Heat")).plays == 2


async def test_an_unfinished_play_is_in_progress_and_no_play(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play(completed=False))
    item = await shelf.item("Heat")
    assert (item.plays, item.in_progress, item.last_play_at) == (0, True, None)


async def test_a_play_finished_later_by_the_same_person_is_in_progress_no_more(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play("a", completed=False), play("b", at=DAY + timedelta(days=1)))
    assert (await shelf.item("Heat")).in_progress is False
    await shelf.play(play("c", completed=False, person="ben"))
    assert (await shelf.item("Heat")).in_progress is True


async def test_the_owners_own_count_proves_a_play_without_any_history(shelf: Shelf) -> None:
    await shelf.write(replace(HEAT, owner_plays=1, owner_last_play=DAY))
    item = await shelf.item("Heat")
    assert (item.plays, item.viewers, item.last_play_at) == (1, 1, DAY)
    await shelf.play(play(at=DAY))
    assert (await shelf.item("Heat")).plays == 1
    await shelf.write(HEAT, generation=2)
    assert (await shelf.item("Heat")).plays == 1


async def test_episodes_speak_for_their_season_and_show(shelf: Shelf) -> None:
    await shelf.write(SHOW, SEASON, *EPISODES)
    pilot = play("a", ref="12", title="Pilot", kind=Kind.EPISODE)
    rasa = play(
        "b", ref="13", title="Tabula Rasa", kind=Kind.EPISODE, person="ben", at=DAY + timedelta(days=1)
    )
    await shelf.play(pilot, rasa)
    for title in ("Season 1", "Lost"):
        item = await shelf.item(title)
        assert (item.plays, item.viewers, item.last_play_at) == (2, 2, DAY + timedelta(days=1))


async def test_a_doubtful_episode_makes_its_season_and_show_doubtful(shelf: Shelf) -> None:
    await shelf.write(SHOW, SEASON, *EPISODES)
    await shelf.play(play(ref="999", title="Pilot", kind=Kind.EPISODE))
    assert [(await shelf.item(t)).watch_doubt for t in ("Season 1", "Lost")] == [True, True]


async def test_a_film_and_an_episode_of_one_key_are_not_confused(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play(kind=Kind.EPISODE))
    assert (await shelf.item("Heat")).plays == 0


async def test_plays_of_an_entry_that_is_gone_find_the_title_when_it_returns(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play())
    number = (await shelf.item("Heat")).id
    async with shelf.db.write() as conn:
        await bury(conn, [number], DAY, "absent")
    await shelf.write(replace(HEAT, ref="77"), generation=2)
    again = await shelf.item("Heat")
    assert again.id != number
    assert again.plays == 1


async def test_requesters_have_watched_when_all_of_them_did_since(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play(at=DAY), play("b", person="ben", at=DAY - timedelta(days=9)))
    await shelf.ask("anna", DAY - timedelta(days=1))
    assert (await shelf.item("Heat")).requester_watched is True
    await shelf.ask("ben", DAY - timedelta(days=1))
    assert (await shelf.item("Heat")).requester_watched is False


async def test_a_requester_no_history_knows_leaves_it_unknown(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.play(play())
    await shelf.ask("stranger", DAY - timedelta(days=1))
    item = await shelf.item("Heat")
    assert (item.requester_watched, item.requested_at) == (None, DAY - timedelta(days=1))


async def test_a_show_is_watched_by_its_requester_when_every_episode_is(shelf: Shelf) -> None:
    await shelf.write(SHOW, SEASON, *EPISODES)
    await shelf.play(play("a", ref="12", title="Pilot", kind=Kind.EPISODE))
    await shelf.ask("anna", DAY - timedelta(days=1), Kind.SHOW, 4607)
    assert [(await shelf.item(t)).requester_watched for t in ("Lost", "Season 1")] == [False, False]
    await shelf.play(play("b", ref="13", title="Tabula Rasa", kind=Kind.EPISODE))
    assert [(await shelf.item(t)).requester_watched for t in ("Lost", "Season 1")] == [True, True]


async def test_a_request_for_a_film_is_not_one_for_a_show_of_the_same_number(shelf: Shelf) -> None:
    await shelf.write(HEAT)
    await shelf.ask("anna", DAY, Kind.SHOW, 949)
    assert (await shelf.item("Heat")).requested_at is None
