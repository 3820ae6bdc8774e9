"""Lengths of time: 2 years, eighteen months, a year and a half; "ages" and "a while" are asked about."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final

from cascade.rules.bounds import before
from cascade.rules.expr import Span
from cascade.rules.values import SPAN_LIMITS
from cascade.rules.words import show_span
from llm.phrases.numbers import COMMA, comma, numbers
from llm.phrases.pattern import Filling, Unclear
from llm.phrases.words import Message

_UNITS: Final = {
    **dict.fromkeys(("d", "day", "days"), ("d", 1)),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), ("w", 1)),
    **dict.fromkeys(("fortnight", "fortnights"), ("w", 2)),
    **dict.fromkeys(("mo", "mos", "mth", "mths", "month", "months"), ("mo", 1)),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), ("y", 1)),
    **dict.fromkeys(("decade", "decades"), ("y", 10)),
}
_LONG: Final = {"d": "day", "w": "week", "mo": "month", "y": "year"}
_GLUED: Final = re.compile(r"(\d+(?:\.\d+)?)([^\W\d]+)")
_AGES: Final = ("6 months", "1 year", "2 years", "5 years")
_VAGUE: Final = {
    ("a", "while"): _AGES,
    ("a", "long", "while"): _AGES,
    ("a", "long", "time"): _AGES,
    ("a", "very", "long", "time"): _AGES,
    ("long",): _AGES,
    ("too", "long"): _AGES,
    ("very", "long"): _AGES,
    ("some", "time"): _AGES,
    ("quite", "a", "while"): _AGES,
    ("quite", "some", "time"): _AGES,
    ("ages",): _AGES,
    ("forever",): _AGES,
    ("an", "eternity"): _AGES,
    ("donkey", "'s", "years"): _AGES,
}
_SEVERAL: Final = {
    "couple": (2, 3),
    "few": (2, 3, 5),
    "several": (2, 3, 5),
    "some": (2, 3, 5),
    "many": (3, 5, 10),
}


def spans(message: Message, at: int, now: datetime, zone: tzinfo) -> Iterator[tuple[int, Filling]]:
    """Give the spans that begin at a word, as a query writes them and as the day they reach back to."""
    if at >= len(message.words) or message.words[at].quoted:
        return
    for end, span in _exact(message, at):
        if span.count <= SPAN_LIMITS[span.unit]:
            day = before(now, span, zone).astimezone(zone).date().isoformat()
            yield end, Filling(f"{span.count}{span.unit}", show_span(span.count, span.unit), day)
    for end, unclear in _unclear(message, at):
        yield end, Filling("", unclear=unclear)


def units(message: Message, at: int, now: datetime, zone: tzinfo) -> Iterator[tuple[int, Filling]]:
    """Give one of a unit without a number, as in "the last year"."""
    unit = _UNITS.get(message.words[at].text) if at < len(message.words) else None
    if unit and not message.words[at].text.endswith("s"):
        span = Span(unit[1], unit[0])
        day = before(now, span, zone).astimezone(zone).date().isoformat()
        yield at + 1, Filling(f"{span.count}{span.unit}", f"1 {message.words[at].text}", day)


def _exact(message: Message, at: int) -> Iterator[tuple[int, Span]]:
    words = [word.text for word in message.words[at : at + 5]]
    glued = _GLUED.fullmatch(words[0])
    if glued and glued[2] in _UNITS:
        yield from _whole(at + 1, Decimal(glued[1]), glued[2])
    if words[0] in {"a", "an", "one"} and words[1:2] and words[1] in _UNITS:
        yield from _whole(at + 2, Decimal(1), words[1])
        if words[2:5] == ["and", "a", "half"]:
            yield from _whole(at + 5, Decimal("1.5"), words[1])
    for half in (["half", "a"], ["a", "half"], ["half", "of", "a"]):
        unit = words[len(half) : len(half) + 1]
        if words[: len(half)] == half and unit and unit[0] in _UNITS:
            yield from _whole(at + len(half) + 1, Decimal("0.5"), unit[0])
    for end, number in numbers(message, at):
        if end < len(message.words) and (unit_word := message.words[end].text) in _UNITS:
            yield from _whole(end + 1, number, unit_word)


def _whole(end: int, number: Decimal, word: str) -> Iterator[tuple[int, Span]]:
    """Write a span in whole units, half years as months; nothing where no unit makes it whole."""
    unit, factor = _UNITS[word]
    for number_of, written in ((number * factor, unit), (number * factor * 12, "mo")):
        if number_of == number_of.to_integral_value() and number_of >= 1:
            if unit in {written, "y"}:
                yield end, Span(int(number_of), written)
            return


def _unclear(message: Message, at: int) -> Iterator[tuple[int, Unclear]]:
    words = tuple(word.text for word in message.words[at : at + 5])
    for said, choices in _VAGUE.items():
        if words[: len(said)] == said:
            yield _asked(message, at, at + len(said), choices)
    yield from _several(message, at, words)
    if re.fullmatch(r"\d+m", words[0]):
        yield _asked(message, at, at + 1, (f"{words[0][:-1]} months",))
    if COMMA.fullmatch(words[0]) and words[1:2] and words[1] in _UNITS and (unclear := comma(message, at)):
        yield at + 2, unclear


def _several(message: Message, at: int, words: tuple[str, ...]) -> Iterator[tuple[int, Unclear]]:
    """Ask about "a couple of years", "a few months" and plain "years"."""
    begins = 1 if words[0] in {"a", "the"} else 0
    several = _SEVERAL.get(words[begins]) if words[begins:] else None
    behind = begins + 1 if several else begins
    if several and words[behind : behind + 1] == ("of",):
        behind += 1
    unit = words[behind] if words[behind:] else ""
    if unit in _UNITS and unit.endswith("s") and len(unit) > 3 and (several or not begins):
        name = _LONG[_UNITS[unit][0]]
        counts = several or ((3, 6, 12) if name == "month" else (1, 2, 5))
        choices = tuple(f"{count} {name}{'s' * (count != 1)}" for count in counts)
        yield _asked(message, at, at + behind + 1, choices)


def _asked(message: Message, at: int, end: int, choices: tuple[str, ...]) -> tuple[int, Unclear]:
    asks = f'How long is "{message.said(at, end)}"?'
    pairs = tuple((choice, choice) for choice in choices)
    return end, Unclear(message.words[at].start, message.words[end - 1].end, asks, pairs)
