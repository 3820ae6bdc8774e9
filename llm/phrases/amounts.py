"""Sizes, ratings and counts: words to what a query writes."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from llm.language.numerals import TIMES, digits, plain
from llm.language.units import SIZES, SPANS, amounts, glued, size
from llm.phrases.numbers import comma, numbers, texts
from llm.phrases.pattern import Filling, Unclear
from llm.phrases.words import Message, Word

_SHORT_UNITS: Final = {"g": "GB", "t": "TB"}
_UNITS: Final = {*SIZES, *SPANS}
_RATING: Final = re.compile(r"(\d+(?:\.\d+)?)(%|/\d+)?")


def sizes(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    """Give the sizes that begin at a word: 20GB, 20 gigs, half a terabyte; 20G and 1,5 TB are asked about."""
    words = texts(message, at)
    if not words:
        return
    for length, number, unit in amounts(words, SIZES):
        yield at + length, Filling(size(number, unit), message.said(at, at + length))
    if unclear := _short(message.words[at]):
        yield at + 1, Filling("", unclear=unclear)
    behind = SIZES.get(words[1], "") if words[1:] else ""
    if unclear := comma(message, at, behind):
        tied = words[0].lstrip("0123456789,") in SIZES
        if tied or behind:
            yield at + (1 if tied else 2), Filling("", unclear=unclear)


def _short(word: Word) -> Unclear | None:
    """Return the question about a letter for a unit: 20G."""
    parts = glued(word.text)
    if parts is None or parts[1] not in _SHORT_UNITS:
        return None
    meant = f"{digits(parts[0])} {_SHORT_UNITS[parts[1]]}"
    return Unclear(word.start, word.end, f'Is "{word.raw}" {meant}?', ((meant, meant),))


def between(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    """Give a range whose unit stands once: 5 and 10 GB, 5 to 10 GB, 5-10 GB."""
    for middle, low in numbers(message, at):
        joined = middle < len(message.words) and message.words[middle].text in {"and", "to"}
        glued = message.words[middle - 1].glue == "-"
        for end, high in sizes(message, middle + joined) if joined or glued else ():
            if high.unclear is None:
                unit = high.text.lstrip("0123456789.")
                yield end, Filling(f"{size(low, unit)}..{high.text}", message.said(at, end))


def counts(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    """Give the whole numbers from 1 that begin at a word and have no unit behind them."""
    if at < len(message.words) and (unclear := comma(message, at)):
        yield at + 1, Filling("", unclear=unclear)
    for end, number in numbers(message, at):
        behind = message.words[end].text if end < len(message.words) else ""
        if number == number.to_integral_value() and number >= 1 and behind not in _UNITS:
            yield end, Filling(str(int(number)), message.said(at, end))


def times(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    """Give how often: once, twice, 3 times."""
    word = message.words[at].text if at < len(message.words) else ""
    if word in TIMES:
        yield at + 1, Filling(str(TIMES[word]))
    for end, filling in counts(message, at):
        if end < len(message.words) and message.words[end].text in {"times", "time", "plays", "views"}:
            yield end + 1, filling


def ratings(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    """Give ratings: 5, 5.5, 60%, 6/10, 6 out of 10. Stars and numbers above 10 are asked about."""
    if at >= len(message.words) or message.words[at].quoted:
        return
    if unclear := comma(message, at):
        yield at + 1, Filling("", unclear=unclear)
        return
    written = _RATING.fullmatch(message.words[at].text)
    if written and written[2]:
        yield from _marked(message, at, written)
        return
    for end, number in numbers(message, at):
        yield from _unmarked(message, at, end, number)


def _marked(message: Message, at: int, written: re.Match[str]) -> Iterator[tuple[int, Filling]]:
    word = message.words[at]
    if written[2] in {"%", "/10"}:
        yield at + 1, Filling(word.text, word.raw)
    elif written[2] == "/5" and (number := plain(written[1])) is not None:
        yield at + 1, _asked(message, at, at + 1, (digits(number * 2),))


def _unmarked(message: Message, at: int, end: int, number: Decimal) -> Iterator[tuple[int, Filling]]:
    behind = [word.text for word in message.words[end : end + 3]]
    written = digits(number)
    if behind[:1] in (["%"], ["percent"]):
        yield end + 1, Filling(f"{written}%", message.said(at, end + 1))
    elif behind == ["out", "of", "10"]:
        yield end + 3, Filling(written, message.said(at, end + 3))
    elif behind[:1] in (["stars"], ["star"]):
        doubled = (digits(number * 2),) if number <= 5 else ()
        yield end + 1, _asked(message, at, end + 1, (*doubled, written))
    elif behind[:1] == ["out"]:
        return
    elif number <= 10:
        yield end, Filling(written, message.said(at, end))
    elif number <= 100:
        yield end, _asked(message, at, end, (f"{written}%",))


def _asked(message: Message, at: int, end: int, readings: tuple[str, ...]) -> Filling:
    said = message.said(at, end)
    choices = tuple((reading if "%" in reading else f"{reading} out of 10", reading) for reading in readings)
    asks = f'Ratings run from 0 to 10. How is "{said}" meant?'
    return Filling("", unclear=Unclear(message.words[at].start, message.words[end - 1].end, asks, choices))
