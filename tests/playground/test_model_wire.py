"""The pretend model answers, and refuses, as the real API does: by plain HTTP, without any SDK."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from playground.faults import FaultKind
from playground.model import (
    COMPATIBLE,
    Asked,
    Called,
    Delivered,
    Delivery,
    Ending,
    Manners,
    ModelServer,
    Said,
    mishaps,
)

TOOL = {
    "name": "propose_rule",
    "description": "Propose.",
    "strict": True,
    "parameters": {"type": "object", "properties": {}, "required": [], "additionalProperties": False},
}
LOOSE = {**TOOL, "parameters": {"type": "object", "properties": {"a": {"type": "string"}}}}
RESPONSES = {"model": "gpt-6-luna", "input": "Hello", "tools": [{"type": "function", **TOOL}]}
CHAT = {
    "model": "gpt-6-luna",
    "messages": [{"role": "user", "content": "Hello"}],
    "tools": [{"type": "function", "function": TOOL}],
    "reasoning_effort": "none",
}
PATHS = {"/responses": RESPONSES, "/chat/completions": CHAT}


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    server = ModelServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def client(server: ModelServer) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": "Bearer sk-pretend-model"}
    async with httpx.AsyncClient(base_url=server.base_url, headers=headers, timeout=5) as client:
        yield client


async def refused(
    server: ModelServer, client: httpx.AsyncClient, path: str, **changes: object
) -> dict[str, object]:
    """Send a request with changes, want the shape of OpenAI's errors and that no reply was used up."""
    server.script.add(Said(text="Hello"))
    answer = await client.post(path, json=PATHS[path] | changes)
    error: dict[str, object] = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert answer.is_client_error
    assert len(server.script) == 1
    return error


@pytest.mark.parametrize("path", PATHS)
async def test_a_sound_request_is_answered_as_the_script_says(
    server: ModelServer, client: httpx.AsyncClient, path: str
) -> None:
    server.script.add(Said(text="Hello yourself"))
    answer = await client.post(path, json=PATHS[path])
    assert answer.status_code == 200
    assert "Hello yourself" in answer.text
    assert answer.headers["x-request-id"] == "req_1"


async def test_the_body_of_responses_has_what_clients_look_for(
    server: ModelServer, client: httpx.AsyncClient
) -> None:
    server.script.call("propose_rule", n=1)
    body = (await client.post("/responses", json=RESPONSES)).json()
    (call,) = body["output"]
    assert (body["object"], body["status"], body["error"]) == ("response", "completed", None)
    assert (call["type"], call["name"], call["arguments"]) == ("function_call", "propose_rule", '{"n": 1}')
    assert body["usage"]["input_tokens_details"]["cached_tokens"] == 1024


async def test_the_body_of_chat_has_what_clients_look_for(
    server: ModelServer, client: httpx.AsyncClient
) -> None:
    server.script.call("propose_rule", n=1)
    body = (await client.post("/chat/completions", json=CHAT)).json()
    (choice,) = body["choices"]
    (call,) = choice["message"]["tool_calls"]
    assert (body["object"], choice["finish_reason"]) == ("chat.completion", "tool_calls")
    assert call["function"] == {"name": "propose_rule", "arguments": '{"n": 1}'}
    assert body["usage"]["prompt_tokens_details"]["cached_tokens"] == 1024


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("changes", "param", "code"),
    [
        ({"confirm": True}, "confirm", "unknown_parameter"),
        ({"model": "gpt-0"}, None, "model_not_found"),
        ({"temperature": 0}, "temperature", "unsupported_parameter"),
        ({"safety_identifier": "x" * 65}, "safety_identifier", "string_above_max_length"),
        ({"stream": True}, "stream", "unsupported_value"),
        ({"tool_choice": "always"}, "tool_choice", "invalid_value"),
        ({"tools": [], "tool_choice": "required"}, "tool_choice", None),
    ],
)
async def test_both_apis_refuse_what_the_real_ones_refuse(
    server: ModelServer,
    client: httpx.AsyncClient,
    path: str,
    changes: dict[str, object],
    param: str | None,
    code: str | None,
) -> None:
    error = await refused(server, client, path, **changes)
    assert (error["param"], error["code"]) == (param, code)


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"messages": []}, "messages"),
        ({"max_tokens": 100}, "max_tokens"),
        ({"max_output_tokens": 1}, "max_output_tokens"),
        ({"reasoning": {"effort": "much"}}, "reasoning.effort"),
        ({"tools": [{"type": "function", **LOOSE}]}, "tools[0].parameters"),
        ({"tools": [{"type": "function", **TOOL, "name": "a b"}]}, "tools[0].name"),
        (
            {"tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": [{"name": "other"}]}},
            "tool_choice",
        ),
        ({"input": [{"type": "function_call", "call_id": "a", "name": "x", "arguments": "{}"}]}, "input"),
        ({"input": [{"type": "function_call_output", "call_id": "a", "output": ""}]}, "input"),
    ],
)
async def test_responses_refuse_what_is_theirs_to_refuse(
    server: ModelServer, client: httpx.AsyncClient, changes: dict[str, object], param: str
) -> None:
    assert (await refused(server, client, "/responses", **changes))["param"] == param


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"input": "Hello"}, "input"),
        ({"store": False, "instructions": "Do."}, "instructions"),
        ({"max_tokens": 100}, "max_tokens"),
        ({"reasoning_effort": "low"}, "reasoning_effort"),
        ({"reasoning_effort": None}, "reasoning_effort"),
        ({"tools": [{"type": "function", "function": LOOSE}]}, "tools[0].function.parameters"),
        ({"messages": [{"role": "tool", "tool_call_id": "a", "content": ""}]}, "messages"),
    ],
)
async def test_chat_refuses_what_is_its_own_to_refuse(
    server: ModelServer, client: httpx.AsyncClient, changes: dict[str, object], param: str
) -> None:
    assert (await refused(server, client, "/chat/completions", **changes))["param"] == param


