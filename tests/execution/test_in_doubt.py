"""A destructive call whose answer never came: found to be done, or found untouched before it is repeated."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cascade.ledger.states import ItemState, Outcome
from cascade.plan import Plan
from cascade.report import RunReport
from playground.calls import Call
from playground.faults import FaultKind
from tests.kitchen import Kitchen, kitchen

SETTLE = timedelta(seconds=0.3)
# What failed is tried again by the run itself as soon as that is allowed.
HASTY: dict[str, Any] = {
    "CALL_DEADLINE": "0.3",
    "PROOF_SECONDS": "0.6",
    "RETRY_AFTER": "0.1",
    "IN_DOUBT_SETTLE": str(SETTLE.total_seconds()),
}
FILM = 'type:movie title:="The Dark Knight"'
SHOW = 'type:show title:="Breaking Bad"'
SEASON = 'type:season show:="Breaking Bad" season:1'


@dataclass(frozen=True, slots=True)
class Spot:
    """The call whose answer is lost, on the way of the one item that `query` selects."""

    server: str
    method: str
    path: str
    query: str

    def __str__(self) -> str:
        return f"{self.server} {self.method} {self.path}"


SPOTS = [
    Spot("plex", "DELETE", "/library/metadata/", FILM),
    Spot("radarr", "DELETE", "/movie/", FILM),
    Spot("seerr", "DELETE", "/media/", FILM),
    Spot("sonarr", "DELETE", "/series/", SHOW),
    Spot("sonarr", "PUT", "/series/", SEASON),
    Spot("sonarr", "DELETE", "/episodefile/", SEASON),
]
READS_BEFORE_IT_CALLS = {"plex": 1, "radarr": 1, "sonarr": 1, "seerr": 0}  # besides the readings that settle
spots = pytest.mark.parametrize("spot", SPOTS, ids=str)


def changing(k: Kitchen, server: str) -> list[Call]:
    """Every call that reached a server to change it, with or without effect."""
    return [call for call in k.home.log.of(server) if call.method in {"DELETE", "PUT"}]


def assert_done_once(k: Kitchen, report: RunReport) -> None:
    """Everything is gone, and no server was changed twice in the same way."""
    assert [item.state for item in report.items] == [ItemState.COMPLETED], report
    changes = Counter((call.server, call.method, call.path) for call in k.destructive())
    assert set(changes.values()) == {1}, changes


async def in_doubt_since(k: Kitchen, server: str) -> list[datetime]:
    """When the calls of a server were intended whose answers never came."""
    rows = await k.rows(
        "select s.target, a.outcome, a.intended_at"
        " from attempts a join steps s on s.id = a.step_id order by a.id"
    )
    return [
        datetime.fromtimestamp(at / 1_000_000, UTC)
        for target, outcome, at in rows
        if (target, outcome) == (server, Outcome.IN_DOUBT)
    ]


async def planned(k: Kitchen, spot: Spot) -> Plan:
    plan = await k.plan(spot.query)
    assert len(plan.items) == 1, plan.left_out
    return plan


@spots
async def test_a_call_whose_answer_was_lost_is_found_done_and_not_repeated(
    tmp_path: Path, spot: Spot
) -> None:
    async with kitchen(tmp_path, films=12, shows=1, synced=True, **HASTY) as k:
        plan = await planned(k, spot)
        k.home.faults[spot.server].add(FaultKind.LOST, method=spot.method, path=spot.path, times=1)
        assert_done_once(k, await k.execute(plan))
        assert max(Counter((call.method, call.path) for call in changing(k, spot.server)).values()) == 1
        assert await in_doubt_since(k, spot.server)


@spots
async def test_a_call_that_takes_effect_after_it_was_given_up_is_not_repeated(
    tmp_path: Path, spot: Spot
) -> None:
    async with kitchen(tmp_path, films=12, shows=1, synced=True, **HASTY | {"IN_DOUBT_SETTLE": "1.2"}) as k:
        plan = await planned(k, spot)
        k.home.faults[spot.server].add(
            FaultKind.LATENCY, method=spot.method, path=spot.path, times=1, seconds=0.8
        )
        assert_done_once(k, await k.execute(plan))
        assert max(Counter((call.method, call.path) for call in changing(k, spot.server)).values()) == 1
        assert await in_doubt_since(k, spot.server)


@pytest.mark.parametrize(
    ("spot", "kind"),
    [
        *((spot, FaultKind.RESET) for spot in SPOTS),
        *((spot, kind) for spot in SPOTS[:2] for kind in (FaultKind.HANG, FaultKind.STATUS)),
    ],
    ids=str,
)
async def test_a_call_without_effect_is_repeated_after_it_is_settled_and_read_twice(
    tmp_path: Path, spot: Spot, kind: FaultKind
) -> None:
    async with kitchen(tmp_path, films=12, shows=1, synced=True, **HASTY) as k:
        plan = await planned(k, spot)
        k.home.faults[spot.server].add(kind, method=spot.method, path=spot.path, times=1)
        assert_done_once(k, await k.execute(plan))
        first, second = [call for call in changing(k, spot.server) if spot.path in call.path][:2]
        assert (first.path, first.effect) == (second.path, False)
        settled = (await in_doubt_since(k, spot.server))[0] + SETTLE
        assert second.at >= settled, "it was repeated while it could still take effect"
        looks = Counter(c.path for c in k.home.log.of(spot.server, "GET") if settled <= c.at <= second.at)
        assert looks.most_common(1)[0][1] >= 2 + READS_BEFORE_IT_CALLS[spot.server], looks
