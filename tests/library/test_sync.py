"""The whole household, read over its wires into the Library."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cascade.errors import BadInput
from cascade.library.locks import source_lock
from cascade.library.progress import SyncProgress
from cascade.media import Role
from playground.shelf import Entry
from tests.library.shelf import House


def top(house: House, kind: str) -> Entry:
    return next(e for e in house.home.world.shelf.entries.values() if e.kind == kind)


async def test_every_entry_of_every_kind_is_an_item(house: House) -> None:
    rows = await house.rows("SELECT kind, count(*) AS n FROM items WHERE gone_at IS NULL GROUP BY kind")
    found = {row.kind: row.n for row in rows}
    entries = house.home.world.shelf.entries.values()
    assert found == {kind: sum(e.kind == kind for e in entries) for kind in found}
    assert set(found) == {"movie", "show", "season", "episode"}


async def test_nothing_hangs_in_the_air(house: House) -> None:
    assert set((await house.orphans()).values()) == {0}


async def test_a_second_sync_changes_no_item(house: House) -> None:
    before = await house.rows("SELECT * FROM items ORDER BY id")
    reports = await house.sync()
    assert await house.rows("SELECT * FROM items ORDER BY id") == before
    assert {report.new for report in reports.values()} == {0}


async def test_after_a_whole_sync_every_role_is_usable(house: House) -> None:
    assert (await house.library.knowledge()).usable == set(Role) - {Role.ANIME}  # there is no Shoko


async def test_the_size_of_a_show_is_that_of_its_distinct_files(house: House) -> None:
    world = house.home.world
    show = top(house, "show")
    episodes = [world.shelf.entries[e] for s in show.children for e in world.shelf.entries[s].children]
    paths = {part.file: part.size for episode in episodes for part in episode.parts}
    assert (await house.item(show.title, "show")).size_bytes == sum(paths.values())


async def test_seasons_take_the_sets_of_their_show(house: House) -> None:
    show = await house.item(top(house, "show").title, "show")
    [season, *_] = await house.rows("SELECT id FROM items WHERE parent_id = :id", id=show.id)
    for field in ("genre", "on"):
        assert await house.values(season.id, field) >= await house.values(show.id, field) != set()


async def test_a_sync_reports_progress_with_rate_and_time_left(house: House) -> None:
    seen: list[SyncProgress] = []

    began, clock = house.clock.now, iter(range(1_000))
    ticking = replace(house.library, clock=lambda: began + timedelta(seconds=next(clock)))
    await ticking.sync(["plex"], seen.append)
    films = [p for p in seen if p.phase == "Movies, movies"]
    assert films[-1].done == films[-1].total
    assert films[-1].rate == films[-1].done
    assert films[-1].eta == timedelta(0)


async def test_an_unknown_name_is_refused_with_the_names_there_are(house: House) -> None:
    with pytest.raises(BadInput, match=r"No server named emby is configured; there are .*plex"):
        await house.sync("emby")


async def test_a_sync_of_one_source_leaves_the_others_as_they_were(house: House) -> None:
    before = (await house.library.status())["radarr"]
    assert set(await house.sync("plex")) == {"plex"}
    assert (await house.library.status())["radarr"] == before


async def test_a_source_that_is_being_synced_is_reported_and_the_others_are_read(house: House) -> None:
    with source_lock(house.library.db.path, "plex"):
        reports = await house.sync()
    assert "being synced already" in (reports["plex"].error or "")
    assert [name for name, report in reports.items() if report.whole] == [
        "tautulli",
        "sonarr",
        "radarr",
        "uhd",
        "seerr",
    ]


async def test_clocks_more_than_five_minutes_apart_fail_the_source(house: House) -> None:
    house.home.radarr.clock_skew = 420
    report = (await house.sync("radarr"))["radarr"]
    assert report.error is not None
    assert "7 minutes apart" in report.error or "6 minutes apart" in report.error
    assert "network time" in report.error
