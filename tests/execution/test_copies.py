"""Several copies of a title, strange entries, restored servers: only what was shown goes."""

from pathlib import Path
from typing import Any

import pytest

from cascade.errors import CascadeError
from cascade.ledger.states import ItemState
from cascade.plan import Plan, PlanItem
from cascade.step import Action
from playground import happenings
from playground.instance import ArrFile, Movie
from playground.people import PEOPLE
from tests.execution.inventory import instance, stocktaking, take
from tests.kitchen import Kitchen, kitchen

QUIET: dict[str, Any] = {"PROOF_SECONDS": "0.9", "RETRY_AFTER": "30", "CONCURRENCY": "1"}
TWIN, MERGED, ONLY_4K, UNMANAGED = 3, 9, 13, 19  # the numbers of films of these shapes


def name_of(k: Kitchen, number: int) -> str:
    """Give the title of the film with that number, as the household counts."""
    return next(
        entry.title for entry in k.home.world.shelf.entries.values() if entry.guid.endswith(f"/{number:024x}")
    )


def targets(item: PlanItem) -> set[str]:
    return {step.target for step in item.steps}


def actions(plan: Plan) -> set[Action]:
    return {step.action for item in plan.items for step in item.steps}


def media_rows(k: Kitchen, item: PlanItem) -> list[int]:
    return [
        row.id for row in k.home.world.media.values() if row.kind == "movie" and row.tmdb == item.ids.tmdb
    ]


