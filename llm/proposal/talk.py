"""What a draft is held against: the person's words, the rule at hand, and the household."""

from dataclasses import dataclass

from cascade.rules.expr import Rule
from llm.proposal.clause import Household
from llm.proposal.prose import Said


@dataclass(frozen=True, slots=True)
class Talk:
    """What a draft is held against: the person's words, the rule at hand, and the household."""

    said: Said
    house: Household
    base: Rule | None = None
    assumed: tuple[str, ...] = ()  # of the base, not agreed to
    asked_about: str = ""  # the words the last question was about
