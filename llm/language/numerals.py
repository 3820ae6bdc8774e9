"""Numbers as people write them: 20, twenty, two hundred, half a, one and a half. 1,5 is none of them."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

_UNITS: Final = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SMALL: Final = {
    **{word: number for number, word in enumerate(_UNITS)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    "dozen": 12,
}
LARGE: Final = {"hundred": 100, "thousand": 1000}
TIMES: Final = {"once": 1, "twice": 2, "thrice": 3}
ONE: Final = frozenset({"a", "an", "one"})
"""A number only with something behind it: "a year", "a hundred"."""

THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""Digits that are a thousand times as much to half of the world."""
_PLAIN: Final = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
_HALF: Final = Decimal("0.5")
_HALVES: Final = tuple(map(str.split, ("half", "half a", "half an", "half of", "half of a", "a half")))
AND_A_HALF: Final = ["and", "a", "half"]


def digits(number: Decimal) -> str:
    """Write a number as the query language has it."""
    return f"{number.normalize():f}"


def plain(text: str) -> Decimal | None:
    """Return the number that digits say; None for anything else, decimal commas and 1.000 included."""
    return Decimal(text) if _PLAIN.fullmatch(text) and not THOUSANDS.fullmatch(text) else None


def numbers(words: Sequence[str]) -> Iterator[tuple[int, Decimal]]:
    """Give the numbers that words begin with, and how many words each takes; the longest last."""
    if not words:
        return
    length, number = 1, plain(words[0])
    if number is None and (found := _spoken(words)):
        length, number = found[0], Decimal(found[1])
    if number is not None:
        yield length, number
        if list(words[length : length + 3]) == AND_A_HALF:
            yield length + 3, number + _HALF


def counted(words: Sequence[str]) -> Iterator[tuple[int, Decimal]]:
    """Give numbers as they stand before a unit, "half a" and "a" included."""
    for half in _HALVES:
        if list(words[: len(half)]) == half:
            yield len(half), _HALF
    if words and words[0] in ONE:
        yield 1, Decimal(1)
    yield from numbers(words)


def _spoken(words: Sequence[str]) -> tuple[int, int] | None:
    """Return how many words say a number, and the number; "a hundred" is one, "a" is none."""
    begins = 1 if words[0] in ONE and words[1:2] and words[1] in {*LARGE, "dozen"} else 0
    total, part, used = 0, 1 if begins else 0, begins
    seen = bool(begins)
    for word in words[begins:]:
        if word in SMALL:
            if seen and not _fits_behind(part, SMALL[word], word):
                break
            part = part * 12 if word == "dozen" and part else part + SMALL[word]
        elif word in LARGE and seen:
            part = part * LARGE[word]
            if word == "thousand":
                total, part = total + part, 0
        else:
            break
        seen, used = True, used + 1
    return (used, total + part) if seen else None


def _fits_behind(part: int, number: int, word: str) -> bool:
    """Whether a number word goes on with what came before: "twenty five", not "two three"."""
    if word == "dozen":
        return 0 < part < 10
    return part % 100 == 0 or (part % 10 == 0 and part % 100 >= 20 and 0 < number < 10)
