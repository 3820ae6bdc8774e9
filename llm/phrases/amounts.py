"""Sizes, ratings and counts: words to what a query writes."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from llm.phrases.numbers import COMMA, comma, numbers, plain
from llm.phrases.pattern import Filling, Unclear
from llm.phrases.words import Message

_UNITS: Final = {
    **dict.fromkeys(("kb", "kilobyte", "kilobytes"), "KB"),
    **dict.fromkeys(("mb", "megabyte", "megabytes", "meg", "megs"), "MB"),
    **dict.fromkeys(("gb", "gbs", "gigabyte", "gigabytes", "gig", "gigs"), "GB"),
    **dict.fromkeys(("tb", "tbs", "terabyte", "terabytes", "terra", "tera", "teras"), "TB"),
    "mib": "MiB",
    "gib": "GiB",
    "tib": "TiB",
}
_SHORT_UNITS: Final = {"k": "KB", "m": "MB", "g": "GB", "t": "TB"}
_GLUED: Final = re.compile(r"(\d+(?:\.\d+)?)([^\W\d]+)")
_RATING: Final = re.compile(r"(\d+(?:\.\d+)?)(%|/\d+)?")


def sizes(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    """Give the sizes that begin at a word: 20GB, 20 gigs, half a terabyte; 20G and 1,5 TB are asked about."""
    if at >= len(message.words) or message.words[at].quoted:
        return
    yield from _glued(message, at)
    unit = _unit(message, at + 1)
    if COMMA.fullmatch(message.words[at].text):
        unclear = comma(message, at, unit)
        glued = re.sub(r"[\d,]", "", message.words[at].text)
        if glued in _UNITS or unit:
            yield at + (1 if glued else 2), Filling("", unclear=unclear)
        return
    for end, number in _counted(message, at):
        if unit := _unit(message, end):
            yield end + 1, Filling(_text(number, unit), message.said(at, end + 1))


def _counted(message: Message, at: int) -> Iterator[tuple[int, Decimal]]:
    words = [word.text for word in message.words[at : at + 4]]
    if words[:2] in (["half", "a"], ["half", "of"]):
        yield at + 2, Decimal("0.5")
    if words[:2] == ["a", "half"]:
        yield at + 2, Decimal("0.5")
    if words[:1] == ["a"]:
        yield at + 1, Decimal(1)
    yield from numbers(message, at)


def _glued(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    word = message.words[at]
    found = _GLUED.fullmatch(word.text)
    if not found:
        return
    number, unit = Decimal(found[1]), found[2]
    if unit in _UNITS:
        yield at + 1, Filling(_text(number, _UNITS[unit]), word.raw)
    elif unit in {"g", "t"}:
        meant = f"{found[1]} {_SHORT_UNITS[unit]}"
        asks = f'Is "{word.raw}" {meant}?'
        yield at + 1, Filling("", unclear=Unclear(word.start, word.end, asks, ((meant, meant),)))


def _unit(message: Message, at: int) -> str:
    return _UNITS.get(message.words[at].text, "") if at < len(message.words) else ""


def _text(number: Decimal, unit: str) -> str:
    return f"{number.normalize():f}{unit}"


def between(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    """Give a range whose unit stands once: 5 and 10 GB, 5 to 10 GB, 5-10 GB."""
    for middle, low in numbers(message, at):
        joined = middle < len(message.words) and message.words[middle].text in {"and", "to"}
        glued = message.words[middle - 1].glue == "-"
        for end, high in sizes(message, middle + joined) if joined or glued else ():
            if high.unclear is None:
                unit = high.text.lstrip("0123456789.")
                yield end, Filling(f"{_text(low, unit)}..{high.text}", message.said(at, end))


def counts(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    """Give the whole numbers from 1 that begin at a word."""
    if at < len(message.words) and (unclear := comma(message, at)):
        yield at + 1, Filling("", unclear=unclear)
    for end, number in numbers(message, at):
        if number == number.to_integral_value() and number >= 1:
            yield end, Filling(str(int(number)), message.said(at, end))


def times(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    """Give how often: once, twice, 3 times."""
    word = message.words[at].text if at < len(message.words) else ""
    if word in {"once", "twice", "thrice"}:
        yield at + 1, Filling(str(("once", "twice", "thrice").index(word) + 1))
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
        yield at + 1, _asked(message, at, at + 1, (str((number * 2).normalize()),))


def _unmarked(message: Message, at: int, end: int, number: Decimal) -> Iterator[tuple[int, Filling]]:
    behind = [word.text for word in message.words[end : end + 3]]
    written = f"{number.normalize():f}"
    if behind[:1] in (["%"], ["percent"]):
        yield end + 1, Filling(f"{written}%", message.said(at, end + 1))
    elif behind == ["out", "of", "10"]:
        yield end + 3, Filling(written, message.said(at, end + 3))
    elif behind[:1] in (["stars"], ["star"]):
        doubled = (f"{(number * 2).normalize():f}",) if number <= 5 else ()
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
