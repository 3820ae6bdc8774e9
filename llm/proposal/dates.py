"""A whole text as a date or a year: "last year", "April 2023", "the 90s"."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from llm.language.calendar import dates, decade

_PARTS: Final = re.compile(r"[^\s,]+|,")


class Unreadable(ValueError):
    """Raised where words are no amount or date of their field; the message says what they should be."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The day on which somebody says "last year", in their zone."""

    today: datetime


def year(plain: str, clock: Clock) -> str:
    """Return a year or a decade as the query language has it; raises Unreadable."""
    today = clock.today.date()
    if years := decade(plain.removeprefix("the "), today):
        return years
    written = _whole(plain, clock) or plain
    if not re.fullmatch(r"\d{4}", written):
        raise Unreadable(f'"{plain}" is not a year. Write a year such as 1990.')
    return written


def date(plain: str, clock: Clock, *, never: bool) -> str:
    """Return a date as the query language has it, or never where a field may be; raises Unreadable."""
    if plain == "never" and never:
        return plain
    if written := _whole(plain, clock):
        return written
    raise Unreadable(f'"{plain}" is not a date. Write 2023, April 2023 or 2023-04-30.')


def _whole(plain: str, clock: Clock) -> str:
    """Return the date that a text is from its first word to its last; empty where it is none."""
    words = _PARTS.findall(plain)
    found = (written for length, written in dates(words, clock.today.date()) if length == len(words))
    return next(found, "")
