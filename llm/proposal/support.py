"""Whether a condition says what the person's words say: the amount, which way, of what, kept or deleted.

A model is believed in nothing. What is not found in the words counts as assumed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cascade.rules.fields import FieldKind
from llm.proposal.clause import Clause, Household
from llm.proposal.cues import (
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
from llm.proposal.direction import directed
from llm.proposal.evidence import places
from llm.proposal.families import belongs
from llm.proposal.prose import Said, Window, Word

_TAIL: Final = 5  # words behind a name that may keep it: "should be kept"
_NEGATABLE: Final = frozenset({FieldKind.SET, FieldKind.TEXT, FieldKind.CHOICE})
_EVERYTHING: Final = frozenset({"everything", "anything", "all", "nothing", "nobody", "none", "any", "one"})
_ANNOUNCING: Final = (
    *("call*", "name*", "title*"),
    *(cue for cues in KIND_CUES.values() for cue in cues if not cue.endswith("s")),
)
_SAFE: Final = ("kept", "stay*", "alone", "safe", "spared", "out")


@dataclass(frozen=True, slots=True)
class Others:
    """Where the values of the other conditions stand: of those that delete, and of all."""

    going: frozenset[tuple[int, int]]
    every: frozenset[tuple[int, int]]


def supported(clause: Clause, said: Said, house: Household, others: Others) -> bool:
    """Whether the person's words say this condition."""
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
    if clause.field.name == "critic-rating":
        return any(word.key.startswith("critic") for word in words)
    if clause.field.name == "year" and _in_brackets(said, quote):
        return True
    if clause.field.name == "rating" and any(word.key.startswith("critic") for word in words):
        return False
    if clause.field.name == "requester-watched":
        return all(
            any(fits(word.key, FIELD_CUES[name]) for word in words) for name in ("requested-by", "watched")
        )
    owned = clause.field.name == "requested-by" and any(word.owns for word in words)
    return owned or any(fits(word.key, FIELD_CUES[clause.field.name]) for word in words)


def _in_brackets(said: Said, quote: Window) -> bool:
    """Whether a year stands behind a title: "Dune (2021)"."""
    text = said.texts[quote.message]
    return any(text[word.start - 1 : word.start] == "(" for word in said.within(quote) if word.start)


def _titled(words: Sequence[Word], place: Window) -> bool:
    """Whether words can be a title: they are announced as one, or mean nothing else here."""
    announced = any(fits(word.key, _ANNOUNCING) for word in words[max(0, place.first - 2) : place.first])
    return announced or any(not _means(word.key) for word in words[place.first : place.last])


def _means(key: str) -> bool:
    """Whether a word has a meaning in the language of rules."""
    spoken = key in FILLER or key[0].isdecimal() or fits(key, (*MORE, *LESS, *EARLIER, *LATER, *STOPPING))
    return spoken or negates(key) or any(fits(key, cues) for cues in FIELD_CUES.values())


def _says(clause: Clause, said: Said, place: Window, others: Others) -> bool:
    words = said.words[place.message]
    if clause.field.contains and not _titled(words, place):
        return False
    owned = clause.field.name == "requested-by" and words[place.last - 1].owns
    if not owned and not belongs(clause.field.name, words, place.first, place.last):
        return False
    if not directed(clause, words, place):
        return False
    if clause.keeps and "never" in clause.spelled:
        return True
    if clause.keeps:
        return _spared(clause.field.name, words, place, others)
    return not _sparing_before(clause, words, place, others)


def _spared(field: str, words: Sequence[Word], place: Window, others: Others) -> bool:
    """Whether something before a name, or close behind it, spares it."""
    for at in range(place.first - 1, -1, -1):
        if (place.message, at) in others.going:
            break
        if words[at].key in DELETING:
            if negates(words[max(0, at - 1)].key):
                return True
            break
        if (place.message, at) in others.every:
            continue
        if fits(words[at].key, KEEPING) or negates(words[at].key):
            return True
    behind = words[place.last : place.last + _TAIL]
    told = any(fits(word.key, FIELD_CUES[field]) for word in behind)
    denied = told and any(negates(word.key) for word in behind)
    return denied or any(fits(word.key, _SAFE) for word in behind) or negates(words[place.first].key)


def _sparing_before(clause: Clause, words: Sequence[Word], place: Window, others: Others) -> bool:
    """Whether what is to go stands under "except", or right behind "not"."""
    negatable = clause.field.kind in _NEGATABLE
    close = True
    for at in range(place.first - 1, -1, -1):
        key = words[at].key
        if (place.message, at) in others.going:
            return False
        if (place.message, at) in others.every:
            continue
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
