"""One term: a field, how it compares, and its values."""

import re
from dataclasses import dataclass
from typing import Final

from cascade.media import text_key
from cascade.rules.expr import Day, Never, Number, Op, Size, Span, Term, Text, Value
from cascade.rules.fields import Field, FieldKind
from cascade.rules.tokens import QueryError, Raw
from cascade.rules.values import read_value

ORDERED: Final = frozenset({FieldKind.NUMBER, FieldKind.SIZE, FieldKind.DATE, FieldKind.SPAN})
"""The kinds that have more and less; only these take a sign or a range."""

_DAYS = {"d": (1, 1), "w": (7, 7), "mo": (28, 31), "y": (365, 366)}  # shortest and longest


@dataclass(frozen=True, slots=True)
class Comparison:
    """What stands behind a field's name: a sign (or none) and the values as written."""

    sign: str
    values: tuple[Raw, ...]
    position: int


def build_term(field: Field, comparison: Comparison) -> Term:
    """Return the term, or raise QueryError where the field cannot be compared this way."""
    refuse_decimal_comma(comparison, field.kind is FieldKind.SIZE)
    first = comparison.values[0]
    if comparison.sign:
        return _signed(field, comparison)
    if field.kind in ORDERED and any(".." in raw.text and not raw.quoted for raw in comparison.values):
        return _range(field, comparison)
    if field.kind is FieldKind.FLAG and len(comparison.values) > 1:
        raise first.error(f"{field.name} takes one value", f"Write {field.name}:yes or {field.name}:no")
    values = tuple(read_value(field, raw) for raw in comparison.values)
    if field.kind is FieldKind.SPAN:
        raise first.error(*_bare_span(field, first.text))
    _refuse_twice(comparison, values)
    return Term(field.name, Op.ANY_OF, values)


def refuse_decimal_comma(comparison: Comparison, is_size: bool) -> None:  # noqa: FBT001 - says what the text is
    """Raise QueryError for sizes such as 1,5TB, which a list of values would swallow."""
    if not is_size or len(comparison.values) != 2:
        return
    whole, part = comparison.values
    if re.fullmatch(r"[0-9]+", whole.text) and re.fullmatch(r"[0-9]+[A-Za-z]*", part.text):
        raise whole.error(
            f'"{whole.text},{part.text}" has a decimal comma', f"Write {whole.text}.{part.text} with a point"
        )


def _signed(field: Field, comparison: Comparison) -> Term:
    raw, sign = comparison.values[0], comparison.sign
    if len(comparison.values) > 1:
        raise raw.error(
            f"{sign} takes one value, not a list",
            f"Write {field.name}:{sign} and one value, decimals with a point",
        )
    if field.kind not in ORDERED:
        return _equal_text(field, comparison)
    if ".." in raw.text:
        raise raw.error(f"A range takes no {sign}", f"Write {field.name}:{raw.text}")
    value = read_value(field, raw)
    if isinstance(value, Never):
        if sign == "=":
            return Term(field.name, Op.ANY_OF, (value,))
        raise raw.error("never is not a date, so nothing is before or after it", f"Write {field.name}:never")
    if sign != "=":
        return Term(field.name, Op(sign), (value,))
    if field.kind is FieldKind.SPAN:
        raise raw.error(*_bare_span(field, raw.text))
    return Term(field.name, Op.ANY_OF, (value,))


def _equal_text(field: Field, comparison: Comparison) -> Term:
    raw, sign = comparison.values[0], comparison.sign
    if sign != "=":
        problem = f"{field.name} has no more and less, so {sign} means nothing"
        raise _at(comparison, problem, f"Write {field.name}:{raw.text}")
    if field.beneath:
        problem = f"{field.name} matches a folder and all beneath it, never exactly"
        raise _at(comparison, problem, f"Write {field.name}:{raw.text}")
    return Term(field.name, Op.IS if field.contains else Op.ANY_OF, (read_value(field, raw),))


def _at(comparison: Comparison, problem: str, hint: str) -> QueryError:
    return QueryError(problem, hint, comparison.values[0].source, comparison.position)


def _range(field: Field, comparison: Comparison) -> Term:
    raw = comparison.values[0]
    if len(comparison.values) > 1:
        raise raw.error("A range takes no further values", f"Write ({field.name}:a..b OR {field.name}:c)")
    low_text, _, high_text = raw.text.partition("..")
    high_at = raw.position + len(low_text) + 2
    low = _bound(field, Raw(raw.source, raw.position, low_text))
    high = _bound(field, Raw(raw.source, high_at, high_text))
    if low is None and high is None:
        raise raw.error(
            "A range needs one bound at least", f"Write {field.name}:a..b, {field.name}:a.. or ..b"
        )
    if low is not None and high is not None and _reversed(low, high):
        raise raw.error("The range ends before it begins", f"Write {field.name}:{high_text}..{low_text}")
    return Term(field.name, Op.RANGE, (low, high))


def _bound(field: Field, raw: Raw) -> Value | None:
    if not raw.text:
        return None
    value = read_value(field, raw)
    if isinstance(value, Never):
        raise raw.error("never is not a date, so it bounds no range", f"Write {field.name}:never apart")
    return value


def _reversed(low: Value, high: Value) -> bool:
    match low, high:
        case Number(number=one), Number(number=other):
            return one > other
        case Size(size_bytes=one_size), Size(size_bytes=other_size):
            return one_size > other_size
        case Span(), Span():
            return low.count * _DAYS[low.unit][0] > high.count * _DAYS[high.unit][1]
        case Day(), Day():
            return (low.year, low.month or 1, low.day or 1) > (high.year, high.month or 12, high.day or 31)
        case _:
            return False


def _bare_span(field: Field, text: str) -> tuple[str, str]:
    return (
        f"{field.name}:{text} says neither more nor less",
        f"Write {field.name}:>{text} for longer, or {field.name}:<{text} for shorter",
    )


def _refuse_twice(comparison: Comparison, values: tuple[Value, ...]) -> None:
    seen: set[object] = set()
    for raw, value in zip(comparison.values, values, strict=True):
        key = text_key(value.text) if isinstance(value, Text) else value
        if key in seen:
            raise raw.error(f'"{raw.text}" stands here twice', "Remove one")
        seen.add(key)
