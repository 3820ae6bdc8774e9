"""Words that say who or how many, and are courtesies elsewhere: I, only, both, a film."""

from collections.abc import Iterable, Sequence
from typing import Final

from cascade.media import text_key
from llm.catalogue import PEOPLE
from llm.proposal.clause import Clause, Household
from llm.proposal.cues import EXCLUDING, KIND_CUES, SELVES, fits, negates
from llm.proposal.evidence import places
from llm.proposal.prose import Said, Word

Place = tuple[int, int]

_DONE: Final = frozenset(
    {
        "watched",
        "seen",
        "saw",
        "viewed",
        "played",
        "requested",
        "asked",
        "ordered",
        "favorited",
        "favourited",
        "loved",
    }
)
_ONE: Final = frozenset({"a", "an", "the", "one", "this", "that", "some"})
_NAMED: Final = frozenset({"title", "show", "season"})  # by which one item is named
_HELPING: Final = frozenset({"have", "had", "did", "already", "also", "ever", "both", "all", *EXCLUDING})


def unanswered(said: Said, clauses: Sequence[Clause], house: Household, *, limited: bool) -> frozenset[Place]:
    """Return where such words stand that nothing in the rule answers to.

    `limited` says that the rule has a number.
    """
    open_ended = not limited and not any(clause.field.name in _NAMED for clause in clauses)
    counted = any(clause.field.name in {"viewers", "plays"} for clause in clauses)
    several = any(len(clause.spelled) > 1 and not clause.keeps for clause in clauses)
    theirs = frozenset(_places(said, clauses, house))
    mine = any(_is_asker(clause, house) for clause in clauses)
    found = set()
    for message, words in enumerate(said.words):
        for number, word in enumerate(words):
            beside = {(message, number - 1), (message, number + 1)} & theirs or _before_by(words, number)
            if (
                (_excludes(words, number) and beside and not counted)
                or (word.key == "both" and several)
                or (word.key in SELVES and _does(words, number) and not mine)
                or (open_ended and word.key in _ONE and _singular(words, number))
            ):
                found.add((message, number))
    return frozenset(found)


def _excludes(words: Sequence[Word], number: int) -> bool:
    """Whether it is "only", or the "but" of "nobody but Anna"."""
    but = words[number].key in {"but", "except", "besides"} and number > 0 and negates(words[number - 1].key)
    return but or words[number].key in EXCLUDING


def _places(said: Said, clauses: Sequence[Clause], house: Household) -> Iterable[Place]:
    """Give where people are named."""
    for clause in clauses:
        for quote in said.find(clause.condition.from_words) if clause.field.name in PEOPLE else ():
            for value in range(len(clause.spelled)):
                for window in places(clause, value, said, quote, house):
                    yield from window.places()


def _before_by(words: Sequence[Word], number: int) -> bool:
    """Whether "by" follows, or "watched by"."""
    behind = [word.key for word in words[number + 1 : number + 3]]
    return behind[:1] == ["by"] or (behind[1:] == ["by"] and behind[0] in _DONE)


def _does(words: Sequence[Word], number: int) -> bool:
    """Whether it is done by the asker: "I have never watched", "requested by me"."""
    if words[number].key in {"me", "myself"}:
        return number > 0 and words[number - 1].key == "by"
    for word in words[number + 1 :]:
        if word.key in _DONE:
            return True
        if word.key not in _HELPING and not negates(word.key):
            return False
    return False


def _singular(words: Sequence[Word], number: int) -> bool:
    """Whether an article belongs to one item: "a horror film", and "some" to a few."""
    for word in words[number + 1 : number + 5]:
        if any(fits(word.key, cues) for cues in KIND_CUES.values()):
            return words[number].key == "some" or not (word.key.endswith("s") or word.key == "tv")
    return False


def _is_asker(clause: Clause, house: Household) -> bool:
    if clause.field.name not in PEOPLE:
        return False
    named = {text_key(value) for value in (*clause.condition.values, *clause.spelled)}
    return not named.isdisjoint({*SELVES, text_key(house.asker)})
