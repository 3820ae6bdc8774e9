"""Sentences of the core as Discord shows them: the commands they name are those of Discord."""

import re
from typing import Final

from bot.limits import safe

# What the core calls by the name it has on the command line, and what people do in Discord instead.
_COMMANDS: Final = (
    (r"`resume` or `retry` finishes it", "I finish it by myself; /health can retry at once"),
    (r"`sync --adopt (\S+)`", r"/sync server:\1 accept:It really is another server now"),
    (r"`sync --accept-shrink (\S+)`", r"/sync server:\1 accept:It really lists so little now"),
    (r"`sync (\S+)`", r"/sync server:\1"),
    (r"`sync`", "/sync"),
    (r"`plan` makes one", "/clean makes one"),
    (r"`stop` ends a run", "/stop ends a run"),
    (r"`protect list`", "/protect list"),
)


def in_discord(text: str) -> str:
    """Name commands as Discord has them."""
    for shell, here in _COMMANDS:
        text = re.sub(shell, here, text)
    return text


def told(text: str, most: int = 80) -> str:
    """Return a sentence of the core, or of a server in it, so that Discord shows it as it is."""
    return safe(in_discord(text), most)
