"""Two media servers in whole runs: what one of them holds more of, loses, hides or will not let go."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.settings import load_settings
from bot.wiring import open_cascade
from cascade.ledger.states import ItemState
from cascade.plan import Plan
from playground.faults import FaultKind
from playground.jellyfin_scan import scan
from playground.jellyfin_shelf import JellyfinShelf, Source
from playground.shelf import Part
from tests.execution.test_media_servers import BOTH, FILM, JELLYFIN, left
from tests.kitchen import Kitchen, kitchen

QUIET: dict[str, Any] = {"PROOF_SECONDS": "0.9", "RETRY_AFTER": "30", "CONCURRENCY": "1"}
FIRST: dict[str, Any] = {**QUIET, "MEDIA_ORDER": "jellyfin,plex"}
TITLE = "The Dark Knight"


def jellyfin(k: Kitchen) -> JellyfinShelf:
    assert k.home.world.jellyfin is not None
    return k.home.world.jellyfin


def path(k: Kitchen) -> str:
    return jellyfin(k).named(TITLE, "Movie").path


def add_version(k: Kitchen, *, to: str) -> str:
    """Let one server, and that one alone, list a second file of the film."""
    other = path(k).replace(".mkv", " - director's cut.mkv")
    k.home.world.disk.write(other, 4_000_000)
    if to == "plex":
        entry = k.home.world.entry(TITLE)
        part = Part(990_001, other, 4_000_000)
        entry.media.append(replace(entry.media[0], id=990_002, parts=[part]))
    else:
        jellyfin(k).named(TITLE, "Movie").sources.append(Source("e" * 32, other, 4_000_000))
    k.home.world.touch()
    return other


def unclear(plan: Plan) -> str:
    assert plan.items == ()
    (one,) = plan.left_out.items
    return one.text


async def test_what_the_follower_lists_more_of_is_not_planned(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=BOTH, **QUIET) as k:
        add_version(k, to="jellyfin")
        await k.cascade.sync()
        assert "director's cut" in unclear(await k.plan(FILM))


async def test_what_plex_lists_more_of_is_not_planned_for_jellyfin(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=BOTH, **FIRST) as k:
        add_version(k, to="plex")
        await k.cascade.sync()
        assert "director's cut" in unclear(await k.plan(FILM))


async def test_what_a_follower_comes_to_list_after_the_plan_keeps_the_item(tmp_path: Path) -> None:
    for order, to in ((QUIET, "jellyfin"), (FIRST, "plex")):
        async with kitchen(tmp_path / to, films=12, shows=0, media=BOTH, **order) as k:
            plan = await k.plan(FILM)
            assert len(plan.items) == 1
            other = add_version(k, to=to)
            report = await k.execute(plan)
            assert [item.state for item in report.items] == [ItemState.SKIPPED]
            assert not k.home.log.effects()
            assert k.home.world.disk.size(other)


async def test_a_file_nobody_lists_in_the_folder_keeps_jellyfin_from_deleting_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=JELLYFIN, **QUIET) as k:
        plan = await k.plan(FILM)
        other = path(k).replace(".mkv", " and another film.mkv")
        k.home.world.disk.write(other, 4_000_000)
        report = await k.execute(plan)
        assert [item.state for item in report.items] == [ItemState.SKIPPED]
        assert not k.home.log.effects()
        assert k.home.world.disk.size(other)
        assert "another film" in unclear(await k.plan(FILM))


async def test_jellyfin_does_not_delete_from_a_lost_disk(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=JELLYFIN, **QUIET) as k:
        plan = await k.plan(FILM)
        k.home.world.disk.lose("movies")
        report = await k.execute(plan)
        assert [item.state for item in report.items] != [ItemState.COMPLETED]
        assert not k.home.log.effects()
        k.home.world.disk.find("movies")
        assert left(k, plan)


async def test_files_that_went_while_the_row_stayed_are_neither_done_nor_failed(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=JELLYFIN, **QUIET) as k:
        plan = await k.plan(FILM)
        jellyfin(k).keeps_rows = True
        report = await k.execute(plan)
        assert report.items[0].state not in {ItemState.COMPLETED, ItemState.FAILED}
        assert len(k.home.log.of("jellyfin", "DELETE")) == 1
        jellyfin(k).keeps_rows = False
        scan(k.home.world, jellyfin(k))
        (again,) = await k.cascade.retry(by="tester")
        assert [item.state for item in again.items] == [ItemState.COMPLETED]
        assert len(k.home.log.of("jellyfin", "DELETE")) == 1


async def test_a_refresh_that_never_helps_is_partial_and_no_return(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=BOTH, **FIRST) as k:
        plan = await k.plan(FILM)
        k.home.faults["plex"].add(FaultKind.NOOP, path="/refresh")
        report = await k.execute(plan)
        assert [item.state for item in report.items] == [ItemState.PARTIAL]
        assert report.items[0].results["jellyfin"].success
        assert not report.items[0].results["plex"].success
        (again,) = await k.cascade.retry(by="tester")
        assert [item.state for item in again.items] == [ItemState.PARTIAL]
        assert len(k.home.log.of("jellyfin", "DELETE")) == 1


async def test_a_run_whose_server_left_the_settings_ends_and_blocks_no_other(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, media=BOTH, **QUIET) as k:
        plan = await k.plan(FILM)
        k.home.faults["jellyfin"].add(FaultKind.NOOP, path="/Library/Media/Updated")
        assert [item.state for item in (await k.execute(plan)).items] == [ItemState.PARTIAL]
        lines = [line for line in k.env_file.read_text().splitlines() if not line.startswith("JELLYFIN")]
        k.env_file.write_text("\n".join(lines))
        async with open_cascade(load_settings(k.env_file)) as cascade:
            (run,) = await cascade.retry(by="tester")
            assert [item.state for item in run.items] == [ItemState.PARTIAL]
            assert "jellyfin" in (run.items[0].message or "")
            for report in await cascade.sync():
                assert report.whole
            other = await cascade.propose("type:movie library:Movies size:>0GB limit:1", by="tester")
            done = await cascade.execute(other.id, other.digest, by="tester")
            assert [item.state for item in done.items] == [ItemState.COMPLETED]
