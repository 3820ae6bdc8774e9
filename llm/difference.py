"""What a change does to a rule, decided by code: what came, what went, and whether more may be deleted."""

from dataclasses import dataclass

from cascade.rules.expr import And, Expr, Or, Rule
from cascade.rules.text import print_expr, print_size, print_sort
from llm.implied import implies


@dataclass(frozen=True, slots=True)
class Difference:
    """The parts of a rule that came and went, as query text.

    `widens` is False only where the new rule provably selects nothing that the old one does not.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    widens: bool


def difference(old: Rule, new: Rule) -> Difference:
    """Compare two rules."""
    before, after = _parts(old), _parts(new)
    return Difference(
        tuple(part for part in after if part not in before),
        tuple(part for part in before if part not in after),
        _widens(old, new),
    )


def _parts(rule: Rule) -> tuple[str, ...]:
    stops = (
        f"limit:{rule.limit}" if rule.limit is not None else "",
        f"reclaim:{print_size(rule.reclaim)}" if rule.reclaim is not None else "",
        f"free:{print_size(rule.free)}" if rule.free is not None else "",
    )
    kinds = [f"type:{kind}" for kind in rule.kinds]
    conditions = [_shown(item) for item in _top(rule.where)]
    return (*kinds, *conditions, print_sort(rule.sort), *(stop for stop in stops if stop))


def _shown(item: Expr) -> str:
    return f"({print_expr(item)})" if isinstance(item, Or) else print_expr(item)


def _top(where: Expr) -> tuple[Expr, ...]:
    return where.items if isinstance(where, And) else (where,)


def _widens(old: Rule, new: Rule) -> bool:
    stops = any(amount is not None for amount in (new.limit, new.reclaim, new.free))
    return (
        not set(new.kinds) <= set(old.kinds)
        or (stops and new.sort != old.sort)
        or any(
            _raised(before, after)
            for before, after in (
                (old.limit, new.limit),
                (old.reclaim, new.reclaim),
                (old.free, new.free),
            )
        )
        or not implies(new.where, old.where)
    )


def _raised(before: int | None, after: int | None) -> bool:
    """Whether a stop comes later than before, or not at all."""
    return before is not None and (after is None or after > before)
