"""Days, months, years and decades as people write them, to the dates of the query language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

_NAMES: Final = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
]  # fmt: skip
MONTHS: Final = {
    **{name: number for number, name in enumerate(_NAMES, 1)},
    **{name[:3]: number for number, name in enumerate(_NAMES, 1)},
    "sept": 9,
}
DECADES: Final = {
    "thirties": 1930,
    "forties": 1940,
    "fifties": 1950,
    "sixties": 1960,
    "seventies": 1970,
    "eighties": 1980,
    "nineties": 1990,
}
"""The twenties, and the 20s, are two decades by now."""

YEAR: Final = re.compile(r"(?:18|19|20)\d\d")
_ISO: Final = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_DAY: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_LAST_DAY: Final = 31
_DIGITS: Final = re.compile(r"'?(\d{2}|\d{3}0)'?s")
_RECENT: Final = 30  # the 10s are of this century, the 30s of the last


def decade(word: str, today: date) -> str | None:
    """Return a decade as a range of years: the 90s, the nineties, the 2010s; None for anything else."""
    found = _DIGITS.fullmatch(word)
    start = int(found[1]) if found else DECADES.get(word)
    if start is None or start % 10 or start == 20:
        return None
    if start < 100:
        start += 2000 if 2000 + start <= today.year and start < _RECENT else 1900
    return f"{start}..{start + 9}"


def relative(today: date) -> Mapping[tuple[str, ...], str]:
    """Return what today makes of "this year", "last month", "yesterday"."""
    month = today.replace(day=1) - timedelta(days=1)
    return {
        ("today",): today.isoformat(),
        ("yesterday",): (today - timedelta(days=1)).isoformat(),
        ("this", "month"): f"{today:%Y-%m}",
        ("last", "month"): f"{month:%Y-%m}",
        ("this", "year"): f"{today.year}",
        ("last", "year"): f"{today.year - 1}",
    }


def dates(words: Sequence[str], today: date) -> Iterator[tuple[int, str]]:
    """Give the dates that words begin with, and how many words each takes.

    2023, 2023-04-30, this year, April, April 2023, 30 April 2023, the 30th of April, April 30th, 2023. A day
    or month without a year is the latest that has begun.
    """
    if words and (YEAR.fullmatch(words[0]) or _ISO.fullmatch(words[0])):
        yield 1, words[0]
    for said, written in relative(today).items():
        if tuple(words[: len(said)]) == said:
            yield len(said), written
    if words and words[0] in MONTHS:
        yield from _month_first(words, today)
    else:
        yield from _day_first(words, today)


def _month_first(words: Sequence[str], today: date) -> Iterator[tuple[int, str]]:
    month = MONTHS[words[0]]
    yield 1, f"{_latest(today, month, 1)}-{month:02}"
    at = 2 if words[1:2] and words[1] == "of" else 1
    if year := _year(words, at):
        yield at + 1, f"{year}-{month:02}"
    elif day := _day(words, at):
        end = at + 2 if words[at + 1 : at + 2] and words[at + 1] == "," else at + 1
        yield _full(words, (at + 1, end), day, month, today)


def _day_first(words: Sequence[str], today: date) -> Iterator[tuple[int, str]]:
    at = 1 if words and words[0] == "the" else 0
    behind = at + 2 if words[at + 1 : at + 2] and words[at + 1] == "of" else at + 1
    if (day := _day(words, at)) and words[behind : behind + 1] and words[behind] in MONTHS:
        yield _full(words, (behind + 1, behind + 1), day, MONTHS[words[behind]], today)


def _full(words: Sequence[str], ends: tuple[int, int], day: int, month: int, today: date) -> tuple[int, str]:
    """Return a day with the year behind it, which may stand behind a comma, or with the latest year."""
    end, at = ends
    if year := _year(words, at):
        return at + 1, f"{year}-{month:02}-{day:02}"
    return end, f"{_latest(today, month, day)}-{month:02}-{day:02}"


def _year(words: Sequence[str], at: int) -> str:
    return words[at] if at < len(words) and YEAR.fullmatch(words[at]) else ""


def _day(words: Sequence[str], at: int) -> int:
    found = _DAY.fullmatch(words[at]) if at < len(words) else None
    return int(found[1]) if found and int(found[1]) <= _LAST_DAY else 0


def _latest(today: date, month: int, day: int) -> int:
    """Return the year of the last such day that is not to come."""
    return today.year if (month, day) <= (today.month, today.day) else today.year - 1