async def test_a_film_goes_and_its_4k_twin_stays(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        stock = await stocktaking(k, f'title:="{name_of(k, TWIN)}" type:movie library:Movies')
        (item,) = stock.plan.items
        assert targets(item) == {"plex", "radarr"}
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed
        assert len(media_rows(k, item)) == 1
        assert instance(k, "uhd").movies


async def test_a_4k_twin_goes_with_its_request_and_the_film_stays(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        stock = await stocktaking(k, f'title:="{name_of(k, TWIN)}" type:movie library:"Movies 4K"')
        (item,) = stock.plan.items
        assert targets(item) == {"plex", "uhd", "seerr"}
        assert Action.DELETE_MEDIA not in actions(stock.plan)
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed
        assert len(media_rows(k, item)) == 1


@pytest.mark.parametrize("lanes", ["1", "4"])
async def test_both_twins_go_with_the_title_in_seerr(tmp_path: Path, lanes: str) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **{**QUIET, "CONCURRENCY": lanes}) as k:
        stock = await stocktaking(k, f'title:="{name_of(k, TWIN)}" type:movie')
        assert len(stock.plan.items) == 2
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed
        assert not media_rows(k, stock.plan.items[0])


async def test_the_title_stays_in_seerr_when_its_other_copy_is_dropped_during_the_run(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        stock = await stocktaking(k, f'title:="{name_of(k, TWIN)}" type:movie')
        plain = next(item for item in stock.plan.items if item.library == "Movies")
        twin = next(item for item in stock.plan.items if item.library != "Movies")
        happenings.start_session(k.home.world, int(plain.steps[0].ref), PEOPLE[1], k.home.world.now)
        report = await k.execute(stock.plan)
        stock.check(report)
        states = {item.item_id: item.state for item in report.items}
        assert states == {plain.item_id: ItemState.SKIPPED, twin.item_id: ItemState.COMPLETED}
        assert len(media_rows(k, plain)) == 1


async def test_merged_versions_go_from_both_radarrs(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, **QUIET) as k:
        stock = await stocktaking(k, f'title:="{name_of(k, MERGED)}" type:movie')
        (item,) = stock.plan.items
        assert {"plex", "radarr", "uhd"} <= targets(item)
        assert len(item.files) == 2
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed


async def test_merged_versions_are_not_selected_by_the_better_of_them(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, **QUIET) as k:
        plan = await k.plan(f'title:="{name_of(k, MERGED)}" type:movie resolution:2160p')
        assert not plan.items
        assert plan.left_out.unknown == 1


async def test_a_second_radarr_with_the_film_in_another_folder_keeps_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, synced=False, **QUIET) as k:
        world, uhd = k.home.world, instance(k, "uhd")
        film = next(iter(instance(k, "radarr").movies.values()))
        path = f"movies-uhd/{film.title.folder}"
        number, file = world.fresh("uhd"), world.fresh("uhd file")
        uhd.movies[number] = Movie(number, film.title, path, "movies-uhd", 5, film.added, file=file)
        world.disk.write(f"{path}/other.mkv", 1_000_000)
        uhd.add_file(ArrFile(file, number, f"{path}/other.mkv", 1_000_000, "Bluray-2160p", 2160, film.added))
        await k.cascade.sync()
        stock = await stocktaking(k, f"type:movie tmdb:{film.title.ids.tmdb}")
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed
        assert number in uhd.movies
        assert world.disk.size(f"{path}/other.mkv") == 1_000_000


@pytest.mark.parametrize(("is_4k", "alone"), [("true", False), ("true", True), ("false", False)])
async def test_another_copy_that_its_server_calls_by_the_films_path_stays(
    tmp_path: Path, is_4k: str, *, alone: bool
) -> None:
    root = tmp_path / "house" / "data"
    alike: dict[str, Any] = {
        "PATH_MAP": f"/movies={root}/movies,/movies-uhd={root}/movies,/data/media={root}",
        "RADARR_UHD_4K": is_4k,
    }
    async with kitchen(tmp_path, films=6, shows=0, synced=False, **alike, **QUIET) as k:
        world, uhd = k.home.world, instance(k, "uhd")
        film = next(iter(instance(k, "radarr").movies.values()))
        (hd,) = instance(k, "radarr").held(film.id)
        path = hd.path.replace("movies/", "movies-uhd/", 1)
        number, file = world.fresh("uhd"), world.fresh("uhd file")
        folder = path.rpartition("/")[0]
        uhd.movies[number] = Movie(number, film.title, folder, "movies-uhd", 5, film.added, file=file)
        world.disk.write(path, 1_000_000)
        uhd.add_file(ArrFile(file, number, path, 1_000_000, "Bluray-2160p", 2160, film.added))
        if alone:
            del instance(k, "radarr").movies[film.id]
        await k.cascade.sync()
        plan = await k.plan(f"type:movie tmdb:{film.title.ids.tmdb} library:Movies")
        if is_4k == "true":
            assert (await k.execute(plan)).completed
        else:  # then nobody can say which of the two it is
            assert "is ambiguous" in plan.left_out.items[0].text
        assert number in uhd.movies
        assert world.disk.size(path) == 1_000_000


async def test_an_entry_with_other_files_under_the_same_number_is_passed_over_or_left(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, synced=False, **QUIET) as k:
        world, radarr = k.home.world, instance(k, "radarr")
        film = next(iter(radarr.movies.values()))
        (file,) = radarr.held(film.id)
        file.path = f"{film.path}/another cut.mkv"
        world.disk.write(file.path, file.size)
        await k.cascade.sync()
        plan = await k.plan(f"type:movie tmdb:{film.title.ids.tmdb}")
        assert "radarr" not in {step.target for item in plan.items for step in item.steps}
        if plan.items:
            await k.execute(plan)
        assert ("radarr", str(film.id)) in take(k).things
        assert world.disk.size(file.path) == file.size


async def test_what_plex_alone_holds_goes_from_plex_and_seerr(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0, **QUIET) as k:
        stock = await stocktaking(k, f'title:="{name_of(k, UNMANAGED)}" type:movie')
        assert targets(stock.plan.items[0]) == {"plex", "seerr"}
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed


async def test_a_deletion_leaves_the_requests_of_other_films_known(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, **QUIET) as k:
        before = {item.title for item in (await k.plan("type:movie requested:>1990")).items}
        plan = await k.plan("type:movie requested:never limit:1")
        assert (await k.execute(plan)).completed
        assert {item.title for item in (await k.plan("type:movie requested:>1990")).items} == before


async def test_a_restored_plex_is_refused_and_after_adoption_an_old_plan_deletes_nothing_wrong(
    tmp_path: Path,
) -> None:
    async with kitchen(tmp_path, films=12, shows=0, **QUIET) as k:
        old = await k.plan("type:movie library:Movies size:>0GB limit:3")
        happenings.restore_plex(k.home.world)
        before = take(k)
        with pytest.raises(CascadeError, match="sync --adopt plex"):
            await k.execute(old)
        (report, *_) = await k.cascade.sync(["plex"])
        assert "--adopt plex" in (report.alert or "")
        for report in await k.cascade.sync(["plex", "tautulli"], adopt=frozenset({"plex", "tautulli"})):
            assert report.whole, report
        again = await k.execute(old)
        assert not again.count(ItemState.COMPLETED, ItemState.PARTIAL), again
        assert take(k) == before


async def test_after_adoption_a_new_plan_deletes_what_it_shows(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=2, **QUIET) as k:
        happenings.restore_plex(k.home.world)
        await k.cascade.sync(adopt=frozenset({"plex", "tautulli"}))
        stock = await stocktaking(k, "size:>0GB sort:size limit:4")
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed


def sonarr_files(k: Kitchen) -> set[str]:
    return {file.path for file in instance(k, "sonarr").files.values()}


@pytest.mark.parametrize("library", ["TV", "Anime"])
async def test_a_season_goes_by_its_files_whatever_sonarr_calls_it(tmp_path: Path, library: str) -> None:
    async with kitchen(tmp_path, films=2, shows=10, **QUIET) as k:
        stock = await stocktaking(k, f"type:season library:{library} size:>0GB sort:size limit:2")
        known, shows = sonarr_files(k), set(instance(k, "sonarr").series)
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed, report.items
        gone = {str(k.home.world.disk.real(path)) for path in known - sonarr_files(k)}
        assert gone == {file.path for item in stock.plan.items for file in item.files}
        assert set(instance(k, "sonarr").series) == shows


async def test_specials_and_the_newest_season_of_a_show_that_goes_on_stay_unless_allowed(
    tmp_path: Path,
) -> None:
    async with kitchen(tmp_path, films=2, shows=12, **QUIET) as k:
        plan = await k.plan("type:season season:0 size:>0GB")
        assert not any("sonarr" in targets(item) for item in plan.items)
        said = {row.text for row in plan.left_out.items}
        assert any("ALLOW_SPECIALS" in text for text in said), (said, plan.items)
        plan = await k.plan("type:season status:continuing season:>0 size:>0GB")
        assert any("ALLOW_NEWEST_SEASON" in row.text for row in plan.left_out.items), plan.left_out


async def test_specials_go_where_they_are_allowed(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=12, ALLOW_SPECIALS="true", **QUIET) as k:
        stock = await stocktaking(k, "type:season season:0 size:>0GB limit:1")
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed


async def test_a_run_that_cannot_go_on_says_why(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        plan = await k.plan("type:movie library:Movies size:>0GB limit:1")
        await k.cascade.confirm(plan.id, plan.digest, by="tester", source="cli")
        happenings.restore_plex(k.home.world)
        with pytest.raises(CascadeError, match="sync --adopt plex"):
            await k.cascade.resume()
