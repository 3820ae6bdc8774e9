"""What a server has been found to understand; kept as long as the process, learnt from its refusals."""

import logging
import re
from collections.abc import Mapping
from typing import Final

from llm.provider.endpoint import Api
from llm.provider.failure import Failure

log = logging.getLogger(__name__)

ALLOWED: Final = "allowed_tools"  # a form of tool_choice that few servers know
STRICT: Final = "strict"  # a key of every tool
EFFORT_NONE: Final = "reasoning_effort=none"

_OPTIONAL: Final[Mapping[Api, tuple[str, ...]]] = {
    Api.RESPONSES: (
        "store",
        "parallel_tool_calls",
        "max_output_tokens",
        "reasoning",
        "safety_identifier",
        "prompt_cache_key",
        "tool_choice",
        STRICT,
    ),
    Api.CHAT: (
        "parallel_tool_calls",
        "max_completion_tokens",
        "max_tokens",
        "reasoning_effort",
        "safety_identifier",
        "prompt_cache_key",
        "tool_choice",
        STRICT,
    ),
}
_NO_SUCH_API: Final = re.compile(
    r"(?i)(unexpected|unknown|unsupported) endpoint|responses api .*(not|only)|use /?v1/chat"
)
_WANTS_NO_EFFORT: Final = re.compile(r"(?i)reasoning_effort\W+(to\W+)?none")

Body = Mapping[str, object]


class Profile:
    """How one server is spoken to. `api` is never AUTO here."""

    def __init__(self, wanted: Api) -> None:
        self._wanted = wanted
        self._settled = wanted is not Api.AUTO
        self.api: Api = Api.RESPONSES if wanted is Api.AUTO else wanted
        self._lacks: set[tuple[Api, str]] = set()

    def lacks(self, name: str) -> bool:
        """Say whether the server refused this before, under the API in use."""
        return (self.api, name) in self._lacks

    def answered(self, api: Api) -> None:
        """Note that the server answered under this API; it is asked no other from now on."""
        self._settled = True
        self.api = api

    def learn(self, api: Api, body: Body, failure: Failure) -> bool:
        """Learn from a refusal of a request; say whether the next request will be another one."""
        if not self._settled and is_no_such_api(failure):
            return self._try_other(api)
        if failure.status not in (400, 422):
            return False
        name = refused_parameter(api, body, failure)
        if name is None or (name == EFFORT_NONE and self.lacks("reasoning_effort")):
            return False
        if (api, name) not in self._lacks:
            log.warning("The language model's server does not take %s; it is left out from now on.", name)
        self._lacks.add((api, name))
        return True

    def _try_other(self, failed: Api) -> bool:
        """Turn from Responses to Chat; where that is missing too, begin with Responses the next time."""
        self.api = Api.CHAT if failed is Api.RESPONSES else Api.RESPONSES
        return failed is Api.RESPONSES


def is_no_such_api(failure: Failure) -> bool:
    """Say whether a server does not have the API at all. LM Studio says so inside a 200."""
    if failure.status in (404, 405, 501) and not failure.inside:
        return failure.code not in ("model_not_found", "DeploymentNotFound")
    return (failure.inside or failure.status == 400) and _NO_SUCH_API.search(failure.message) is not None


def refused_parameter(api: Api, body: Body, failure: Failure) -> str | None:
    """Name the optional parameter of a request that a refusal is about; None if it is about none."""
    sent = sent_names(body)
    wants_none = api is Api.CHAT and _WANTS_NO_EFFORT.search(failure.message) is not None
    if wants_none and body.get("reasoning_effort") != "none":
        return EFFORT_NONE
    named = [name for name in _OPTIONAL[api] if name in sent and _names(failure, name)]
    if not named:
        return None
    return ALLOWED if named[0] == "tool_choice" and ALLOWED in sent else named[0]


def sent_names(body: Body) -> set[str]:
    """Name what a request holds, the parts that may be left out among it."""
    tools, choice = body.get("tools"), body.get("tool_choice")
    names = set(body)
    if isinstance(choice, dict):
        names.add(ALLOWED)
    if isinstance(tools, list) and any(_is_strict(tool) for tool in tools):
        names.add(STRICT)
    return names


def _is_strict(tool: Mapping[str, object]) -> bool:
    inner = tool.get("function")
    return STRICT in tool or (isinstance(inner, dict) and STRICT in inner)


def _names(failure: Failure, name: str) -> bool:
    """Say whether a refusal names a parameter: in `param`, or else in its text.

    Servers write tools[0].function.strict, reasoning.effort, or a sentence with the name in quotes; a word
    such as "store" counts in a sentence only where it is quoted.
    """
    if failure.param:
        parts = [part for part in re.split(r"[.\[\]]+", failure.param) if part]
        return bool(parts) and name in (parts[0], parts[-1])
    pattern = rf"\b{name}\b" if "_" in name else rf"[\"'`]{name}[\"'`.]"
    return re.search(pattern, failure.message) is not None
