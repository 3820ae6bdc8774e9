"""Yes, no and unknown, and how they combine (Kleene)."""

from collections.abc import Iterable
from enum import StrEnum


class Answer(StrEnum):
    """What a condition says of an item."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def answer(value: bool | None) -> Answer:  # noqa: FBT001 - the value is what is turned into an answer
    """Return the answer of a truth value; None is unknown."""
    if value is None:
        return Answer.UNKNOWN
    return Answer.YES if value else Answer.NO


def opposite(one: Answer) -> Answer:
    """Return the negation; unknown stays unknown."""
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNKNOWN: Answer.UNKNOWN}[one]


def all_of(answers: Iterable[Answer]) -> Answer:
    """Return no if one is no, else unknown if one is unknown, else yes."""
    found = set(answers)
    if Answer.NO in found:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in found else Answer.YES


def any_of(answers: Iterable[Answer]) -> Answer:
    """Return yes if one is yes, else unknown if one is unknown, else no."""
    return opposite(all_of(opposite(one) for one in answers))
