"""Amounts with a unit: 20GB, half a terabyte, 2 years, a year and a half."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeVar

from cascade.rules.expr import Span
from llm.language.numerals import AND_A_HALF, counted, digits

SIZES: Final = {
    **dict.fromkeys(("kb", "kilobyte", "kilobytes"), "KB"),
    **dict.fromkeys(("mb", "megabyte", "megabytes", "meg", "megs"), "MB"),
    **dict.fromkeys(("gb", "gbs", "gigabyte", "gigabytes", "gig", "gigs"), "GB"),
    **dict.fromkeys(("tb", "tbs", "terabyte", "terabytes", "terra", "tera", "teras"), "TB"),
    "kib": "KiB",
    "mib": "MiB",
    "gib": "GiB",
    "tib": "TiB",
}
SPANS: Final = {
    **dict.fromkeys(("d", "day", "days"), ("d", 1)),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), ("w", 1)),
    **dict.fromkeys(("fortnight", "fortnights"), ("w", 2)),
    **dict.fromkeys(("mo", "mos", "mth", "mths", "month", "months"), ("mo", 1)),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), ("y", 1)),
    **dict.fromkeys(("decade", "decades"), ("y", 10)),
}
RESOLUTIONS: Final = {
    **dict.fromkeys(("4k", "uhd", "ultra hd", "2160p", "2160"), "2160p"),
    **dict.fromkeys(("1080p", "1080", "full hd", "fullhd", "fhd"), "1080p"),
    **dict.fromkeys(("720p", "720"), "720p"),
    **dict.fromkeys(("576p", "576"), "576p"),
    **dict.fromkeys(("480p", "480"), "480p"),
}

Unit = TypeVar("Unit")
_GLUED: Final = re.compile(r"(\d+(?:\.\d+)?)([^\W\d]+)")


def glued(word: str) -> tuple[Decimal, str] | None:
    """Take "20gb" apart; None for a word that is no number with something tied to it."""
    found = _GLUED.fullmatch(word)
    return (Decimal(found[1]), found[2]) if found else None


def amounts(words: Sequence[str], units: Mapping[str, Unit]) -> Iterator[tuple[int, Decimal, Unit]]:
    """Give the amounts that words begin with: how many words each takes, its number and its unit."""
    parts = glued(words[0]) if words else None
    if parts and parts[1] in units:
        yield 1, parts[0], units[parts[1]]
    for length, number in counted(words):
        if unit_word := next(iter(words[length : length + 1]), None):
            if unit_word not in units:
                continue
            yield length + 1, number, units[unit_word]
            if list(words[length + 1 : length + 4]) == AND_A_HALF and number % 1 == 0:
                yield length + 4, number + Decimal("0.5"), units[unit_word]


def size(number: Decimal, unit: str) -> str:
    """Write a size as the query language has it."""
    return f"{digits(number)}{unit}"


def span(number: Decimal, unit: tuple[str, int]) -> Span | None:
    """Return a span in whole units, half years as months; None where no unit makes it whole."""
    short, factor = unit
    count = number * factor
    if count % 1 and short == "y":
        short, count = "mo", count * 12
    return Span(int(count), short) if count % 1 == 0 and count >= 1 else None
