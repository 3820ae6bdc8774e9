"""Chat Completions, for the servers that have no Responses: a turn as its request, its answer as a reply."""

from typing import Annotated

from llm.errors import Stopped
from llm.provider.endpoint import Endpoint
from llm.provider.failure import Failed, Judged, from_inside
from llm.provider.judgement import STOPPED
from llm.provider.profile import EFFORT_NONE, Profile
from llm.provider.receiving import Count, Fields, JsonText, Loose, Rows, Text, read, unusable
from llm.provider.sending import (
    effort,
    function,
    optional,
    person_key,
    prompt_key,
    sound_arguments,
    sound_name,
)
from llm.turn import Answered, Reply, ToolCall, Turn, Usage


def request(turn: Turn, endpoint: Endpoint, profile: Profile) -> dict[str, object]:
    """Put a turn. A round that may use fewer tools is told of those alone: few servers know allowed_tools."""
    tools = [tool for tool in turn.tools if tool.name in turn.allowed]
    said = {
        "parallel_tool_calls": False,
        "tool_choice": "required",
        "max_completion_tokens": endpoint.max_output,
        # Older servers know the limit by its older name alone.
        "max_tokens": endpoint.max_output if profile.lacks("max_completion_tokens") else None,
        "reasoning_effort": "none" if profile.lacks(EFFORT_NONE) else effort(turn, endpoint),
        "safety_identifier": person_key(turn, endpoint) if turn.person else None,
        "prompt_cache_key": prompt_key(turn),
    }
    return {
        "model": endpoint.model,
        "messages": _messages(turn),
        "tools": [{"type": "function", "function": function(tool, profile)} for tool in tools],
        **optional(profile, said),
    }


def _messages(turn: Turn) -> list[dict[str, object]]:
    """List the conversation. One user message: many templates insist that user and assistant take turns."""
    texts = [turn.context, *turn.messages] if turn.context else list(turn.messages)
    begun: list[dict[str, object]] = [
        {"role": "system", "content": turn.instructions},
        {"role": "user", "content": "\n\n".join(texts)},
    ]
    return begun + [message for answered in turn.rounds for message in _round(answered)]


def _round(answered: Answered) -> list[dict[str, object]]:
    call = answered.call
    asked = {"name": sound_name(call), "arguments": sound_arguments(call)}
    return [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": call.id, "type": "function", "function": asked}],
        },
        {"role": "tool", "tool_call_id": call.id, "content": answered.output},
    ]


class _Function(Loose):
    name: Text = None
    arguments: JsonText = "{}"


class _Call(Loose):
    id: Text = None
    function: Annotated[_Function, Fields] = _Function()


class _Message(Loose):
    content: Text = None
    refusal: Text = None
    tool_calls: Annotated[tuple[_Call, ...], Rows] = ()
    function_call: Annotated[_Function, Fields] = _Function()  # as it was called before tools


class _Choice(Loose):
    finish_reason: Text = None
    message: Annotated[_Message, Fields] = _Message()


class _InputDetails(Loose):
    cached_tokens: Count = 0
    cache_write_tokens: Count = 0


class _OutputDetails(Loose):
    reasoning_tokens: Count = 0


class _Usage(Loose):
    prompt_tokens: Count = 0
    completion_tokens: Count = 0
    prompt_tokens_details: Annotated[_InputDetails, Fields] = _InputDetails()
    completion_tokens_details: Annotated[_OutputDetails, Fields] = _OutputDetails()


class _Completion(Loose):
    error: object = None
    choices: Annotated[tuple[_Choice, ...], Rows] = ()
    usage: Annotated[_Usage, Fields] = _Usage()


def reply(text: str) -> Reply:
    """Read an answer. Raises Failed for an error inside it, Judged where it cannot be used.

    Whether a tool was called is read from the calls: servers say "stop" with calls and "tool_calls" without.
    """
    answer = read(_Completion, text)
    usage = _usage(answer.usage)
    if answer.error:
        raise Failed(from_inside(answer.error))
    first = answer.choices[0] if answer.choices else _Choice()
    if first.finish_reason == "content_filter":
        raise Judged(Stopped(STOPPED, usage=usage))
    if first.finish_reason == "length":
        return Reply(cut=True, usage=usage)
    found = _found(first.message, usage)
    if not (found.calls or found.refusal or found.text):
        raise unusable(usage)
    return found


def _found(message: _Message, usage: Usage) -> Reply:
    calls = message.tool_calls or (_Call(function=message.function_call),)
    return Reply(
        calls=tuple(_call(n, call) for n, call in enumerate(calls) if call.function.name),
        refusal=message.refusal or None,
        text=message.content or None,
        usage=usage,
    )


def _call(n: int, call: _Call) -> ToolCall:
    return ToolCall(call.id or f"call_{n}", call.function.name or "", call.function.arguments)


def _usage(usage: _Usage) -> Usage:
    return Usage(
        input=usage.prompt_tokens,
        cached=usage.prompt_tokens_details.cached_tokens,
        written=usage.prompt_tokens_details.cache_write_tokens,
        output=usage.completion_tokens,
        reasoning=usage.completion_tokens_details.reasoning_tokens,
    )
