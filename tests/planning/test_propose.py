"""Plans of a real household: what is on them, where they stop, what they pass over and why."""

from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, literal, select

from cascade.errors import Refused, Unreachable
from cascade.household.tables import disk_samples
from cascade.media import Kind
from cascade.plan import Plan, PlanItem, Why
from cascade.step import Action
from playground import happenings
from playground.people import PEOPLE
from tests.kitchen import Kitchen, kitchen

GB = 10**9
FILMS = "type:movie library:Movies sort:size"
TWIN, MERGED, STRAY = 3, 9, 15  # the numbers of films of these shapes
# The same disk again, under another name.
OTHER = select(literal("/other"), disk_samples.c.at, disk_samples.c.total_bytes, disk_samples.c.free_bytes)


def entry_of(k: Kitchen, number: int, kind: str = "movie") -> Any:
    """Give Plex's entry of the film or show with that number, as the household counts."""
    guid = f"plex://{kind}/{number:024x}"
    return next(entry for entry in k.home.world.shelf.entries.values() if entry.guid == guid)


def targets(item: PlanItem) -> list[str]:
    return [step.target for step in item.steps]


def ids(plan: Plan) -> list[int]:
    return [item.item_id for item in plan.items]


async def test_totals_are_the_sums_of_what_is_shown(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=4) as k:
        plan = await k.plan("type:movie,show size:>0GB")
        entries = k.home.world.shelf.entries.values()
        films = sum(item.kind is Kind.MOVIE for item in plan.items)
        share = max(films / sum(entry.kind == "movie" for entry in entries), (len(plan.items) - films) / 4)
        assert plan.totals.items == len(plan.items)
        assert plan.totals.size_bytes == sum(
            {f.path: f.size_bytes for item in plan.items for f in item.files}.values()
        )
        assert plan.totals.by_kind == {"movie": films, "show": len(plan.items) - films}
        assert plan.totals.by_target["plex"] == len(plan.items)
        assert plan.totals.by_target["uhd"] == sum("uhd" in targets(item) for item in plan.items) > 0
        assert plan.totals.share == pytest.approx(share)


async def test_limit_takes_the_first_in_order_and_no_more(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0) as k:
        whole = await k.plan(FILMS)
        sizes = [item.size_bytes for item in whole.items]
        assert sizes == sorted(sizes)
        assert ids(await k.plan(f"{FILMS} limit:3")) == ids(whole)[:3]


async def test_reclaim_ends_with_the_item_that_crosses_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0) as k:
        whole = (await k.plan(FILMS)).items
        sums = list(accumulate(item.frees_bytes or 0 for item in whole))
        assert sums[3] > sums[2] + 1000
        exact, more = sums[2] // 1000 * 1000, (sums[2] // 1000 + 1) * 1000
        first = next(at for at, freed in enumerate(sums, 1) if freed >= exact)
        assert len((await k.plan(f"{FILMS} reclaim:{exact // 1000}KB")).items) == first
        second = next(at for at, freed in enumerate(sums, 1) if freed >= more)
        assert len((await k.plan(f"{FILMS} reclaim:{more // 1000}KB")).items) == second


async def test_what_gives_nothing_back_does_not_count_towards_reclaim(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0) as k:
        plan = await k.plan(f"{FILMS} reclaim:30GB")
        assert plan.totals.size_bytes - plan.totals.frees_bytes > 0
        assert plan.totals.frees_bytes >= 30 * GB
        assert plan.totals.frees_bytes - (plan.items[-1].frees_bytes or 0) < 30 * GB


async def test_free_counts_what_the_disk_misses_now(tmp_path: Path) -> None:
    folder = str(tmp_path / "house" / "data")
    async with kitchen(tmp_path, films=12, shows=0, DISK_PATH=folder) as k:
        free = k.home.world.disk.free
        plan = await k.plan(f"{FILMS} free:{free // 1000 + 20_000_000}KB")
        assert plan.totals.frees_bytes >= 19.9 * GB
        assert plan.totals.frees_bytes - (plan.items[-1].frees_bytes or 0) < 20.1 * GB
        assert plan.disk is not None
        assert plan.disk.free_bytes == free
        assert any(text.startswith(f"free: {folder} has") for text in plan.warnings)


