"""Amounts and dates as people write them, turned into the spelling of the query language by code."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, assert_never

from cascade.media import text_key
from cascade.rules.fields import Field, FieldKind

NUMBERS: Final = {
    word: number
    for number, words in {
        0: "zero",
        1: "one a an single once",
        2: "two twice",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve dozen",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty",
        24: "twentyfour",
        25: "twentyfive",
        30: "thirty",
        40: "forty",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
        100: "hundred",
        1000: "thousand",
    }.items()
    for word in words.split()
}
SIZES: Final = {
    word: unit
    for unit, words in {
        "KB": "kb kilobyte kilobytes",
        "MB": "mb meg megs megabyte megabytes",
        "GB": "gb gig gigs gigabyte gigabytes",
        "TB": "tb terabyte terabytes",
        "KiB": "kib",
        "MiB": "mib",
        "GiB": "gib",
        "TiB": "tib",
    }.items()
    for word in words.split()
}
SPANS: Final = {
    word: unit
    for unit, words in {
        "d": "d day days",
        "w": "w week weeks wk wks",
        "mo": "mo month months mth mths",
        "y": "y year years yr yrs",
    }.items()
    for word in words.split()
}
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_SPELLED: Final = {
    "4k": "2160p",
    "uhd": "2160p",
    "ultra hd": "2160p",
    "full hd": "1080p",
    "fhd": "1080p",
    "2160": "2160p",
    "1080": "1080p",
    "720": "720p",
    "576": "576p",
    "480": "480p",
    "finished": "ended",
    "over": "ended",
    "running": "continuing",
    "still running": "continuing",
    "ongoing": "continuing",
    "airing": "continuing",
    "still airing": "continuing",
    "cancelled": "ended",
    "canceled": "ended",
}

_ONE: Final = frozenset({"day", "week", "month", "year"})
DECADES: Final = {
    "twenties": 2,
    "thirties": 3,
    "forties": 4,
    "fifties": 5,
    "sixties": 6,
    "seventies": 7,
    "eighties": 8,
    "nineties": 9,
}
_ITEMS: Final = re.compile(r"(?:films?|movies?|shows?|series|seasons?|items?|titles?)?")
_SHARE = re.compile(
    r"(?P<number>\d+(?:\.\d+)?) ?(?:%|percent|(?:/ ?|stars? out of |out of )(?P<of>5|10|100)(?: stars?)?)"
)
_TAILS = re.compile(
    r"\s+(?:ago|old|free|back|of space|of|in size|people|persons?|users?|times?|plays?|votes?)$"
)
_HEADS = re.compile(r"^(?:about|exactly|over|under|more than|less than|at least|at most)\s+")
_LATEST = re.compile(r"^(?:the )?(?:last|past)\s+(?=.)")


class Unreadable(ValueError):
    """Raised where words are no amount or date of their field; the message says what they should be."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The day on which somebody says "last year", in their zone."""

    today: datetime

    def shifted(self, days: int) -> datetime:
        """The day so many days away."""
        return self.today + timedelta(days=days)


def spell(field: Field, words: str, clock: Clock) -> str:
    """Return words as a value of a field in the query language, unquoted; raises Unreadable."""
    plain = _plain(words)
    match field.kind:
        case FieldKind.SIZE:
            spelled = size(plain)
        case FieldKind.SPAN:
            spelled = _span(plain)
        case FieldKind.DATE:
            spelled = _date(plain, clock, never=field.never)
        case FieldKind.NUMBER:
            spelled = _number(field, plain, clock)
        case FieldKind.FLAG:
            spelled = {"true": "yes", "false": "no"}.get(plain, plain)
        case FieldKind.CHOICE:
            spelled = _SPELLED.get(plain, plain)
        case FieldKind.TEXT | FieldKind.SET:
            spelled = words
        case _:
            assert_never(field.kind)
    return spelled


def _plain(words: str) -> str:
    plain = " ".join(text_key(words).replace("’", "'").split())
    return _TAILS.sub("", _HEADS.sub("", plain))


def size(words: str) -> str:
    """Return an amount of bytes such as "half a terabyte" as 0.5TB; raises Unreadable."""
    count, unit = _counted(_plain(words))
    if unit not in SIZES:
        raise Unreadable(f'"{words}" is not a size. Write a number and a unit, such as 20 GB.')
    return f"{_digits(count)}{SIZES[unit]}"


def count_of(words: str) -> int:
    """Return a whole number such as "a dozen"; raises Unreadable."""
    count, unit = _counted(_plain(words))
    if count != count.to_integral_value() or count < 1 or not _ITEMS.fullmatch(unit):
        raise Unreadable(f'"{words}" is not a number of items. Write a number such as 20.')
    return int(count)


