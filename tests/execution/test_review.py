"""Bad luck in several strokes: what one fault leaves behind meets the next."""

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

from cascade.ledger.states import ItemState
from playground import happenings
from playground.calls import Call
from playground.faults import FaultKind
from playground.people import PEOPLE
from tests.execution.inventory import instance, stocktaking
from tests.kitchen import Kitchen, kitchen

HASTY: dict[str, Any] = {
    "RETRY_AFTER": "30",
    "IN_DOUBT_SETTLE": "0.1",
    "PROOF_SECONDS": "0.9",
    "CONCURRENCY": "1",
}


def lose_episode(k: Kitchen, show: int) -> None:
    """Let Plex lose one episode with its file, as when a deletion is broken off."""
    shelf = k.home.world.shelf
    episode = shelf.leaves(show)[0]
    for part in episode.parts:
        (k.home.world.disk.root / part.file).unlink()
    del shelf.entries[episode.key]
    shelf.entries[episode.parent or 0].children.remove(episode.key)
    k.home.world.touch()


async def test_a_show_of_which_a_part_went_stays_partial_when_an_episode_comes_in(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=4, **HASTY) as k:
        stock = await stocktaking(k, "type:show size:>0GB sort:size limit:1")
        show = int(stock.plan.items[0].steps[0].ref)
        k.home.faults["plex"].add(FaultKind.STATUS, method="DELETE")
        broken = False

        async def break_off(call: Call) -> None:
            nonlocal broken
            if call.server == "plex" and call.method == "DELETE" and not broken:
                broken = True
                lose_episode(k, show)

        k.home.log.before = break_off
        report = await k.execute(stock.plan)
        assert [item.state for item in report.items] == [ItemState.PARTIAL], report.items[0].message
        season = next(e.index for e in k.home.world.shelf.below(show) if e.kind == "season" and e.children)
        happenings.add_episode(k.home.world, show, season or 0, k.home.world.now)
        (report,) = await k.cascade.retry(by="tester")
        assert [item.state for item in report.items] == [ItemState.PARTIAL], report.items[0].message
        (event,) = await k.cascade.history(limit=5)
        assert "changed" in (event.error or "")


async def test_a_film_played_through_another_library_is_left_alone(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, synced=False, **HASTY) as k:
        shelf = k.home.world.shelf
        film = next(e for e in shelf.entries.values() if e.kind == "movie" and len(e.parts) == 1)
        for name in ("radarr", "uhd"):  # which of both entries theirs is could not be said
            one = instance(k, name)
            one.movies = {n: m for n, m in one.movies.items() if m.title.ids.tmdb != film.ids.tmdb}
        other = next(s.key for s in shelf.sections.values() if s.kind == "movie" and s.key != film.section)
        shelf.add(replace(film, key=k.home.world.fresh(), section=other, media=copy.deepcopy(film.media)))
        k.home.world.touch()
        await k.cascade.sync()
        stock = await stocktaking(k, f'type:movie title:="{film.title}" size:>0GB limit:1')
        (planned,) = (int(item.steps[0].ref) for item in stock.plan.items)
        (played,) = {e.key for e in shelf.entries.values() if e.guid == film.guid} - {planned}
        happenings.start_session(k.home.world, played, PEOPLE[1], k.home.world.now)
        report = await k.execute(stock.plan)
        assert [item.message for item in report.items] == ["being watched right now"]
        assert not stock.lost


async def test_a_number_of_radarr_is_not_taken_for_an_entry_that_is_being_watched(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, **HASTY) as k:
        shelf = k.home.world.shelf
        stock = await stocktaking(k, "type:movie on:radarr -on:uhd size:>0GB sort:size limit:1")
        (item,) = stock.plan.items
        number = next(int(step.ref) for step in item.steps if step.target == "radarr")
        film = next(e for e in shelf.entries.values() if e.kind == "movie" and e.ids.tmdb != item.ids.tmdb)
        shelf.add(replace(film, key=number, media=copy.deepcopy(film.media)))
        happenings.start_session(k.home.world, number, PEOPLE[1], k.home.world.now)
        report = await k.execute(stock.plan)
        assert report.completed, report.items[0].message


async def test_a_film_upgraded_after_plex_was_looked_at_keeps_its_new_file(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, **HASTY) as k:
        stock = await stocktaking(k, "type:movie library:Movies on:radarr size:>0GB sort:size limit:1")
        number = next(int(step.ref) for step in stock.plan.items[0].steps if step.target == "radarr")
        new = ""

        async def upgrade(call: Call) -> None:
            nonlocal new
            if not new and call.server == "radarr" and "mediafiles" in call.path:  # the last it is asked
                new = happenings.upgrade(k.home.world, "radarr", number, k.home.world.now).path

        k.home.log.after = upgrade
        report = await k.execute(stock.plan)
        assert new
        assert k.home.world.disk.size(new), "the new file was deleted"
        assert [item.state for item in report.items] == [ItemState.SKIPPED], report.items[0].message


async def test_a_source_that_is_no_longer_believed_drops_what_rested_on_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        plan = await k.plan("type:movie size:>0GB -tag:keep -on:radarr -on:uhd limit:1")
        assert plan.items
        k.home.faults["radarr"].add(FaultKind.EMPTY)
        await k.cascade.sync(["radarr"])
        k.home.faults["radarr"].clear()
        report = await k.execute(plan)
        assert [item.state for item in report.items] == [ItemState.SKIPPED]
        assert k.destructive() == []


async def test_a_film_that_radarr_got_after_the_plan_is_left_alone(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        plan = await k.plan("type:movie tmdb:>0 -tag:keep -on:radarr -on:uhd")
        item = next(item for item in plan.items if item.ids.tmdb is not None)
        radarr = instance(k, "radarr")
        known = next(iter(radarr.movies.values()))
        assert item.ids.tmdb is not None
        title = replace(known.title, ids=replace(known.title.ids, tmdb=item.ids.tmdb))
        radarr.movies[9_999] = replace(
            known, id=9_999, title=title, file=None, path=f"{known.root}/New (2001)"
        )
        k.home.world.touch()
        report = await k.execute(plan)
        states = {entry.item_id: entry.state for entry in report.items}
        assert states[item.item_id] is ItemState.SKIPPED