async def test_where_all_lies_on_one_disk_that_one_is_meant(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0) as k:
        free = k.home.world.disk.free
        plan = await k.plan(f"{FILMS} free:{free // 1000 + 20_000_000}KB")
        assert plan.disk is not None
        assert plan.disk.free_bytes == free


async def test_free_without_a_disk_or_with_one_nobody_sees_is_no_plan(tmp_path: Path) -> None:
    async with kitchen(tmp_path / "a", films=4, shows=0) as k:
        async with k.cascade._db.write() as conn:
            await conn.execute(
                insert(disk_samples).from_select(["path", "at", "total_bytes", "free_bytes"], OTHER)
            )
        with pytest.raises(Refused, match="DISK_PATH"):
            await k.plan(f"{FILMS} free:1TB")
    async with kitchen(tmp_path / "b", films=4, shows=0, DISK_PATH="/nowhere") as k:
        with pytest.raises(Unreachable, match="DISK_PATH"):
            await k.plan(f"{FILMS} free:1TB")


async def test_reclaim_of_files_nobody_sees_is_refused_with_two_ways_out(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=0, PATH_MAP="") as k:
        with pytest.raises(Refused, match=r"set PATH_MAP .* or use limit:"):
            await k.plan(f"{FILMS} reclaim:1GB")


@pytest.mark.parametrize("order", ["sort:size", "sort:-size"])
async def test_a_plan_never_holds_an_item_and_its_ancestor(tmp_path: Path, order: str) -> None:
    async with kitchen(tmp_path, films=2, shows=4) as k:
        plan = await k.plan(f"type:show,season size:>0GB {order}")
        assert {item.kind for item in plan.items} == {Kind.SHOW}
        seasons = await k.plan(f"type:season size:>0GB {order}")
        paths = [{file.path for file in item.files} for item in plan.items]
        assert sum(map(len, paths)) == len(set().union(*paths))
        assert {file.path for item in seasons.items for file in item.files} <= set().union(*paths)


async def test_seasons_go_alone_where_the_rule_does_not_want_their_show(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=4) as k:
        shows = (await k.plan("type:show size:>0GB sort:size")).items
        middle = shows[1].size_bytes // 1000
        plan = await k.plan(f"type:show,season size:<{middle}KB")
        small = {file.path for item in shows[:1] for file in item.files}
        assert {item.kind for item in plan.items} == {Kind.SHOW, Kind.SEASON}
        for item in plan.items:
            assert (item.kind is Kind.SHOW) == bool(small & {file.path for file in item.files})


async def test_what_is_unknown_is_passed_over_and_counted_with_its_reason(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, synced=False) as k:
        k.home.world.shelf.history_from = k.home.world.now - timedelta(days=400)
        await k.cascade.sync()
        everything = await k.plan("type:movie size:>0GB")
        plan = await k.plan("type:movie (unwatched:>2y OR size:>20GB)")
        assert plan.items
        assert all("size" in item.reasons[0] for item in plan.items)
        assert plan.left_out.unknown > 0
        assert len(plan.items) + plan.left_out.unknown <= everything.totals.items + 1
        unknown = [one for one in plan.left_out.items if one.why is Why.UNKNOWN]
        assert len(unknown) == plan.left_out.unknown
        assert all("plays are recorded since" in one.text for one in unknown)
        (text, count), *_ = plan.left_out.reasons
        assert "plays are recorded since" in text
        assert count == plan.left_out.unknown


async def test_where_nothing_can_be_judged_there_is_no_plan(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=0, synced=False) as k:
        with pytest.raises(Refused, match=r"Nothing could be judged: .*sync"):
            await k.plan("type:movie size:>0GB")
        await k.home.stop("seerr")
        await k.cascade.sync()
        with pytest.raises(Refused, match="Nothing could be judged: requested unknown: seerr"):
            await k.plan("type:movie requested:never")
        assert (await k.plan("type:movie size:>0GB")).items


async def test_a_rule_that_nothing_matches_is_an_empty_plan(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=0) as k:
        plan = await k.plan("type:movie size:>90TB")
        assert (plan.items, plan.left_out.unknown, plan.over_caps) == ((), 0, ())


