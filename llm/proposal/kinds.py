"""Which kinds of items a person spoke of."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from cascade.media import Kind
from llm.proposal.cues import DELETING, EVERY_KIND, KIND_CUES, SPARING, denies, fits, negates
from llm.proposal.prose import Said, Word
from llm.proposal.talk import Talk

_ALL: Final = frozenset({"all", "everything", "anything", "every", "whatever", "stuff", "rest"})
_WITHIN: Final = 5  # words between "seasons" and the shows they are of
_WITHIN_WHAT: Final = frozenset({"of", "from", "in", "with", "whose"})
_OF_ALL: Final = 6  # words between "all" and what it is all of


def unnamed_kinds(
    kinds: Sequence[Kind], talk: Talk, values: Collection[tuple[int, int]], *, names_title: bool
) -> list[Kind]:
    """Return the kinds that the person named in no way; who names a title need not say what it is.

    `values` are the places of names: the TV of the library "Kids TV" is no kind.
    """
    named = set(_named(talk.said, values))
    if names_title and not named:
        return []
    every = {Kind.MOVIE, Kind.SHOW} if _says_every(talk.said, values) else set()
    known = named | every | set(talk.base.kinds if talk.base else ())
    return [kind for kind in kinds if kind not in known]


def _named(said: Said, values: Collection[tuple[int, int]]) -> Iterator[Kind]:
    for message, words in enumerate(said.words):
        for number, word in enumerate(words):
            if (message, number) not in values and not (shows_me(words, number) or _of_those(words, number)):
                yield from (kind for kind, cues in KIND_CUES.items() if fits(word.key, cues))


def _of_those(words: Sequence[Word], number: int) -> bool:
    """Whether a kind only says of what: "seasons of ended shows"."""
    for at in range(number - 1, max(0, number - _WITHIN), -1):
        if words[at].key in _WITHIN_WHAT:
            return any(fits(words[at - 1].key, cues) for cues in KIND_CUES.values())
        if words[at].key in {"and", "or"}:
            return False
    return False


def shows_me(words: Sequence[Word], number: int) -> bool:
    """Whether a word is the "show" of "show me"."""
    behind = [word.key for word in words[number + 1 : number + 2]]
    return words[number].key == "show" and behind in (["me"], ["us"])


def _says_every(said: Said, values: Collection[tuple[int, int]]) -> bool:
    """Whether a word stands for every kind: "everything", but not "all films" or "keep anything"."""
    return any(
        word.key in EVERY_KIND and (message, number) not in values and _is_every(words, number)
        for message, words in enumerate(said.words)
        for number, word in enumerate(words)
    )


def keeps_only(said: Said) -> bool:
    """Whether it is said what is kept and not that all else goes: "keep horror films", "delete no horror"."""
    every = any(word.key in _ALL for words in said.words for word in words)
    spares = any(
        word.key in SPARING or (word.key in DELETING and _is_no(words, number))
        for words in said.words
        for number, word in enumerate(words)
    )
    return spares and not every


def _is_no(words: Sequence[Word], number: int) -> bool:
    """Whether a verb is told not to, or to take none."""
    beside = (*words[max(0, number - 1) : number], *words[number + 1 : number + 2])
    return any(denies(word.key) and word.key != "non" for word in beside)


def _is_every(words: Sequence[Word], number: int) -> bool:
    before = [word.key for word in words[max(0, number - 4) : number]]
    if any(key in SPARING or negates(key) for key in before) or (before and before[-1][0].isdecimal()):
        return False
    behind = words[number + 1 : number + 1 + _OF_ALL] if words[number].key == "all" else ()
    return not any(fits(word.key, cues) for word in behind for cues in KIND_CUES.values())
