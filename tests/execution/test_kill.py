"""SIGKILL at any request of a run, before or after its effect: nothing is lost and nothing happens twice."""

import asyncio
import json
import os
import random
import secrets
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cascade.ledger.states import ItemState, Stands, StepState
from cascade.plan import Plan
from cascade.step import Action
from playground.calls import Call, HungUp
from tests.kitchen import DESTRUCTIVE, Kitchen, kitchen

KILLS = 20
ITEMS = 40
QUERY = f"type:movie,show size:>0GB sort:size limit:{ITEMS}"
PATHS = {
    Action.DELETE_ITEM: "/library/metadata/{}",
    Action.DELETE_REQUEST: "/api/v1/request/{}",
    Action.DELETE_MEDIA: "/api/v1/media/{}",
}


@dataclass
class Gun:
    """Kills a process at its n-th request: of all requests, or of those that change a server."""

    requests: int
    destructive: bool
    after_effect: bool
    process: asyncio.subprocess.Process | None = None
    fired_at: Call | None = None
    seen: int = field(default=0)

    @classmethod
    def loaded(cls, draw: random.Random) -> "Gun":
        destructive = draw.random() < 0.6  # most requests are reads, and most harm is not in them
        return cls(draw.randint(1, 5 if destructive else 60), destructive, draw.random() < 0.5)

    async def before(self, call: Call) -> None:
        self.seen += not self.destructive or (call.method in DESTRUCTIVE and call.server != "tautulli")
        if self.seen == self.requests and not self.after_effect:
            await self._fire(call)

    async def after(self, call: Call) -> None:
        if self.seen >= self.requests and self.after_effect and (call.effect or not self.destructive):
            await self._fire(call)

    async def _fire(self, call: Call) -> None:
        if self.fired_at is None and self.process is not None:
            self.fired_at = call
            self.process.kill()
            await self.process.wait()
            raise HungUp("its client was killed")


async def start(k: Kitchen, *words: str) -> asyncio.subprocess.Process:
    """Start a command of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *words, "--json", "--env-file", str(k.env_file)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def aimed(k: Kitchen, gun: Gun, *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a command with a gun at its head."""
    k.home.log.before, k.home.log.after = gun.before, gun.after
    gun.process = await start(k, *words)
    try:
        yield gun.process
    finally:
        k.home.log.before = k.home.log.after = None
        if gun.process.returncode is None:
            gun.process.kill()
            await gun.process.wait()


def twice(k: Kitchen) -> dict[tuple[str, str, str], int]:
    """Calls that changed a server more than once in the same way."""
    count = Counter((call.server, call.method, call.path.partition("?")[0]) for call in k.destructive())
    return {call: n for call, n in count.items() if n > 1}


def missing(k: Kitchen, plan: Plan) -> set[tuple[str, str]]:
    """Planned steps of which no call changed its server."""
    had = {
        (call.server, call.path.partition("?")[0]) for call in k.home.log.effects() if call.method == "DELETE"
    }
    wanted = {
        (step.target, PATHS.get(step.action, _arr_path(k, step.target)).format(step.ref))
        for item in plan.items
        for step in item.steps
    }
    return wanted - had


async def unfinished(k: Kitchen) -> list[tuple[object, ...]]:
    """Items that are not completed, and what was said of them and their steps."""
    return await k.rows(
        "select i.item_id, i.state, i.message, s.target, s.action, s.ref, s.state, s.tries, s.message"
        " from run_items i join steps s using (run_id, item_id) where i.state != 'completed'"
    )


def _arr_path(k: Kitchen, target: str) -> str:
    one = k.home.world.instances.get(target)
    return "" if one is None else f"/api/v3/{'movie' if one.app == 'Radarr' else 'series'}/{{}}"


async def test_a_run_killed_twenty_times_ends_as_if_it_had_never_been(tmp_path: Path) -> None:
    seed = os.environ.get("CASCADARR_KILL_SEED") or secrets.token_hex(4)
    print(f"CASCADARR_KILL_SEED={seed}")
    draw = random.Random(seed)
    async with kitchen(tmp_path, films=60, shows=3) as k:
        plan = await k.plan(QUERY)
        assert len(plan.items) == ITEMS
        k.home.log.calls.clear()
        words = ["execute", plan.id, "--digest", plan.digest]
        fired: list[Call] = []
        while len(fired) < KILLS:
            gun = Gun.loaded(draw)
            async with aimed(k, gun, *words) as process:
                out, err = await process.communicate()
            assert gun.fired_at is not None, (
                f"it ended after {len(fired)} kills: {out.decode()} {err.decode()}"
            )
            moment = "after" if gun.after_effect else "before"
            print(f"killed {moment} {gun.fired_at.server} {gun.fired_at.method} {gun.fired_at.path:.60}")
            fired.append(gun.fired_at)
            if await k.rows("select 1 from runs"):
                words = ["resume"]
        last = await start(k, "resume")
        out, err = await last.communicate()
        assert await unfinished(k) == []
        assert last.returncode == 0, (out.decode(), err.decode())
        await k.home.settle()
        (run,) = json.loads(out)["runs"]
        assert run["results"]["deleted"] == ITEMS

        assert twice(k) == {}
        assert missing(k, plan) == set()
        assert {state for (state,) in await k.rows("select state from run_items")} == {ItemState.COMPLETED}
        assert {state for (state,) in await k.rows("select state from steps")} == {StepState.DONE}
        assert not {file.path for item in plan.items for file in item.files} & set(map(str, k.on_disk()))
        events = await k.cascade.history(limit=ITEMS * 2)
        assert sorted(event.item_id or 0 for event in events) == sorted(i.item_id for i in plan.items)
        assert {event.status for event in events} == {Stands.COMPLETED}
        told = await k.rows(
            "select event_id from activity_log where action = 'delete-item' and status = 'completed'"
        )
        assert Counter(event for (event,) in told) == Counter(event.id for event in events)
