"""Whether the person's words spare what a condition names: except horror, must not be deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cascade.rules.fields import FieldKind
from llm.catalogue import PEOPLE
from llm.proposal.clause import Clause
from llm.proposal.cues import DELETING, FIELD_CUES, FILLER, SPARING, denies, fits, negates
from llm.proposal.prose import Window, Word

_TAIL: Final = 5  # words behind a name that may keep it: "should be kept"
_STAYING: Final = 12  # words behind a condition in which all of it may be spared: "must not be deleted"
_NEGATABLE: Final = frozenset({FieldKind.SET, FieldKind.TEXT, FieldKind.CHOICE})
_EVERYTHING: Final = frozenset({"everything", "anything", "all", "nothing", "nobody", "none", "any", "one"})
_SAFE: Final = ("kept", "stay*", "alone", "safe", "spared", "out")
_GONE: Final = frozenset(
    {"go", "leave", "gone", "deleted", "removed", "erased", "purged", "cleared", "touched", "binned"}
)


@dataclass(frozen=True, slots=True)
class Others:
    """Where the values of the other conditions stand: of those that delete, and of all."""

    going: frozenset[tuple[int, int]]
    every: frozenset[tuple[int, int]]


def spared(clause: Clause, words: Sequence[Word], place: Window, others: Others) -> bool:
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
    return denied_behind(clause, words, place) or (negatable and _safe_behind(words, place, others))


def _stays(words: Sequence[Word], place: Window) -> bool:
    """Whether all that was said before may not go: "must not be deleted"."""
    for at in range(place.last, min(len(words), place.last + _STAYING)):
        if words[at].key in DELETING:
            break
        if denies(words[at].key) and any(word.key in _GONE for word in words[at + 1 : at + 4]):
            return True
    return False


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


def denied_behind(clause: Clause, words: Sequence[Word], place: Window) -> bool:
    """Whether somebody has not done it, "Tom has never watched", or it is not to go."""
    if _stays(words, place):
        return True
    if clause.field.name not in PEOPLE:
        return False
    behind = words[place.last : place.last + _TAIL]
    cues = FIELD_CUES[clause.field.name]
    done = next((at for at, word in enumerate(behind) if fits(word.key, cues)), 0)
    return any(negates(word.key) for word in behind[:done]) or negates(words[place.first].key)


def sparing_before(clause: Clause, words: Sequence[Word], place: Window, others: Others) -> bool:
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
