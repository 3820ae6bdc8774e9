"""Days, months and years: 2023, since January, 30 April 2023, this year; "last summer" is asked about."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from llm.language.calendar import dates, decade, relative
from llm.phrases.numbers import texts
from llm.phrases.pattern import Filling, Unclear
from llm.phrases.words import Message, Word

_OTHER: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # the month each begins


def days(message: Message, at: int, today: date) -> Iterator[tuple[int, Filling]]:
    """Give the days, months and years that begin at a word, as a query writes them."""
    words = texts(message, at)
    if not words:
        return
    for length, written in dates(words, today):
        yield at + length, Filling(written, message.said(at, at + length))
    if found := _OTHER.fullmatch(words[0]):
        yield at + 1, Filling("", unclear=_which_day(message.words[at], found))
    behind = 1 if words[0] in {"last", "the", "this"} else 0
    if month := _SEASONS.get(words[behind]) if words[behind:] else None:
        end = at + behind + 1
        yield end, Filling("", unclear=_season(message, at, end, month, today))


def this(message: Message, at: int, today: date) -> Iterator[tuple[int, Filling]]:
    """Give the current year, month or day."""
    return _relative(message, at, today, ("this", "today"))


def last(message: Message, at: int, today: date) -> Iterator[tuple[int, Filling]]:
    """Give the year, month or day before the current one."""
    return _relative(message, at, today, ("last", "yesterday"))


def decades(message: Message, at: int, today: date) -> Iterator[tuple[int, Filling]]:
    """Give a decade as a range of years: the 90s, the nineties, the 2010s."""
    words = texts(message, at)
    if words and (years := decade(words[0], today)):
        yield at + 1, Filling(years, words[0])


def _relative(
    message: Message, at: int, today: date, first: tuple[str, ...]
) -> Iterator[tuple[int, Filling]]:
    words = texts(message, at)
    for said, written in relative(today).items():
        if said[0] in first and tuple(words[: len(said)]) == said:
            yield at + len(said), Filling(written, message.said(at, at + len(said)))


def _which_day(word: Word, found: re.Match[str]) -> Unclear:
    one, two, year = (int(part) for part in found.groups())
    isos = [f"{year}-{month:02}-{day:02}" for day, month in ((one, two), (two, one)) if month <= 12]
    choices = tuple((iso, iso) for iso in dict.fromkeys(isos))
    return Unclear(word.start, word.end, f'Which day is "{word.raw}"?', choices)


def _season(message: Message, at: int, end: int, month: int, today: date) -> Unclear:
    year = today.year if month <= today.month else today.year - 1
    first, after = date(year, month, 1), date(year + month // 10, (month + 2) % 12 + 1, 1)
    choices = tuple((f"{day:%B %Y}", f"{day:%B %Y}") for day in (first, after) if day <= today)
    asks = f'From which month does "{message.said(at, end)}" count?'
    return Unclear(message.words[at].start, message.words[end - 1].end, asks, choices)
