"""Days, months and years: 2023, since January, 30 April 2023, this year; "last summer" is asked about."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from llm.phrases.pattern import Filling, Unclear
from llm.phrases.words import Message

_NAMES: Final = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
]  # fmt: skip
MONTHS: Final = {
    **{name: number for number, name in enumerate(_NAMES, 1)},
    **{name[:3]: number for number, name in enumerate(_NAMES, 1)},
    "sept": 9,
}
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DAY: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_ISO: Final = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_OTHER: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # the month each begins
_DECADES: Final = {
    "fifties": 1950,
    "sixties": 1960,
    "seventies": 1970,
    "eighties": 1980,
    "nineties": 1990,
}
_DIGITS: Final = re.compile(r"'?(\d{2}|\d{3}0)s")


def days(message: Message, at: int, today: date) -> Iterator[tuple[int, Filling]]:
    """Give the days, months and years that begin at a word, as a query writes them."""
    words = [word.text for word in message.words[at : at + 6]]
    if not words or message.words[at].quoted:
        return
    yield from _written(message, at, words[0])
    yield from _named(message, at, words, today)
    yield from _relative(message, at, words, today)


def this(message: Message, at: int, today: date) -> Iterator[tuple[int, Filling]]:
    """Give the current year, month or day."""
    words = [word.text for word in message.words[at : at + 2]]
    known = {
        "year": f"{today.year}",
        "month": f"{today:%Y-%m}",
    }
    if words[:1] == ["this"] and words[1:] and words[1] in known:
        yield at + 2, Filling(known[words[1]], message.said(at, at + 2))
    if words[:1] == ["today"]:
        yield at + 1, Filling(today.isoformat(), "today")


def last(message: Message, at: int, today: date) -> Iterator[tuple[int, Filling]]:
    """Give the year, month or day before the current one."""
    words = [word.text for word in message.words[at : at + 2]]
    if words[:1] == ["yesterday"]:
        yield at + 1, Filling((today - timedelta(days=1)).isoformat(), "yesterday")
    if words == ["last", "year"]:
        yield at + 2, Filling(str(today.year - 1), "last year")
    if words == ["last", "month"]:
        month = today.replace(day=1) - timedelta(days=1)
        yield at + 2, Filling(f"{month:%Y-%m}", "last month")


def decades(message: Message, at: int, today: date) -> Iterator[tuple[int, Filling]]:
    """Give a decade as a range of years: the 90s, the nineties, the 2010s."""
    word = message.words[at].text if at < len(message.words) else ""
    found = _DIGITS.fullmatch(word)
    if found:
        start = int(found[1])
        if start < 100:
            start += 2000 if 2000 + start <= today.year and start < 30 else 1900
        if start % 10:
            return
    elif word in _DECADES:
        start = _DECADES[word]
    else:
        return
    yield at + 1, Filling(f"{start}..{start + 9}", word)


def _written(message: Message, at: int, word: str) -> Iterator[tuple[int, Filling]]:
    if _YEAR.fullmatch(word) or _ISO.fullmatch(word):
        yield at + 1, Filling(word, word)
    elif found := _OTHER.fullmatch(word):
        one, two, year = (int(part) for part in found.groups())
        isos = [f"{year}-{month:02}-{day:02}" for day, month in ((one, two), (two, one)) if month <= 12]
        choices = tuple((iso, iso) for iso in dict.fromkeys(isos))
        place = message.words[at]
        asks = f'Which day is "{place.raw}"?'
        yield at + 1, Filling("", unclear=Unclear(place.start, place.end, asks, choices))


def _named(message: Message, at: int, words: list[str], today: date) -> Iterator[tuple[int, Filling]]:
    """Give dates with a month in letters: April, April 2023, 30 April 2023, April 30th, 2023."""
    if words[0] in MONTHS:
        yield from _month_first(message, at, words, today)
    if words[0] == "the":
        words, begin = words[1:], at + 1
    else:
        begin = at
    day = _DAY.fullmatch(words[0]) if words else None
    rest = words[2:] if words[1:2] == ["of"] else words[1:]
    if day and rest and rest[0] in MONTHS:
        end = begin + len(words) - len(rest) + 1
        month = MONTHS[rest[0]]
        if rest[1:] and _YEAR.fullmatch(rest[1]):
            yield end + 1, Filling(f"{rest[1]}-{month:02}-{int(day[1]):02}", message.said(at, end + 1))
        else:
            latest = _latest(today, month, int(day[1]))
            yield end, Filling(f"{latest}-{month:02}-{int(day[1]):02}", message.said(at, end))


def _month_first(message: Message, at: int, words: list[str], today: date) -> Iterator[tuple[int, Filling]]:
    month = MONTHS[words[0]]
    yield at + 1, Filling(f"{_latest(today, month, 1)}-{month:02}", words[0])
    rest = words[2:] if words[1:2] == ["of"] else words[1:]
    end = at + len(words) - len(rest)
    if rest and _YEAR.fullmatch(rest[0]):
        yield end + 1, Filling(f"{rest[0]}-{month:02}", message.said(at, end + 1))
    day = _DAY.fullmatch(rest[0]) if rest else None
    if day and int(day[1]) <= 31:
        behind = rest[2:] if rest[1:2] == [","] else rest[1:]
        if behind and _YEAR.fullmatch(behind[0]):
            ends = at + len(words) - len(behind) + 1
            yield ends, Filling(f"{behind[0]}-{month:02}-{int(day[1]):02}", message.said(at, ends))
        else:
            latest = _latest(today, month, int(day[1]))
            yield end + 1, Filling(f"{latest}-{month:02}-{int(day[1]):02}", message.said(at, end + 1))


def _latest(today: date, month: int, day: int) -> int:
    """Return the year of the last such day that is not to come."""
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1


def _relative(message: Message, at: int, words: list[str], today: date) -> Iterator[tuple[int, Filling]]:
    yield from this(message, at, today)
    yield from last(message, at, today)
    behind = words[1:] if words[0] in {"last", "the", "this"} else words
    if behind and behind[0] in _SEASONS:
        end = at + len(words) - len(behind) + 1
        yield end, Filling("", unclear=_season(message, at, end, _SEASONS[behind[0]], today))


def _season(message: Message, at: int, end: int, month: int, today: date) -> Unclear:
    year = today.year if month <= today.month else today.year - 1
    first, after = date(year, month, 1), date(year + month // 10, (month + 2) % 12 + 1, 1)
    choices = tuple((f"{day:%B %Y}", f"{day:%B %Y}") for day in (first, after) if day <= today)
    asks = f'From which month does "{message.said(at, end)}" count?'
    return Unclear(message.words[at].start, message.words[end - 1].end, asks, choices)
