"""Whether a condition says what the person's words say: the amount, which way, of what, kept or deleted.

A model is believed in nothing. What is not found in the words counts as assumed.
"""

from collections.abc import Sequence
from typing import Final

from cascade.rules.fields import FieldKind
from llm.clause import Clause, Household
from llm.cues import (
    DELETING,
    EARLIER,
    FIELD_CUES,
    FILLER,
    KEEPING,
    KIND_CUES,
    LATER,
    LESS,
    MORE,
    NAMED_BARE,
    SPARING,
    STOPPING,
    fits,
    negates,
)
from llm.direction import directed
from llm.evidence import places
from llm.families import belongs
from llm.prose import Said, Window, Word

_TAIL: Final = 5  # words behind a name that may keep it: "should be kept"
_NEGATABLE: Final = frozenset({FieldKind.SET, FieldKind.TEXT, FieldKind.CHOICE})
_EVERYTHING: Final = frozenset({"everything", "anything", "all", "nothing", "nobody", "none", "any", "one"})
_ANNOUNCING: Final = (
    *("call*", "name*", "title*"),
    *(cue for cues in KIND_CUES.values() for cue in cues if not cue.endswith("s")),
)
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


def _titled(words: Sequence[Word], place: Window) -> bool:
    """Whether words can be a title: they are announced as one, or mean nothing else here."""
    announced = any(fits(word.key, _ANNOUNCING) for word in words[max(0, place.first - 2) : place.first])
    return announced or any(not _means(word.key) for word in words[place.first : place.last])


def _means(key: str) -> bool:
    """Whether a word has a meaning in the language of rules."""
    spoken = key in FILLER or key[0].isdecimal() or fits(key, (*MORE, *LESS, *EARLIER, *LATER, *STOPPING))
    return spoken or negates(key) or any(fits(key, cues) for cues in FIELD_CUES.values())


def _says(clause: Clause, said: Said, place: Window, others: frozenset[tuple[int, int]]) -> bool:
    words = said.words[place.message]
    if clause.field.contains and not _titled(words, place):
        return False
    owned = clause.field.name == "requested-by" and words[place.last - 1].owns
    if not owned and not belongs(clause.field.name, words, place.first, place.last):
        return False
    if not directed(clause, words, place):
        return False
    if clause.keeps:
        return _spared(clause.field.name, words, place, others)
    return not _sparing_before(clause, words, place, others)


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
        if key in SPARING:
            return True
        if close and negatable and negates(key):
            return True
        close = close and (key in FILLER or fits(key, FIELD_CUES[clause.field.name]))
    return False
