"""Discord's limits, from its published API documentation, and how texts are made to fit."""

import re
import unicodedata

import discord

TITLE = 256
DESCRIPTION = 4096
FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1024
FOOTER = 2048
EMBED_SUM = 6000  # over all embeds of a message
CONTENT = 2000
CUSTOM_ID = 100
BUTTON_LABEL = 80
OPTIONS = 25  # of a select, and choices of an autocomplete
OPTION_TEXT = 100  # label, value and description of an option; name of a choice
MODAL_TITLE = 45
ROWS = 5

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, bidi and zero-width marks, line separators


def plain(text: str, most: int = 80) -> str:
    """Return a server's text as one short, visible line; still to be escaped where markdown is read."""
    seen = "".join(" " if char in "\n\r\t" else char for char in text)
    seen = "".join(char for char in seen if unicodedata.category(char) not in _UNSEEN)
    return cut(re.sub(r"\s+", " ", seen).strip(), most)


def safe(text: str, most: int = 80) -> str:
    """Return a server's text so that Discord shows it as it is: no markdown, no mention, one line."""
    escaped = discord.utils.escape_markdown(plain(text, most))
    return discord.utils.escape_mentions(escaped).replace("<", "\\<")


def cut(text: str, most: int) -> str:
    """Shorten a text at a word where possible, and show that it was shortened."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    space = head.rfind(" ")
    return (head[:space] if space > most // 2 else head).rstrip() + "…"


def lines(rows: list[str], most: int, more: str = "+{left} more") -> str:
    """Join as many whole lines as fit, and say how many did not."""
    kept: list[str] = []
    used = 0
    for index, row in enumerate(rows):
        left = len(rows) - index
        note = len(more.format(left=left)) + 1 if left > 1 else 0
        if used + len(row) + 1 + note > most:
            return "\n".join([*kept, more.format(left=left)])
        kept.append(row)
        used += len(row) + 1
    return "\n".join(kept)
