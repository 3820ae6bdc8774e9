"""Clauses to rules: every rule that a message can mean, and what it leaves open."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

from cascade.media import Kind
from cascade.rules.directives import DEFAULT_KINDS
from cascade.rules.expr import Expr, Rule
from cascade.rules.query import QueryError, parse
from cascade.rules.text import print_expr
from llm.phrases.clauses import Clause, Clauses
from llm.phrases.joining import MAX_WAYS, all_of, inner_exception, kept, wanted

_STOPS: Final = ("sort", "limit", "reclaim", "free")


def conditions(clauses: Clauses) -> tuple[Expr, ...]:
    """Return every condition that the clauses can mean; none where they hold none."""
    found: dict[Expr, None] = {}
    for variant in _variants(clauses):
        mains: Sequence[Expr | None] = wanted(variant.main.items) or (None,)
        for choice in product(mains, *_exceptions(variant.kept)):
            where = all_of([part for part in choice if part is not None])
            if where is not None:
                found[where] = None
    return tuple(found)[:MAX_WAYS]


def kinds_of(clauses: Clauses) -> tuple[Kind, ...]:
    """Return the kinds that are to go, in the order of a query; none where the message leaves them open."""
    main = clauses.main
    named = main.kinds or main.titles
    kinds = set(named or (DEFAULT_KINDS if main.anything else ()))
    for clause in clauses.kept:
        if not clause.items:
            kinds -= clause.kinds
    return tuple(kind for kind in Kind if kind in kinds)


def beyond(clauses: Clauses, kinds: tuple[Kind, ...]) -> list[tuple[int, int]]:
    """Return the exceptions that no rule can hold: those of one kind alone, where several are to go."""
    return [
        (clause.start, clause.end)
        for clause in clauses.kept
        if clause.items and clause.kinds and kinds and not set(kinds) <= clause.kinds
    ]


def rule_of(kinds: Sequence[Kind], where: Expr, directives: dict[str, str]) -> Rule | None:
    """Return the rule, read from its own query; None where the language refuses it."""
    stops = [f"{name}:{directives[name]}" for name in _STOPS if name in directives]
    try:
        return parse(" ".join([f"type:{','.join(kinds)}", print_expr(where), *stops]))
    except QueryError:
        return None


def _variants(clauses: Clauses) -> Iterator[Clauses]:
    """Give the clauses with each condition behind an exception once as part of it and once as not."""
    for place, clause in enumerate(clauses.kept):
        for at, item in enumerate(clause.items):
            loose = at > 0 and not item.marked and clause.way != "unless"
            if loose and (not item.joined or (item.joined != "or" and not item.named)):
                yield from _variants(_tied(clauses, place, at))
                yield from _variants(_moved(clauses, place, at))
                return
    yield clauses


def _moved(clauses: Clauses, place: int, at: int) -> Clauses:
    """Return the clauses with the items of a keeping clause, from `at` on, put with what is to go."""
    kept = clauses.kept[place]
    main = replace(clauses.main, items=[*clauses.main.items])
    main.items += [replace(item, joined=item.joined and "and") for item in kept.items[at:]]
    shorter = replace(kept, items=kept.items[:at])
    return replace(clauses, main=main, kept=[*clauses.kept[:place], shorter, *clauses.kept[place + 1 :]])


def _tied(clauses: Clauses, place: int, at: int) -> Clauses:
    """Return the clauses with an item of a keeping clause tied to it."""
    kept = clauses.kept[place]
    items = [replace(item, marked=True) if number == at else item for number, item in enumerate(kept.items)]
    return replace(
        clauses, kept=[*clauses.kept[:place], replace(kept, items=items), *clauses.kept[place + 1 :]]
    )


def _exceptions(clauses: Sequence[Clause]) -> list[tuple[Expr, ...]]:
    """Return the ways to read each exception; one within another may be its own or the other's."""
    found: list[tuple[Expr, ...]] = []
    outer: Clause | None = None
    for clause in clauses:
        ways = kept(clause.items, unless=clause.way == "unless")
        if clause.inside and outer is not None and outer.items and clause.items and found:
            found[-1] = (
                *(_and(found[-1][0], way) for way in ways),
                inner_exception(outer.items, clause.items),
            )
        elif ways:
            found.append(ways)
        outer = clause
    return found


def _and(one: Expr, other: Expr) -> Expr:
    return all_of([one, other]) or one
