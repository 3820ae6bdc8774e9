"""Absence, proved: what a whole listing lacks is gone only if the server says so when asked for it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from cascade.errors import CascadeError, NotFound
from cascade.ports import Server

_AT_ONCE = 4


async def prove_gone(
    server: Server, refs: Sequence[str], read: Callable[[str], Awaitable[object]], identity: str
) -> tuple[list[str], str | None]:
    """Ask for each entry; return those proved gone, and a sentence if the listing cannot be right.

    A 404 is proof only from a server that, asked afterwards, is still itself.
    """
    gate = asyncio.Semaphore(_AT_ONCE)

    async def absent(ref: str) -> bool | None:
        async with gate:
            try:
                await read(ref)
            except NotFound:
                return True
            except CascadeError:
                return None
            return False

    answers = await asyncio.gather(*(absent(ref) for ref in refs))
    if False in answers:
        there = refs[answers.index(False)]
        return [], f"{server.name} did not list entry {there} but still has it; sync again."
    if refs and (await server.identity()).identity != identity:
        return [], f"{server.name} became another server while it was read; sync again."
    return [ref for ref, answer in zip(refs, answers, strict=True) if answer], None
