"""Whatever goes wrong with a server during a run: only what was shown goes, and done means gone."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tenacity import wait_none

from cascade.connectors import _http
from cascade.ledger.states import ItemState
from cascade.preflight import check_all
from cascade.report import RunReport
from playground.faults import FaultKind
from tests.execution.inventory import Stocktaking, keys, sayings, stocktaking
from tests.kitchen import DESTRUCTIVE, Kitchen, kitchen

QUERIES = {
    "plex": "type:movie size:>0GB limit:2",
    "tautulli": "type:movie size:>0GB limit:1",
    "radarr": "type:movie on:radarr -on:uhd limit:1",
    "uhd": "type:movie on:uhd limit:1",
    "sonarr": "type:show size:>0GB sort:size limit:1",
    "seerr": "type:movie requested:>1990 limit:1",
}
# A hung server is given up soon, and what failed is left for the retry of the test.
IMPATIENT: dict[str, Any] = {
    "CALL_DEADLINE": "0.3",
    "PROOF_SECONDS": "0.9",
    "RETRY_AFTER": "30",
    "IN_DOUBT_SETTLE": "0.2",
}
SECONDS = {FaultKind.LATENCY: 0.02, FaultKind.RATE_LIMIT: 0.01}
WRITING = "|".join(DESTRUCTIVE)
# What makes Plex stay intact although it answers; the gate has failed then, and a retry is a new plan.
WITHOUT_EFFECT = {FaultKind.HTML, FaultKind.UNAUTHORIZED, FaultKind.NOOP}


@pytest.fixture(autouse=True)
def _reads_are_repeated_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "_backoff", wait_none())


async def spoil(k: Kitchen, server: str, kind: FaultKind, method: str) -> None:
    """Put a fault in force on a server; one of all calls begins after the looks before the run."""
    began = len(k.home.log.of(server))
    if method == ".*":
        await check_all(k.cascade._servers)
        for _ in ("before the confirmation", "before the run"):
            await asyncio.gather(*(one.identity() for one in k.cascade._servers.all()))
    looks = len(k.home.log.of(server)) - began
    k.home.faults[server].add(kind, method=method, after=looks, seconds=SECONDS.get(kind, 0.0))


def says_which_server(k: Kitchen, server: str, report: RunReport) -> None:
    """What is not done is explained with the server's name, and with no key."""
    said = sayings(report)
    if not report.completed:
        assert any(server in sentence for sentence in said), said
    assert not any(key in sentence for key in keys(k) for sentence in said)
    assert not any(sentence.rstrip().endswith("but") for sentence in said), said


async def states(k: Kitchen, stock: Stocktaking) -> set[str]:
    rows = await k.rows(
        f"SELECT i.state FROM run_items i JOIN runs r ON r.id = i.run_id WHERE r.plan_id = '{stock.plan.id}'"  # noqa: S608 - an id of our own
    )
    return {state for (state,) in rows}


async def go_through(k: Kitchen, server: str, kind: FaultKind, method: str) -> None:
    """Carry a plan out under a fault, look what went; then end the fault, retry, and look again."""
    stock = await stocktaking(k, QUERIES[server])
    await spoil(k, server, kind, method)
    report = await k.execute(stock.plan)
    stock.check(report)
    says_which_server(k, server, report)
    k.home.faults[server].clear()
    await k.home.settle()
    for retried in await k.cascade.retry(by="tester"):
        stock.check(retried)
    remains = (
        server == "plex" and kind in WITHOUT_EFFECT and ItemState.FAILED in {i.state for i in report.items}
    )
    assert await states(k, stock) == {"failed" if remains else "completed"}, kind


SIZES = {"uhd": (90, 0), "sonarr": (2, 14), "seerr": (70, 0)}
READING = {FaultKind.EMPTY, FaultKind.SHORT}  # no deletion has a listing


@pytest.mark.parametrize("server", ["plex", "radarr", "uhd", "sonarr", "seerr"])
async def test_a_fault_of_the_deleting_calls_takes_nothing_unasked_and_a_retry_ends_it(
    tmp_path: Path, server: str
) -> None:
    films, shows = SIZES.get(server, (40, 0))
    async with kitchen(tmp_path, films=films, shows=shows, **IMPATIENT) as k:
        for kind in (kind for kind in FaultKind if kind not in READING):
            await go_through(k, server, kind, WRITING)


@pytest.mark.parametrize("server", ["plex", "tautulli", "radarr", "uhd", "sonarr", "seerr"])
async def test_a_server_that_breaks_during_the_run_takes_nothing_unasked_and_a_retry_ends_it(
    tmp_path: Path, server: str
) -> None:
    films, shows = SIZES.get(server, (40, 0))
    async with kitchen(tmp_path, films=films, shows=shows, **IMPATIENT) as k:
        for kind in FaultKind:
            await go_through(k, server, kind, ".*")
