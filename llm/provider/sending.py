"""What both APIs send alike: keys of the person and the prompt, and calls of earlier rounds made sound."""

import hashlib
import hmac
import json
import re
from typing import Final

from llm.provider.endpoint import Endpoint
from llm.provider.profile import STRICT, Profile
from llm.turn import Tool, ToolCall, Turn

LONGEST_ARGUMENTS: Final = 20_000  # characters of a call that are sent back


def narrowed(turn: Turn) -> bool:
    """Say whether the round may use fewer tools than there are."""
    return set(turn.allowed) != {tool.name for tool in turn.tools}


def effort(turn: Turn, endpoint: Endpoint) -> str | None:
    """How hard the model shall think; None: not said."""
    wanted = endpoint.effort or turn.effort
    return None if wanted == "off" else wanted


def person_key(turn: Turn, endpoint: Endpoint) -> str:
    """Tell one person from another to the provider, which can't learn from it who they are."""
    secret = endpoint.key.get_secret_value() if endpoint.key else ""
    return hmac.new(secret.encode(), turn.person.encode(), hashlib.sha256).hexdigest()


def prompt_key(turn: Turn) -> str:
    """Name the part of the prompt that is the same in every request."""
    static = json.dumps([turn.instructions, [tool.name for tool in turn.tools]])
    return hashlib.sha256(static.encode()).hexdigest()[:32]


def function(tool: Tool, profile: Profile) -> dict[str, object]:
    """Describe a tool, strictly unless the server knows nothing of that."""
    about: dict[str, object] = {
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
    }
    return about if profile.lacks(STRICT) else about | {STRICT: True}


def optional(profile: Profile, fields: dict[str, object]) -> dict[str, object]:
    """Keep the fields that are said and that the server takes."""
    return {name: value for name, value in fields.items() if value is not None and not profile.lacks(name)}


def sound_name(call: ToolCall) -> str:
    """Give a call's name in the letters servers take back; a model may have made up any."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", call.name)[:64] or "unnamed"


def sound_arguments(call: ToolCall) -> str:
    """Give a call's arguments as servers take them back: a whole object, not too long, else an empty one."""
    if len(call.arguments) > LONGEST_ARGUMENTS:
        return "{}"
    try:
        whole = isinstance(json.loads(call.arguments), dict)
    except (ValueError, RecursionError):
        whole = False
    return call.arguments if whole else "{}"
