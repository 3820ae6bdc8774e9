"""One person's conversation in one room, as the bot keeps it between two messages."""

from dataclasses import asdict, dataclass, field, replace
from typing import Self

from pydantic import TypeAdapter, ValidationError

from cascade.household.conversations import Talk
from cascade.rules.query import parse
from llm.reading import Conversation, Question


@dataclass(frozen=True, slots=True)
class Open:
    """What is not settled. `turn` counts the answers, so that an old button is known by its number.

    `pending` is a rule, as a query, that waits for an explicit yes; `line` is one to edit by hand.
    `assumed` are conditions of the rule at hand that nobody said yes to.
    """

    turn: int = 0
    assumed: tuple[str, ...] = ()
    pending: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a conversation stands: what was said, the rule at hand as a query, its plan, and what is open."""

    messages: tuple[str, ...] = ()
    rule: str | None = None
    question: Question | None = None
    plan_id: str | None = None
    open: Open = field(default_factory=Open)

    @classmethod
    def of(cls, talk: Talk | None) -> Self:
        """Read it back; what another version wrote and this one cannot read begins anew."""
        if talk is None:
            return cls()
        try:
            left = _OPEN.validate_python(dict(talk.extra))
            question = None if talk.question is None else _QUESTION.validate_python(dict(talk.question))
        except ValidationError:
            return cls()
        return cls(talk.messages, talk.query, question, talk.plan_id, left)

    def talk(self, room_id: int, person_id: str) -> Talk:
        """The form that is kept."""
        question = None if self.question is None else asdict(self.question)
        return Talk(room_id, person_id, self.messages, self.rule, question, self.plan_id, asdict(self.open))

    def hears(self, text: str, *, rewrites: bool) -> Self:
        """Add a message, or put it in the place of the last one."""
        kept = self.messages[:-1] if rewrites else self.messages
        return replace(self, messages=(*kept, text))

    def conversation(self) -> Conversation:
        """What a reader reads."""
        rule = None if self.rule is None else parse(self.rule)
        return Conversation(self.messages, rule, self.question, self.open.assumed)

    def asks(self, question: Question | None, *, line: str | None) -> Self:
        """Go on with a question, or with a query to edit."""
        return replace(self, question=question, open=replace(self._next(), line=line))

    def awaits(self, rule: str, assumed: tuple[str, ...]) -> Self:
        """Go on with a rule that wants an explicit yes."""
        return replace(self, question=None, open=replace(self._next(), pending=rule, assumed=assumed))

    def settles(self, rule: str, plan_id: str | None) -> Self:
        """Go on with a rule and its plan."""
        return replace(self, question=None, rule=rule, plan_id=plan_id, open=Open(self.open.turn + 1))

    def _next(self) -> Open:
        return Open(self.open.turn + 1, self.open.assumed)


_QUESTION = TypeAdapter(Question)
_OPEN = TypeAdapter(Open)
