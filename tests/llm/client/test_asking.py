"""A turn goes out as each API wants it and comes back as one reply."""

from dataclasses import replace

import pytest

from llm.provider.endpoint import Api
from llm.turn import Answered, ToolCall, Usage
from playground.model import Called, ModelServer, Odd, Said, Tokens
from tests.llm.client.calling import KEY, PROPOSED, SEARCHED, TURN, WORDS, Caller


async def test_a_call_comes_back_with_its_name_arguments_and_tokens(caller: Caller) -> None:
    caller.server.script.add(replace(PROPOSED, tokens=Tokens(3000, 1000, 500, 120, 40)))
    reply = await caller.ask()
    (call,) = reply.calls
    assert (call.name, call.arguments) == ("propose_rule", '{"target": "movie"}')
    assert call.id
    assert reply.usage == Usage(3000, 1000, 500, 120, 40)
    assert not reply.cut
    assert reply.text is None
    assert reply.refusal is None


async def test_instructions_names_and_words_arrive_each_in_its_place(caller: Caller) -> None:
    caller.server.script.add(PROPOSED)
    await caller.ask()
    (asked,) = caller.server.journal
    assert asked.instructions == "Read what a person says."
    assert "\n\n".join(asked.texts) == f"It is noon.\n\n{WORDS}"
    assert [tool["name"] for tool in asked.tools] == ["propose_rule", "search_library"]
    assert all(tool["strict"] is True for tool in asked.tools)


async def test_a_tool_must_be_called_and_one_at_a_time(caller: Caller) -> None:
    caller.server.script.add(PROPOSED)
    await caller.ask()
    body = caller.server.journal[0].body
    assert (body["tool_choice"], body["parallel_tool_calls"]) == ("required", False)
    assert caller.server.journal[0].effort == "low"


async def test_earlier_rounds_are_sent_again_and_tools_can_be_withdrawn(caller: Caller) -> None:
    caller.server.script.add(PROPOSED)
    await caller.ask(SEARCHED)
    (asked,) = caller.server.journal
    assert asked.outputs == ["[]"]
    assert asked.allowed == ["propose_rule"]


async def test_responses_keeps_the_list_of_tools_when_one_is_withdrawn_as_it_is_cached(
    server: ModelServer,
) -> None:
    server.script.add(PROPOSED)
    caller = Caller(server)
    async with caller.client:
        await caller.ask(SEARCHED)
    assert [tool["name"] for tool in server.journal[0].tools] == ["propose_rule", "search_library"]


async def test_responses_stores_nothing_at_the_provider(server: ModelServer) -> None:
    server.script.add(PROPOSED)
    caller = Caller(server)
    async with caller.client:
        await caller.ask(SEARCHED)
    body = server.journal[0].body
    assert body["store"] is False
    assert not body.keys() & {"previous_response_id", "conversation", "background", "include"}


async def test_the_same_prompt_has_the_same_key_whoever_asks_and_people_differ(caller: Caller) -> None:
    caller.server.script.add(PROPOSED, PROPOSED, PROPOSED)
    await caller.ask()
    await caller.ask(replace(TURN, person="987654321098765432", messages=("something else",)))
    await caller.ask()
    first, second, third = (asked.body for asked in caller.server.journal)
    assert first["prompt_cache_key"] == second["prompt_cache_key"]
    assert first["safety_identifier"] != second["safety_identifier"]
    assert first["safety_identifier"] == third["safety_identifier"]


async def test_no_id_of_a_person_leaves_the_house(caller: Caller) -> None:
    caller.server.script.add(PROPOSED)
    await caller.ask()
    assert TURN.person not in caller.server.log.calls[0].body


async def test_the_journal_holds_no_key(caller: Caller) -> None:
    caller.server.script.add(PROPOSED)
    await caller.ask()
    assert KEY not in str(caller.server.journal)
    assert "Bearer [key]" in str(caller.server.journal)


async def test_a_setting_decides_how_hard_the_model_thinks(server: ModelServer) -> None:
    server.script.add(PROPOSED)
    caller = Caller(server, effort="medium")
    async with caller.client:
        await caller.ask()
    assert server.journal[0].effort == "medium"


async def test_the_effort_can_be_left_unsaid(server: ModelServer) -> None:
    server.script.add(PROPOSED)
    caller = Caller(server, effort="off")
    async with caller.client:
        await caller.ask()
    assert server.journal[0].effort is None


