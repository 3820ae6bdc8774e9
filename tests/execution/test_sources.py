"""A source that fails, shrinks, is empty or stale never makes an item match."""

from datetime import timedelta
from pathlib import Path

import pytest
from tenacity import wait_none

from cascade.connectors import _http
from cascade.errors import Refused
from cascade.ledger.states import ItemState
from playground.faults import FaultKind
from tests.kitchen import Kitchen, kitchen

RULES = (
    "type:movie,show unwatched:>1y -label:Keep size:>0GB",
    "type:movie,show -tag:keep -requested-by:anna size:>0GB",
    "type:movie requested:never on:plex",
)
SERVERS = ("plex", "tautulli", "radarr", "uhd", "sonarr", "seerr")


async def candidates(k: Kitchen) -> set[tuple[str, int]]:
    """Give what each rule wants now; nothing where a rule cannot be judged."""
    found = set()
    for rule in RULES:
        try:
            plan = await k.plan(rule)
        except Refused:
            continue
        found |= {(rule, item.item_id) for item in plan.items}
    return found


@pytest.mark.parametrize("server", SERVERS)
async def test_no_fault_during_a_sync_adds_a_candidate(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_http, "_backoff", wait_none())
    monkeypatch.setattr(_http, "OPENING_DEADLINE", 0.2)
    monkeypatch.setattr(_http, "IDLE_DEADLINE", 0.2)
    async with kitchen(tmp_path, films=12, shows=2, CALL_DEADLINE="0.2") as k:
        before = await candidates(k)
        assert {rule for rule, _ in before} == set(RULES)
        for kind in FaultKind:
            k.home.faults[server].add(kind, seconds=0.01)
            await k.cascade.sync([server])
            assert await candidates(k) <= before, kind
            k.home.faults[server].clear()
        await k.cascade.sync([server])
        assert await candidates(k) == before


SIDE_LISTINGS = {
    "plex": ["/accounts", "/library/sections$"],
    "radarr": ["/tag", "/qualityprofile", "/rootfolder"],
    "sonarr": ["/tag", "/rootfolder", "/episodefile"],
    "seerr": ["/user", "/media", "/request"],
}


@pytest.mark.parametrize("server", SIDE_LISTINGS)
async def test_a_listing_beside_the_main_one_that_shrank_adds_no_candidate(
    tmp_path: Path, server: str
) -> None:
    async with kitchen(tmp_path, films=20, shows=3) as k:
        before = await candidates(k)
        for path in SIDE_LISTINGS[server]:
            for kind in (FaultKind.EMPTY, FaultKind.SHORT):
                k.home.faults[server].add(kind, path=path)
                await k.cascade.sync([server])
                assert await candidates(k) <= before, (path, kind)
                k.home.faults[server].clear()
                await k.cascade.sync([server])


async def test_facts_older_than_allowed_select_nothing(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=2) as k:
        assert await candidates(k)
        now = k.cascade._clock() + timedelta(hours=25)
        object.__setattr__(k.cascade.library, "clock", lambda: now)
        assert not await candidates(k)


async def test_a_source_that_was_never_read_selects_nothing_by_its_facts(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=2, synced=False) as k:
        await k.cascade.sync(["plex", "radarr", "uhd"])
        assert not (await k.plan("type:movie unwatched:>1y")).items
        with pytest.raises(Refused, match="seerr has never been read"):
            await k.plan("type:movie -requested-by:anna size:>0GB")


async def test_a_label_that_a_sync_missed_is_seen_in_the_last_look(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0) as k:
        k.home.faults["plex"].add(FaultKind.EMPTY, path="/label")
        await k.cascade.sync(["plex"])
        labelled = next(entry for entry in k.home.world.shelf.entries.values() if "Keep" in entry.labels)
        plan = await k.plan(f"type:movie -label:Keep tmdb:{labelled.ids.tmdb}")
        assert [item.title for item in plan.items] == [labelled.title]
        report = await k.execute(plan)
        assert report.count(ItemState.SKIPPED) == 1
        assert not k.home.log.effects()
