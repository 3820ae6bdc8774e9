"""The first step removes the files: what happens when it does not, and what may follow when it does."""

from pathlib import Path
from typing import Any

import pytest

from cascade.errors import Unreachable
from cascade.ledger.states import ItemState
from playground.calls import Call
from playground.faults import FaultKind
from playground.instance import Movie
from tests.execution.inventory import instance, stocktaking
from tests.kitchen import Kitchen, kitchen

FILMS = "type:movie library:Movies size:>0GB limit:3"
PLAIN = "type:movie on:radarr -on:uhd requested:>1990 limit:1"
POSTPONING: dict[str, Any] = {
    "RETRY_AFTER": "30",
    "IN_DOUBT_SETTLE": "0.2",
    "PROOF_SECONDS": "0.9",
    "CONCURRENCY": "1",
}


def servers_changed(k: Kitchen) -> list[str]:
    """Name the servers that were changed, in order, each once."""
    return list(dict.fromkeys(call.server for call in k.home.log.effects()))


def seen(path: str) -> bool:
    return Path(path).exists()


def unlink(path: str) -> None:
    Path(path).unlink()


async def refused_by_plex(k: Kitchen) -> str:
    stock = await stocktaking(k, FILMS)
    report = await k.execute(stock.plan)
    assert report.count(ItemState.FAILED) == len(stock.plan.items)
    assert not stock.lost
    assert not k.home.log.effects()
    return report.items[0].message or ""


async def test_nothing_else_is_attempted_where_plex_may_not_delete(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **POSTPONING) as k:
        k.home.world.shelf.may_delete = False
        said = await refused_by_plex(k)
    assert "allow media deletion" in said
    assert "CASCADE_ORDER=arr-first" in said


async def test_nothing_else_is_attempted_where_plex_cannot_write(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **POSTPONING) as k:
        k.home.world.shelf.readonly = True
        assert "plex" in await refused_by_plex(k)


async def test_nothing_else_is_attempted_where_plex_says_yes_and_does_nothing(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **POSTPONING) as k:
        k.home.faults["plex"].add(FaultKind.NOOP)
        assert "plex took the call, but" in await refused_by_plex(k)


@pytest.mark.parametrize("server", ["plex", "radarr", "seerr"])
async def test_a_run_does_not_begin_while_a_server_it_needs_is_down(tmp_path: Path, server: str) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **POSTPONING) as k:
        stock = await stocktaking(k, FILMS)
        await k.home.stop(server)
        with pytest.raises(Unreachable, match=server):
            await k.execute(stock.plan)
        assert not k.home.log.effects()
        await k.home.start(server)
        assert (await k.execute(stock.plan)).completed


async def test_the_server_that_removes_the_files_is_never_done_without(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **POSTPONING) as k:
        stock = await stocktaking(k, FILMS)
        await k.home.stop("plex")
        with pytest.raises(Unreachable, match="plex"):
            await k.execute(stock.plan, accept_partial=True)


async def test_radarr_down_and_accepted_is_partial_and_completed_when_it_is_back(tmp_path: Path) -> None:
    """All of them: what is done without on purpose holds back no item, however often it did not answer."""
    async with kitchen(tmp_path, films=12, shows=0, **POSTPONING) as k:
        stock = await stocktaking(k, "type:movie library:Movies size:>0GB limit:4")
        await k.home.stop("radarr")
        report = await k.execute(stock.plan, accept_partial=True)
        stock.check(report)
        assert report.count(ItemState.PARTIAL) == 4
        await k.home.start("radarr")
        (report,) = await k.cascade.retry(by="tester")
        stock.check(report)
        assert report.completed


async def test_radarr_lost_during_the_run_leaves_one_item_partial_and_begins_no_other(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=8, shows=0, **POSTPONING) as k:
        stock = await stocktaking(k, "type:movie size:>0GB -on:uhd limit:4")
        gates = 0

        async def lose_radarr(call: Call) -> None:
            nonlocal gates
            gates += call.server == "plex" and call.method == "DELETE"
            if gates == 2 and k.home.radarr.listening:
                await k.home.stop("radarr")

        k.home.log.after = lose_radarr
        report = await k.execute(stock.plan)
        stock.check(report)
        assert [item.state for item in report.items] == [
            ItemState.COMPLETED,
            ItemState.PARTIAL,
            ItemState.PENDING,
            ItemState.PENDING,
        ]
        k.home.log.after = None
        await k.home.start("radarr")
        (report,) = await k.cascade.retry(by="tester")
        stock.check(report)
        assert report.completed


