"""Questions back to the person, written by code."""

from collections.abc import Sequence
from typing import Final

from llm.catalogue import PEOPLE
from llm.names import MAX_NEAREST
from llm.proposal.clause import Household, NoSuchName
from llm.proposal.prose import Said
from llm.proposal.vague import is_last, rewritten
from llm.reading import Choice, Question

_LABEL: Final = 80  # characters of a button


def ask_for_name(doubt: NoSuchName, said: Said, house: Household) -> Question:
    """Ask which name is meant where the words fit none, or several."""
    known = [named.name for named in house.names.get(doubt.field.name, ())]
    offered = doubt.nearest or tuple(known[:MAX_NEAREST])
    text = f'There is no {_noun(doubt.field.name)} "{doubt.words}" here.'
    if doubt.nearest and len(doubt.nearest) > 1:
        text = f'"{doubt.words}" fits more than one {_noun(doubt.field.name)}, or none exactly.'
    text += " Which one is meant?" if offered else " Say it otherwise, or leave it out."
    return _offering(text, doubt.words, offered, said)


def ask_for_scale(words: str, said: Said) -> Question:
    """Ask out of how many the stars are."""
    number = words.split(maxsplit=1)[0] if words.split() else words
    return _offering(
        f'"{words}": out of how many?', words, (f"{number} out of 10", f"{number} out of 5"), said
    )


def ask_for_condition() -> Question:
    """Ask what is to go, where nothing is known of it."""
    return Question(
        "That would select everything there is. What has to be true of what goes, "
        "such as not watched for 2 years?"
    )


def _offering(text: str, words: str, offered: Sequence[str], said: Said) -> Question:
    """Offer names for words; a click writes the name in their place."""
    places = [window for window in said.find(words) if is_last(said, window)]
    if places:
        choices = [Choice(name[:_LABEL], rewritten(said, places[0], name)) for name in offered]
    else:
        choices = [Choice(name[:_LABEL], f'by "{words}" I mean {name}') for name in offered]
    return Question(text, tuple(choices), words if said.find(words) else "", rewrites=bool(places))


def _noun(field: str) -> str:
    return "person" if field in PEOPLE else {"on": "server"}.get(field, field)
