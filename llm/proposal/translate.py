"""The model reads: a few bounded rounds, in which it may look, propose, ask, answer or decline."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import BaseModel, ValidationError

from cascade.rules.text import print_rule
from llm.catalogue import NAMED, Catalogue, Named
from llm.proposal import looks, replies
from llm.proposal.clause import BadDraft, Household
from llm.proposal.compile import compile_draft
from llm.proposal.dates import Clock
from llm.proposal.draft import Answer, Clarification, Decline, Draft, Search, Stats
from llm.proposal.prompt import context, current_rule, instructions
from llm.proposal.prose import Said
from llm.proposal.schema import ANSWER, ASK, DECLINE, LOOKS, PROPOSE, SEARCH, STATS, tools
from llm.proposal.talk import Talk
from llm.proposal.titles import ask_which_title
from llm.proposal.undraft import as_draft
from llm.reading import Asker, Conversation, Question, ReaderName, Reading
from llm.turn import Answered, Model, Reply, Tool, ToolCall, Turn

MAX_ROUNDS: Final = 4
MAX_LOOKS: Final = 2
MAX_ARGUMENTS: Final = 20_000  # characters that are looked at; a rule needs two or three thousand
MESSAGES: Final = 6  # the latest of the person's that are sent
MESSAGE: Final = 2_000  # characters of each
_NAMES: Final = 1_000  # names of a field against which words are resolved

_SENT: Final[dict[str, type[BaseModel]]] = {
    PROPOSE: Draft,
    ASK: Clarification,
    SEARCH: Search,
    STATS: Stats,
    ANSWER: Answer,
    DECLINE: Decline,
}
_GIVEN_UP: Final = (
    "I could not make a rule of that. Say it in other words, one wish at a time, such as: "
    "films nobody has watched for 2 years, biggest first. Or write it as a query."
)
_REFUSED: Final = "The language model refuses to read that. Say it in other words, or write it as a query."


@dataclass(frozen=True, slots=True)
class ModelReader:
    """Reads conversations with a language model. Every failure to answer is one of llm.errors."""

    model: Model
    catalogue: Catalogue
    tools: tuple[Tool, ...] = field(default_factory=tools)
    instructions: str = field(default_factory=instructions)

    async def read(self, conversation: Conversation, asker: Asker) -> Reading:
        """Return what the model made of it, checked by code."""
        names = {name: await self.catalogue.names(name, _NAMES) for name in NAMED}
        return await _Exchange(self, conversation, asker, names).run()


class _Exchange:
    """The rounds about one message."""

    def __init__(
        self,
        reader: ModelReader,
        conversation: Conversation,
        asker: Asker,
        names: dict[str, tuple[Named, ...]],
    ) -> None:
        self.reader = reader
        self.conversation = conversation
        self.asker = asker
        self.talk = _talk(conversation, asker, names)
        self.base = as_draft(conversation.rule, self.talk.house) if conversation.rule else None
        self.context = self._context(names)
        self.rounds: list[Answered] = []
        self.looks = 0
        self.repairing = False
        self.note = ""

    async def run(self) -> Reading:
        for number in range(MAX_ROUNDS):
            allowed = self._allowed(last=number == MAX_ROUNDS - 1)
            reply = await self.reader.model.ask(self._turn(allowed))
            reading = await self._take(reply, allowed)
            if reading is not None:
                return reading
        return self._given_up()

    def _context(self, names: dict[str, tuple[Named, ...]]) -> str:
        asked = self.conversation.question.text if self.conversation.question else ""
        lines = context(names, self.asker.name, self.asker.now, self.asker.zone, asked)
        return f"{lines}\n{current_rule(self.base)}" if self.base else lines

    def _allowed(self, *, last: bool) -> tuple[str, ...]:
        """Name the tools of a round: looking ends after a while."""
        looking = self.looks < MAX_LOOKS and not last
        return tuple(tool.name for tool in self.reader.tools if looking or tool.name not in LOOKS)

    def _turn(self, allowed: tuple[str, ...]) -> Turn:
        return Turn(
            instructions=self.reader.instructions,
            context=f"{self.context}\n{self.note}" if self.note else self.context,
            messages=tuple(text[:MESSAGE] for text in self.conversation.messages[-MESSAGES:]),
            tools=self.reader.tools,
            allowed=allowed,
            rounds=tuple(self.rounds),
            effort="medium" if self.repairing else "low",
            person=self.asker.id,
        )

    async def _take(self, reply: Reply, allowed: Sequence[str]) -> Reading | None:
        """Return the reading of a reply, or None where there is another round."""
        if reply.refusal is not None:
            return Reading(ReaderName.MODEL, declined=_REFUSED)
        if reply.cut or len(reply.calls) != 1:
            return self._repair("Call exactly one tool.", reply.calls[:1])
        call = reply.calls[0]
        if call.name not in allowed:
            return self._repair("There is no such tool now.", (call,))
        try:
            return await self._called(call, _checked(call))
        except BadDraft as problem:
            return self._repair(str(problem), (call,))

    async def _called(self, call: ToolCall, sent: BaseModel) -> Reading | None:
        match sent:
            case Draft():
                return await self._proposed(sent)
            case Clarification():
                return replies.question(sent, self.talk.said, self.reader.instructions)
            case Answer():
                return replies.inquiry(sent, self.talk.said)
            case Decline():
                return replies.declined(sent)
            case Search():
                self._looked(call, await looks.search(sent, self.reader.catalogue))
            case Stats():
                self._looked(call, await looks.stats(sent, self.reader.catalogue))
        return None

    def _looked(self, call: ToolCall, output: str) -> None:
        self.looks += 1
        self.rounds.append(Answered(call, output))

    async def _proposed(self, draft: Draft) -> Reading:
        rule = self.conversation.rule
        if rule is not None and self.base is None:
            return _by_hand(print_rule(rule))
        made = compile_draft(draft, self.talk)
        if made.rule and (which := await ask_which_title(made.rule, self.talk, self.reader.catalogue)):
            return Reading(ReaderName.MODEL, questions=(which,))
        return Reading(
            ReaderName.MODEL,
            rule=made.rule,
            questions=made.questions,
            assumed=made.assumed,
            unsupported=made.unsupported,
        )

    def _repair(self, problem: str, calls: Sequence[ToolCall]) -> Reading | None:
        """Say once what was wrong, and let the model think harder; then ask the person."""
        if self.repairing:
            return self._given_up()
        self.repairing = True
        self.rounds += [Answered(call, f"Refused: {problem} Send the corrected call.") for call in calls]
        if not calls:
            self.note = f"Your last reply could not be used. {problem}"
        return None

    def _given_up(self) -> Reading:
        rule = self.conversation.rule
        line = print_rule(rule) if rule else None
        return Reading(ReaderName.MODEL, questions=(Question(_GIVEN_UP),), line=line)


def _talk(conversation: Conversation, asker: Asker, names: dict[str, tuple[Named, ...]]) -> Talk:
    house = Household(names, Clock(asker.now.astimezone(asker.zone)), asker.name)
    asked = conversation.question.words if conversation.question else ""
    said = Said.of([text[:MESSAGE] for text in conversation.messages])
    return Talk(said, house, conversation.rule, conversation.assumed, asked)


def _checked(call: ToolCall) -> BaseModel:
    """Return a call's arguments; raises BadDraft with what is wrong, quoting nothing of them."""
    if len(call.arguments) > MAX_ARGUMENTS:
        raise BadDraft("The arguments are far too long.")
    try:
        return _SENT[call.name].model_validate_json(call.arguments)
    except ValidationError as problem:
        wrong = "; ".join(
            f"{'.'.join(str(part)[:40] for part in error['loc'])[:120] or 'arguments'}: {error['msg'][:120]}"
            for error in problem.errors(include_input=False, include_url=False, include_context=False)[:3]
        )
        raise BadDraft(f"The arguments are not valid. {wrong}.") from None


def _by_hand(line: str) -> Reading:
    text = "This rule has parentheses that I cannot change in words. Edit the line, or begin a new rule."
    return Reading(ReaderName.MODEL, questions=(Question(text),), line=line)
