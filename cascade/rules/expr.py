"""What a rule says, as frozen values. Quantities stay as written; bounds come from a clock."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cascade.media import Kind


class Op(StrEnum):
    """How a term compares; ANY_OF is the plain `field:a,b`, IS the exact `field:=a`."""

    ANY_OF = ":"
    IS = "="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    RANGE = ".."


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text, as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number; ratings are already on the 0-10 scale."""

    number: Decimal


@dataclass(frozen=True, slots=True)
class Size:
    """An amount of bytes."""

    size_bytes: int


@dataclass(frozen=True, slots=True)
class Span:
    """A length of calendar time."""

    count: int
    unit: str  # "d", "w", "mo", "y"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, a month (`day` is None) or a year (`month` is None too)."""

    year: int
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Never:
    """The value *never* of a date field: it is not a date and compares with none."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    on: bool


Value = Text | Number | Size | Span | Day | Never | Flag


@dataclass(frozen=True, slots=True)
class Term:
    """One test of one field.

    `values` holds the alternatives of ANY_OF, one value for a comparison, and (low, high) for a RANGE,
    where an open end is None.
    """

    field: str
    op: Op
    values: tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The Kleene negation: unknown stays unknown."""

    item: "Expr"


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    items: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    items: tuple["Expr", ...]


Expr = Term | Not | And | Or


@dataclass(frozen=True, slots=True)
class Sort:
    """An order; ties are broken by id, unknown values come last."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What is to go: target kinds, a condition, an order and where to stop.

    `limit` counts items, `reclaim` bytes that really come back, `free` bytes free on the disk afterwards.
    """

    kinds: tuple[Kind, ...]
    where: Expr
    sort: Sort = Sort("size", descending=True)
    limit: int | None = None
    reclaim: int | None = None
    free: int | None = None


def terms_of(expr: Expr) -> tuple[Term, ...]:
    """List every term of an expression, from left to right."""
    match expr:
        case Term():
            return (expr,)
        case Not(item=inner):
            return terms_of(inner)
        case And(items=items) | Or(items=items):
            return tuple(term for item in items for term in terms_of(item))


def fields_of(expr: Expr) -> frozenset[str]:
    """Name every field an expression tests."""
    return frozenset(term.field for term in terms_of(expr))
