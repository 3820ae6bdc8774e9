"""The Responses API: a turn as its request, its answer as a reply. Stateless: nothing is stored there."""

from typing import Annotated, Final

from llm.errors import Stopped
from llm.provider.endpoint import Endpoint
from llm.provider.failure import Failed, Judged, from_inside
from llm.provider.judgement import STOPPED
from llm.provider.profile import ALLOWED, Profile
from llm.provider.receiving import Count, Fields, JsonText, Loose, Rows, Text, read, unusable
from llm.provider.sending import (
    effort,
    function,
    narrowed,
    optional,
    person_key,
    prompt_key,
    sound_arguments,
    sound_name,
)
from llm.turn import Answered, Reply, ToolCall, Turn, Usage

_DONE: Final = (None, "completed")


def request(turn: Turn, endpoint: Endpoint, profile: Profile) -> dict[str, object]:
    """Put a turn. What never changes comes first: servers keep a prefix that they have seen."""
    level = effort(turn, endpoint)
    filtered = narrowed(turn) and profile.lacks(ALLOWED)
    tools = [tool for tool in turn.tools if not filtered or tool.name in turn.allowed]
    said = {
        "store": False,
        "parallel_tool_calls": False,
        "tool_choice": _choice(turn, profile),
        "max_output_tokens": endpoint.max_output,
        "reasoning": {"effort": level} if level else None,
        "safety_identifier": person_key(turn, endpoint) if turn.person else None,
        "prompt_cache_key": prompt_key(turn),
    }
    return {
        "model": endpoint.model,
        "instructions": turn.instructions,
        "tools": [{"type": "function", **function(tool, profile)} for tool in tools],
        "input": _items(turn),
        **optional(profile, said),
    }


def _choice(turn: Turn, profile: Profile) -> object:
    if not narrowed(turn) or profile.lacks(ALLOWED):
        return "required"
    tools = [{"type": "function", "name": name} for name in turn.allowed]
    return {"type": "allowed_tools", "mode": "required", "tools": tools}


def _items(turn: Turn) -> list[dict[str, object]]:
    """List the conversation. Names of the household are no instructions, so they come as a user's message."""
    texts = [turn.context, *turn.messages] if turn.context else list(turn.messages)
    said: list[dict[str, object]] = [{"type": "message", "role": "user", "content": text} for text in texts]
    return said + [item for answered in turn.rounds for item in _round(answered)]


def _round(answered: Answered) -> list[dict[str, object]]:
    call = answered.call
    asked = {"name": sound_name(call), "arguments": sound_arguments(call)}
    return [
        {"type": "function_call", "call_id": call.id, **asked},
        {"type": "function_call_output", "call_id": call.id, "output": answered.output},
    ]


class _Part(Loose):
    type: Text = None
    text: Text = None
    refusal: Text = None


class _Item(Loose):
    type: Text = None
    id: Text = None
    call_id: Text = None
    name: Text = None
    arguments: JsonText = "{}"
    content: Annotated[tuple[_Part, ...], Rows] = ()


class _InputDetails(Loose):
    cached_tokens: Count = 0
    cache_write_tokens: Count = 0


class _OutputDetails(Loose):
    reasoning_tokens: Count = 0


class _Usage(Loose):
    input_tokens: Count = 0
    output_tokens: Count = 0
    input_tokens_details: Annotated[_InputDetails, Fields] = _InputDetails()
    output_tokens_details: Annotated[_OutputDetails, Fields] = _OutputDetails()


class _Why(Loose):
    reason: Text = None


class _Response(Loose):
    status: Text = None
    error: object = None
    incomplete_details: Annotated[_Why, Fields] = _Why()
    output: Annotated[tuple[_Item, ...], Rows] = ()
    usage: Annotated[_Usage, Fields] = _Usage()


def reply(text: str) -> Reply:
    """Read an answer. Raises Failed for an error inside it, Judged where it cannot be used."""
    answer = read(_Response, text)
    usage = _usage(answer.usage)
    if answer.error or answer.status == "failed":
        raise Failed(from_inside(answer.error or {"code": "failed"}))
    if answer.incomplete_details.reason == "content_filter":
        raise Judged(Stopped(STOPPED, usage=usage))
    if answer.status == "incomplete":
        return Reply(cut=True, usage=usage)
    found = _found(answer, usage)
    if answer.status not in _DONE or not (found.calls or found.refusal or found.text):
        raise unusable(usage)
    return found


def _found(answer: _Response, usage: Usage) -> Reply:
    calls = [item for item in answer.output if item.type == "function_call" and item.name]
    parts = [part for item in answer.output if item.type == "message" for part in item.content]
    refusal = "".join(part.refusal for part in parts if part.refusal)
    text = "".join(part.text for part in parts if part.text)
    return Reply(
        calls=tuple(_call(n, item) for n, item in enumerate(calls)),
        refusal=refusal or None,
        text=text or None,
        usage=usage,
    )


def _call(n: int, item: _Item) -> ToolCall:
    return ToolCall(item.call_id or item.id or f"call_{n}", item.name or "", item.arguments)


def _usage(usage: _Usage) -> Usage:
    return Usage(
        input=usage.input_tokens,
        cached=usage.input_tokens_details.cached_tokens,
        written=usage.input_tokens_details.cache_write_tokens,
        output=usage.output_tokens,
        reasoning=usage.output_tokens_details.reasoning_tokens,
    )
