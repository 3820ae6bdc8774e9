"""Whether the words say more or less, before or after, yes or no, the way a condition has it."""

from collections.abc import Sequence
from typing import Final

from cascade.rules.fields import FieldKind
from llm.proposal.clause import Clause
from llm.proposal.cues import AGO, DELETING, EARLIER, LATER, LESS, MORE, SPARING, WITHIN, fits, negates
from llm.proposal.families import elsewhere
from llm.proposal.prose import Window, Word

_UP: Final = frozenset({">", ">=", "since"})
_DOWN: Final = frozenset({"<", "<="})
_WHOLE: Final = frozenset({">=", "<=", "since"})
_REACH: Final = 6  # words before an amount that may say which way it goes
_BEHIND: Final = 3  # and behind it: "or more", "at most"
_UNORDERED: Final = frozenset({FieldKind.SET, FieldKind.TEXT, FieldKind.CHOICE})
_INCLUSIVE: Final = ("least", "most", "min*", "max*", "plus", "upwards", "≥", "≤", "since", "from", "to")
_STRICT: Final = tuple({*MORE, *LESS, *EARLIER, *LATER} - {*_INCLUSIVE})


def directed(clause: Clause, words: Sequence[Word], place: Window) -> bool:
    """Whether more, less, before and after are meant the way the operator has them."""
    operator, kind = clause.condition.op, clause.field.kind
    if kind is FieldKind.FLAG:
        return _flagged(clause, words, place)
    if kind in _UNORDERED or "never" in clause.spelled:
        return True
    way = _way(clause, words, place)
    if operator in _UP | _DOWN:
        return way == (1 if operator in _UP else -1) and _exact(clause, words, place)
    return way == 0 or operator == "between"


def _exact(clause: Clause, words: Sequence[Word], place: Window) -> bool:
    """Whether the amount itself is meant too or not, as the operator has it; of a span it is one instant."""
    if clause.field.kind is FieldKind.SPAN:
        return True
    before = [word.key for word in words[max(0, place.first - 3) : place.first]]
    telling = [key for key in before if fits(key, (*_INCLUSIVE, *_STRICT))]
    behind = [word.key for word in words[place.last : place.last + 1]]
    inclusive = (bool(telling) and fits(telling[-1], _INCLUSIVE)) or behind in (["or"], ["plus"])
    denied = any(negates(word.key) for word in _clause_before(clause, words, place.first)[-4:])
    return (inclusive != (denied and clause.field.name != "watched")) == (clause.condition.op in _WHOLE)


def _way(clause: Clause, words: Sequence[Word], place: Window) -> int:
    """Return 1 where the words say more (or longer ago, or later), -1 for less, 0 for neither."""
    up, down = _directions(clause)
    nearest = _nearest(words, place, up, down)
    at, way = nearest or (place.first, 0)
    around = _clause_before(clause, words, min(at, place.first))
    if clause.field.name == "unwatched":
        if any(_denies_watching(word.key) for word in around):
            return 1
        return (
            0 if any(word.key == "last" for word in around[-2:]) else way
        )  # never watched is not "last watched"
    if clause.field.name == "watched" and any(_denies_watching(word.key) for word in around):
        return -1 if way >= 0 else 1
    denied = any(negates(word.key) for word in around[-3:])
    if denied and way == 0 and clause.field.kind is FieldKind.SPAN:
        return 1  # "has not aired for 5 years"
    return -way if denied else way


def _clause_before(clause: Clause, words: Sequence[Word], first: int) -> Sequence[Word]:
    """Return the words before a place that can turn it around: none from beyond another verb or field."""
    start = max(0, first - _REACH)
    for at in range(first - 1, start - 1, -1):
        key = words[at].key
        if key in DELETING or key in SPARING or elsewhere(clause.field.name, key):
            return words[at + 1 : first]
    return words[start:first]


def _denies_watching(key: str) -> bool:
    return negates(key) or key in {"nobody", "none"}


def _directions(clause: Clause) -> tuple[tuple[str, ...], tuple[str, ...]]:
    match clause.field.kind:
        case FieldKind.SPAN:
            return AGO, WITHIN
        case FieldKind.DATE:
            return LATER, EARLIER
        case _ if clause.field.name == "year":
            return (*MORE, *LATER), (*LESS, *EARLIER)
        case _:
            return MORE, LESS


def _nearest(
    words: Sequence[Word], place: Window, up: tuple[str, ...], down: tuple[str, ...]
) -> tuple[int, int] | None:
    """Return the place and the way of the nearest word that says one; what stands before comes first."""
    within = range(place.first, place.last)
    before = range(place.first - 1, max(-1, place.first - 1 - _REACH), -1)
    behind = range(place.last, min(len(words), place.last + _BEHIND))
    for side in (within, before, behind):
        for at in side:
            key = words[at].key
            if key == "to" and at and words[at - 1].key == "up":
                return at, -1
            if fits(key, up) or fits(key, down):
                return at, 1 if fits(key, up) else -1
            if side is not within and key[0].isdecimal():  # another amount begins: its words are not ours
                break
    return None


def _flagged(clause: Clause, words: Sequence[Word], place: Window) -> bool:
    """Whether yes and no are as the words have them."""
    if clause.field.name == "in-progress" and words[place.first].key.startswith("finish"):
        return clause.spelled[0] == "yes"
    before = words[max(0, place.first - 4) : place.first + 1]
    denied = any(negates(word.key) for word in before)
    return (clause.spelled[0] == "no") == denied
