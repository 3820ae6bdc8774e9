"""What has gone wrong for people with other tools, through a whole run."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cascade.ledger.states import ItemState
from cascade.plan import PlanItem
from cascade.step import Action
from playground import happenings
from playground.calls import Call
from playground.instance import Episode, Exclusion, Series
from playground.people import PEOPLE
from playground.request import Request
from tests.execution.inventory import instance, stocktaking
from tests.kitchen import Kitchen, kitchen

QUIET: dict[str, Any] = {"PROOF_SECONDS": "0.9", "RETRY_AFTER": "30", "CONCURRENCY": "1"}
FILM = "type:movie library:Movies on:radarr size:>0GB sort:size limit:1"
ANNA, BEN = PEOPLE[1], PEOPLE[2]


def ref(item: PlanItem, target: str) -> int:
    """Give a target's number of an item."""
    return next(int(step.ref) for step in item.steps if step.target == target)


# Radarr#3096: an exclusion that is there already is answered with 400.


def somebody_excludes(k: Kitchen, item: PlanItem) -> None:
    radarr = instance(k, "radarr")
    radarr.exclusions[900] = Exclusion(900, item.ids.tmdb or 0, "Not this one", 1999)


async def test_an_exclusion_that_was_there_before_stays_as_it_is(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        stock = await stocktaking(k, FILM)
        (item,) = stock.plan.items
        somebody_excludes(k, item)
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed
        rows = [row for row in instance(k, "radarr").exclusions.values() if row.number == item.ids.tmdb]
        assert [row.title for row in rows] == ["Not this one"]


async def test_an_exclusion_somebody_else_makes_meanwhile_is_as_good_as_ours(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        stock = await stocktaking(k, FILM)
        (item,) = stock.plan.items

        async def radarr_forgets_its_own(call: Call) -> None:
            if call.server == "radarr" and call.method == "DELETE":
                instance(k, "radarr").exclusions.clear()

        async def somebody_is_quicker(call: Call) -> None:
            if call.server == "radarr" and call.method == "POST":
                somebody_excludes(k, item)

        k.home.log.after = radarr_forgets_its_own
        assert not (await k.execute(stock.plan)).completed
        k.home.log.after = None
        k.home.log.before = somebody_is_quicker
        (report,) = await k.cascade.retry(by="tester")
        stock.check(report)
        assert report.completed
        assert [call.status for call in k.home.log.of("radarr", "POST")] == [400]


# Maintainerr#1114: a history that does not hold everybody says "never" of what somebody watched.


async def test_a_person_tautulli_does_not_record_has_watched_all_the_same(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, synced=False, **QUIET) as k:
        await k.cascade.sync()
        (item,) = (await k.plan("type:movie unwatched:>1y size:>0GB sort:size limit:1")).items
        k.home.world.shelf.unrecorded = frozenset({ANNA.plex_id})
        happenings.play(k.home.world, ref(item, "plex"), ANNA, k.home.world.now)
        await k.cascade.sync()
        again = await k.plan("type:movie unwatched:>1y size:>0GB")
        assert item.item_id not in {one.item_id for one in again.items}
        watched = await k.plan(f"type:movie watched-by:{ANNA.name}")
        assert item.item_id in {one.item_id for one in watched.items}


async def test_what_such_a_person_watches_after_the_plan_is_left_alone(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, **QUIET) as k:
        k.home.world.shelf.unrecorded = frozenset({ANNA.plex_id})
        stock = await stocktaking(k, "type:movie unwatched:>1y size:>0GB sort:size limit:1")
        (item,) = stock.plan.items
        happenings.play(k.home.world, ref(item, "plex"), ANNA, k.home.world.now)
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.items[0].state is ItemState.SKIPPED
        assert stock.lost == frozenset()


# A person who is called otherwise in one of the systems.


def rename(k: Kitchen, name: str) -> None:
    """Let Anna have another name everywhere."""
    world = k.home.world
    world.people = tuple(replace(one, name=name) if one is ANNA else one for one in world.people)
    world.touch()


async def test_a_film_whose_requester_was_renamed_since_is_left_alone(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=40, shows=0, **QUIET) as k:
        stock = await stocktaking(k, f"type:movie requested-by:{ANNA.name} size:>0GB sort:size limit:1")
        rename(k, "Annika")
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.items[0].state is ItemState.SKIPPED
        assert "requested-by was" in (report.items[0].message or "")
        assert stock.lost == frozenset()


async def test_a_film_somebody_watched_under_a_new_name_is_left_alone(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, **QUIET) as k:
        stock = await stocktaking(k, f"type:movie -watched-by:{ANNA.name} size:>0GB sort:size limit:1")
        (item,) = stock.plan.items
        rename(k, "Annika")
        happenings.play(k.home.world, ref(item, "plex"), ANNA, k.home.world.now)
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.items[0].state is ItemState.SKIPPED
        assert "watched" in (report.items[0].message or "")
        assert stock.lost == frozenset()


# Maintainerr#949: a break in the middle of a season unmonitors it for good.


def to_come(k: Kitchen, series: Series, season: int) -> None:
    """Announce an episode for next month."""
    sonarr = instance(k, "sonarr")
    number = max(sonarr.episodes) + 1
    aired: date = k.home.world.now.date() + timedelta(days=30)
    sonarr.episodes[number] = Episode(number, series.id, season, 90, "After the break", aired, 900_000)
    series.episodes.append(number)
    k.home.world.touch()


def of_many_seasons(k: Kitchen) -> Series:
    """Give an ended show with several seasons, counted alike by Plex and Sonarr."""
    return next(one for one in instance(k, "sonarr").series.values() if one.title.name == "The Wire")


SEASON = 'type:season show:"The Wire" season:1 size:>0GB'


async def test_a_season_with_episodes_to_come_stays(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=8, **QUIET) as k:
        assert (await k.plan(SEASON)).items
        to_come(k, of_many_seasons(k), 1)
        plan = await k.plan(SEASON)
        assert not plan.items
        assert "episodes yet to air" in plan.left_out.items[0].text


async def test_a_season_with_episodes_to_come_goes_where_that_is_allowed(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=8, ALLOW_NEWEST_SEASON="true", **QUIET) as k:
        series = of_many_seasons(k)
        to_come(k, series, 1)
        stock = await stocktaking(k, SEASON)
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed
        assert {number for number, monitored in series.seasons.items() if not monitored} == {1}


# One file that holds two episodes.


async def test_a_file_of_two_episodes_goes_once_and_counts_once(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=8, **QUIET) as k:
        stock = await stocktaking(k, 'type:season show:"Breaking Bad" season:1 size:>0GB')
        (item,) = stock.plan.items
        sizes = {file.path: file.size_bytes for file in item.files}
        assert len(sizes) == item.episodes - 1 if item.episodes else False
        assert item.size_bytes == sum(sizes.values())
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed
        assert report.removed_bytes == item.size_bytes
        deleted = [call.path for call in k.home.log.of("sonarr", "DELETE") if "episodefile" in call.path]
        assert len(deleted) == len(set(deleted))


# A title that two people asked for.


def asked_twice(k: Kitchen, item: PlanItem) -> None:
    """Let Anna and Ben both have asked for a film."""
    world = k.home.world
    media = next(row for row in world.media.values() if row.kind == "movie" and row.tmdb == item.ids.tmdb)
    for row in [row for row in world.requests.values() if row.media == media.id]:
        del world.requests[row.id]
    for number, person in enumerate((ANNA, BEN), max(world.requests) + 1):
        world.requests[number] = Request(
            number,
            media.id,
            person.seerr_id,
            is_4k=False,
            status=5,
            created=world.now - timedelta(days=900),
            updated=world.now,
        )
    world.touch()


async def test_a_request_shared_by_two_protects_for_either_and_goes_for_both(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, **QUIET) as k:
        (item,) = (await k.plan(FILM)).items
        asked_twice(k, item)
        await k.cascade.sync()
        alone = FILM.replace("sort:size limit:1", f"tmdb:{item.ids.tmdb}")
        for person in (ANNA, BEN):
            assert not (await k.plan(f"{alone} -requested-by:{person.name}")).items
            assert (await k.plan(f"{alone} requested-by:{person.name}")).items
        stock = await stocktaking(k, FILM)
        assert [step.action for step in stock.plan.items[0].steps].count(Action.DELETE_REQUEST) == 2
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed
        (event,) = await k.cascade.history()
        assert set(event.requested_by) == {ANNA.name, BEN.name}
