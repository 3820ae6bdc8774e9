"""What the pretend model says: replies in a queue, or a callable that reads the request."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from playground.model.asked import Asked


@dataclass(frozen=True, slots=True)
class Called:
    """A call of a function. Arguments as a text are sent as they are, so that half of it may be missing."""

    name: str
    arguments: Mapping[str, object] | str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens an answer claims."""

    input: int = 3_200
    cached: int = 1_024
    written: int = 0
    output: int = 120
    reasoning: int = 40


class Ending(StrEnum):
    """How an answer ends."""

    DONE = "done"
    CUT = "cut"  # at the limit of tokens
    FILTERED = "filtered"  # by the provider's filter
    FAILED = "failed"  # status "failed", inside a 200; by Chat Completions an error in its place
    CANCELLED = "cancelled"


class Odd(StrEnum):
    """What servers get wrong."""

    OBJECT_ARGUMENTS = "arguments as an object instead of a text"
    BARE_USAGE = "usage without details"
    NO_USAGE = "no usage"
    NO_CHOICES = "no choices, or no output"
    NULL_CHOICES = "choices or output of null"
    OLD_CALL = "function_call, as it was before tools"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. `finish` is the finish_reason of Chat Completions where it is not what fits."""

    calls: tuple[Called, ...] = ()
    text: str | None = None
    refusal: str | None = None
    ending: Ending = Ending.DONE
    error: Mapping[str, object] = field(default_factory=lambda: {"code": "server_error", "message": "Oh."})
    tokens: Tokens = Tokens()
    finish: str | None = None
    odd: frozenset[Odd] = frozenset()


@dataclass(frozen=True, slots=True)
class Mishap:
    """An HTTP answer that is none of a model."""

    status: int
    body: Mapping[str, object] | str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


class Delivery(StrEnum):
    """How an answer travels when it does not travel well."""

    DRIP = "drip"  # a byte every `seconds`
    CUT = "cut"  # half of the body, then nothing
    HANG = "hang"  # nothing at all
    RESET = "reset"  # the connection is torn down


@dataclass(frozen=True, slots=True)
class Delivered:
    """An answer that does not arrive well."""

    reply: "Said | Mishap"
    how: Delivery
    seconds: float = 0.02


Reply = Said | Mishap | Delivered
Author = Callable[[Asked], Reply]

OVER = Mishap(
    501,
    {"error": {"message": "The script is at its end.", "type": "script", "code": "script_over"}},
    {"x-should-retry": "false"},
)


class Script:
    """Replies in their order; after them what the author says, and after that the end."""

    def __init__(self) -> None:
        self._replies: deque[Reply] = deque()
        self.author: Author | None = None

    def __len__(self) -> int:
        return len(self._replies)

    def add(self, *replies: Reply) -> None:
        """Say these next, one for each request."""
        self._replies.extend(replies)

    def call(self, name: str, **arguments: object) -> None:
        """Say a single call next."""
        self.add(Said(calls=(Called(name, arguments),)))

    def clear(self) -> None:
        """Forget all replies and the author."""
        self._replies.clear()
        self.author = None

    def next(self, asked: Asked) -> Reply:
        """Give the reply to a request."""
        if self._replies:
            return self._replies.popleft()
        return self.author(asked) if self.author else OVER