async def test_a_file_that_stays_on_disk_keeps_the_rest_of_the_item_withheld(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **POSTPONING) as k:
        stock = await stocktaking(k, PLAIN)
        (file,) = stock.plan.items[0].files

        async def keep_the_file(call: Call) -> None:
            if call.server == "plex" and call.method == "DELETE" and not seen(file.path):
                disk = k.home.world.disk
                disk.write(disk.house(Path(file.path)) or "", file.size_bytes)

        k.home.log.after = keep_the_file
        report = await k.execute(stock.plan)
        assert report.items[0].state is ItemState.PARTIAL
        assert file.path in (report.items[0].message or "")
        assert servers_changed(k) == ["plex"]
        k.home.log.after = None
        unlink(file.path)
        (report,) = await k.cascade.retry(by="tester")
        stock.check(report)
        assert report.completed


async def test_an_exclusion_that_is_not_there_is_made(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **POSTPONING) as k:
        stock = await stocktaking(k, PLAIN)

        async def ignore_the_flag(call: Call) -> None:
            if call.server == "radarr" and call.method == "DELETE":
                instance(k, "radarr").exclusions.clear()

        k.home.log.after = ignore_the_flag
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.items[0].state is ItemState.PARTIAL
        assert "does not exclude it" in (report.items[0].message or "")
        (report,) = await k.cascade.retry(by="tester")
        stock.check(report)
        assert report.completed


async def test_an_exclusion_that_cannot_be_proved_is_never_called_completed(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **POSTPONING) as k:
        stock = await stocktaking(k, PLAIN)

        async def forget_exclusions(call: Call) -> None:
            if call.server == "radarr":
                instance(k, "radarr").exclusions.clear()

        k.home.log.before = forget_exclusions
        await k.execute(stock.plan)
        (report,) = await k.cascade.retry(by="tester")
        assert report.items[0].state is ItemState.PARTIAL


async def test_arr_first_has_radarr_remove_the_files_and_plex_look(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=8, shows=2, CASCADE_ORDER="arr-first", **POSTPONING) as k:
        k.home.world.shelf.may_delete = False
        stock = await stocktaking(k, "size:>0GB -on:uhd sort:size limit:8")
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed
        assert not k.home.log.of("plex", "DELETE")
        assert stock.may_go <= stock.lost


async def test_arr_first_begins_with_radarr(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, CASCADE_ORDER="arr-first", **POSTPONING) as k:
        stock = await stocktaking(k, PLAIN)
        assert (await k.execute(stock.plan)).completed
        assert servers_changed(k) == ["radarr", "plex", "seerr"]


async def test_arr_first_leaves_plex_and_seerr_alone_where_radarr_does_nothing(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, CASCADE_ORDER="arr-first", **POSTPONING) as k:
        stock = await stocktaking(k, PLAIN)
        k.home.faults["radarr"].add(FaultKind.NOOP)
        report = await k.execute(stock.plan)
        assert report.items[0].state is ItemState.FAILED
        assert not stock.lost
        assert not k.home.log.effects()


async def test_arr_first_is_partial_until_plex_has_looked(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, CASCADE_ORDER="arr-first", **POSTPONING) as k:
        stock = await stocktaking(k, PLAIN)
        k.home.faults["plex"].add(FaultKind.NOOP)
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.items[0].state is ItemState.PARTIAL
        k.home.faults["plex"].clear()
        (report,) = await k.cascade.retry(by="tester")
        stock.check(report)
        assert report.completed


async def test_a_folder_that_radarr_keeps_without_a_word_is_never_called_completed(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, CASCADE_ORDER="arr-first", **POSTPONING) as k:
        stock = await stocktaking(k, PLAIN)
        item = stock.plan.items[0]
        radarr = instance(k, "radarr")
        entry = radarr.movies[int(item.steps[0].ref)]
        other = next(row for row in radarr.movies.values() if row.id != entry.id)
        number = k.home.world.fresh("radarr")
        below = f"{entry.path}/extras"
        radarr.movies[number] = Movie(number, other.title, below, entry.root, entry.profile, entry.added)
        report = await k.execute(stock.plan)
        assert report.items[0].state is ItemState.PARTIAL
        assert "still on" in (report.items[0].message or "")
        assert seen(item.files[0].path)
        assert servers_changed(k) == ["radarr"]


async def test_a_recycle_bin_gets_the_files_and_the_plan_says_that_no_space_comes_back(
    tmp_path: Path,
) -> None:
    async with kitchen(tmp_path, films=6, shows=0, CASCADE_ORDER="arr-first", **POSTPONING) as k:
        instance(k, "radarr").recycle_bin = "/recycle"
        stock = await stocktaking(k, PLAIN)
        assert any("recycle bin /recycle" in warning for warning in stock.plan.warnings)
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed
        assert any("recycle" in path.parts for path in k.on_disk())


async def test_what_plex_alone_holds_is_passed_over_where_plex_may_not_delete(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0, CASCADE_ORDER="arr-first", **POSTPONING) as k:
        plan = await k.plan("type:movie on:plex -on:radarr -on:uhd")
        assert not plan.items
        assert plan.left_out.unclear == 1
