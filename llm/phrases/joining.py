"""Conditions to one expression: every way a list of them can be read, so that two ways are asked about."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Final

from cascade.media import text_key
from cascade.rules.expr import And, Expr, Not, Op, Or, Term, Text, Value, fields_of
from llm.phrases.clauses import Item

MAX_WAYS: Final = 5  # a row of buttons

_SINGLE: Final = frozenset({"library", "resolution", "status", "year", "title", "season", "path"})
"""Fields of which an item has one value: "4K and 1080p films" can only mean either."""

_DISTINCT: Final = frozenset({"library", "resolution", "status", "year", "season", "show"})

_Unit = tuple[tuple[Expr, ...], str]  # the ways to read it, and what joins it to the one before


def wanted(items: Sequence[Item]) -> tuple[Expr, ...]:
    """Return every way to read conditions that select; none for no conditions."""
    units = [_unit(run) for run in _runs(items)]
    found: list[Expr] = []
    for choice in product(*(ways for ways, _ in units)):
        found += _joined(choice, [joined for _, joined in units])
    denied_first = len(items) > 1 and items[0].negated and any(unit[1] == "or" for unit in units)
    if denied_first:
        found.append(_negation(_merged_or([item.test for item in items])))
    return tuple(dict.fromkeys(found))[:MAX_WAYS]


def kept(items: Sequence[Item], *, unless: bool) -> tuple[Expr, ...]:
    """Return every way to read conditions that keep, as what may still go."""
    if not items:
        return ()
    groups: list[list[Item]] = []
    for item in items:
        if item.joined or not groups:
            groups.append([item])
        else:
            groups[-1].append(item)
    each = _all([_none_of(group) for group in _union(groups)])
    if unless and any(item.joined in {"and", ","} for item in items):
        return tuple(dict.fromkeys([_none_of(list(items)), each]))
    return (each,)


def inner_exception(outer: Sequence[Item], inner: Sequence[Item]) -> Expr:
    """Return what may go where an exception has an exception: without the outer, or with the inner."""
    return _merged_or([_none_of(list(outer)), _all([item.test for item in inner])])


def impossible(expr: Expr) -> bool:
    """Whether it asks for two values of what an item has one of: "season 1 of Dark and season 2 of Lost"."""
    picked: dict[str, set[Value | None]] = {}
    for term in expr.items if isinstance(expr, And) else ():
        if isinstance(term, Term) and term.field in _DISTINCT and _picks(term):
            values = set(term.values)
            if picked.setdefault(term.field, values).isdisjoint(values):
                return True
    return False


def negation(item: Item) -> Expr:
    """Return what is true where a condition is not."""
    return item.denied or _negation(item.test)


def _negation(expr: Expr) -> Expr:
    return expr.item if isinstance(expr, Not) else Not(expr)


def _none_of(group: Sequence[Item]) -> Expr:
    """Return what is true where the conditions of a group are not all true."""
    if len(group) == 1:
        return negation(group[0])
    if any(item.denied for item in group):
        return _merged_or([negation(item) for item in group])
    return Not(_all([item.test for item in group]))


def _union(groups: list[list[Item]]) -> Iterator[list[Item]]:
    """Make one condition of neighbouring names of one field: the genres horror and comedy."""
    waiting: list[Item] = []
    for group in groups:
        if len(group) > 1 or not _picks(group[0].test):
            yield from [waiting] if waiting else []
            waiting = []
            yield group
        elif waiting and isinstance(merged := merge([waiting[0].test, group[0].test]), Term):
            waiting = [Item(merged)]
        else:
            yield from [waiting] if waiting else []
            waiting = group
    if waiting:
        yield waiting


def _runs(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Give neighbours that pick values of one field together, everything else alone."""
    run: list[Item] = []
    for item in items:
        if run and item.joined and _same_field(run[-1], item) and not item.negated:
            run.append(item)
        else:
            if run:
                yield run
            run = [item]
    if run:
        yield run


def _same_field(one: Item, other: Item) -> bool:
    return _picks(one.test) and _picks(other.test) and _field(one.test) == _field(other.test)


def _picks(expr: Expr) -> bool:
    """Whether an expression picks values, rather than setting a bound."""
    match expr:
        case Term(op=op, values=values):
            return op in {Op.ANY_OF, Op.IS} or (op is Op.RANGE and None not in values)
        case And(items=items):
            return all(_picks(item) for item in items) and "title" in fields_of(expr)
        case _:
            return False


def _field(expr: Expr) -> str:
    fields = fields_of(expr)
    return "title" if "title" in fields else min(fields)


