"""All phrases together. A new phrase is one row in the module of its family."""

from typing import Final

from llm.phrases import belonging, measuring, ordering, requesting, speech, times, watching
from llm.phrases.phrase import Phrase

PHRASES: Final[tuple[Phrase, ...]] = (
    *watching.CONDITIONS,
    *requesting.CONDITIONS,
    *times.CONDITIONS,
    *measuring.CONDITIONS,
    *belonging.CONDITIONS,
    *ordering.DIRECTIVES,
    *watching.VAGUE,
    *requesting.VAGUE,
    *times.VAGUE,
    *measuring.VAGUE,
    *belonging.VAGUE,
    *ordering.VAGUE,
    *speech.SPEECH,
    *speech.VAGUE,
)
"""Where two phrases cover the same words, the earlier one counts."""

LITERALS: Final = frozenset(word for phrase in PHRASES for word in phrase.pattern.literals())
"""Every word of the grammar."""

KEYWORDS: Final = frozenset(word for word in LITERALS if len(word) > 3)
"""The words a slip of the finger may have been meant to be."""


def _by_first() -> dict[str, tuple[Phrase, ...]]:
    """Sort the phrases by the words they can begin with; under "" stand those that can begin with a slot."""
    firsts = [phrase.pattern.firsts() for phrase in PHRASES]
    words = {word for begin in firsts for word in begin or ()}
    table: dict[str, list[Phrase]] = {word: [] for word in (*words, "")}
    for phrase, begin in zip(PHRASES, firsts, strict=True):
        for word in table if begin is None else begin:
            table[word].append(phrase)
    return {word: tuple(row) for word, row in table.items()}


BEGINNING: Final = _by_first()
