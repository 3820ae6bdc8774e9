"""What a server refuses is left out from then on; a server without Responses is asked by Chat Completions."""

from dataclasses import replace

import pytest

from llm.errors import Unfit
from llm.provider.endpoint import Api
from llm.provider.failure import Failure
from llm.provider.profile import refused_parameter
from playground.model import COMPATIBLE, Manners, Mishap, ModelServer, Spoken, mishaps
from tests.llm.client.calling import PROPOSED, SEARCHED, Caller

SHARED = ("parallel_tool_calls", "safety_identifier", "prompt_cache_key", "strict", "tool_choice")
OWN = {
    Spoken.RESPONSES: ("store", "max_output_tokens", "reasoning"),
    Spoken.CHAT: ("max_completion_tokens", "reasoning_effort"),
}


def paths(server: ModelServer) -> list[str]:
    return [call.path for call in server.log.calls]


@pytest.mark.parametrize("name", [*SHARED, *OWN[Spoken.RESPONSES], *OWN[Spoken.CHAT]])
async def test_a_refused_parameter_is_left_out_once_and_for_all(caller: Caller, name: str) -> None:
    caller.server.manners = replace(caller.server.manners, refuses=frozenset({name}))
    caller.server.script.add(PROPOSED, PROPOSED)
    assert (await caller.ask()).calls
    first = caller.requests
    assert (await caller.ask()).calls
    api = caller.server.journal[0].api
    assert first == (2 if name in (*SHARED, *OWN[api]) else 1)
    assert caller.requests == first + 1
    assert name not in caller.server.journal[-1].body


async def test_a_server_that_refuses_everything_optional_is_still_asked(caller: Caller) -> None:
    names = frozenset((*SHARED, *OWN[Spoken.RESPONSES], *OWN[Spoken.CHAT], "max_tokens"))
    caller.server.manners = replace(caller.server.manners, refuses=names)
    caller.server.script.add(PROPOSED)
    assert (await caller.ask(SEARCHED)).calls


@pytest.mark.parametrize(
    "refusal",
    [
        mishaps.parameter("safety_identifier"),
        mishaps.parameter("safety_identifier", param=False),
        mishaps.parameter("safety_identifier", status=422),
        mishaps.forbidden_extra("safety_identifier"),
        Mishap(400, {"object": "error", "message": "[{'loc': ('body', 'safety_identifier')}]", "code": 400}),
        Mishap(400, {"error": "json: unknown field safety_identifier"}),
    ],
)
async def test_the_parameter_is_found_wherever_the_refusal_names_it(caller: Caller, refusal: Mishap) -> None:
    caller.server.script.author = lambda asked: refusal if "safety_identifier" in asked.body else PROPOSED
    assert (await caller.ask()).calls
    assert caller.requests == 2


async def test_a_refusal_that_names_nothing_optional_is_final(caller: Caller) -> None:
    for name in ("model", "input", "messages", "tools[0].parameters", "...", ""):
        caller.server.script.add(mishaps.parameter(name))
        await caller.fails(Unfit)
    assert caller.requests == 6


async def test_a_server_that_refuses_what_is_not_sent_is_not_asked_for_ever(caller: Caller) -> None:
    caller.server.script.author = lambda _: mishaps.parameter("tool_choice")
    await caller.fails(Unfit, SEARCHED)
    assert caller.requests <= 3


@pytest.mark.parametrize(("text", "found"), [("store", None), ("'store'", "store"), ("restore", None)])
def test_a_word_of_everyday_english_counts_only_in_quotes(text: str, found: str | None) -> None:
    failure = Failure(400, message=f"We could not {text} this.")
    assert refused_parameter(Api.RESPONSES, {"store": False}, failure) == found


async def test_a_form_of_tool_choice_nobody_else_knows_gives_way_to_a_shorter_list(
    server: ModelServer,
) -> None:
    refusal = mishaps.parameter("tool_choice")
    server.script.author = lambda asked: refusal if isinstance(asked.body["tool_choice"], dict) else PROPOSED
    caller = Caller(server)
    async with caller.client:
        assert (await caller.ask(SEARCHED)).calls
    last = server.journal[-1]
    assert (last.body["tool_choice"], [tool["name"] for tool in last.tools]) == ("required", ["propose_rule"])


