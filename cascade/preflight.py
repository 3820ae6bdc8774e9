"""Before a run: whether every system it needs is there."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cascade.errors import CascadeError, Refused, Rejected, Silent
from cascade.media import Role
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


def missing(
    plan: Plan, health: Sequence[Health], *, accept_partial: bool | Collection[str]
) -> frozenset[str]:
    """Name the servers that do not answer.

    Silent when the plan needs one of them and doing without it was not agreed to: `accept_partial` is True
    for whatever it is, else names what was agreed to. The one that removes files is never done without.
    Rejected when one answers, but not as such a server does to us: its key or address is wrong.
    """
    silent = {one.name: one.message for one in health if not one.reachable}
    gates = {item.steps[0].target for item in plan.items if item.steps}
    targets = {step.target for item in plan.items for step in item.steps}
    for one in health:
        if one.name in targets and one.reachable and one.version is None:
            raise Rejected(f"{one.name} is needed and cannot be used: {one.message}", server=one.name)
    needed = targets & silent.keys()
    agreed = needed if accept_partial is True else frozenset(accept_partial or ())
    if needed & gates or needed - agreed:
        name = min(needed & gates or needed - agreed)
        without = frozenset[str]() if needed & gates else frozenset(needed)
        raise Silent(f"{name} is needed and does not answer: {silent[name]}", server=name, without=without)
    return frozenset(silent)


async def introduce(servers: Servers, known: Mapping[str, str | None], besides: Collection[str]) -> None:
    """Check that every server is the one that was synced; Refused when one is not.

    `known` holds the identity each had when it was synced. A server set up anew may give an old number to
    something else, so nothing is deleted before a person has said that it is right. A server that does not
    answer is left to the steps that need it, but for a media server: nothing begins without it.
    """
    asked = [server for server in servers.all() if server.name not in besides]
    answers = await asyncio.gather(*(server.identity() for server in asked), return_exceptions=True)
    for server, answer in zip(asked, answers, strict=True):
        if isinstance(answer, CascadeError) and Role.MEDIA not in server.roles:
            continue
        if isinstance(answer, BaseException):
            raise answer
        if known.get(server.name) != answer.identity:
            raise Refused(
                f"{server.name} is not the server that was synced, so nothing is deleted; "
                f"run `sync --adopt {server.name}` if that is right, then make a new plan.",
                server=server.name,
            )
    for media in servers.media:
        media.expect_identity(known.get(media.name))
