"""One person's conversation in one room, as the bot keeps it between two messages."""

import secrets
from dataclasses import asdict, dataclass, field, replace
from typing import Final, Self

from pydantic import TypeAdapter, ValidationError

from bot.said import Said
from cascade.errors import Refused
from cascade.household.conversations import Conversations, Talk
from cascade.rules.query import parse
from llm.reading import Conversation, Question

_TURNS: Final = 10**9


@dataclass(frozen=True, slots=True)
class Open:
    """What is not settled. `turn` names the last answer; 0: there was none.

    It is drawn by lot, so that no button of a conversation that was forgotten fits a later one.
    `pending` is a rule, as a query, that waits for an explicit yes; `line` is one to edit by hand.
    `assumed` are conditions of the rule at hand that nobody said yes to. `before` is the rule before it.
    `asked` is the last question about a title, so that "it" can be understood.
    """

    turn: int = 0
    assumed: tuple[str, ...] = ()
    pending: str | None = None
    line: str | None = None
    before: str | None = None
    asked: str | None = None


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

    def hears(self, text: str, *, rewrites: bool = False) -> Self:
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
        """Go on with a rule and its plan; what was assumed in it was agreed to."""
        before = self.open.before if self.rule in (None, rule) else self.rule
        left = Open(_turn(), before=before, asked=self.open.asked)
        return replace(self, question=None, rule=rule, plan_id=plan_id, open=left)

    def lets_go(self) -> Self:
        """Go on without the question, or without the rule that waits for a yes."""
        return replace(self, question=None, open=replace(self._next(), assumed=()))

    def informs(self, text: str) -> Self:
        """Go on as before a question about a title, which may come to be called "it"."""
        return replace(self, open=replace(self.open, asked=text))

    def _next(self) -> Open:
        return replace(self.open, turn=_turn(), pending=None, line=None)


@dataclass(frozen=True, slots=True)
class Talks:
    """Finds and keeps the conversation that a message belongs to."""

    conversations: Conversations

    async def find(self, said: Said) -> Standing:
        """The conversation as it stands; a fresh one where there is none."""
        return Standing.of(await self.conversations.find(said.room_id, str(said.member.id)))

    async def at_turn(self, said: Said, turn: int) -> Standing:
        """The conversation, while that turn is the last one; Refused afterwards."""
        standing = await self.find(said)
        if standing.open.turn != turn:
            raise Refused("That is answered already, or too long ago. Say again what you want.")
        return standing

    async def keep(self, said: Said, standing: Standing) -> None:
        """Remember how it stands."""
        await self.conversations.keep(standing.talk(said.room_id, str(said.member.id)))

    async def forget(self, said: Said) -> None:
        """Forget it. Idempotent."""
        await self.conversations.forget(said.room_id, str(said.member.id))


def _turn() -> int:
    return 1 + secrets.randbelow(_TURNS - 1)


_QUESTION = TypeAdapter(Question)
_OPEN = TypeAdapter(Open)