def _unit(run: list[Item]) -> _Unit:
    first, tests = run[0], [item.test for item in run]
    joiners = {item.joined for item in run[1:]}
    any_of = merge(tests)
    if len(run) == 1:
        return _one(first)
    single = _field(first.test) in _SINGLE
    if joiners <= {"or", ","} and "or" in joiners:
        ways: tuple[Expr, ...] = (any_of,)
    else:
        ways = (any_of,) if single and "or" not in joiners else (_all(tests), any_of)
    if not first.negated:
        return ways, first.joined
    negative = tuple(_negation(way) for way in ways)
    if "and" in joiners:
        negative = (_negation(any_of), _all([_negation(tests[0]), *tests[1:]]))
    return tuple(dict.fromkeys(negative)), first.joined


def _one(item: Item) -> _Unit:
    ways: tuple[Expr, ...] = (item.test,)
    if item.both and isinstance(item.test, Term) and item.test.field not in _SINGLE:
        alone = [Term(item.test.field, Op.ANY_OF, (value,)) for value in item.test.values]
        ways = (_all(alone), item.test)
    elif item.both and isinstance(item.test, Not):
        pass  # neither of them
    if item.negated:
        return (negation(item),), item.joined
    return ways, item.joined


def merge(tests: Sequence[Expr]) -> Expr:
    """Return any of some picks, as one term where one field's values can stand in a list."""
    if all(isinstance(test, Term) and test.op is Op.ANY_OF for test in tests):
        terms = [test for test in tests if isinstance(test, Term)]
        if len({term.field for term in terms}) == 1:
            values = {
                text_key(value.text) if isinstance(value, Text) else value: value
                for term in terms
                for value in term.values
            }
            return Term(terms[0].field, Op.ANY_OF, tuple(values.values()))
    return _merged_or(tests)


def _joined(exprs: Sequence[Expr], joiners: Sequence[str]) -> list[Expr]:
    """Return the ways to read conditions in a row: with OR among them, it may bind first or last."""
    if not exprs:
        return []
    spoken = _spoken(joiners)
    if "or" not in spoken[1:]:
        return [_all(exprs), *_either(exprs, joiners)]
    ways = []
    for each in (list(joiners), spoken):  # "unwatched, 4k or bigger than 5 GB": a comma can be "and" or "or"
        ways.append(_all([_merged_or(group) for group in _split_but(exprs, each)]))
        ways.append(_merged_or([_all(group) for group in _split(exprs, each, "or")]))
    return list(dict.fromkeys(ways))


def _either(exprs: Sequence[Expr], joiners: Sequence[str]) -> list[Expr]:
    """Return the other way to read a title joined to a condition: "Dune and everything unwatched"."""
    named = [_is_title(expr) for expr in exprs]
    apart = any(
        joined == "and" and one != other
        for one, other, joined in zip(named, named[1:], joiners[1:], strict=False)
    )
    return [_merged_or(exprs)] if apart else []


def _is_title(expr: Expr) -> bool:
    return not isinstance(expr, Not) and "title" in fields_of(expr)


def _spoken(joiners: Sequence[str]) -> list[str]:
    """Give each comma the word that its list ends with: "a, b or c"."""
    spoken = list(joiners)
    for place in range(len(spoken) - 2, 0, -1):
        if spoken[place] == ",":
            spoken[place] = spoken[place + 1]
    return spoken


def _split(exprs: Sequence[Expr], joiners: Sequence[str], at: str) -> list[list[Expr]]:
    groups: list[list[Expr]] = [[exprs[0]]]
    for expr, joined in zip(exprs[1:], joiners[1:], strict=True):
        if joined == at:
            groups.append([expr])
        else:
            groups[-1].append(expr)
    return groups


def _split_but(exprs: Sequence[Expr], joiners: Sequence[str]) -> list[list[Expr]]:
    groups: list[list[Expr]] = [[exprs[0]]]
    for expr, joined in zip(exprs[1:], joiners[1:], strict=True):
        if joined == "or":
            groups[-1].append(expr)
        else:
            groups.append([expr])
    return groups


def all_of(exprs: Iterable[Expr]) -> Expr | None:
    """Return the conjunction of some expressions, flat; None for none."""
    found = list(exprs)
    return _all(found) if found else None


def _all(exprs: Sequence[Expr]) -> Expr:
    flat = [part for expr in exprs for part in (expr.items if isinstance(expr, And) else (expr,))]
    unique = list(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else And(tuple(unique))


def _merged_or(exprs: Sequence[Expr]) -> Expr:
    flat = [part for expr in exprs for part in (expr.items if isinstance(expr, Or) else (expr,))]
    unique = list(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else Or(tuple(unique))
