"""Where Radarr removes the files: what it holds only a part of, or nothing."""

from pathlib import Path
from typing import Any

from cascade.ledger.states import ItemState
from tests.execution.inventory import instance, stocktaking
from tests.execution.test_copies import MERGED, name_of
from tests.kitchen import kitchen

QUIET: dict[str, Any] = {
    "CASCADE_ORDER": "arr-first",
    "PROOF_SECONDS": "0.9",
    "RETRY_AFTER": "30",
    "CONCURRENCY": "1",
}


async def test_merged_versions_of_two_radarrs_both_go(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, **QUIET) as k:
        stock = await stocktaking(k, f'title:="{name_of(k, MERGED)}" type:movie')
        (item,) = stock.plan.items
        assert [step.target for step in item.steps[:3]] == ["radarr", "uhd", "plex"]
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.completed
        assert {("file", file.path) for file in item.files} <= stock.lost


async def test_a_version_no_radarr_holds_keeps_all_of_the_film(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, synced=False, **QUIET) as k:
        instance(k, "uhd").movies.clear()
        await k.cascade.sync()
        plan = await k.plan(f'title:="{name_of(k, MERGED)}" type:movie')
        assert not plan.items
        assert "which would not be deleted as planned" in plan.left_out.items[0].text


async def test_an_entry_without_a_file_is_no_gate(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, synced=False, **QUIET) as k:
        film = next(iter(instance(k, "radarr").movies.values()))
        film.file = None
        await k.cascade.sync()
        plan = await k.plan(f"type:movie tmdb:{film.title.ids.tmdb} library:Movies")
        assert not plan.items
        assert plan.left_out.unclear == 1


async def test_a_gate_of_which_a_part_went_without_us_is_not_begun(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=6, shows=0, **QUIET) as k:
        stock = await stocktaking(k, "type:movie on:radarr -on:uhd size:>0GB limit:1")
        (item,) = stock.plan.items
        instance(k, "radarr").movies[int(item.steps[0].ref)].file = None  # as while it is replaced
        report = await k.execute(stock.plan)
        stock.check(report)
        assert report.items[0].state is ItemState.SKIPPED
        assert (report.items[0].message or "").startswith("changed: radarr has the entry, with 0 of 1")
        assert not k.home.log.effects()
