"""A rule as one plain English sentence, written by code so that it cannot say something else."""

from typing import Final, assert_never

from cascade.media import Kind
from cascade.rules.expr import And, Expr, Flag, Never, Not, Op, Or, Rule, Size, Sort, Span, Term, Text, Value
from cascade.rules.fields import Field, FieldKind, Said, field_named
from cascade.rules.text import print_size, print_value
from cascade.rules.words import join, show_span

_KINDS: Final = {
    Kind.MOVIE: "films",
    Kind.SHOW: "shows",
    Kind.SEASON: "seasons",
    Kind.EPISODE: "episodes",
}
_OPPOSITE: Final = {Op.GT: Op.LE, Op.LE: Op.GT, Op.LT: Op.GE, Op.GE: Op.LT}
_SIZES: Final = {Op.GT: "bigger than", Op.GE: "of at least", Op.LT: "smaller than", Op.LE: "of at most"}
_NUMBERS: Final = {Op.GT: "above", Op.GE: "of at least", Op.LT: "below", Op.LE: "of at most"}
_SPANS: Final = {Op.GT: "more than", Op.GE: "at least", Op.LT: "less than", Op.LE: "at most"}
_DATES: Final = {Op.GT: "after", Op.GE: "in or after", Op.LT: "before", Op.LE: "in or before"}


def describe(rule: Rule) -> str:
    """Write what a rule selects, in which order, and where it stops."""
    kinds = join([_KINDS[kind] for kind in rule.kinds], "and").capitalize()
    parts = [f"{kinds} {_condition(rule.where)}", _order(rule.sort), *_stops(rule)]
    return "; ".join(parts) + "."


def _condition(expr: Expr) -> str:
    match expr:
        case Term():
            return _term(expr, negated=False)
        case Not(item=Term() as term):
            return _term(term, negated=True)
        case Not(item=item):
            return f"to which this does not apply: ({_condition(item)})"
        case And(items=items):
            return ", ".join(_part(item) for item in items)
        case Or(items=items):
            return f"either {', or '.join(_part(item) for item in items)}"
        case _:
            assert_never(expr)


def _part(expr: Expr) -> str:
    return f"({_condition(expr)})" if isinstance(expr, And | Or) else _condition(expr)


def _term(term: Term, *, negated: bool) -> str:
    field = field_named(term.field)
    if negated and term.op in _OPPOSITE:
        return _term(Term(term.field, _OPPOSITE[term.op], term.values), negated=False)
    match field.kind:
        case FieldKind.SET:
            return _set(term, field, negated=negated)
        case FieldKind.FLAG:
            on = (term.values[0] == Flag(on=True)) != negated
            return f"that are {'' if on else 'not '}{field.phrase or field.name}"
        case FieldKind.SPAN:
            written = _span(term, field)
        case FieldKind.DATE:
            written = _date(term, field)
        case FieldKind.NUMBER | FieldKind.SIZE:
            written = _quantity(term, field)
        case _:
            written = _text(term, field)
    return f"not {written}" if negated else written


def _words(values: tuple[Value | None, ...]) -> list[str]:
    return [_word(value) for value in values if value is not None]


def _word(value: Value) -> str:
    match value:
        case Text(text=text):
            return text
        case Size(size_bytes=size_bytes):
            return _bytes(size_bytes)
        case Span(count=count, unit=unit):
            return show_span(count, unit)
        case _:
            return print_value(value)


def _bytes(size_bytes: int) -> str:
    """Write an amount exactly: a rule is not rounded."""
    written = print_size(size_bytes)
    number = written.rstrip("KMGTiB")
    return f"{number} {written.removeprefix(number)}"


def _set(term: Term, field: Field, *, negated: bool) -> str:
    names = join(_words(term.values))
    if field.phrase:
        return f"{'not ' if negated else ''}{field.phrase} {names}"
    return f"{'without' if negated else 'with'} the {field.name} {names}"


