"""Rule to text: the one canonical spelling, which `parse` reads back to the same rule."""

from decimal import Decimal
from typing import assert_never

from cascade.rules.directives import HEAD
from cascade.rules.expr import (
    And,
    Day,
    Expr,
    Flag,
    Never,
    Not,
    Number,
    Op,
    Or,
    Rule,
    Size,
    Sort,
    Span,
    Term,
    Text,
    Value,
)
from cascade.rules.tokens import DASHES, STOPS
from cascade.rules.values import UNITS


def print_rule(rule: Rule) -> str:
    """Write a rule: kinds first, then the condition, then order and stops."""
    parts = [f"{HEAD}:{','.join(rule.kinds)}", print_expr(rule.where), print_sort(rule.sort)]
    if rule.limit is not None:
        parts.append(f"limit:{rule.limit}")
    if rule.reclaim is not None:
        parts.append(f"reclaim:{print_size(rule.reclaim)}")
    if rule.free is not None:
        parts.append(f"free:{print_size(rule.free)}")
    return " ".join(parts)


def print_expr(expr: Expr) -> str:
    """Write a condition as it stands at the top level of a query."""
    match expr:
        case And(items=items):
            return " ".join(_inner(item) for item in items)
        case Or(items=items):
            return " OR ".join(_inner(item) for item in items)
        case Not(item=item):
            return f"-({print_expr(item)})" if not isinstance(item, Term) else f"-{print_term(item)}"
        case Term():
            return print_term(expr)
        case _:
            assert_never(expr)


def _inner(expr: Expr) -> str:
    return f"({print_expr(expr)})" if isinstance(expr, And | Or) else print_expr(expr)


def print_term(term: Term) -> str:
    """Write one term."""
    written = ["" if value is None else print_value(value) for value in term.values]
    match term.op:
        case Op.ANY_OF:
            return f"{term.field}:{','.join(written)}"
        case Op.RANGE:
            return f"{term.field}:{'..'.join(written)}"
        case Op.IS | Op.LT | Op.LE | Op.GT | Op.GE:
            return f"{term.field}:{term.op}{written[0]}"
        case _:
            assert_never(term.op)


def print_sort(sort: Sort) -> str:
    """Write an order."""
    return f"sort:{'-' * sort.descending}{sort.field}"


def print_value(value: Value) -> str:
    """Write one value."""
    match value:
        case Text(text=text):
            written = _text(text)
        case Number(number=number):
            written = f"{number.normalize():f}"
        case Size(size_bytes=size_bytes):
            written = print_size(size_bytes)
        case Span(count=count, unit=unit):
            written = f"{count}{unit}"
        case Day():
            written = print_day(value)
        case Never():
            written = "never"
        case Flag(on=on):
            written = "yes" if on else "no"
        case _:
            assert_never(value)
    return written


def print_day(day: Day) -> str:
    """Write a day, month or year."""
    parts = [f"{day.year:04}"]
    parts.extend(f"{part:02}" for part in (day.month, day.day) if part is not None)
    return "-".join(parts)


def print_size(size_bytes: int) -> str:
    """Write an amount of bytes exactly, decimal unless a binary unit needs fewer digits."""
    binary = ("TiB", "GiB", "MiB", "KiB")
    units = ("TB", "GB", "MB") if size_bytes % 10**6 == 0 else (*binary, "TB", "GB", "MB")
    for unit in units:
        if size_bytes >= UNITS[unit] and size_bytes * 1000 % UNITS[unit] == 0:  # three decimals at most
            return f"{(Decimal(size_bytes) / UNITS[unit]).normalize():f}{unit}"
    return f"{(Decimal(size_bytes) / 1000).normalize():f}KB"


def _text(text: str) -> str:
    """Write a text bare where nothing in it could be read another way."""
    plain = not any(char in STOPS or char.isspace() for char in text)
    if plain and text and ".." not in text and text[0] != "-" and text[0] not in DASHES:
        return text
    return '"' + text.replace('"', '""') + '"'