async def test_a_server_that_wants_no_key_gets_none_of_ours(server: ModelServer) -> None:
    server.manners = replace(server.manners, key=None)
    server.script.add(PROPOSED)
    caller = Caller(server, key=None)
    async with caller.client:
        assert (await caller.ask()).calls


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("search_library", '{"text": "half'),
        ("search_library", '["no object"]'),
        ("search_library", '{"text": "' + "x" * 1_000_000 + '"}'),
        ("delete everything!", '{"confirm": true}'),
        ("n" * 200, "{}"),
    ],
)
async def test_whatever_a_model_called_can_be_sent_back_to_it(
    caller: Caller, name: str, arguments: str
) -> None:
    caller.server.script.add(PROPOSED)
    rounds = (Answered(ToolCall("call_a", name, arguments), "That was not understood."),)
    await caller.ask(replace(TURN, rounds=rounds))
    assert len(caller.server.log.calls[0].body) < 50_000
    assert caller.requests == 1


async def test_half_arguments_arrive_as_they_are(caller: Caller) -> None:
    caller.server.script.add(Said(calls=(Called("propose_rule", '{"target": "mov'),)))
    (call,) = (await caller.ask()).calls
    assert call.arguments == '{"target": "mov'


async def test_arguments_sent_as_an_object_become_text(caller: Caller) -> None:
    caller.server.script.add(replace(PROPOSED, odd=frozenset({Odd.OBJECT_ARGUMENTS})))
    (call,) = (await caller.ask()).calls
    assert call.arguments == '{"target": "movie"}'


async def test_a_tool_nobody_declared_is_handed_on_under_its_name(caller: Caller) -> None:
    caller.server.script.call("delete_everything", confirm=True)
    (call,) = (await caller.ask()).calls
    assert call.name == "delete_everything"


async def test_ten_calls_in_one_answer_are_ten_calls(caller: Caller) -> None:
    caller.server.script.add(Said(calls=PROPOSED.calls * 10))
    reply = await caller.ask()
    assert len({call.id for call in reply.calls}) == 10


async def test_a_refusal_is_told_from_a_text(caller: Caller) -> None:
    caller.server.script.add(Said(refusal="I can't help with that."))
    reply = await caller.ask()
    assert (reply.refusal, reply.text, reply.calls) == ("I can't help with that.", None, ())


async def test_a_call_written_as_text_is_a_text(caller: Caller) -> None:
    written = '<tool_call>{"name": "propose_rule", "arguments": {}}</tool_call>'
    caller.server.script.add(Said(text=written))
    reply = await caller.ask()
    assert (reply.text, reply.calls) == (written, ())


@pytest.mark.parametrize("odd", [Odd.NO_USAGE, Odd.BARE_USAGE])
async def test_usage_may_be_missing_in_part_or_whole(caller: Caller, odd: Odd) -> None:
    caller.server.script.add(replace(PROPOSED, tokens=Tokens(10, 5, 5, 2, 1), odd=frozenset({odd})))
    usage = (await caller.ask()).usage
    assert usage == (Usage() if odd is Odd.NO_USAGE else Usage(input=10, output=2))


@pytest.mark.parametrize("finish", ["stop", "tool_calls", "function_call", "eos", ""])
async def test_calls_count_whatever_the_finish_reason(server: ModelServer, finish: str) -> None:
    server.manners = replace(server.manners, thinks=False)
    server.script.add(replace(PROPOSED, finish=finish))
    caller = Caller(server, Api.CHAT)
    async with caller.client:
        assert (await caller.ask()).calls


async def test_prose_where_a_call_was_required_is_a_text_though_it_claims_calls(server: ModelServer) -> None:
    server.manners = replace(server.manners, thinks=False)
    server.script.add(Said(text="Sure, I'll do that.", finish="tool_calls"))
    caller = Caller(server, Api.CHAT)
    async with caller.client:
        reply = await caller.ask()
    assert (reply.text, reply.calls) == ("Sure, I'll do that.", ())


async def test_a_call_in_the_form_before_tools_is_a_call(server: ModelServer) -> None:
    server.manners = replace(server.manners, thinks=False)
    server.script.add(replace(PROPOSED, odd=frozenset({Odd.OLD_CALL})))
    caller = Caller(server, Api.CHAT)
    async with caller.client:
        (call,) = (await caller.ask()).calls
    assert (call.name, call.id) == ("propose_rule", "call_0")
