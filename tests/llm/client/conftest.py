"""A pretend model, and a client for each of the two APIs."""

from collections.abc import AsyncIterator

import pytest

from llm.provider.endpoint import Api
from playground.model import Manners, ModelServer
from tests.llm.client.calling import Caller


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    server = ModelServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(params=[Api.RESPONSES, Api.CHAT])
async def caller(server: ModelServer, request: pytest.FixtureRequest) -> AsyncIterator[Caller]:
    """By one API and then by the other, to a model that takes functions over both."""
    server.manners = Manners(thinks=False)
    caller = Caller(server, request.param)
    async with caller.client:
        yield caller
