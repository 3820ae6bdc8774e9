"""The same client against aimock, a server of other people's making: an npm package, where it is installed.

It is looked for in AIMOCK, the path of its llmock, and in node_modules of this folder; nothing is fetched.
"""

import asyncio
import json
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from llm.errors import Busy, Down, ModelError, Unfit, Unpaid
from llm.provider.client import ModelClient
from llm.provider.endpoint import Api, Endpoint
from llm.turn import Answered, Turn
from tests.llm.client.calling import TURN

HOME = Path(__file__).parents[3]
INSTALLED = HOME / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"


def _error(status: int, **fields: str) -> dict[str, object]:
    return {"error": {"message": "no", **fields}, "status": status}


FIXTURES = {
    "fixtures": [
        {
            "match": {"userMessage": "propose", "hasToolResult": False},
            "response": {"toolCalls": [{"name": "search_library", "arguments": {"text": "Dune"}}]},
        },
        {
            "match": {"userMessage": "propose", "hasToolResult": True},
            "response": {"toolCalls": [{"name": "propose_rule", "arguments": {"target": "movie"}}]},
        },
        {"match": {"userMessage": "chat with me"}, "response": {"content": "Gladly."}},
        {
            "match": {"userMessage": "hurry"},
            "response": {**_error(429, type="requests", code="rate_limit_exceeded"), "retryAfter": 2},
        },
        {
            "match": {"userMessage": "pay"},
            "response": _error(429, type="insufficient_quota", code="project_spend_limit_exceeded"),
        },
        {"match": {"userMessage": "break"}, "response": _error(500, type="server_error")},
        {"match": {"userMessage": "mistake"}, "response": _error(400, type="invalid_request_error")},
    ]
}


def command() -> list[str]:
    """Give the command that starts it; skips the test where it is not installed."""
    node = shutil.which("node")
    script = Path(os.environ.get("AIMOCK") or INSTALLED)
    if node is None or not script.is_file():
        pytest.skip("Node or @copilotkit/aimock is not installed; npm install @copilotkit/aimock brings it.")
    return [node, str(script)]


@dataclass(slots=True)
class Mock:
    """A running aimock."""

    url: str

    async def asked(self) -> int:
        """Count what it was asked."""
        async with httpx.AsyncClient() as client:
            return len((await client.get(f"{self.url}/__aimock/journal")).json())


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
    return port


@pytest.fixture
async def mock(tmp_path: Path) -> AsyncIterator[Mock]:
    start = command()
    fixtures = tmp_path / "fixtures.json"
    fixtures.write_text(json.dumps(FIXTURES))
    port = _free_port()
    process = await asyncio.create_subprocess_exec(
        *start, "-p", str(port), "-f", str(fixtures), "--strict", "--log-level", "silent"
    )
    try:
        await _listening(port, process)
        yield Mock(f"http://127.0.0.1:{port}")
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _listening(port: int, process: asyncio.subprocess.Process) -> None:
    for _ in range(600):
        assert process.returncode is None, "aimock ended before it listened."
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(0.05)
    pytest.fail("aimock does not listen.")


@dataclass(slots=True)
class Asker:
    """A client and the waits it would have made."""

    client: ModelClient
    waits: list[float]


@pytest.fixture(params=[Api.RESPONSES, Api.CHAT])
async def asker(mock: Mock, request: pytest.FixtureRequest) -> AsyncIterator[Asker]:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    endpoint = Endpoint(key=SecretStr("sk-mock"), base_url=f"{mock.url}/v1", api=request.param)
    async with ModelClient(endpoint, sleep=wait) as client:
        yield Asker(client, waits)


def saying(text: str) -> Turn:
    return replace(TURN, messages=(text,), context="")


async def test_a_search_and_then_a_rule_go_through_over_both_apis(asker: Asker) -> None:
    (search,) = (await asker.client.ask(saying("propose"))).calls
    assert (search.name, json.loads(search.arguments)) == ("search_library", {"text": "Dune"})
    second = replace(saying("propose"), rounds=(Answered(search, "[]"),))
    (rule,) = (await asker.client.ask(second)).calls
    assert (rule.name, json.loads(rule.arguments)) == ("propose_rule", {"target": "movie"})


async def test_prose_comes_back_as_a_text(asker: Asker) -> None:
    assert (await asker.client.ask(saying("chat with me"))).text == "Gladly."


@pytest.mark.parametrize(
    ("text", "kind", "asked"),
    [("hurry", Busy, 4), ("pay", Unpaid, 1), ("break", Down, 4), ("mistake", Unfit, 1)],
)
async def test_failures_are_told_apart_and_repeated_as_they_deserve(
    asker: Asker, mock: Mock, text: str, kind: type[ModelError], asked: int
) -> None:
    with pytest.raises(kind):
        await asker.client.ask(saying(text))
    assert await mock.asked() == asked


async def test_it_waits_as_long_as_it_is_asked_to(asker: Asker) -> None:
    with pytest.raises(Busy):
        await asker.client.ask(saying("hurry"))
    assert asker.waits == [2.0, 2.0, 2.0]


async def test_many_people_at_once_each_get_their_answer(asker: Asker) -> None:
    replies = await asyncio.gather(*(asker.client.ask(saying("propose")) for _ in range(40)))
    assert all(reply.calls[0].name == "search_library" for reply in replies)
