"""A local Discord, a small real bot on it, and every call held against Discord's own description."""

from collections.abc import AsyncIterator

import pytest

from playground.discord.calls import Call
from playground.discord.local import LocalDiscord
from playground.discord.state import Deadlines
from tests.openapi import check_request, check_response
from tests.playground.discord.probe import Probe, connected


@pytest.fixture
async def local() -> AsyncIterator[LocalDiscord]:
    async with LocalDiscord(deadlines=Deadlines(patience=5.0)) as discord:
        yield discord


@pytest.fixture
async def hasty() -> AsyncIterator[LocalDiscord]:
    """A Discord that waits a tenth of a second for an answer instead of three."""
    async with LocalDiscord(deadlines=Deadlines(acknowledge=0.1, patience=5.0)) as discord:
        yield discord


@pytest.fixture
async def bot(local: LocalDiscord) -> AsyncIterator[Probe]:
    probe = Probe(local.guild.id)
    async with connected(local, probe):
        yield probe


def check(call: Call) -> None:
    """Hold one call against Discord's description, both ways."""
    path = call.path
    check_request("discord", call.method, path, call.query, call.body)
    check_response("discord", call.method, path, call.status, call.answer)
