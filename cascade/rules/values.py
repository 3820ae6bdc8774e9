"""What stands behind the colon: text to value, per kind of field, with every refusal a sentence."""

import calendar
import difflib
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from cascade.media import text_key
from cascade.rules.expr import Day, Flag, Never, Number, Size, Span, Text, Value
from cascade.rules.fields import CHOICE_SPELLINGS, Field, FieldKind, find
from cascade.rules.tokens import DASHES, Raw

UNITS: Final = {
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
    "TiB": 2**40,
}
MAX_BYTES: Final = 10**18  # a million TB; keeps every sum within 64 bits
MAX_NUMBER: Final = 10**12
FIRST_YEAR, LAST_YEAR = 1800, 2999
SPAN_LIMITS: Final = {"d": 73_000, "w": 10_400, "mo": 2_400, "y": 200}  # about 200 years each

_UNITS_FOLDED = {unit.casefold(): size for unit, size in UNITS.items()}
_SIZE = re.compile(r"([0-9]{1,20}(?:\.[0-9]{1,9})?)([A-Za-z]*)")
_SPAN = re.compile(r"([0-9]{1,9})([A-Za-z]*)")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
_SPAN_WORDS = {
    "day": "d",
    "days": "d",
    "week": "w",
    "weeks": "w",
    "wk": "w",
    "month": "mo",
    "months": "mo",
    "mon": "mo",
    "mth": "mo",
    "year": "y",
    "years": "y",
    "yr": "y",
    "yrs": "y",
}
_FLAG_WORDS = {"true": "yes", "1": "yes", "on": "yes", "false": "no", "0": "no", "off": "no"}
_FRACTIONS = {"%": Decimal(100), "/10": Decimal(10)}


def read_value(field: Field, raw: Raw) -> Value:
    """Return the value of a field; raises QueryError with the right spelling where one is known."""
    return _READERS[field.kind](field, raw)


def read_size(raw: Raw, example: str) -> Size:
    """Return an amount of bytes; `example` is what the error writes before a corrected size."""
    found = _SIZE.fullmatch(raw.text)
    if not found:
        raise raw.error(f'"{raw.text}" is not a size', f"Write a number and a unit, such as {example}20GB")
    number, unit = found.groups()
    factor = _UNITS_FOLDED.get(unit.casefold())
    if factor is None:
        guess = unit.upper() + "B" if unit.upper() in {"K", "M", "G", "T"} else "GB"
        problem = f'"{unit}" is not a unit of size' if unit else "A size needs a unit"
        raise raw.error(problem, f"Write {example}{number}{guess}, or another of {', '.join(UNITS)}")
    size_bytes = int(Decimal(number) * factor)
    if size_bytes > MAX_BYTES:
        raise raw.error(f'"{raw.text}" is larger than any disk', "The largest size is 1000000TB")
    return Size(size_bytes)


def _size(field: Field, raw: Raw) -> Size:
    return read_size(raw, f"{field.name}:>")


def _span(field: Field, raw: Raw) -> Span:
    if _DATE.fullmatch(raw.text) or raw.text.casefold() == "never":
        raise raw.error(*_date_on_span(field, raw.text))
    found = _SPAN.fullmatch(raw.text)
    if not found:
        raise raw.error(
            f'"{raw.text}" is not a span of time', "Write a whole number and d, w, mo or y, such as 18mo"
        )
    count, unit = int(found[1]), found[2].casefold()
    if unit == "m":
        raise raw.error("m could be minutes or months", f"Write {count}mo for months, or {count}d for days")
    unit = _known_unit(raw, count, unit)
    if count == 0:
        never = f", or {field.twin}:never" if _may_be_never(field) else ""
        raise raw.error("A span of 0 has no length", f"Write {field.name}:>1d{never}")
    if count > SPAN_LIMITS[unit]:
        raise raw.error(f'"{raw.text}" is longer than 200 years', f"The most is {SPAN_LIMITS[unit]}{unit}")
    return Span(count, unit)


def _known_unit(raw: Raw, count: int, unit: str) -> str:
    if unit in SPAN_LIMITS:
        return unit
    if unit in _SPAN_WORDS:
        raise raw.error(f'"{unit}" is written otherwise here', f"Write {count}{_SPAN_WORDS[unit]}")
    problem = f'"{unit}" is not a unit of time' if unit else "A span of time needs a unit"
    raise raw.error(problem, f"Write {count}d, {count}w, {count}mo or {count}y")


def _may_be_never(field: Field) -> bool:
    twin = find(field.twin) if field.twin else None
    return twin is not None and twin.never


