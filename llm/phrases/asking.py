"""What the phrase reader asks back: which words, which reading, which kinds, what at all."""

from collections.abc import Iterable, Sequence
from typing import Final

from cascade.rules.expr import Rule
from cascade.rules.sentence import describe
from cascade.rules.text import print_rule
from llm.phrases.pattern import Unclear
from llm.phrases.phrase import Role
from llm.phrases.piece import Piece
from llm.phrases.words import Message
from llm.reading import Choice, Question

NOT_OURS: Final = (
    "That is not something to be done here: films, shows and seasons are deleted by rule, and questions "
    'about them answered. Say for example "delete films nobody has watched for 2 years, biggest first, '
    'at most 10".'
)
EVERYTHING: Final = (
    "That would be everything there is. Say which ones are meant, for example those "
    '"nobody has watched for 2 years" or "rated below 5".'
)
GROUPS: Final = (
    "One rule has one set of conditions for all that it selects. Say one group at a time, or write it "
    "as a query."
)
ONE: Final = "Just one of them, or all?"
SAID_ALREADY: Final = "The rule at hand says that already."
KEPT_ONLY: Final = "That says what is kept. What should go?"
ALONE: Final = "Should that be deleted?"
EXAMPLES: Final = ("unwatched:>2y", "watched:never", "rating:<5")


def about_words(message: Message, pieces: Sequence[Piece]) -> tuple[Question, ...]:
    """Return a question for each piece of unclear words; their choices rewrite the sentence."""
    return tuple(
        _about(message, pieces, place, unclear)
        for place, piece in enumerate(pieces)
        for unclear in piece.unclear
    )


def _about(message: Message, pieces: Sequence[Piece], place: int, unclear: Unclear) -> Question:
    words = message.source[unclear.start : unclear.end]
    noun = _noun_behind(message, pieces, place) if pieces[place].role is Role.VAGUE else None
    choices = []
    for label, instead in unclear.choices:
        if noun and instead.partition(" ")[0] not in {
            "the",
            "at",
            instead,
        }:  # "old films" is rewritten as "films added over 2 years ago"
            said = message.source[noun[0] : noun[1]]
            says = message.rewritten(unclear.start, noun[1], f"{said} {instead}")
        else:
            says = message.rewritten(unclear.start, unclear.end, instead)
        choices.append(Choice(label, says))
    return Question(unclear.asks, tuple(choices), words, rewrites=True)


def _noun_behind(message: Message, pieces: Sequence[Piece], place: int) -> tuple[int, int] | None:
    """Return where the noun stands that follows a piece at once."""
    piece = pieces[place]
    if place + 1 == len(pieces) or pieces[place + 1].role is not Role.NOUN:
        return None
    if message.words[piece.end - 1].end != piece.unclear[-1].end:
        return None
    noun = pieces[place + 1]
    return message.words[noun.start].start, message.words[noun.end - 1].end


def which_reading(rules: Iterable[Rule]) -> Question:
    """Ask which of several rules is meant; the choices are their queries."""
    return Question(
        "This can be read in more than one way. Which is meant?", choices_of(rules), rewrites=True
    )


def which_kinds(named: Iterable[tuple[str, Rule | None]]) -> Question:
    """Ask what is to go, where the message names only its conditions."""
    choices = tuple(Choice(label, print_rule(rule)) for label, rule in named if rule)
    return Question("Films, shows, or both?", choices, rewrites=True)


def which_ones(rules: Iterable[Rule]) -> Question:
    """Ask for a condition, where a message says only how much is to go."""
    return Question("Which ones may go?", choices_of(rules), rewrites=True)


def choices_of(rules: Iterable[Rule]) -> tuple[Choice, ...]:
    """Return one choice for each rule: what it selects, standing for its query; all of it if need be."""
    unique = list(dict.fromkeys(rules))
    short = [describe(rule).partition(";")[0] for rule in unique]
    labels = short if len(set(short)) == len(unique) else [describe(rule) for rule in unique]
    return tuple(Choice(label, print_rule(rule)) for label, rule in zip(labels, unique, strict=True))
