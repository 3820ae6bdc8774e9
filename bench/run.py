"""500 items executed at 50 ms of latency against latency x calls / concurrency."""

import asyncio
import time
from collections import Counter

from bench.house import House, household
from bench.measured import Measured
from bot.settings import load_settings
from bot.wiring import open_cascade
from cascade.ledger.states import ItemState

LATENCY = 0.05  # seconds
_HOUSE = 20_000  # items: 1,600 films
_ROUNDS = ((8, 500), (32, 500), (1, 60))  # lanes and items; one lane alone takes its time
_CAPS = {"MAX_ITEMS": "5000", "MAX_SIZE": "900TB", "MAX_SHARE": "100%"}


def measure(rounds: tuple[tuple[int, int], ...] = _ROUNDS) -> list[Measured]:
    """Execute plans over films, each with another number of lanes."""
    with household(_HOUSE, files=True) as house:
        return asyncio.run(_measure(house, rounds))


async def _measure(house: House, rounds: tuple[tuple[int, int], ...]) -> list[Measured]:
    async with open_cascade(load_settings(house.settings("first", **_CAPS))) as cascade:
        for report in await cascade.sync():
            assert report.whole, report
    return [await _round(house, lanes, items) for lanes, items in rounds]


async def _round(house: House, lanes: int, items: int) -> Measured:
    env_file = house.settings(f"lanes-{lanes}", CONCURRENCY=str(lanes), **_CAPS)
    async with open_cascade(load_settings(env_file)) as cascade:
        plan = await cascade.propose(f"type:movie size:>1GB sort:-size limit:{items}", by="bench")
        assert plan.totals.items == items, plan.totals
        planned = len(house.calls())
        house.slow_down(LATENCY)
        begun = time.perf_counter()
        report = await cascade.execute(plan.id, plan.digest, by="bench")
        took = time.perf_counter() - begun
        house.hurry()
    states = Counter(item.state for item in report.items)
    assert states == {ItemState.COMPLETED: items}, states
    calls = len(house.calls(planned))
    ideal = LATENCY * calls / lanes
    return Measured(
        f"{items} items, {lanes} at once, {LATENCY * 1000:.0f} ms",
        f"{took:.1f} s",
        f"{ideal:.1f} s for {calls:,} calls",
        ideal / took,
        0.5 if lanes == 8 else None,
        most=False,
    )