async def test_a_thinking_model_is_asked_by_chat_without_thought_as_it_takes_no_functions_else(
    server: ModelServer,
) -> None:
    server.script.add(PROPOSED, PROPOSED)
    caller = Caller(server, Api.CHAT)
    async with caller.client:
        assert (await caller.ask()).calls
        assert (await caller.ask()).calls
    assert [asked.effort for asked in server.journal] == ["low", "none", "none"]


async def test_a_server_that_wants_no_thought_and_gets_none_is_not_asked_for_ever(
    server: ModelServer,
) -> None:
    no = Mishap(400, {"error": {"message": "Functions need reasoning_effort 'none'.", "param": None}})
    server.script.author = lambda _: no
    caller = Caller(server, Api.CHAT)
    async with caller.client:
        await caller.fails(Unfit)
    assert [asked.effort for asked in server.journal] == ["low", "none", None]


async def test_it_learns_so_also_where_the_effort_was_not_said(server: ModelServer) -> None:
    server.script.add(PROPOSED)
    caller = Caller(server, Api.CHAT, effort="off")
    async with caller.client:
        assert (await caller.ask()).calls
    assert [asked.effort for asked in server.journal] == [None, "none"]


async def test_an_old_server_gets_the_limit_of_tokens_by_its_old_name(server: ModelServer) -> None:
    server.manners = Manners(thinks=False, refuses=frozenset({"max_completion_tokens"}))
    server.script.add(PROPOSED)
    caller = Caller(server, Api.CHAT)
    async with caller.client:
        assert (await caller.ask()).calls
    assert server.journal[-1].body["max_tokens"] == 6000


async def test_responses_come_first(server: ModelServer) -> None:
    server.script.add(PROPOSED)
    caller = Caller(server, Api.AUTO)
    async with caller.client:
        await caller.ask()
    assert paths(server) == ["/v1/responses"]


async def test_a_server_without_responses_is_asked_by_chat_and_that_is_remembered(
    server: ModelServer,
) -> None:
    server.manners = COMPATIBLE
    server.script.add(PROPOSED, PROPOSED)
    caller = Caller(server, Api.AUTO)
    async with caller.client:
        assert (await caller.ask()).calls
        assert (await caller.ask()).calls
    assert paths(server) == ["/v1/responses", "/v1/chat/completions", "/v1/chat/completions"]


@pytest.mark.parametrize(
    "no",
    [
        mishaps.unexpected_endpoint("/v1/responses"),
        Mishap(405, "Method Not Allowed"),
        Mishap(501, "Not Implemented"),
        Mishap(404, {"error": {"code": 404, "message": "File Not Found", "type": "not_found_error"}}),
        Mishap(400, {"error": {"message": "The Responses API is not enabled here."}}),
    ],
)
async def test_servers_say_in_many_ways_that_they_have_no_responses(server: ModelServer, no: Mishap) -> None:
    server.manners = replace(COMPATIBLE, apis=frozenset(Spoken))
    server.script.add(no, PROPOSED)
    caller = Caller(server, Api.AUTO)
    async with caller.client:
        assert (await caller.ask()).calls
    assert paths(server) == ["/v1/responses", "/v1/chat/completions"]


async def test_a_server_with_neither_is_asked_for_both_again_the_next_time(server: ModelServer) -> None:
    server.manners = replace(COMPATIBLE, apis=frozenset())
    caller = Caller(server, Api.AUTO)
    async with caller.client:
        await caller.fails(Unfit)
        await caller.fails(Unfit)
    assert paths(server) == ["/v1/responses", "/v1/chat/completions"] * 2


async def test_an_unknown_model_is_no_reason_for_the_other_api(server: ModelServer) -> None:
    caller = Caller(server, Api.AUTO, model="gpt-0")
    async with caller.client:
        error = await caller.fails(Unfit)
    assert paths(server) == ["/v1/responses"]
    assert "OPENAI_MODEL" in error.message


async def test_a_server_that_answered_by_responses_once_is_never_asked_by_chat(server: ModelServer) -> None:
    server.script.add(PROPOSED, Mishap(404, "gone"))
    caller = Caller(server, Api.AUTO)
    async with caller.client:
        await caller.ask()
        await caller.fails(Unfit)
    assert paths(server) == ["/v1/responses"] * 2


async def test_a_setting_keeps_to_one_api(server: ModelServer) -> None:
    server.manners = replace(COMPATIBLE, key="sk-pretend-model")
    caller = Caller(server, Api.RESPONSES)
    async with caller.client:
        await caller.fails(Unfit)
    assert paths(server) == ["/v1/responses"]
