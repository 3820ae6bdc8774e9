"""A draft resolved piece by piece, and put together as a rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from cascade.media import Kind
from cascade.rules.expr import And, Expr, Or, Rule, Sort
from cascade.rules.query import QueryError, parse
from cascade.rules.text import print_rule
from llm.proposal.clause import BadDraft, Clause, NoScale, NoSuchName, read_clause
from llm.proposal.doubts import ask_for_name, ask_for_scale
from llm.proposal.draft import Condition, Draft
from llm.proposal.ordering import read_order
from llm.proposal.rivals import ask_which_field
from llm.proposal.stops import Halt, read_stop
from llm.proposal.talk import Talk
from llm.reading import Question


@dataclass(frozen=True, slots=True)
class Parts:
    """A draft, resolved: groups that must all hold, what is kept, stops, order, and what has to be asked."""

    groups: tuple[tuple[str, tuple[Clause, ...]], ...]
    keep: tuple[Clause, ...]
    halts: tuple[Halt, ...]
    sort: Sort
    questions: tuple[Question, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every condition, whether it deletes or keeps."""
        return (*(clause for _, clauses in self.groups for clause in clauses), *self.keep)


def resolve_parts(draft: Draft, talk: Talk) -> Parts:
    """Resolve every piece of a draft; raises BadDraft."""
    groups = [(group.match, _resolved(group.conditions, talk, keep=False)) for group in draft.delete_when]
    keep = _resolved(draft.keep_when, talk, keep=True)
    halts = [read_stop(stop, talk.said, talk.base, talk.assumed) for stop in draft.stops]
    found = [*(one for _, clauses in groups for one in clauses), *keep, *halts]
    stops = tuple(halt for halt in halts if isinstance(halt, Halt))
    if len({halt.name for halt in stops}) < len(stops):
        raise BadDraft("Two stops are of one kind; send one of them.")
    return Parts(
        groups=tuple((match, _clauses(clauses)) for match, clauses in groups),
        keep=_clauses(keep),
        halts=stops,
        sort=read_order(draft.order, talk.base),
        questions=tuple(one for one in found if isinstance(one, Question)),
    )


def _resolved(conditions: Sequence[Condition], talk: Talk, *, keep: bool) -> list[Clause | Question]:
    return [_one(condition, talk, keep=keep) for condition in conditions]


def _clauses(found: Sequence[Clause | Question]) -> tuple[Clause, ...]:
    return tuple(one for one in found if isinstance(one, Clause))


def _one(condition: Condition, talk: Talk, *, keep: bool) -> Clause | Question:
    """Resolve a condition, or ask what is meant; what is carried over has been asked about before."""
    try:
        clause = read_clause(condition, talk.house, keep=keep)
    except NoSuchName as doubt:
        return ask_for_name(doubt, talk.said, talk.house)
    except NoScale as doubt:
        return ask_for_scale(doubt.words, talk.said)
    which = ask_which_field(clause, talk.said, talk.house) if condition.from_words else None
    return which or clause


def put_together(draft: Draft, parts: Parts) -> Rule:
    """Put the rule together and read it back from its own text, which is what everybody sees."""
    items = [*_deleted(parts), *(item for clause in parts.keep for item in top(clause.expr))]
    where = items[0] if len(items) == 1 else And(tuple(dict.fromkeys(items)))
    amounts = {halt.name: halt.amount for halt in parts.halts}
    kinds = tuple(kind for kind in Kind if kind.value in draft.targets)
    rule = Rule(kinds, where, parts.sort, amounts.get("limit"), amounts.get("reclaim"), amounts.get("free"))
    try:
        return parse(print_rule(rule))
    except QueryError as problem:
        raise BadDraft(str(problem)) from None


def _deleted(parts: Parts) -> list[Expr]:
    return [item for group in parts.groups for item in top(joined(group))]


def joined(group: tuple[str, Sequence[Clause]]) -> Expr:
    """Return a group as one expression."""
    match, clauses = group
    items = tuple(dict.fromkeys(clause.expr for clause in clauses))
    if len(items) == 1:
        return items[0]
    return Or(items) if match == "any" else And(items)


def top(expr: Expr) -> tuple[Expr, ...]:
    """Return an expression as items of a rule's top row."""
    if isinstance(expr, And):
        return tuple(one for item in expr.items for one in top(item))
    return (expr,)
