"""Text of other people made harmless before a model or a person reads it."""

import unicodedata
from typing import Final

NAME: Final = 80  # characters of a title or name that a model is shown
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean(text: str, limit: int = NAME) -> str:
    """Return a text in one line: no controls, no invisible and no turning characters, cut to a length."""
    shown = "".join(" " if char.isspace() else char for char in text if char.isspace() or _visible(char))
    line = " ".join(shown.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _visible(char: str) -> bool:
    return unicodedata.category(char) not in _HIDDEN
