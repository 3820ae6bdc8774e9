"""Whether one condition allows nothing that another does not."""

from typing import Final

from cascade.media import text_key
from cascade.rules.expr import And, Day, Expr, Not, Number, Op, Or, Size, Span, Term, Text, Value

_UPWARD: Final = frozenset({Op.GT, Op.GE})
_DOWNWARD: Final = frozenset({Op.LT, Op.LE})
_CALENDAR: Final = {"y": ("months", 12), "mo": ("months", 1), "w": ("days", 7), "d": ("days", 1)}


def implies(new: Expr, old: Expr) -> bool:
    """Whether whatever meets one expression provably meets another; False where that is not certain."""
    match new, old:
        case _, And(items=items):
            certain = all(implies(new, item) for item in items)
        case Or(items=items), _:
            certain = all(implies(item, old) for item in items)
        case And(items=items), _:
            certain = any(implies(item, old) for item in items) or _one_of(new, old)
        case _, Or():
            certain = _one_of(new, old)
        case Not(item=inner), Not(item=other):
            certain = implies(other, inner)
        case Term(), Term():
            certain = _tighter(new, old)
        case _:
            certain = False
    return certain or new == old


def _one_of(new: Expr, old: Expr) -> bool:
    return isinstance(old, Or) and any(implies(new, branch) for branch in old.items)


def _tighter(new: Term, old: Term) -> bool:
    """Whether one term of a field allows nothing that another does not."""
    if new.field != old.field:
        return False
    if new.op in {Op.ANY_OF, Op.IS} and old.op is new.op:
        return {_key(value) for value in new.values} <= {_key(value) for value in old.values}
    low = _beyond(new, old)
    return low is not None and low


def _key(value: Value | None) -> object:
    return text_key(value.text) if isinstance(value, Text) else value


def _beyond(new: Term, old: Term) -> bool | None:
    """Whether a bound lies as far as another or further, None where they do not compare."""
    same_way = {new.op, old.op} <= _UPWARD or {new.op, old.op} <= _DOWNWARD
    if not same_way:
        return None
    here, there = rank(new.values[0]), rank(old.values[0])
    if here is None or there is None or here[0] != there[0]:
        return None
    if here == there:
        return new.op is old.op or new.op in {Op.GT, Op.LT}
    return (here > there) == (new.op in _UPWARD)


def rank(value: Value | None) -> tuple[str, tuple[float, ...]] | None:
    """Return a scale and a place on it; places of different scales do not compare."""
    match value:
        case Number(number=number):
            rank = ("number", (float(number),))
        case Size(size_bytes=size_bytes):
            rank = ("size", (float(size_bytes),))
        case Span(count=count, unit=unit):
            scale, factor = _CALENDAR[unit]
            rank = (scale, (float(count * factor),))
        case Day():
            parts = tuple(float(part) for part in (value.year, value.month, value.day) if part is not None)
            return f"dates of {len(parts)} parts", parts
        case _:
            return None
    return rank
