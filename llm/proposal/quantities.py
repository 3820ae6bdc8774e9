"""Amounts and dates as people write them, turned into the spelling of the query language by code."""

import re
from decimal import Decimal
from typing import Final, assert_never

from cascade.media import text_key
from cascade.rules.fields import Field, FieldKind
from llm.proposal.dates import Clock, date, year
from llm.proposal.numerals import NUMBERS, Unreadable, counted, digits

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


def size(words: str) -> str:
    """Return an amount of bytes such as "half a terabyte" as 0.5TB; raises Unreadable."""
    count, unit = counted(_plain(words))
    if unit not in SIZES:
        raise Unreadable(f'"{words}" is not a size. Write a number and a unit, such as 20 GB.')
    return f"{digits(count)}{SIZES[unit]}"


def count_of(words: str) -> int:
    """Return a whole number such as "a dozen"; raises Unreadable."""
    count, unit = counted(_plain(words))
    if count != count.to_integral_value() or count < 1 or not _ITEMS.fullmatch(unit):
        raise Unreadable(f'"{words}" is not a number of items. Write a number such as 20.')
    return int(count)


def _span(plain: str) -> str:
    plain = _LATEST.sub("", plain)
    count, unit = (Decimal(1), plain) if plain in _ONE else counted(plain)
    if unit not in SPANS:
        raise Unreadable(
            f'"{plain}" is not a length of time. Write a number and days, weeks, months or years, or use the '
            "date field beside this one for a date."
        )
    short = SPANS[unit]
    if count == count.to_integral_value():
        return f"{digits(count)}{short}"
    smaller = {"y": (12, "mo"), "w": (7, "d")}.get(short)
    if smaller is None or count * smaller[0] != (count * smaller[0]).to_integral_value():
        raise Unreadable(f'"{plain}" is no whole number of days, weeks, months or years.')
    return f"{digits(count * smaller[0])}{smaller[1]}"


def _number(field: Field, plain: str, clock: Clock) -> str:
    if field.name == "year":
        return year(plain, clock)
    first, _, rest = plain.partition(" ")
    if first in NUMBERS and rest:
        plain = f"{NUMBERS[first]} {rest}"
    if field.scale and (share := _SHARE.fullmatch(plain)):
        of = Decimal(share["of"] or 100)
        return f"{digits(Decimal(share['number']) * 100 / of)}%"
    if "star" in plain:
        raise Unreadable("stars")
    return digits(counted(re.sub(r"\s*(?:points?)$", "", plain))[0])
