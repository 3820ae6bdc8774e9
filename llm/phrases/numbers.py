"""Numbers as people write them: 20, twenty, two hundred, half a, one and a half; 1,5 is asked about."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from llm.phrases.pattern import Unclear
from llm.phrases.words import Message

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
_LARGE: Final = {"hundred": 100, "thousand": 1000}
_PLAIN: Final = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
COMMA: Final = re.compile(r"(\d+),(\d+)([^\W\d]*)")


def plain(text: str) -> Decimal | None:
    """Return the number that digits say; None for anything else, decimal commas included."""
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def numbers(message: Message, at: int) -> Iterator[tuple[int, Decimal]]:
    """Give the numbers that begin at a word, with where each ends; the longest last."""
    words = [word.text for word in message.words[at : at + 8]]
    if not words:
        return
    if (digits := plain(words[0])) is not None:
        yield at + 1, digits
        if words[1:4] == ["and", "a", "half"]:
            yield at + 4, digits + Decimal("0.5")
        return
    spoken = _spoken(words)
    if spoken:
        length, number = spoken
        yield at + length, Decimal(number)
        if words[length : length + 3] == ["and", "a", "half"]:
            yield at + length + 3, number + Decimal("0.5")


def _spoken(words: list[str]) -> tuple[int, int] | None:
    """Return how many words say a number, and the number; "a hundred" is one, "a" is none."""
    begins = 1 if words[0] in {"a", "one"} and words[1:2] and words[1] in {*_LARGE, "dozen"} else 0
    total, part, used = 0, 1 if begins else 0, begins
    seen = bool(begins)
    for word in words[begins:]:
        if word in SMALL:
            if seen and not _fits_behind(part, SMALL[word], word):
                break
            part = part * 12 if word == "dozen" and part else part + SMALL[word]
        elif word in _LARGE and seen:
            part = part * _LARGE[word]
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


def comma(message: Message, at: int, unit: str = "") -> Unclear | None:
    """Return the question about a number with a comma, which is 1.5 to some and 1500 to others."""
    word = message.words[at]
    found = COMMA.fullmatch(word.text)
    if not found:
        return None
    whole, part, glued = found.groups()
    readings = [f"{Decimal(f'{whole}.{part}').normalize():f}"] + (
        [f"{whole}{part}"] if len(part) == 3 else []
    )
    said = glued or unit
    choices = tuple((f"{number} {said}".strip(), f"{number}{glued}") for number in readings)
    return Unclear(word.start, word.end, f'How is "{word.raw}" meant?', choices)
