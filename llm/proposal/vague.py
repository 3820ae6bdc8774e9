"""Words that name no amount: what to ask about them, and exact words to click instead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from llm.proposal.prose import Said, Window, keys_of
from llm.reading import Choice, Question

_AGES: Final = ("6 months", "1 year", "2 years", "3 years")


@dataclass(frozen=True, slots=True)
class Vague:
    """Spellings of one vague idea, the question about it, and what can be said instead."""

    spellings: tuple[str, ...]
    question: str
    instead: tuple[str, ...]


VAGUE: Final = (
    Vague(
        ("a couple of", "couple of", "a couple", "couple", "a few", "few", "several"),
        "How many exactly?",
        ("2", "3", "5"),
    ),
    Vague(
        ("in a while", "for a while", "a while", "in ages", "for ages", "ages", "in forever", "forever"),
        "How long is that?",
        tuple(f"for {age}" for age in _AGES),
    ),
    Vague(
        ("in a long time", "for a long time", "a long time", "for long", "long"),
        "How long is that?",
        tuple(f"for {age}" for age in _AGES),
    ),
    Vague(("lately", "recently", "recent"), "How far back?", tuple(f"in the last {age}" for age in _AGES)),
    Vague(
        ("old", "ancient", "aged"),
        "How old?",
        ("added over 1 year ago", "added over 2 years ago", "added over 3 years ago", "released before 2000"),
    ),
    Vague(
        ("big", "large", "huge", "giant", "massive", "enormous"),
        "How big?",
        ("bigger than 5 GB", "bigger than 20 GB", "bigger than 50 GB", "bigger than 100 GB"),
    ),
    Vague(
        ("small", "tiny", "little"),
        "How small?",
        ("smaller than 500 MB", "smaller than 1 GB", "smaller than 2 GB"),
    ),
    Vague(
        ("bad", "crap", "crappy", "terrible", "awful", "lousy", "garbage", "rubbish", "poorly rated"),
        "How is it rated?",
        ("rated below 4", "rated below 5", "rated below 6"),
    ),
    Vague(("good", "great", "well rated"), "How is it rated?", ("rated above 7", "rated above 8")),
    Vague(
        ("rarely watched", "hardly watched", "rarely", "seldom", "hardly"),
        "How often is that?",
        ("with fewer than 2 plays", "with fewer than 3 plays", "with fewer than 5 plays"),
    ),
    Vague(
        ("enough space", "some space", "enough room", "enough"),
        "How much space?",
        ("until 100 GB are free", "until 250 GB are free", "until 500 GB are free", "until 1 TB is free"),
    ),
)


def vague_places(said: Said) -> Iterable[tuple[Vague, Window]]:
    """Find every vague word of a person, the longest spelling of each first."""
    for vague in VAGUE:
        for spelling in vague.spellings:
            for window in said.find(spelling):
                yield vague, window


def stands_alone(said: Said, window: Window) -> bool:
    """Whether no amount stands close behind: "big, over 20 GB" is exact, and so is "2 years old"."""
    words = said.words[window.message]
    near = (*words[max(0, window.first - 2) : window.first], *words[window.last : window.last + 4])
    return not any(word.key[0].isdecimal() for word in near)


def ask_about(vague: Vague, said: Said, window: Window) -> Question:
    """Return the question about a vague word; a click writes the exact words in its place."""
    words = said.text(window)
    choices = tuple(_choice(instead, said, window) for instead in vague.instead)
    return Question(
        f'"{words}" names no amount. {vague.question}', choices, words, rewrites=is_last(said, window)
    )


def _choice(instead: str, said: Said, window: Window) -> Choice:
    return Choice(instead, rewritten(said, window, instead) if is_last(said, window) else instead)


def is_last(said: Said, window: Window) -> bool:
    """Whether a window is of the latest message, which a choice can replace."""
    return window.message == len(said.texts) - 1


def rewritten(said: Said, window: Window, instead: str) -> str:
    """Return the message of a window with other words in its place."""
    text, words = said.texts[window.message], said.within(window)
    return text[: words[0].start] + instead + text[words[-1].end :]


def spellings() -> Sequence[tuple[str, ...]]:
    """Every vague spelling as words."""
    return [keys_of(spelling) for vague in VAGUE for spelling in vague.spellings]
