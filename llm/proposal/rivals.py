"""A bare name that is a genre, a tag and a library at once: nobody guesses which is meant."""

from typing import Final

from cascade.media import text_key
from llm.proposal.clause import Clause, Household
from llm.proposal.cues import FIELD_CUES, fits
from llm.proposal.prose import Said, Window
from llm.proposal.vague import is_last, rewritten
from llm.reading import Choice, Question

_BARE: Final = ("genre", "library", "tag", "label", "collection")
_NEAR: Final = 2  # words before or behind a name that say what it is


def ask_which_field(clause: Clause, said: Said, house: Household) -> Question | None:
    """Return the question about the first value that is a name of several fields; None where none is."""
    if clause.field.name not in _BARE:
        return None
    for words, name in zip(clause.condition.values, clause.spelled, strict=True):
        fields = _fields_with(name, house)
        places = [] if len(fields) < 2 else [one for one in said.find(words) if is_last(said, one)]
        if places and not any(_told(place, said) for place in places):
            return _ask(name, fields, places[0], said)
    return None


def _fields_with(name: str, house: Household) -> list[str]:
    key = text_key(name)
    return [field for field in _BARE if any(text_key(one.name) == key for one in house.names.get(field, ()))]


def _told(place: Window, said: Said) -> bool:
    """Whether a word beside a name says what it is."""
    words = said.words[place.message]
    near = (
        *words[max(0, place.first - _NEAR) : place.first],
        *words[place.last : place.last + _NEAR],
    )
    cues = [cue for field in _BARE for cue in FIELD_CUES[field] if cue not in {"in", "from"}]
    return any(fits(word.key, tuple(cues)) for word in near)


def _ask(name: str, fields: list[str], place: Window, said: Said) -> Question:
    choices = tuple(
        Choice(f"The {field} {name}"[:80], rewritten(said, place, f"{field} {name}")) for field in fields
    )
    return Question(
        f'"{name}" is the name of several things here. Which is meant?',
        choices,
        said.text(place),
        rewrites=True,
    )
