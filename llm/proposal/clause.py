"""One condition of a draft, resolved: the person's words as an expression of the rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cascade.rules.expr import Expr, Not, Text, terms_of
from cascade.rules.fields import Field, FieldKind, find
from cascade.rules.query import QueryError, parse
from cascade.rules.text import print_value
from llm.catalogue import NAMED, PEOPLE, Named
from llm.names import resolve
from llm.proposal.cues import SELVES
from llm.proposal.dates import Clock, Unreadable
from llm.proposal.draft import Condition
from llm.proposal.prose import keys_of
from llm.proposal.quantities import spell

UNSEEN_SINCE: Final = "added:<{date} (watched:<{date} OR watched:never)"
_NOBODY: Final = ("nobody", "no one", "noone", "none")


class BadDraft(ValueError):
    """Raised where a draft cannot become a rule; the message tells the model what to send instead."""


class NoSuchName(Exception):
    """Raised where a person's words name nothing of the household, or several things."""

    def __init__(self, field: Field, words: str, nearest: tuple[str, ...]) -> None:
        super().__init__(words)
        self.field = field
        self.words = words
        self.nearest = nearest


class NoScale(Exception):
    """Raised for "3 stars": nobody said out of how many."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Household:
    """The names a rule may use, the day, and who "me" is."""

    names: Mapping[str, Sequence[Named]]
    clock: Clock
    asker: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition as it stands in the rule. `keeps` says that it protects what it names."""

    condition: Condition
    field: Field
    spelled: tuple[str, ...]  # the values as the query language has them
    expr: Expr
    keeps: bool


def read_clause(condition: Condition, house: Household, *, keep: bool) -> Clause:
    """Resolve a condition; raises BadDraft, NoSuchName or NoScale."""
    field = find(condition.field)
    if field is None:
        raise BadDraft(f'There is no field "{condition.field}".')
    spelled = tuple(_value(field, words, condition, house) for words in condition.values)
    expr = _parsed(_written(field, condition, spelled))
    negated = (condition.op == "is not") != keep
    return Clause(condition, field, spelled, Not(expr) if negated else expr, keeps=negated)


def _value(field: Field, words: str, condition: Condition, house: Household) -> str:
    if field.name in NAMED:
        return _name(field, words, house)
    if not words.strip():
        raise BadDraft(f"A value of {field.name} is empty.")
    try:
        return spell(field, words, house.clock)
    except Unreadable as problem:
        if str(problem) == "stars":
            raise NoScale(words) from None
        if field.name == "unwatched" and condition.op in {"since", "is", ">", ">="}:
            return _since(words, house.clock, problem)
        raise BadDraft(str(problem)) from None


def _since(words: str, clock: Clock, problem: Unreadable) -> str:
    """Return a date on which the time without a watch began."""
    watched = find("watched")
    try:
        return spell(watched, words, clock) if watched else words
    except Unreadable:
        raise BadDraft(str(problem)) from None


def _name(field: Field, words: str, house: Household) -> str:
    people = field.name in PEOPLE
    if people and field.name != "favorited-by" and words.casefold().strip() in _NOBODY:
        twin = field.name.removesuffix("-by")
        raise BadDraft(f"For nobody use the field {twin} with the value never.")
    meant = house.asker if people and words.casefold().strip() in SELVES else words
    found = resolve(field.name, meant, house.names.get(field.name, ()))
    if isinstance(found, Named):
        return found.name
    raise NoSuchName(field, words, found)


def _written(field: Field, condition: Condition, spelled: tuple[str, ...]) -> str:
    """Write a condition in the query language, without its negation."""
    texts = field.kind in {FieldKind.TEXT, FieldKind.SET, FieldKind.CHOICE}
    values = [print_value(Text(value)) if texts else value for value in spelled]
    match condition.op:
        case "contains":
            if not field.contains:
                raise BadDraft(f"{field.name} is compared as a whole; use the operator is.")
            return f"{field.name}:{','.join(values)}"
        case "is" | "is not":
            return _whole(field, values)
        case "between":
            if len(values) != 2:
                raise BadDraft("between takes two values.")
            return f"{field.name}:{values[0]}..{values[1]}"
        case "since":
            return _began(field, _only(condition, values))
        case _:
            return _compared(field, condition, _only(condition, values))


def _whole(field: Field, values: list[str]) -> str:
    if field.contains:
        exact = [f"{field.name}:={value}" for value in values]
        return exact[0] if len(exact) == 1 else f"({' OR '.join(exact)})"
    if field.name == "unwatched" and values[0].replace("-", "").isdecimal():
        return _began(field, values[0])
    return f"{field.name}:{','.join(values)}"


def _compared(field: Field, condition: Condition, value: str) -> str:
    if field.name == "unwatched" and value.replace("-", "").isdecimal():
        return _began(field, value)
    return f"{field.name}:{condition.op}{value}"


def _began(field: Field, value: str) -> str:
    """Write "not since then": whatever was never watched counts from the day it was added."""
    if field.kind is FieldKind.SPAN:
        dated = field.name == "unwatched" and value.replace("-", "").isdecimal()
        return UNSEEN_SINCE.format(date=value) if dated else f"{field.name}:>{value}"
    if field.kind is not FieldKind.DATE:
        raise BadDraft(f"since goes with dates, not with {field.name}.")
    return f"{field.name}:>={value}"


def _only(condition: Condition, values: list[str]) -> str:
    if len(values) != 1:
        raise BadDraft(f"{condition.op} takes one value.")
    return values[0]


def _parsed(text: str) -> Expr:
    try:
        return parse(text).where
    except QueryError as problem:
        raise BadDraft(str(problem)) from None


def words_in(clause: Clause) -> frozenset[str]:
    """Every word of the values, as the draft and as the rule have them."""
    values = (*clause.condition.values, *clause.spelled)
    return frozenset(key for value in values for key in keys_of(value))


def fields_in(clause: Clause) -> frozenset[str]:
    """Every field the clause tests."""
    return frozenset(term.field for term in terms_of(clause.expr))
