"""Rule to draft: the rule at hand as the model has to write it, where its two levels can hold it."""

from typing import Final

from cascade.media import Kind
from cascade.rules.expr import Expr, Not, Op, Or, Rule, Term, Text, Value
from cascade.rules.fields import field_named
from cascade.rules.query import parse
from cascade.rules.text import print_size, print_value
from llm.proposal.assembly import put_together, resolve_parts, top
from llm.proposal.clause import UNSEEN_SINCE, BadDraft, Household
from llm.proposal.draft import Clauses, Condition, Draft, Operator, Order, Stop, Target
from llm.proposal.prose import Said
from llm.proposal.talk import Talk

_OPERATORS: Final[dict[Op, Operator]] = {Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">=", Op.IS: "is"}
_TARGETS: Final[dict[Kind, Target]] = {Kind.MOVIE: "movie", Kind.SHOW: "show", Kind.SEASON: "season"}


class _TooDeep(Exception):
    """Raised where a part of a rule has no place in a draft."""


def as_draft(rule: Rule, house: Household) -> Draft | None:
    """Return the draft that means exactly this rule, or None where there is none."""
    try:
        draft = _draft(rule)
        parts = resolve_parts(draft, Talk(Said.of(()), house, rule))
        again = None if parts.questions else put_together(draft, parts)
    except (_TooDeep, BadDraft):
        return None
    return draft if again is not None and _same(rule, again) else None


def _same(rule: Rule, again: Rule) -> bool:
    """Whether two rules differ at most in the order of their conditions."""
    rest = (rule.kinds, rule.sort, rule.limit, rule.reclaim, rule.free)
    return set(top(rule.where)) == set(top(again.where)) and rest == (
        again.kinds,
        again.sort,
        again.limit,
        again.reclaim,
        again.free,
    )


def _draft(rule: Rule) -> Draft:
    items, since = _without_since(top(rule.where))
    kept = [item.item for item in items if isinstance(item, Not) and isinstance(item.item, Term)]
    plain = (*since, *(_condition(item) for item in items if isinstance(item, Term)))
    groups = tuple(_group(item) for item in items if not isinstance(item, Term) and not _keeps(item))
    return Draft(
        targets=tuple(_TARGETS[kind] for kind in rule.kinds if kind in _TARGETS),
        delete_when=((Clauses(match="all", conditions=plain),) if plain else ()) + groups,
        keep_when=tuple(_condition(term) for term in kept if isinstance(term, Term)),
        order=Order(field=rule.sort.field, descending=rule.sort.descending, from_words=""),
        stops=_stops(rule),
        unsupported=(),
    )


def _without_since(items: tuple[Expr, ...]) -> tuple[tuple[Expr, ...], tuple[Condition, ...]]:
    """Take out what is one condition to a model: "not watched since 2023"."""
    for item in items:
        if isinstance(item, Term) and (item.field, item.op) == ("added", Op.LT):
            date = print_value(item.values[0]) if item.values[0] else ""
            parts = top(parse(UNSEEN_SINCE.format(date=date)).where)
            if set(parts) <= set(items):
                told = Condition(field="unwatched", op="since", values=(date,), from_words="")
                return tuple(one for one in items if one not in parts), (told,)
    return items, ()


def _keeps(item: Expr) -> bool:
    return isinstance(item, Not) and isinstance(item.item, Term)


def _group(item: Expr) -> Clauses:
    """Return alternatives as a group of which any must hold."""
    if not isinstance(item, Or):
        raise _TooDeep
    return Clauses(match="any", conditions=tuple(_alternative(one) for one in item.items))


def _alternative(item: Expr) -> Condition:
    if isinstance(item, Not) and isinstance(item.item, Term):
        inner = _condition(item.item)
        if inner.op == "is":
            return inner.model_copy(update={"op": "is not"})
    if isinstance(item, Term):
        return _condition(item)
    raise _TooDeep


def _condition(term: Term) -> Condition:
    values = tuple(_written(value) for value in term.values)
    return Condition(field=term.field, op=_operator(term), values=values, from_words="")


def _operator(term: Term) -> Operator:
    if term.op is Op.RANGE:
        return "between"
    if term.op is Op.ANY_OF:
        return "contains" if field_named(term.field).contains else "is"
    return _OPERATORS[term.op]


def _written(value: Value | None) -> str:
    match value:
        case None:
            raise _TooDeep
        case Text(text=text):
            return text
        case _:
            return print_value(value)


def _stops(rule: Rule) -> tuple[Stop, ...]:
    stops = []
    if rule.limit is not None:
        stops.append(Stop(kind="items", amount=str(rule.limit), from_words=""))
    if rule.reclaim is not None:
        stops.append(Stop(kind="reclaim", amount=print_size(rule.reclaim), from_words=""))
    if rule.free is not None:
        stops.append(Stop(kind="free_space", amount=print_size(rule.free), from_words=""))
    return tuple(stops)
