"""Sentences of the core as Discord shows them: the commands they name are those of Discord."""

import re
from typing import Final

from bot.limits import safe

# What the core says to whoever reads a log or a terminal, and what people read and do in Discord instead.
_HERE: Final = (
    (r"`resume` or `retry` finishes it", "I finish it by myself; /health can retry at once"),
    (r"`sync --adopt (\S+)`", r"/sync server:\1 accept:It really is another server now"),
    (r"`sync --accept-shrink (\S+)`", r"/sync server:\1 accept:It really lists so little now"),
    (r"`sync (\S+)`", r"/sync server:\1"),
    (r"`sync`", "/sync"),
    (r"`plan` makes one", "/clean makes one"),
    (r"`stop` ends a run", "/stop ends a run"),
    (r"`protect list`", "/protect list"),
    (r"(\S+) is not reachable now: \1 ", r"\1 "),
    (r"cannot be reached for [A-Z]+ \S+;", "cannot be reached;"),
    (r"^(\w+): \1 ", r"\1 "),  # a server named in front of a sentence that names it
)


def in_discord(text: str) -> str:
    """Name commands as Discord has them, and leave out what only an operator looks up."""
    for shell, here in _HERE:
        text = re.sub(shell, here, text)
    return text


def told(text: str, most: int = 80) -> str:
    """Return a sentence of the core, or of a server in it, so that Discord shows it as it is."""
    return safe(in_discord(text), most)