def _date_on_span(field: Field, text: str) -> tuple[str, str]:
    never = text.casefold() == "never" and _may_be_never(field)
    return (
        f"{field.name} takes a span of time such as 2y, not {text}",
        f"Write {field.twin}:never" if never else f"For a date write {field.twin}:<{text}",
    )


def _date(field: Field, raw: Raw) -> Day | Never:
    if raw.text.casefold() == "never":
        if field.never:
            return Never()
        raise raw.error(f"{field.name} is never never", "Write a date such as 2023 or 2023-04-30")
    if _SPAN.fullmatch(raw.text) and raw.text[-1].isalpha():
        raise raw.error(*_span_on_date(field, raw.text))
    found = _DATE.fullmatch(raw.text)
    if not found:
        raise raw.error(f'"{raw.text}" is not a date', f"Write {_date_forms(field)}")
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise raw.error(f"The year {raw.text[:4]} is out of reach", f"Write {FIRST_YEAR} to {LAST_YEAR}")
    if month is not None and not 1 <= month <= 12:
        raise raw.error(
            f'"{raw.text}" has no such month', "Write the year, the month and the day: 2023-04-30"
        )
    if month is not None and day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise raw.error(f'"{raw.text}" is not in the calendar', "Write the year, the month and the day")
    return Day(year, month, day)


def _date_forms(field: Field) -> str:
    return "2023, 2023-04, 2023-04-30" + (" or never" if field.never else "")


def _span_on_date(field: Field, text: str) -> tuple[str, str]:
    hint = (
        f'Write {field.twin}:<{text} for "less than {text} ago" (younger), {field.twin}:>{text} for '
        f'"more than {text} ago" (older), or a date such as {field.name}:>2023-04-30'
    )
    return f"{field.name} is compared with a date, and {text} reads both ways", hint


def _number(field: Field, raw: Raw) -> Number:
    text, scale = raw.text, Decimal(field.scale or 1)
    of = scale
    for ending, whole in _FRACTIONS.items():
        if field.scale and text.endswith(ending):
            text, of = text.removesuffix(ending), whole
    if not _NUMBER.fullmatch(text):
        scaled = ", such as 6.5, 6/10 or 60%" if field.scale else ""
        raise raw.error(f'"{raw.text}" is not a number', f"Write {field.name}: and a number{scaled}")
    number = round(Decimal(text) * scale / of, 6)  # as many places as the pattern reads back
    if field.scale and number > scale:
        raise raw.error(
            f"{field.name} runs from 0 to {field.scale}",
            f"Write a number up to {field.scale}, or a percentage",
        )
    if not field.scale and number != number.to_integral_value():
        raise raw.error(f"{field.name} is a whole number", f"Write {int(number)} or {int(number) + 1}")
    if number > MAX_NUMBER:
        raise raw.error(f'"{raw.text}" is too large', f"The largest number is {MAX_NUMBER}")
    return Number(number)


def _flag(field: Field, raw: Raw) -> Flag:
    folded = raw.text.casefold()
    if folded in {"yes", "no"}:
        return Flag(folded == "yes")
    if folded in _FLAG_WORDS:
        raise raw.error(f"{field.name} is yes or no", f"Write {field.name}:{_FLAG_WORDS[folded]}")
    raise raw.error(
        f"{field.name} is yes or no, not {raw.text}", f"Write {field.name}:yes or {field.name}:no"
    )


def _choice(field: Field, raw: Raw) -> Text:
    folded = text_key(raw.text)
    folded = CHOICE_SPELLINGS.get(folded, folded)
    if folded in field.choices:
        return Text(folded)
    near = difflib.get_close_matches(folded, field.choices, n=1)
    hint = f"Did you mean {field.name}:{near[0]}" if near else f"It is one of {', '.join(field.choices)}"
    raise raw.error(f'{field.name} is never "{raw.text}"', hint)


def _text(field: Field, raw: Raw) -> Text:
    if not text_key(raw.text):
        raise raw.error("An empty text matches nothing", f"Write {field.name}: and what it should be")
    if not raw.quoted and (raw.text[0] == "-" or raw.text[0] in DASHES):
        rest = raw.text[1:]
        raise raw.error(
            "A value that begins with a dash could be a slip",
            f'Write -{field.name}:{rest} for "not {rest}", or put the value in quotes',
        )
    return Text(raw.text)


_READERS: dict[FieldKind, Callable[[Field, Raw], Value]] = {
    FieldKind.TEXT: _text,
    FieldKind.SET: _text,
    FieldKind.NUMBER: _number,
    FieldKind.SIZE: _size,
    FieldKind.DATE: _date,
    FieldKind.SPAN: _span,
    FieldKind.FLAG: _flag,
    FieldKind.CHOICE: _choice,
}
