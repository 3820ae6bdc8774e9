"""One turn with a language model, whichever API carries it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Tool:
    """A function the model may call; `parameters` is a strict JSON schema."""

    name: str
    description: str
    parameters: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call the model asks for. `arguments` is its JSON text, unchecked: half of it may be missing."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A tool call of an earlier round with what it was answered."""

    call: ToolCall
    output: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What is sent: the prompt, the messages of one person oldest first, and the rounds so far.

    `allowed` narrows the tools of this round without changing the cached list. `person` is an opaque key.
    """

    instructions: str
    context: str  # clock, zone, names: what changes from day to day
    messages: tuple[str, ...]
    tools: tuple[Tool, ...]
    allowed: tuple[str, ...]
    rounds: tuple[Answered, ...] = ()
    effort: str = "low"
    person: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call as the server counted them; 0 where it did not say."""

    input: int = 0
    cached: int = 0
    written: int = 0
    output: int = 0
    reasoning: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: calls, or a refusal, or text where there should have been a call.

    `cut` says that the server stopped in the middle; nothing of such a reply is used.
    """

    calls: tuple[ToolCall, ...] = ()
    refusal: str | None = None
    text: str | None = None
    cut: bool = False
    usage: Usage = Usage()


class Model(Protocol):
    """A language model behind one endpoint. Every failure is one of llm.errors."""

    async def ask(self, turn: Turn) -> Reply: ...
