"""Before a run: whether every system it needs is there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from cascade.errors import Unreachable
from cascade.plan import Plan
from cascade.ports import Health
from cascade.servers import Servers


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Every server's state and what to do about it."""

    servers: tuple[Health, ...]
    advice: tuple[str, ...]


async def check_all(servers: Servers) -> tuple[Health, ...]:
    """Ask every configured server how it is, at once."""
    return tuple(await asyncio.gather(*(server.check() for server in servers.all())))


def missing(plan: Plan, health: Sequence[Health], *, accept_partial: bool) -> frozenset[str]:
    """Name the targets of a plan that do not answer.

    Unreachable unless doing without them was agreed to; the one that removes files is never done without.
    """
    silent = {one.name: one.message for one in health if not one.reachable}
    gates = {item.steps[0].target for item in plan.items if item.steps}
    needed = {step.target for item in plan.items for step in item.steps} & silent.keys()
    if needed and (not accept_partial or needed & gates):
        name = min(needed & gates or needed)
        hint = "" if name in gates else "; execute --accept-partial goes on without it"
        raise Unreachable(f"{name} is needed and does not answer: {silent[name]}{hint}", server=name)
    return frozenset(silent)
