"""One row of the grammar: what people say, and what it means to a rule."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from llm.phrases.pattern import Pattern


class Role(StrEnum):
    """What a phrase does in a sentence."""

    VERB = "verb"  # delete, get rid of
    NOUN = "noun"  # films, shows; says the kinds, or "any"
    CONDITION = "condition"  # says query text
    DIRECTIVE = "directive"  # an order or a stop; says query text
    KEEP = "keep"  # except, keep; says how a list after it is read
    NOT = "not"
    JOIN = "join"  # says "and", "or" or ","
    MARK = "mark"  # that, which: the next condition belongs to what was named just before
    ONLY = "only"
    ADD = "add"  # "also", where a rule is at hand
    CHANGE = "change"  # "make it 300 GB", where a rule is at hand
    LIGHT = "light"  # carries no meaning here
    END = "end"  # of a sentence
    VAGUE = "vague"  # asked about
    NAME = "name"  # a name of the household without its field
    UNPLACED = "unplaced"  # nothing known


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase. `says` is query text with slots, `denied` what its negation is where plain NOT is wrong.

    A vague phrase `asks`, and each of its `choices` is an exact wording to stand in its place.
    """

    role: Role
    pattern: Pattern
    says: str = ""
    denied: str = ""
    asks: str = ""
    choices: tuple[str, ...] = field(default=())


def phrases(role: Role, rows: Iterable[tuple[str, ...]]) -> tuple[Phrase, ...]:
    """Make phrases of rows: pattern, what it says, and its negation where that needs a text of its own."""
    return tuple(_phrase(role, *row) for row in rows)


def _phrase(role: Role, pattern: str, says: str = "", denied: str = "") -> Phrase:
    return Phrase(role, Pattern(pattern), says, denied)


def vague(pattern: str, asks: str, *choices: str) -> Phrase:
    """Make a phrase that has to be asked about."""
    return Phrase(Role.VAGUE, Pattern(pattern), asks=asks, choices=choices)


def compared(pattern: str, field_name: str, slot: str) -> tuple[Phrase, ...]:
    """Make the phrases of one quantity: over, under, at least, at most, and between.

    CMP in the pattern is where the comparison and the amount stand.
    """
    ways = (
        (f"OVER {{{slot}}}", ">"),
        (f"UNDER {{{slot}}}", "<"),
        (f"(ATLEAST {{{slot}}}|{{{slot}}} ORMORE)", ">="),
        (f"(ATMOST {{{slot}}}|{{{slot}}} ORLESS)", "<="),
    )
    rows = [(pattern.replace("CMP", way), f"{field_name}:{sign}{{{slot}}}") for way, sign in ways]
    between = f"between {{{slot}:low}} and {{{slot}:high}}"
    rows.append((pattern.replace("CMP", between), f"{field_name}:{{low}}..{{high}}"))
    return phrases(Role.CONDITION, rows)
