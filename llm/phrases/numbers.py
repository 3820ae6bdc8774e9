"""Numbers in a message; 1,5 is asked about."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from llm.language import numerals
from llm.language.numerals import digits
from llm.phrases.pattern import Unclear
from llm.phrases.words import Message

COMMA: Final = re.compile(r"(\d+),(\d+)([^\W\d]*)|([1-9]\d{0,2})\.(\d{3})([^\W\d]*)")
_LONGEST: Final = 8  # words of one amount


def texts(message: Message, at: int) -> list[str]:
    """Return the words from a place on that one amount or date can have; a quoted text is none of them."""
    words = message.words[at : at + _LONGEST]
    return [] if words and words[0].quoted else [word.text for word in words]


def numbers(message: Message, at: int) -> Iterator[tuple[int, Decimal]]:
    """Give the numbers that begin at a word, with where each ends; the longest last."""
    return ((at + length, number) for length, number in numerals.numbers(texts(message, at)))


def comma(message: Message, at: int, unit: str = "") -> Unclear | None:
    """Return the question about 1,500 and 1.500, which are 1.5 to some and 1500 to others."""
    word = message.words[at]
    found = COMMA.fullmatch(word.text)
    if not found:
        return None
    whole, part, glued = (group for group in found.groups() if group is not None)
    readings = [digits(Decimal(f"{whole}.{part}"))] + ([f"{whole}{part}"] if len(part) == 3 else [])
    said = glued or unit
    choices = tuple((f"{number} {said}".strip(), f"{number}{glued}") for number in readings)
    return Unclear(word.start, word.end, f'How is "{word.raw}" meant?', choices)
