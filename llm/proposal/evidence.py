"""Where the values of a condition stand in what the person said."""

from collections.abc import Iterable
from typing import Final

from cascade.rules.expr import Expr, terms_of
from cascade.rules.fields import Field, FieldKind, field_named
from cascade.rules.query import QueryError, parse
from llm.catalogue import NAMED
from llm.implied import rank
from llm.language.calendar import DECADES, MONTHS
from llm.language.numerals import LARGE, ONE, SMALL, TIMES
from llm.language.units import SIZES, SPANS
from llm.names import matching
from llm.proposal.clause import Clause, Household
from llm.proposal.cues import FIELD_CUES, FILLER, SELVES, denies, fits, negates
from llm.proposal.dates import Unreadable
from llm.proposal.prose import Said, Window, keys_of
from llm.proposal.quantities import spell

_LONGEST: Final = 5  # words of an amount or date
_BEGINNINGS: Final = frozenset(
    [
        *(*SMALL, *TIMES, *ONE, *MONTHS, *DECADES, *SPANS),
        *("half", "the", "this", "last", "past", "today", "yesterday"),
    ]
)
_GOES_ON: Final = frozenset({*SIZES, *SPANS, *SMALL, *LARGE})
"""Words before which a number is only a part: the 2 of 2 years, the two of two hundred."""
TEXTS: Final = frozenset({FieldKind.TEXT, FieldKind.SET})


def places(clause: Clause, value: int, said: Said, quote: Window, house: Household) -> tuple[Window, ...]:
    """Return where the value of that number stands within a quote."""
    field, spelled = clause.field, clause.spelled[value]
    if field.kind is FieldKind.FLAG:
        return tuple(one for one in _singles(quote) if _cued(field, said, one))
    if spelled == "never":
        return tuple(one for one in _singles(quote) if _never(clause, said, one))
    windows = _windows(quote, _longest(field, clause.condition.values[value], spelled))
    return tuple(one for one in windows if _stands(clause, value, said, one, house))


def _longest(field: Field, words: str, spelled: str) -> int:
    if field.kind in TEXTS:
        return max(len(keys_of(words)), len(keys_of(spelled)), 1) + 1
    return _LONGEST


def _stands(clause: Clause, value: int, said: Said, window: Window, house: Household) -> bool:
    field, spelled, words = clause.field, clause.spelled[value], clause.condition.values[value]
    if field.kind in TEXTS:
        return _named(field, words, spelled, said, window, house)
    if field.kind is not FieldKind.CHOICE and not _is_amount(field, said, window):
        return False
    return any(_same(field, spelled, found) for found in _spellings(field, said.text(window), house))


def _is_amount(field: Field, said: Said, window: Window) -> bool:
    """Whether a window begins as an amount does, and is no part of one."""
    first, *rest = said.keys(window)
    if not (first[0].isdecimal() or first in _BEGINNINGS):
        return False
    if field.kind is not FieldKind.NUMBER:
        return True
    behind = said.words[window.message][window.last : window.last + 1]
    alone = first in ONE and not (rest and rest[0] in {*LARGE, "dozen"})
    return not alone and not any(word.key in _GOES_ON for word in behind)


def _spellings(field: Field, text: str, house: Household) -> Iterable[str]:
    for name in ("watched", field.name) if field.name == "unwatched" else (field.name,):
        try:
            yield spell(field_named(name), text, house.clock)
        except Unreadable:
            continue


def _named(field: Field, words: str, spelled: str, said: Said, window: Window, house: Household) -> bool:
    """Whether a window is the name itself, or what somebody calls it."""
    keys = said.keys(window)
    if all(key in FILLER and key not in SELVES for key in keys):
        return False
    if keys in {keys_of(words), keys_of(spelled)} and field.name not in NAMED:
        return True
    if field.name not in NAMED:
        return False
    if field.name.endswith("-by") and len(keys) == 1 and keys[0] in SELVES:
        return _is(field, house.asker, spelled, house)
    return _is(field, said.text(window), spelled, house)


def _is(field: Field, words: str, spelled: str, house: Household) -> bool:
    one = [named for named in house.names.get(field.name, ()) if named.name == spelled]
    return bool(matching(field.name, words, one))


def _same(field: Field, one: str, other: str) -> bool:
    """Whether two spellings are one amount: 24mo is 2y, 1000GB is 1TB."""
    return one == other or _measure(field, one) == _measure(field, other) is not None


def _measure(field: Field, spelled: str) -> tuple[object, ...] | None:
    try:
        terms = terms_of(_compared(field, spelled))
    except QueryError:
        return None
    return tuple(rank(value) or value for value in terms[0].values)


def _compared(field: Field, spelled: str) -> Expr:
    sign = "" if ".." in spelled or field.kind is FieldKind.CHOICE else ">"
    return parse(f"{field.name}:{sign}{spelled}").where


def _singles(quote: Window) -> Iterable[Window]:
    return _windows(quote, 1)


def _windows(quote: Window, longest: int) -> Iterable[Window]:
    for size in range(longest, 0, -1):
        for first in range(quote.first, quote.last - size + 1):
            yield Window(quote.message, first, first + size)


def _never(clause: Clause, said: Said, window: Window) -> bool:
    """Whether a word says that it never was, or for the opposite that it was: "requested films"."""
    if not clause.keeps:
        return _denied(clause.field, said, window)
    words = said.words[window.message]
    before = words[max(0, window.first - 4) : window.first + 1]
    return _cued(clause.field, said, window) and not any(negates(word.key) for word in before)


def _cued(field: Field, said: Said, window: Window) -> bool:
    return fits(said.keys(window)[0], FIELD_CUES[field.name])


def _denied(field: Field, said: Said, window: Window) -> bool:
    """Whether a word denies what the field is about: "never watched", "unrequested"."""
    words = said.words[window.message]
    first = words[window.first]
    if not negates(first.key):
        return False
    near = words[window.first : window.first + 6]
    cue = next((word.key for word in near if fits(word.key, FIELD_CUES[field.name])), None)
    before = words[max(0, window.first - 2) : window.first]
    twice = denies(first.key) and cue is not None and negates(cue)  # "not the unwatched ones"
    return cue is not None and not twice and not any(denies(word.key) for word in before)