async def test_a_source_that_is_not_set_up_is_named_only_where_the_rule_rests_on_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=0, SEERR_URL="", SEERR_API_KEY="") as k:
        assert not any("Seerr" in text for text in (await k.plan("type:movie size:>0GB")).warnings)
        plan = await k.plan("type:movie (requested:never OR size:>0GB)")
        assert any("No Seerr is configured" in text for text in plan.warnings)


async def test_an_ambiguous_match_is_passed_over_as_unclear(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=0, synced=False) as k:
        radarr = k.home.world.instances["radarr"]
        first, second, *_ = radarr.movies.values()
        (mine,), (other,) = radarr.held(first.id), radarr.held(second.id)
        second.title, other.path, other.size = first.title, mine.path, mine.size
        await k.cascade.sync()
        plan = await k.plan(f"type:movie library:Movies tmdb:{first.title.ids.tmdb}")
        assert not plan.items
        assert plan.left_out.unclear == 1
        (left,) = plan.left_out.items
        assert (left.why, left.title) == (Why.UNCLEAR, first.title.name)
        assert "is ambiguous" in left.text


@pytest.mark.parametrize(("stop", "rows"), [("limit:1", False), ("limit:2", True)])
async def test_the_row_that_says_available_goes_only_when_no_copy_stays(
    tmp_path: Path, stop: str, *, rows: bool
) -> None:
    async with kitchen(tmp_path, films=4, shows=0) as k:
        plan = await k.plan(f'type:movie title:="{entry_of(k, TWIN).title}" {stop}')
        assert any(step.action is Action.DELETE_MEDIA for i in plan.items for step in i.steps) is rows


@pytest.mark.parametrize(
    ("order", "steps"),
    [
        ("media-first", [("plex", Action.DELETE_ITEM), ("radarr", Action.DELETE_ENTRY)]),
        ("arr-first", [("radarr", Action.DELETE_ENTRY), ("plex", Action.REFRESH)]),
    ],
)
async def test_whoever_removes_the_files_comes_first_and_is_the_gate(
    tmp_path: Path, order: str, steps: list[tuple[str, Action]]
) -> None:
    async with kitchen(tmp_path, films=8, shows=0, CASCADE_ORDER=order) as k:
        for item in (await k.plan("type:movie on:radarr -on:uhd")).items:
            assert [(step.target, step.action) for step in item.steps[:2]] == steps
            assert [step.gate for step in item.steps] == [True] + [False] * (len(item.steps) - 1)
            assert set(targets(item)[2:]) <= {"seerr"}


async def test_a_film_with_a_lesser_version_is_not_chosen_for_its_better_one(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=16, shows=0) as k:
        plan = await k.plan("type:movie resolution:2160p")
        assert plan.items
        assert all({f.resolution for f in item.files} == {"2160p"} for item in plan.items)
        said = {one.title: one.text for one in plan.left_out.items}
        assert said[entry_of(k, MERGED).title] == (
            "resolution unknown: its versions differ: 2160p and 1080p, and all of them would go"
        )
        assert "1080p and 720p" in said[entry_of(k, STRAY).title]
        assert plan.left_out.unknown == 2
        others = await k.plan("type:movie -resolution:1080p")
        assert entry_of(k, MERGED).title not in {item.title for item in others.items}


async def test_a_number_that_radarr_and_plex_both_use_is_no_session(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=8, shows=0, synced=False) as k:
        world = k.home.world
        plain = entry_of(k, 2)
        happenings.start_session(world, plain.key, PEOPLE[1], world.now)
        other = next(m for m in world.instances["radarr"].movies.values() if m.title.name != plain.title)
        radarr = world.instances["radarr"]
        (file,) = radarr.held(other.id)
        radarr.movies[plain.key] = radarr.movies.pop(other.id)
        radarr.files_of[plain.key] = radarr.files_of.pop(other.id)
        other.id = file.owner = plain.key
        await k.cascade.sync()
        plan = await k.plan(f"type:movie tmdb:{other.title.ids.tmdb},{plain.ids.tmdb}")
        assert other.title.name in {item.title for item in plan.items}
        assert {one.title: one.text for one in plan.left_out.items} == {
            plain.title: "being watched right now"
        }
