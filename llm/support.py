"""Whether a condition says what the person's words say: the amount, which way, of what, kept or deleted.

A model is believed in nothing. What is not found in the words counts as assumed.
"""

from collections.abc import Sequence
from typing import Final

from cascade.rules.fields import FieldKind
from llm.clause import Clause, Household
from llm.cues import (
    AGO,
    DELETING,
    EARLIER,
    FIELD_CUES,
    FILLER,
    KEEPING,
    LATER,
    LESS,
    MORE,
    NAMED_BARE,
    WITHIN,
    fits,
    negates,
)
from llm.evidence import places
from llm.families import belongs
from llm.prose import Said, Window, Word

_UP: Final = frozenset({">", ">=", "since"})
_DOWN: Final = frozenset({"<", "<="})
_REACH: Final = 6  # words before an amount that may say which way it goes
_BEHIND: Final = 3  # and behind it: "or more", "ago", "at most"
_TAIL: Final = 5  # words behind a name that may keep it: "should be kept"
_NEGATABLE: Final = frozenset({FieldKind.SET, FieldKind.TEXT, FieldKind.CHOICE})
_SPARING: Final = frozenset(KEEPING) - {"not", "without", "but"}
_EVERYTHING: Final = frozenset({"everything", "anything", "all", "nothing", "nobody", "none", "any", "one"})
_SAFE: Final = ("kept", "stay*", "alone", "safe", "spared", "out")


def supported(clause: Clause, said: Said, house: Household, others: frozenset[tuple[int, int]]) -> bool:
    """Whether the person's words say this condition; `others` are the places of what else is to go."""
    return any(
        _told(clause, said, quote)
        and all(
            any(_says(clause, said, place, others) for place in places(clause, value, said, quote, house))
            for value in range(len(clause.spelled))
        )
        for quote in said.find(clause.condition.from_words)
    )


def _told(clause: Clause, said: Said, quote: Window) -> bool:
    """Whether the quote speaks of the field at all."""
    if clause.field.name in NAMED_BARE:
        return True
    words = said.within(quote)
    if clause.field.name == "rating" and any(fits(word.key, FIELD_CUES["critic-rating"]) for word in words):
        return False
    if clause.field.name == "requester-watched":
        return all(
            any(fits(word.key, FIELD_CUES[name]) for word in words) for name in ("requested-by", "watched")
        )
    owned = clause.field.name == "requested-by" and any(word.owns for word in words)
    return owned or any(fits(word.key, FIELD_CUES[clause.field.name]) for word in words)


def _says(clause: Clause, said: Said, place: Window, others: frozenset[tuple[int, int]]) -> bool:
    words = said.words[place.message]
    owned = clause.field.name == "requested-by" and words[place.last - 1].owns
    if not owned and not belongs(clause.field.name, words, place.first, place.last):
        return False
    if not _directed(clause, words, place):
        return False
    if clause.keeps:
        return _spared(clause.field.name, words, place, others)
    return not _sparing_before(clause, words, place, others)


def _directed(clause: Clause, words: Sequence[Word], place: Window) -> bool:
    """Whether more, less, before and after are meant the way the operator has them."""
    operator, kind = clause.condition.op, clause.field.kind
    if kind is FieldKind.FLAG:
        return _flagged(clause, words, place)
    if kind in _NEGATABLE or "never" in clause.spelled:
        return True
    way = _way(clause, words, place)
    if operator in _UP:
        return way > 0
    if operator in _DOWN:
        return way < 0
    return way == 0 or operator == "between"


def _way(clause: Clause, words: Sequence[Word], place: Window) -> int:
    """Return 1 where the words say more (or longer ago, or later), -1 for less, 0 for neither."""
    up, down = _directions(clause)
    nearest = _nearest(words, place, up, down)
    at, way = nearest or (place.first, 0)
    around = _clause_before(words, min(at, place.first))
    if clause.field.name == "unwatched":
        return 1 if any(_denies_watching(word.key) for word in around) else way
    if clause.field.name == "watched" and any(_denies_watching(word.key) for word in around):
        return -1 if way >= 0 else 1
    denied = any(negates(word.key) for word in around[-3:])
    return -way if denied else way


def _clause_before(words: Sequence[Word], first: int) -> Sequence[Word]:
    """Return the words before a place that can turn it around: none from beyond a verb of deleting."""
    start = max(0, first - _REACH)
    for at in range(first - 1, start - 1, -1):
        if words[at].key in DELETING or words[at].key in _SPARING:
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
    before = range(place.first - 1, max(-1, place.first - 1 - _REACH), -1)
    behind = range(place.last, min(len(words), place.last + _BEHIND))
    for side in (before, behind):
        for at in side:
            key = words[at].key
            if fits(key, up) or fits(key, down):
                return at, 1 if fits(key, up) else -1
            if key[0].isdecimal():  # another amount begins: its words are not ours
                break
    return None


def _flagged(clause: Clause, words: Sequence[Word], place: Window) -> bool:
    """Whether yes and no are as the words have them."""
    if clause.field.name == "in-progress" and words[place.first].key.startswith("finish"):
        return clause.spelled[0] == "yes"
    before = words[max(0, place.first - 4) : place.first + 1]
    denied = any(negates(word.key) for word in before)
    return (clause.spelled[0] == "no") == denied


def _spared(field: str, words: Sequence[Word], place: Window, others: frozenset[tuple[int, int]]) -> bool:
    """Whether something before a name, or close behind it, spares it."""
    for at in range(place.first - 1, -1, -1):
        if (place.message, at) in others:
            break
        if words[at].key in DELETING:
            return negates(words[max(0, at - 1)].key)
        if fits(words[at].key, KEEPING) or negates(words[at].key):
            return True
    behind = words[place.last : place.last + _TAIL]
    told = any(fits(word.key, FIELD_CUES[field]) for word in behind)
    denied = told and any(negates(word.key) for word in behind)
    return denied or any(fits(word.key, _SAFE) for word in behind) or negates(words[place.first].key)


def _sparing_before(
    clause: Clause, words: Sequence[Word], place: Window, others: frozenset[tuple[int, int]]
) -> bool:
    """Whether what is to go stands under "except", or right behind "not"."""
    negatable = clause.field.kind in _NEGATABLE
    close = True
    for at in range(place.first - 1, -1, -1):
        key = words[at].key
        if (place.message, at) in others and not place.first <= at < place.last:
            return False
        if key in DELETING:
            return negates(words[max(0, at - 1)].key)
        if key == "but":
            return words[max(0, at - 1)].key in _EVERYTHING
        if key in _SPARING:
            return True
        if close and negatable and negates(key):
            return True
        close = close and (key in FILLER or fits(key, FIELD_CUES[clause.field.name]))
    return False