def _span(term: Term, field: Field) -> str:
    words = _words(term.values)
    if term.op is not Op.RANGE:
        how_long = f"{_SPANS[term.op]} {words[0]}"
    elif None not in term.values:
        how_long = f"between {words[0]} and {words[1]}"
    else:
        how_long = f"{'at least' if term.values[1] is None else 'at most'} {words[0]}"
    if field.name != "unwatched":
        return f"{field.phrase} {how_long} ago"
    if term.op in {Op.GT, Op.GE}:
        return f"nobody has watched for {how_long}"
    return f"last watched (or, if never watched, added) {how_long} ago"


def _date(term: Term, field: Field) -> str:
    words = _words(term.values)
    if term.op is Op.RANGE:
        return f"{field.phrase} {_between(term, words)}"
    if term.op in _DATES:
        return f"{field.phrase} {_DATES[term.op]} {words[0]}"
    dates = [word for value, word in zip(term.values, words, strict=True) if not isinstance(value, Never)]
    said = [f"{field.phrase} in {join(dates)}"] if dates else []
    if Never() in term.values:
        said.append(f"never {field.phrase.removeprefix('last ')}")
    return join(said)


def _between(term: Term, words: list[str]) -> str:
    if None not in term.values:
        return f"from {words[0]} to {words[1]}"
    return f"{words[0]} or later" if term.values[1] is None else f"{words[0]} or earlier"


def _quantity(term: Term, field: Field) -> str:
    words = _words(term.values)
    if field.said is Said.WATCH:
        return _count(term, words, field.name)
    signs = _SIZES if field.kind is FieldKind.SIZE else _NUMBERS
    lead = "" if field.kind is FieldKind.SIZE else f"with {field.phrase or field.name} "
    if term.op is Op.ANY_OF:
        return f"{lead or 'of exactly '}{join(words)}"
    if term.op is not Op.RANGE:
        return f"{lead}{signs[term.op]} {words[0]}"
    if None not in term.values:
        return f"{lead}between {words[0]} and {words[1]}"
    return f"{lead}{signs[Op.GE if term.values[1] is None else Op.LE]} {words[0]}"


def _count(term: Term, words: list[str], name: str) -> str:
    if term.op is Op.ANY_OF:
        return f"with {join(words)} {name}"
    if term.op is not Op.RANGE:
        return f"with {_SPANS[term.op]} {words[0]} {name}"
    if None not in term.values:
        return f"with {words[0]} to {words[1]} {name}"
    return f"with {_SPANS[Op.GE if term.values[1] is None else Op.LE]} {words[0]} {name}"


def _text(term: Term, field: Field) -> str:
    names = join([f'"{word}"' for word in _words(term.values)])
    if field.beneath:
        return f"with every file beneath {names}"
    if field.contains and term.op is Op.ANY_OF:
        return f"with {names} in the {field.name}"
    return f"with the {field.name} {names}"


def _order(sort: Sort) -> str:
    field = field_named(sort.field)
    match field.kind:
        case FieldKind.SIZE:
            return f"{'biggest' if sort.descending else 'smallest'} first"
        case FieldKind.TEXT:
            return f"by {field.name}, {'Z to A' if sort.descending else 'A to Z'}"
        case FieldKind.DATE:
            return f"{'latest' if sort.descending else 'earliest'} {field.phrase} first"
        case FieldKind.SPAN:
            return f"{'earliest' if sort.descending else 'latest'} {field.phrase} first"
        case _:
            return f"{'highest' if sort.descending else 'lowest'} {field.phrase or field.name} first"


def _stops(rule: Rule) -> list[str]:
    stops: list[str] = []
    if rule.limit is not None:
        stops.append(f"at most {rule.limit}")
    if rule.reclaim is not None:
        stops.append(f"until {_bytes(rule.reclaim)} have come back")
    if rule.free is not None:
        stops.append(f"until {_bytes(rule.free)} are free on the disk")
    return stops
