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
from llm.language.units import SPANS, amounts, span
from llm.phrases.numbers import comma, texts
from llm.phrases.pattern import Filling, Unclear
from llm.phrases.words import Message

_LONG: Final = {"d": "day", "w": "week", "mo": "month", "y": "year"}
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
    words = texts(message, at)
    if not words:
        return
    for length, number, unit in amounts(words, SPANS):
        exact = span(number, unit)
        if exact and exact.count <= SPAN_LIMITS[exact.unit]:
            yield at + length, _filling(exact, show_span(exact.count, exact.unit), now, zone)
    for end, unclear in _unclear(message, at):
        yield end, Filling("", unclear=unclear)


def units(message: Message, at: int, now: datetime, zone: tzinfo) -> Iterator[tuple[int, Filling]]:
    """Give one of a unit without a number, as in "the last year"."""
    word = message.words[at].text if at < len(message.words) else ""
    one = span(Decimal(1), SPANS[word]) if word in SPANS and not word.endswith("s") else None
    if one:
        yield at + 1, _filling(one, f"1 {word}", now, zone)


def _filling(exact: Span, said: str, now: datetime, zone: tzinfo) -> Filling:
    day = before(now, exact, zone).astimezone(zone).date().isoformat()
    return Filling(f"{exact.count}{exact.unit}", said, day)


def _unclear(message: Message, at: int) -> Iterator[tuple[int, Unclear]]:
    words = tuple(word.text for word in message.words[at : at + 5])
    for said, choices in _VAGUE.items():
        if words[: len(said)] == said:
            yield _asked(message, at, at + len(said), choices)
    yield from _several(message, at, words)
    if re.fullmatch(r"\d+m", words[0]):
        yield _asked(message, at, at + 1, (f"{words[0][:-1]} months",))
    if words[1:2] and words[1] in SPANS and (unclear := comma(message, at)):
        yield at + 2, unclear


def _several(message: Message, at: int, words: tuple[str, ...]) -> Iterator[tuple[int, Unclear]]:
    """Ask about "a couple of years", "a few months" and plain "years"."""
    begins = 1 if words[0] in {"a", "the"} else 0
    several = _SEVERAL.get(words[begins]) if words[begins:] else None
    behind = begins + 1 if several else begins
    if several and words[behind : behind + 1] == ("of",):
        behind += 1
    unit = words[behind] if words[behind:] else ""
    if unit in SPANS and unit.endswith("s") and len(unit) > 3 and (several or not begins):
        name = _LONG[SPANS[unit][0]]
        counts = several or ((3, 6, 12) if name == "month" else (1, 2, 5))
        choices = tuple(f"{count} {name}{'s' * (count != 1)}" for count in counts)
        yield _asked(message, at, at + behind + 1, choices)


def _asked(message: Message, at: int, end: int, choices: tuple[str, ...]) -> tuple[int, Unclear]:
    asks = f'How long is "{message.said(at, end)}"?'
    pairs = tuple((choice, choice) for choice in choices)
    return end, Unclear(message.words[at].start, message.words[end - 1].end, asks, pairs)
