"""What kind of server the pretend model is: which APIs, models and parameters it knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from playground.model.asked import Spoken

BOTH: Final = frozenset(Spoken)


@dataclass(frozen=True, slots=True)
class Manners:
    """How a server behaves.

    `models` are those it lists, with the date of their end where one is announced. `strict`: refuses what
    the real API refuses, unknown parameters and bad schemas among it. `thinks`: its models reason, so that
    Chat Completions takes functions only with an effort of "none". `refuses` are parameters it answers
    with a 400 that names them. `key` is the one it wants, None: any.
    """

    apis: frozenset[Spoken] = BOTH
    models: Mapping[str, str | None] = field(default_factory=lambda: {"gpt-6-luna": None})
    strict: bool = True
    thinks: bool = True
    refuses: frozenset[str] = frozenset()
    key: str | None = "sk-pretend-model"


OPENAI: Final = Manners()
"""The real API, as far as it is known."""
COMPATIBLE: Final = Manners(
    apis=frozenset({Spoken.CHAT}), models={"small-local": None}, strict=False, thinks=False, key=None
)
"""A server at home that has Chat Completions alone and looks at little."""
