"""A client of the pretend model with a clock and waits of its own, and a turn to ask it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from llm.errors import ModelError
from llm.provider.client import ModelClient
from llm.provider.endpoint import Api, Endpoint
from llm.turn import Answered, Reply, Tool, ToolCall, Turn
from playground.model import Called, ModelServer, Said

KEY = "sk-pretend-model"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WORDS = "get rid of the secret horror films of Anna"

PROPOSE = Tool(
    "propose_rule",
    "Propose a filter.",
    {
        "type": "object",
        "properties": {"target": {"type": "string", "enum": ["movie", "show"]}},
        "required": ["target"],
        "additionalProperties": False,
    },
)
SEARCH = Tool(
    "search_library",
    "Search.",
    {
        "type": "object",
        "properties": {"text": {"type": "string"}},
        "required": ["text"],
        "additionalProperties": False,
    },
)
TURN = Turn(
    instructions="Read what a person says.",
    context="It is noon.",
    messages=(WORDS,),
    tools=(PROPOSE, SEARCH),
    allowed=("propose_rule", "search_library"),
    person="123456789012345678",
)
SEARCHED = replace(
    TURN,
    allowed=("propose_rule",),
    rounds=(Answered(ToolCall("call_a", "search_library", '{"text":"Dune"}'), "[]"),),
)
PROPOSED = Said(calls=(Called("propose_rule", {"target": "movie"}),))


class Caller:
    """A client with its server; `waits` are the seconds it waited between attempts, which took no time."""

    def __init__(self, server: ModelServer, api: Api = Api.RESPONSES, **changes: Any) -> None:
        model = next(iter(server.manners.models))
        endpoint = Endpoint(model=model, key=SecretStr(KEY), base_url=server.base_url, api=api)
        self.server = server
        self.waits: list[float] = []
        self.now = NOON
        self.client = ModelClient(replace(endpoint, **changes), now=lambda: self.now, sleep=self._wait)

    async def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def ask(self, turn: Turn = TURN) -> Reply:
        """Ask the model."""
        return await self.client.ask(turn)

    async def fails(self, kind: type[ModelError], turn: Turn = TURN) -> ModelError:
        """Ask, and want this failure, told without a word of the person's or a part of the key."""
        with pytest.raises(kind) as raised:
            await self.client.ask(turn)
        error = raised.value
        assert type(error) is kind
        assert "secret" not in str(error)
        assert "sk-" not in str(error)
        assert error.message[-1] == "."
        return error

    @property
    def requests(self) -> int:
        """How many requests reached the server, the torn and the refused among them."""
        return len(self.server.log.calls)