async def test_functions_that_are_not_strict_may_have_any_schema(
    server: ModelServer, client: httpx.AsyncClient
) -> None:
    server.script.add(Said(text="Hello"))
    tools = [{"type": "function", **LOOSE, "strict": False}]
    assert (await client.post("/responses", json=RESPONSES | {"tools": tools})).status_code == 200


@pytest.mark.parametrize("key", [None, "Bearer sk-wrong", "sk-pretend-model"])
async def test_a_wrong_key_is_refused(
    server: ModelServer, client: httpx.AsyncClient, key: str | None
) -> None:
    headers = {"Authorization": key} if key else {}
    client.headers.pop("Authorization")
    answer = await client.post("/responses", json=RESPONSES, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    assert server.journal == []


async def test_a_compatible_server_has_one_api_and_looks_at_little(
    server: ModelServer, client: httpx.AsyncClient
) -> None:
    server.manners = COMPATIBLE
    server.script.add(Said(text="Hello"))
    body = CHAT | {"model": "small-local", "unheard_of": 1}
    assert (await client.post("/responses", json=RESPONSES)).status_code == 404
    assert (await client.post("/chat/completions", json=body)).status_code == 200


async def test_a_server_can_refuse_any_parameter_by_name(
    server: ModelServer, client: httpx.AsyncClient
) -> None:
    server.manners = replace(COMPATIBLE, models=Manners().models, refuses=frozenset({"strict"}))
    error = await refused(server, client, "/chat/completions")
    assert error["param"] == "tools[0].function.strict"


async def test_models_are_listed_with_their_end(server: ModelServer, client: httpx.AsyncClient) -> None:
    server.manners = Manners(models={"old": "2027-01-14", "new": None})
    rows = (await client.get("/models")).json()["data"]
    assert {row["id"]: row["shutdown_date"] for row in rows} == {"old": "2027-01-14", "new": None}
    assert (await client.get("/models/old")).json()["shutdown_date"] == "2027-01-14"
    assert (await client.get("/models/none")).status_code == 404


async def test_a_callable_reads_the_request_and_answers_it(
    server: ModelServer, client: httpx.AsyncClient
) -> None:
    def echo(asked: Asked) -> Said:
        return Said(calls=(Called("propose_rule", {"heard": asked.texts[-1]}),))

    server.script.author = echo
    answer = await client.post("/responses", json=RESPONSES)
    assert answer.json()["output"][0]["arguments"] == '{"heard": "Hello"}'


async def test_replies_come_in_their_order_and_then_the_script_is_over(
    server: ModelServer, client: httpx.AsyncClient
) -> None:
    server.script.add(Said(text="one"), mishaps.overloaded())
    answers = [await client.post("/responses", json=RESPONSES) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 503, 501]
    assert answers[2].headers["x-should-retry"] == "false"


async def test_the_journal_keeps_what_was_asked_and_no_key(
    server: ModelServer, client: httpx.AsyncClient
) -> None:
    server.script.add(Said(text="one"))
    await client.post("/responses", json=RESPONSES)
    (asked,) = server.journal
    assert (asked.n, asked.body, asked.headers["Authorization"]) == (1, RESPONSES, "Bearer [key]")
    assert "sk-pretend" not in str(asked)


@pytest.mark.parametrize("how", [Delivery.CUT, Delivery.RESET])
async def test_an_answer_can_end_in_the_middle(
    server: ModelServer, client: httpx.AsyncClient, how: Delivery
) -> None:
    server.script.add(Delivered(Said(text="Hello"), how))
    with pytest.raises(httpx.HTTPError):
        await client.post("/responses", json=RESPONSES)


async def test_an_answer_can_drip_and_is_whole_in_the_end(
    server: ModelServer, client: httpx.AsyncClient
) -> None:
    server.script.add(Delivered(Said(text="Hello"), Delivery.DRIP, seconds=0))
    assert (await client.post("/responses", json=RESPONSES)).json()["status"] == "completed"


async def test_faults_of_the_wire_hold_here_as_everywhere(
    server: ModelServer, client: httpx.AsyncClient
) -> None:
    server.faults.add(FaultKind.RATE_LIMIT, seconds=3, times=1)
    answer = await client.post("/responses", json=RESPONSES)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")


@pytest.mark.parametrize(
    ("ending", "status"),
    [(Ending.CUT, "incomplete"), (Ending.FAILED, "failed"), (Ending.CANCELLED, "cancelled")],
)
async def test_an_answer_can_fail_inside_a_200(
    server: ModelServer, client: httpx.AsyncClient, ending: Ending, status: str
) -> None:
    server.script.add(Said(text="Hello", ending=ending))
    answer = await client.post("/responses", json=RESPONSES)
    assert (answer.status_code, answer.json()["status"]) == (200, status)


async def test_what_is_no_json_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/responses", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
