"""What a request may hold: the checks of the real API, first complaint wins."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from playground.model.asked import Asked, Row, Spoken
from playground.model.known import KNOWN
from playground.model.manners import Manners
from playground.model.refusal import Refused
from playground.model.strictness import complaints

_Look = Callable[[Asked, Manners], Iterator[Refused]]

_EFFORTS: Final = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def refusal(asked: Asked, manners: Manners) -> Refused | None:
    """Say what the server does not take of a request; None if it takes all."""
    looks: list[_Look] = [_model, _refused]
    if manners.strict:
        looks += [_unknown, _thought, _limits, _tools, _choice, _calls]
    return next((found for look in looks for found in look(asked, manners)), None)


def _model(asked: Asked, manners: Manners) -> Iterator[Refused]:
    if asked.model not in manners.models:
        text = f"The model `{asked.model}` does not exist or you do not have access to it."
        yield Refused(text, code="model_not_found", status=404)


def _refused(asked: Asked, manners: Manners) -> Iterator[Refused]:
    for name in sorted(manners.refuses):
        if name in asked.body:
            yield Refused(f"Unsupported parameter: '{name}'.", name, "unsupported_parameter")
        for n, tool in enumerate(asked.tools):
            if name in tool:
                path = f"tools[{n}].{'function.' if asked.api is Spoken.CHAT else ''}{name}"
                yield Refused(f"Unknown parameter: '{path}'.", path, "unknown_parameter")


def _unknown(asked: Asked, _: Manners) -> Iterator[Refused]:
    for name in sorted(asked.body.keys() - KNOWN[asked.api]):
        yield Refused(f"Unknown parameter: '{name}'.", name, "unknown_parameter")
    main = "input" if asked.api is Spoken.RESPONSES else "messages"
    if main not in asked.body:
        yield Refused(f"Missing required parameter: '{main}'.", main, "missing_required_parameter")
    if asked.body.get("stream"):
        yield Refused("This pretend server does not stream.", "stream", "unsupported_value")


def _thought(asked: Asked, manners: Manners) -> Iterator[Refused]:
    if asked.effort is not None and asked.effort not in _EFFORTS:
        yield Refused(f"Invalid value: '{asked.effort}'.", _effort_name(asked), "invalid_value")
    if not manners.thinks:
        return
    for name in ("temperature", "top_p"):
        if name in asked.body:
            text = f"Unsupported parameter: '{name}' is not supported with this model."
            yield Refused(text, name, "unsupported_parameter")
    if asked.api is Spoken.CHAT and "max_tokens" in asked.body:
        text = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead."
        )
        yield Refused(text, "max_tokens", "unsupported_parameter")
    if asked.api is Spoken.CHAT and asked.tools and asked.effort != "none":
        text = (
            f"Function tools with reasoning_effort are not supported for {asked.model} in "
            "/v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort "
            "to 'none'."
        )
        yield Refused(text, "reasoning_effort")


def _effort_name(asked: Asked) -> str:
    return "reasoning.effort" if asked.api is Spoken.RESPONSES else "reasoning_effort"


def _limits(asked: Asked, _: Manners) -> Iterator[Refused]:
    for name in ("safety_identifier", "prompt_cache_key"):
        value = asked.body.get(name)
        if value is not None and (not isinstance(value, str) or len(value) > 64):
            text = f"Invalid '{name}': string too long. Expected a string with maximum length 64."
            yield Refused(text, name, "string_above_max_length")
    for name in ("max_output_tokens", "max_completion_tokens"):
        value = asked.body.get(name, 16)
        if not isinstance(value, int) or value < 16:
            text = f"Invalid '{name}': integer below minimum value. Expected a value >= 16."
            yield Refused(text, name, "integer_below_min_value")


def _tools(asked: Asked, _: Manners) -> Iterator[Refused]:
    for n, tool in enumerate(asked.tools):
        inner = "function." if asked.api is Spoken.CHAT else ""
        if not _NAME.fullmatch(str(tool.get("name"))):
            path = f"tools[{n}].{inner}name"
            yield Refused(f"Invalid '{path}': string does not match pattern.", path, "invalid_value")
        if tool.get("strict", asked.api is Spoken.RESPONSES) is not True:
            continue
        for complaint in complaints(tool.get("parameters")):
            yield Refused(
                f"Invalid schema for function '{tool.get('name')}': {complaint}",
                f"tools[{n}].{inner}parameters",
                "invalid_function_parameters",
            )


def _choice(asked: Asked, _: Manners) -> Iterator[Refused]:
    choice = asked.body.get("tool_choice")
    if choice is not None and not asked.tools:
        yield Refused("'tool_choice' is only allowed when 'tools' are specified.", "tool_choice")
    if isinstance(choice, str) and choice not in ("none", "auto", "required"):
        yield Refused(f"Invalid value: '{choice}'.", "tool_choice", "invalid_value")
    names = {tool.get("name") for tool in asked.tools}
    for name in asked.allowed:
        if name not in names:
            yield Refused(f"Tool choice '{name}' not found in 'tools' parameter.", "tool_choice")


def _calls(asked: Asked, _: Manners) -> Iterator[Refused]:
    """Want every call answered and every answer called for."""
    called, answered = _ids(asked)
    for one in called:
        if one not in answered:
            yield Refused(f"No tool output found for function call {one}.", _main(asked))
    for one in answered:
        if one not in called:
            yield Refused(f"No tool call found for function call output with call_id {one}.", _main(asked))
    for row in asked.rows:
        yield from _sound(asked, row)


def _ids(asked: Asked) -> tuple[list[object], list[object]]:
    if asked.api is Spoken.RESPONSES:
        called = [row.get("call_id") for row in asked.rows if row.get("type") == "function_call"]
        answered = [row.get("call_id") for row in asked.rows if row.get("type") == "function_call_output"]
        return called, answered
    calls = [call for row in asked.rows for call in _list(row.get("tool_calls"))]
    return [call.get("id") for call in calls], [
        row.get("tool_call_id") for row in asked.rows if row.get("role") == "tool"
    ]


def _sound(asked: Asked, row: Row) -> Iterator[Refused]:
    calls = [row] if row.get("type") == "function_call" else _list(row.get("tool_calls"))
    for call in calls:
        function = call.get("function", call)
        if not isinstance(function, dict) or not _NAME.fullmatch(str(function.get("name"))):
            yield Refused("Invalid name of a function call.", _main(asked), "invalid_value")
        elif not isinstance(function.get("arguments"), str):
            yield Refused("Invalid type for arguments of a call.", _main(asked), "invalid_type")


def _list(value: object) -> list[Row]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _main(asked: Asked) -> str:
    return "input" if asked.api is Spoken.RESPONSES else "messages"
