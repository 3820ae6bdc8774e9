"""A rule at hand and a message that changes it: "keep the anime", "only the 4K ones", "make it 300 GB"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cascade.media import Kind
from cascade.rules.expr import And, Expr, Not, Or, Rule, Span, Term, terms_of
from cascade.rules.query import parse
from cascade.rules.text import print_rule
from llm.phrases.clauses import Clauses
from llm.phrases.phrase import Role
from llm.phrases.piece import Piece
from llm.phrases.rulemaking import conditions, rule_of

_SPACE: Final = ("reclaim", "free")


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a message changes no rule: a sentence for the person, and the words it is about."""

    says: str
    words: tuple[int, int] | None = None
    ways: tuple[str, ...] = ()  # words that, put before the message, make it clear


def begins_anew(clauses: Clauses, pieces: Sequence[Piece]) -> bool:
    """Whether a message is a whole new sentence, though a rule is at hand; "only" and "and" go on with it."""
    main = clauses.main
    whole = clauses.verb and bool(main.kinds or main.anything) and bool(main.items or clauses.kept)
    return whole and not (clauses.adds or clauses.only) and pieces[0].role is not Role.JOIN


def changed(rule: Rule, clauses: Clauses, *, goes_on: bool) -> tuple[Rule, ...] | Unfit:
    """Return every rule that a message can make of the one at hand.

    `goes_on` says that the message begins with "and" or "but". Conditions alone could narrow the rule or
    widen it, so they need such a word, or "only"; with a name it does not help: "and comedies".
    """
    main = clauses.main
    names = any(item.named and not item.negated for item in main.items)
    restricts = clauses.only or (goes_on and not names) or all(item.negated for item in main.items)
    if main.items and (clauses.adds or not restricts):
        return Unfit("Should only those go, or should they be kept?", ways=("only", "keep"))
    kinds = _kinds(rule, clauses)
    if isinstance(kinds, Unfit):
        return kinds
    changed_where = _changed_span(rule.where, clauses.changes.get("span"))
    if isinstance(changed_where, Unfit):
        return changed_where
    directives = _directives(rule, clauses)
    if isinstance(directives, Unfit):
        return directives
    wheres = [_both(changed_where, more) for more in conditions(clauses)] or [changed_where]
    rules = tuple(made for where in wheres for each in directives if (made := rule_of(kinds, where, each)))
    return rules or Unfit("That makes no rule.")


def _kinds(rule: Rule, clauses: Clauses) -> tuple[Kind, ...] | Unfit:
    said, kinds = clauses.main.kinds, set(rule.kinds)
    if said and clauses.adds:
        kinds |= said
    elif said and (clauses.only or clauses.main.items):
        if not said <= kinds:
            return Unfit("The rule at hand is not about those.")
        kinds = set(said)
    elif said and not clauses.directives and not clauses.changes:
        return Unfit("Should only those go, or those too?", ways=("only",) if said <= kinds else ("also",))
    for clause in clauses.kept:
        if not clause.items:
            kinds -= clause.kinds
        elif clause.kinds and not kinds <= clause.kinds:
            return Unfit("One rule cannot make an exception for one kind alone.", (clause.start, clause.end))
    if not kinds:
        return Unfit("Then nothing would be left to delete.")
    return tuple(kind for kind in Kind if kind in kinds)


def _changed_span(where: Expr, span: str | None) -> Expr | Unfit:
    """Return a condition with its one length of time changed."""
    if span is None:
        return where
    spanned = {term for term in terms_of(where) if any(isinstance(value, Span) for value in term.values)}
    new = parse(f"unwatched:>{span}").where
    if len(spanned) != 1 or not isinstance(new, Term):
        return Unfit("The rule at hand has not just one length of time.")
    (old,) = spanned
    if len(old.values) != 1:
        return Unfit("The rule at hand has a range of time.")
    return _replaced(where, old, replace(old, values=new.values))


def _replaced(expr: Expr, old: Term, new: Term) -> Expr:
    match expr:
        case Term():
            return new if expr == old else expr
        case Not(item=item):
            return Not(_replaced(item, old, new))
        case And(items=items):
            return And(tuple(_replaced(item, old, new) for item in items))
        case Or(items=items):
            return Or(tuple(_replaced(item, old, new) for item in items))


def _directives(rule: Rule, clauses: Clauses) -> list[dict[str, str]] | Unfit:
    """Return order and stops, those of the message first; two ways where an amount fits both stops."""
    before, changes = dict(_current(rule)), dict(clauses.changes)
    current = before | clauses.directives
    changes.pop("span", None)
    amount, number = changes.pop("stop", None), changes.pop("number", None)
    current |= changes
    stops = [name for name in _SPACE if name in current]
    if number is not None:  # "make it 300", where it is about 500 GB
        units = {name: re.sub(r"[\d.]+", number, current[name]) for name in stops}
        return [current | {"limit": number}, *(current | {name: units[name]} for name in stops)]
    if amount is not None:
        return [current | {name: amount} for name in (stops or _SPACE)]
    said = [name for name in _SPACE if name in clauses.directives]
    other = {name for name in _SPACE if name in before} - {*said}
    instead = {name: value for name, value in current.items() if name not in other}
    return [instead, current] if said and other else [current]


def _current(rule: Rule) -> Iterator[tuple[str, str]]:
    for part in print_rule(replace(rule, where=parse("size:>1MB").where)).split():
        name, _, value = part.partition(":")
        if name in {"sort", "limit", "reclaim", "free"}:
            yield name, value


def _both(one: Expr, other: Expr) -> Expr:
    parts = [part for expr in (one, other) for part in (expr.items if isinstance(expr, And) else (expr,))]
    unique = tuple(dict.fromkeys(parts))
    return unique[0] if len(unique) == 1 else And(unique)
