"""Comparisons of numbers and sizes, taken apart into thresholds."""

from dataclasses import dataclass
from typing import assert_never

from cascade.rules.expr import Number, Op, Size, Term, Value
from cascade.rules.fields import Field


@dataclass(frozen=True, slots=True)
class Threshold:
    """One comparison with one number; `op` is one of < <= > >=."""

    op: Op
    number: int | float

    @property
    def upward(self) -> bool:
        """Whether more of it can only help."""
        return self.op in {Op.GT, Op.GE}

    def holds(self, number: float) -> bool:
        """Whether a number passes."""
        match self.op:
            case Op.LT:
                return number < self.number
            case Op.LE:
                return number <= self.number
            case Op.GT:
                return number > self.number
            case _:
                return number >= self.number


def thresholds(term: Term, field: Field) -> tuple[tuple[Threshold, ...], ...]:
    """Return alternatives, each a tuple of thresholds that must all pass."""
    numbers = [_number(value, field) for value in term.values]
    match term.op:
        case Op.ANY_OF | Op.IS:
            return tuple(_between(number, number) for number in numbers)
        case Op.RANGE:
            return (_between(numbers[0], numbers[1]),)
        case Op.LT | Op.LE | Op.GT | Op.GE:
            return (tuple(Threshold(term.op, number) for number in numbers if number is not None),)
        case _:
            assert_never(term.op)


def _between(low: float | None, high: float | None) -> tuple[Threshold, ...]:
    bounds = ((Op.GE, low), (Op.LE, high))
    return tuple(Threshold(op, number) for op, number in bounds if number is not None)


def _number(value: Value | None, field: Field) -> int | float | None:
    match value:
        case Size(size_bytes=size_bytes):
            return size_bytes
        case Number(number=number):
            return float(number) if field.scale else int(number)
        case _:
            return None
