"""What was said, as the bodies of the two APIs."""

import json
from typing import assert_never

from playground.model.asked import Asked, Spoken
from playground.model.script import Called, Ending, Odd, Said

_BORN = 1_790_000_000  # when every answer was made


def body(asked: Asked, said: Said) -> dict[str, object]:
    """Give the answer to a request."""
    return _response(asked, said) if asked.api is Spoken.RESPONSES else _completion(asked, said)


def _response(asked: Asked, said: Said) -> dict[str, object]:
    output: object = [*_messages(asked, said), *_calls(asked, said)]
    if Odd.NO_CHOICES in said.odd:
        output = []
    answer: dict[str, object] = {
        "id": f"resp_{asked.n}",
        "object": "response",
        "created_at": _BORN,
        "status": _status(said.ending),
        "error": said.error if said.ending is Ending.FAILED else None,
        "incomplete_details": _reason(said.ending),
        "model": asked.model,
        "output": None if Odd.NULL_CHOICES in said.odd else output,
        "parallel_tool_calls": asked.body.get("parallel_tool_calls", True),
        "store": asked.body.get("store", True),
        "tool_choice": asked.body.get("tool_choice", "auto"),
        "tools": asked.body.get("tools", []),
    }
    return answer | _usage(said, "input", "output")


def _status(ending: Ending) -> str:
    match ending:
        case Ending.DONE:
            return "completed"
        case Ending.CUT | Ending.FILTERED:
            return "incomplete"
        case Ending.FAILED:
            return "failed"
        case Ending.CANCELLED:
            return "cancelled"
        case _ as never:
            assert_never(never)


def _reason(ending: Ending) -> object:
    reasons = {Ending.CUT: "max_output_tokens", Ending.FILTERED: "content_filter"}
    return {"reason": reasons[ending]} if ending in reasons else None


def _messages(asked: Asked, said: Said) -> list[object]:
    parts: list[object] = []
    if said.refusal is not None:
        parts.append({"type": "refusal", "refusal": said.refusal})
    if said.text is not None:
        parts.append({"type": "output_text", "text": said.text, "annotations": []})
    message = {"id": f"msg_{asked.n}", "type": "message", "role": "assistant", "status": "completed"}
    return [message | {"content": parts}] if parts else []


def _calls(asked: Asked, said: Said) -> list[object]:
    return [
        {
            "id": f"fc_{asked.n}_{n}",
            "type": "function_call",
            "status": "completed",
            "call_id": call.id or f"call_{asked.n}_{n}",
            "name": call.name,
            "arguments": _arguments(call, said),
        }
        for n, call in enumerate(said.calls)
    ]


def _arguments(call: Called, said: Said) -> object:
    if Odd.OBJECT_ARGUMENTS in said.odd or isinstance(call.arguments, str):
        return call.arguments
    return json.dumps(call.arguments, ensure_ascii=False)


def _completion(asked: Asked, said: Said) -> dict[str, object]:
    if said.ending in (Ending.FAILED, Ending.CANCELLED):
        return {"error": said.error}
    choice = {"index": 0, "message": _message(asked, said), "finish_reason": said.finish or _finish(said)}
    choices: object = [] if Odd.NO_CHOICES in said.odd else [choice]
    answer: dict[str, object] = {
        "id": f"chatcmpl-{asked.n}",
        "object": "chat.completion",
        "created": _BORN,
        "model": asked.model,
        "choices": None if Odd.NULL_CHOICES in said.odd else choices,
    }
    return answer | _usage(said, "prompt", "completion")


def _finish(said: Said) -> str:
    match said.ending:
        case Ending.CUT:
            return "length"
        case Ending.FILTERED:
            return "content_filter"
        case _:
            return "tool_calls" if said.calls else "stop"


def _message(asked: Asked, said: Said) -> dict[str, object]:
    message: dict[str, object] = {"role": "assistant", "content": said.text, "refusal": said.refusal}
    functions = [{"name": call.name, "arguments": _arguments(call, said)} for call in said.calls]
    if Odd.OLD_CALL in said.odd:
        return message | {"function_call": functions[0]}
    calls = [
        {"id": call.id or f"call_{asked.n}_{n}", "type": "function", "function": function}
        for n, (call, function) in enumerate(zip(said.calls, functions, strict=True))
    ]
    # Some servers say that tools were called and then list none.
    return message | {"tool_calls": calls} if calls or said.finish == "tool_calls" else message


def _usage(said: Said, into: str, out: str) -> dict[str, object]:
    if Odd.NO_USAGE in said.odd:
        return {}
    tokens = said.tokens
    usage: dict[str, object] = {
        f"{into}_tokens": tokens.input,
        f"{out}_tokens": tokens.output,
        "total_tokens": tokens.input + tokens.output,
    }
    if Odd.BARE_USAGE not in said.odd:
        cache = {"cached_tokens": tokens.cached, "cache_write_tokens": tokens.written}
        usage[f"{into}_tokens_details"] = cache
        usage[f"{out}_tokens_details"] = {"reasoning_tokens": tokens.reasoning}
    return {"usage": usage}
