"""How a message follows what was said before it: anew, as a change, or in a way that can be either."""

from enum import Enum, auto
from typing import Final

from bot.talks import Standing
from cascade.rules.query import parse
from llm.reading import Asker, Conversation, Reader

_ANY: Final = parse("type:movie,show,season watched:never")


class Follows(Enum):
    """How a message follows the one before."""

    NEW = auto()  # a whole request of its own
    EITHER = auto()  # whole by its words, and yet it may be meant to change the rule at hand
    CHANGE = auto()  # it goes on with what was said


async def follows(standing: Standing, text: str, reader: Reader, asker: Asker) -> Follows:
    """Say how a message follows; `reader` reads without a model.

    "Only films bigger than 5 GB" is a whole request by its words, but behind a rule it means less of that.
    """
    whole = (await reader.read(Conversation((text,)), asker)).rule
    if whole is None:
        return Follows.CHANGE
    if standing.rule is None and standing.question is None:
        return Follows.NEW
    at_hand = _ANY if standing.rule is None else parse(standing.rule)
    changed = (await reader.read(Conversation((text,), at_hand), asker)).rule
    if changed == whole:
        return Follows.NEW
    return Follows.EITHER if changed is None or standing.rule is None else Follows.CHANGE
