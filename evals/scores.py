"""What a reader made of a sentence, held against what it should have made of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cascade.rules.query import parse
from cascade.rules.text import print_rule
from evals.sentences import Ask, Decline, Expected
from evals.shelf import Shelf
from llm.reading import Reading, Topic


class Outcome(StrEnum):
    """How a sentence was read; the README says what each counts."""

    EXACT = "exact"
    MARKED = "marked"
    FEWER = "fewer"
    OVER = "over"
    OVER_MARKED = "over, marked"
    ASKED = "asked"
    VAGUE = "vague"
    GUESSED = "guessed"
    ANSWERED = "answered"
    MISTAKEN = "mistaken"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Score:
    """One sentence. `made` is what came of it, as a person would see it."""

    words: str
    outcome: Outcome
    made: str
    seconds: float = 0.0
    micros: int | None = 0


async def score(words: str, expected: Expected, reading: Reading, shelf: Shelf) -> Score:
    """Compare a reading with what was expected."""
    made = _shown(reading)
    match expected:
        case Topic():  # before the texts, for it is one
            right = reading.inquiry is not None and reading.inquiry.topic is expected
            outcome = Outcome.ANSWERED if right else Outcome.MISTAKEN
        case str():
            outcome = await _selected(expected, reading, shelf)
        case Ask():
            outcome = Outcome.GUESSED if _unquestioned(reading) else Outcome.VAGUE
        case Decline():
            outcome = Outcome.GUESSED if _unquestioned(reading) else Outcome.ANSWERED
    return Score(words, outcome, made)


def _unquestioned(reading: Reading) -> bool:
    """Whether a rule came without any question or mark."""
    return reading.rule is not None and not (reading.questions or reading.assumed or reading.unsupported)


async def _selected(expected: str, reading: Reading, shelf: Shelf) -> Outcome:
    if reading.rule is None:
        return Outcome.ASKED
    right = parse(expected)
    wanted, got = await shelf.select(right), await shelf.select(reading.rule)
    marked = bool(reading.assumed or reading.unsupported)
    later = any(
        mine != theirs
        for mine, theirs in ((reading.rule.reclaim, right.reclaim), (reading.rule.free, right.free))
    )
    if later or set(got) - set(wanted):
        return Outcome.OVER_MARKED if marked else Outcome.OVER
    if set(got) == set(wanted):
        return Outcome.MARKED if marked else Outcome.EXACT
    return Outcome.FEWER


def _shown(reading: Reading) -> str:
    parts = [print_rule(reading.rule)] if reading.rule else []
    parts += [f"? {question.text}" for question in reading.questions]
    parts += [f"assumed {one}" for one in reading.assumed]
    parts += [f"not understood: {one}" for one in reading.unsupported]
    parts += [f"topic {reading.inquiry.topic}"] if reading.inquiry else []
    parts += [f"declined: {reading.declined}"] if reading.declined else []
    return " · ".join(parts)


def counted(scores: Sequence[Score]) -> Counter[Outcome]:
    """Count outcomes."""
    return Counter(one.outcome for one in scores)
