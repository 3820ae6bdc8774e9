"""Whether a condition says what the person's words say: the amount, which way, of what, kept or deleted.

A model is believed in nothing. What is not found in the words counts as assumed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cascade.rules.fields import FieldKind
from llm.catalogue import PEOPLE
from llm.proposal.clause import Clause, Household
from llm.proposal.cues import (
    DELETING,
    EARLIER,
    FIELD_CUES,
    FILLER,
    KIND_CUES,
    LATER,
    LESS,
    MORE,
    NAMED_BARE,
    SPARING,
    STOPPING,
    denies,
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
_JOINING: Final = frozenset({"or", "and", "nor", "plus"})
_SIGNS: Final = frozenset(",&/;")
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
        and _listed(clause, said, quote, house)
        for quote in said.find(clause.condition.from_words)
    )


def _listed(clause: Clause, said: Said, quote: Window, house: Household) -> bool:
    """Whether several values are told as a list: "horror comedies" are both at once, "5 to 10" a range."""
    if len(clause.spelled) == 1 or clause.keeps or clause.condition.op == "between":
        return True
    every = [
        window for value in range(len(clause.spelled)) for window in places(clause, value, said, quote, house)
    ]
    run = Window(quote.message, min(one.first for one in every), max(one.last for one in every))
    return "between" not in said.keys(quote) and (
        not _JOINING.isdisjoint(said.keys(run)) or not _SIGNS.isdisjoint(said.text(run))
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
    if clause.keeps and "never" not in clause.spelled:
        return _spared(clause, words, place, others)
    return not _sparing_before(clause, words, place, others) and not _denied_behind(clause, words, place)


def _spared(clause: Clause, words: Sequence[Word], place: Window, others: Others) -> bool:
    """Whether something before a name, or close behind it, spares it.

    A "not" alone spares names: with an amount it says what is to go, as "not watched for 2 years" does.
    """
    negatable = clause.field.kind in _NEGATABLE
    for at in range(place.first - 1, -1, -1):
        key, before = words[at].key, words[max(0, at - 1)].key
        if (place.message, at) in others.going:
            break
        if key in DELETING:
            if negates(before):
                return True
            break
        if (place.message, at) in others.every:
            continue
        if key in SPARING or (negatable and negates(key)):
            return True
        if key == "but" and (before in _EVERYTHING or negates(words[at + 1].key)):
            return not _nobody_but(clause, before)
    return _denied_behind(clause, words, place) or (negatable and _safe_behind(words, place, others))


def _nobody_but(clause: Clause, before: str) -> bool:
    """Whether what stands before "but Anna" makes her the one who did it."""
    return clause.field.name in PEOPLE and negates(before)


def _safe_behind(words: Sequence[Word], place: Window, others: Others) -> bool:
    """Whether a name stays: "leave the anime alone"."""
    for at in range(place.last, min(len(words), place.last + _TAIL)):
        if (place.message, at) in others.every:
            break
        if fits(words[at].key, _SAFE):
            return True
    return False


def _denied_behind(clause: Clause, words: Sequence[Word], place: Window) -> bool:
    """Whether somebody has not done it: "Tom has never watched"."""
    if clause.field.name not in PEOPLE:
        return False
    behind = words[place.last : place.last + _TAIL]
    cues = FIELD_CUES[clause.field.name]
    done = next((at for at, word in enumerate(behind) if fits(word.key, cues)), 0)
    return any(negates(word.key) for word in behind[:done]) or negates(words[place.first].key)


def _sparing_before(clause: Clause, words: Sequence[Word], place: Window, others: Others) -> bool:
    """Whether what is to go stands under "except", or right behind "not"."""
    negatable = clause.field.kind in _NEGATABLE
    close = True
    for at in range(place.first - 1, -1, -1):
        key = words[at].key
        turned = close and negatable and negates(key)
        beside = denies(key) and turned and at == place.first - 1  # "non 4k films never watched"
        if (place.message, at) in others.going and not beside:
            return False
        if (place.message, at) in others.every and not beside:
            continue
        if key in DELETING:
            return negates(words[max(0, at - 1)].key)
        if key == "but":
            before = words[max(0, at - 1)].key
            return before in _EVERYTHING and not _nobody_but(clause, before)
        if key in SPARING or turned:
            return True
        close = close and (key in FILLER or fits(key, FIELD_CUES[clause.field.name]))
    return False
