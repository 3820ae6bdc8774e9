"""A local Discord, a small real bot on it, and every call held against Discord's own description."""

from collections.abc import AsyncIterator, Sequence

import pytest

from playground.discord.calls import Call
from playground.discord.local import LocalDiscord
from playground.discord.state import Deadlines
from tests.openapi import check_request, check_response, described
from tests.playground.discord.probe import Probe, connected


@pytest.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord(deadlines=Deadlines(patience=5.0)) as discord:
        yield discord
    check_calls(discord.calls)


@pytest.fixture
async def hasty() -> AsyncIterator[LocalDiscord]:
    """A Discord that waits a fifth of a second for an answer instead of three."""
    async with LocalDiscord(deadlines=Deadlines(acknowledge=0.2, patience=5.0)) as discord:
        yield discord
    check_calls(discord.calls)


@pytest.fixture
async def bot(local: LocalDiscord) -> AsyncIterator[Probe]:
    probe = Probe(local.guild.id)
    async with connected(local, probe):
        yield probe


def check_calls(calls: Sequence[Call]) -> None:
    """Hold calls against Discord's description, if it is here: answers all, requests where they were met."""
    if not described("discord"):
        return
    for call in calls:
        if 0 < call.status < 400:
            check_request("discord", call.method, call.path, call.query, call.body)
        if 0 < call.status < 500 and call.answer != {"message": "404: Not Found", "code": 0}:
            check_response("discord", call.method, call.path, call.status, call.answer)
