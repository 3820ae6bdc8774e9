"""Amounts and dates as people write them, turned into the spelling of the query language by code."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, assert_never

from cascade.media import text_key
from cascade.rules.fields import Field, FieldKind
from llm.language import units
from llm.language.numerals import SMALL, TIMES, counted, digits
from llm.language.units import RESOLUTIONS, SIZES, SPANS, amounts
from llm.proposal.dates import Clock, Unreadable, date, year

_SPELLED: Final = {
    **RESOLUTIONS,
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

_HALF: Final = re.compile(r"½|\b1/2\b")
_ITEMS: Final = re.compile(r"(?:films?|movies?|shows?|series|seasons?|items?|titles?)?")
_SHARE = re.compile(
    r"(?P<number>\d+(?:\.\d+)?) ?(?:%|percent|(?:/ ?|stars? out of |out of )(?P<of>5|10|100)(?: stars?)?)"
)
_TAILS = re.compile(
    r"\s+(?:ago|old|free|back|of space|of|in size|people|persons?|users?|times?|plays?|votes?)$"
)
_HEADS = re.compile(r"^(?:about|exactly|over|under|more than|less than|at least|at most)\s+")
_LATEST = re.compile(r"^(?:the )?(?:last|past)\s+(?=.)")


def spell(field: Field, words: str, clock: Clock) -> str:
    """Return words as a value of a field in the query language, unquoted; raises Unreadable."""
    plain = _plain(words)
    match field.kind:
        case FieldKind.SIZE:
            spelled = size(plain)
        case FieldKind.SPAN:
            spelled = _span(plain)
        case FieldKind.DATE:
            spelled = date(plain, clock, never=field.never)
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


def _words(plain: str) -> Sequence[str]:
    return _HALF.sub("half", plain).replace("-", " ").split()


def size(text: str) -> str:
    """Return an amount of bytes such as "half a terabyte" as 0.5TB; raises Unreadable."""
    words = _words(_plain(text))
    for length, number, unit in amounts(words, SIZES):
        if length == len(words):
            return units.size(number, unit)
    raise Unreadable(f'"{text}" is not a size. Write a number and a unit, such as 20 GB.')


def count_of(text: str) -> int:
    """Return a whole number such as "a dozen"; raises Unreadable."""
    count, noun = _counted(_plain(text))
    if count % 1 or count < 1 or not _ITEMS.fullmatch(noun):
        raise Unreadable(f'"{text}" is not a number of items. Write a number such as 20.')
    return int(count)


def _counted(plain: str) -> tuple[Decimal, str]:
    """Return a number and the one word behind it, which may be missing; raises Unreadable."""
    words = _words(plain)
    if words[:1] and words[0] in TIMES:
        return Decimal(TIMES[words[0]]), " ".join(words[1:])
    for length, number in sorted(counted(words), reverse=True):
        behind = " ".join(words[length:])
        if not behind or behind.isalpha():
            return number, behind
    raise Unreadable(f'"{plain}" has no number in it.')


def _span(plain: str) -> str:
    words = _words(_LATEST.sub("", plain))
    if len(words) == 1 and words[0] in SPANS and not words[0].endswith("s"):
        words = ("one", *words)
    for length, number, unit in amounts(words, SPANS):
        if length < len(words):
            continue
        if exact := units.span(number, unit):
            return f"{exact.count}{exact.unit}"
        raise Unreadable(f'"{plain}" is no whole number of days, weeks, months or years.')
    raise Unreadable(
        f'"{plain}" is not a length of time. Write a number and days, weeks, months or years, or use the '
        "date field beside this one for a date."
    )


def _number(field: Field, plain: str, clock: Clock) -> str:
    if field.name == "year":
        return year(plain, clock)
    first, _, rest = plain.partition(" ")
    shared = f"{SMALL[first]} {rest}" if first in SMALL else plain  # "six out of ten"
    if field.scale and (share := _SHARE.fullmatch(shared)):
        of = Decimal(share["of"] or 100)
        return f"{digits(Decimal(share['number']) * 100 / of)}%"
    if "star" in plain:
        raise Unreadable("stars")
    return digits(_counted(re.sub(r"\s*(?:points?)$", "", plain))[0])