def _span(plain: str) -> str:
    plain = _LATEST.sub("", plain)
    count, unit = (Decimal(1), plain) if plain in _ONE else _counted(plain)
    if unit not in SPANS:
        raise Unreadable(
            f'"{plain}" is not a length of time. Write a number and days, weeks, months or years, or use the '
            "date field beside this one for a date."
        )
    short = SPANS[unit]
    if count == count.to_integral_value():
        return f"{_digits(count)}{short}"
    smaller = {"y": (12, "mo"), "w": (7, "d")}.get(short)
    if smaller is None or count * smaller[0] != (count * smaller[0]).to_integral_value():
        raise Unreadable(f'"{plain}" is no whole number of days, weeks, months or years.')
    return f"{_digits(count * smaller[0])}{smaller[1]}"


def _counted(plain: str) -> tuple[Decimal, str]:
    """Split "half a year" into 0.5 and "year"; the unit may be empty."""
    plain = re.sub(r"\b(twenty)[ -](four|five)\b", r"\1\2", plain)
    plain = re.sub(r"^(?:a|an) (half|dozen|hundred|thousand)\b", r"\1", plain)
    half = re.match(r"half (?:(?:a|an) )?|(?:1/2|½) (?:(?:a|an) )?", plain)
    rest = plain[half.end() :] if half else plain
    if half and rest.isalpha():
        return Decimal("0.5"), rest
    if digits := re.fullmatch(r"(\d+(?:\.\d+)?) ?-?([a-z]*)", rest):
        return Decimal(digits[1]), digits[2]
    number, _, unit = rest.replace("-", " ").partition(" ")
    if number in NUMBERS and (not unit or unit.isalpha()):
        return Decimal(NUMBERS[number]), unit
    raise Unreadable(f'"{plain}" has no number in it.')


def _digits(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _number(field: Field, plain: str, clock: Clock) -> str:
    if field.name == "year":
        return _year(plain, clock)
    first, _, rest = plain.partition(" ")
    if first in NUMBERS and rest:
        plain = f"{NUMBERS[first]} {rest}"
    if field.scale and (share := _SHARE.fullmatch(plain)):
        of = Decimal(share["of"] or 100)
        return f"{_digits(Decimal(share['number']) * 100 / of)}%"
    if "star" in plain:
        raise Unreadable("stars")
    return _digits(_counted(re.sub(r"\s*(?:points?)$", "", plain))[0])


def _year(plain: str, clock: Clock) -> str:
    relative = {"this year": 0, "last year": -1}
    if plain in relative:
        return str(clock.today.year + relative[plain])
    for word, tens in DECADES.items():
        plain = re.sub(rf"^(?:the )?{word}$", f"19{tens}0s", plain)
    decade = re.fullmatch(r"(?:the )?((?:19|20)?)(\d)0'?s", plain)
    if decade:
        century = decade[1] or ("19" if int(decade[2]) >= 3 else "20")
        return f"{century}{decade[2]}0..{century}{decade[2]}9"
    if not re.fullmatch(r"\d{4}", plain):
        raise Unreadable(f'"{plain}" is not a year. Write a year such as 1990.')
    return plain


def _date(plain: str, clock: Clock, *, never: bool) -> str:
    if plain == "never" and never:
        return plain
    if re.fullmatch(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", plain):
        return plain
    relative = _relative(plain, clock)
    return relative or _named_month(plain, clock)


def _relative(plain: str, clock: Clock) -> str:
    today = clock.today
    last_month = today.replace(day=1) - timedelta(days=1)
    return {
        "today": f"{today:%Y-%m-%d}",
        "yesterday": f"{clock.shifted(-1):%Y-%m-%d}",
        "this month": f"{today:%Y-%m}",
        "last month": f"{last_month:%Y-%m}",
        "this year": f"{today:%Y}",
        "last year": str(today.year - 1),
    }.get(plain, "")


def _named_month(plain: str, clock: Clock) -> str:
    """Read "January", "April 2023", "30 April 2023" and "April 30th, 2023"."""
    parts = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|,|\bof\b", " ", plain).split()
    months = [MONTHS[part] for part in parts if part in MONTHS]
    numbers = [int(part) for part in parts if part.isdecimal()]
    if len(months) != 1 or len(months) + len(numbers) != len(parts):
        raise Unreadable(f'"{plain}" is not a date. Write 2023, April 2023 or 2023-04-30.')
    years = [number for number in numbers if number > 31]
    days = [number for number in numbers if number <= 31]
    if len(years) > 1 or len(days) > 1:
        raise Unreadable(f'"{plain}" is not one date. Write 2023, April 2023 or 2023-04-30.')
    month, day = months[0], days[0] if days else None
    year = years[0] if years else _latest_year(month, day, clock)
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")


def _latest_year(month: int, day: int | None, clock: Clock) -> int:
    """Return the year of the latest such month or day that has begun."""
    begun = (month, day or 1) <= (clock.today.month, clock.today.day)
    return clock.today.year if begun else clock.today.year - 1
