"""Conversations in plain words: a reader proposes, code says what was understood, a person says yes.

Nothing here deletes or confirms: the end of a conversation is a plan, which has its own buttons.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

from bot.answers import Answers
from bot.asides import Aside, Asides, aside_of
from bot.following import Follows, follows
from bot.plans_at_hand import PlansAtHand
from bot.proposals import Proposals
from bot.readers import Ears
from bot.render.chat import declined_reply
from bot.said import Reply, Said
from bot.talks import Standing, Talks
from cascade.errors import Refused
from cascade.media import text_key
from cascade.rules.query import parse
from cascade.rules.text import print_rule
from llm.errors import ModelError
from llm.queue import Queue, Tell
from llm.reading import Asker, Choice, Conversation, Inquiry, Question, Reading

if TYPE_CHECKING:
    from bot.client import CascadeBot

_AT_ONCE: Final = 2  # readings in one server


@dataclass(slots=True)
class Chat:
    """Hears messages, one of a conversation after the other."""

    bot: "CascadeBot"
    _line: Queue = field(default_factory=lambda: Queue(width=_AT_ONCE))
    _turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = field(default_factory=WeakValueDictionary)

    @property
    def talks(self) -> Talks:
        """The conversations."""
        return Talks(self.bot.cascade.conversations)

    @property
    def proposals(self) -> Proposals:
        """What makes plans of rules."""
        return Proposals(self.bot, self.talks, PlansAtHand(self.bot))

    @asynccontextmanager
    async def turn(self, room_id: int, person_id: int) -> AsyncIterator[None]:
        """Let one message of a conversation be answered before the next is read, in the order they came.

        So it is entered before anything is waited for.
        """
        lock = self._turns.setdefault((room_id, person_id), asyncio.Lock())
        async with lock:
            yield

    async def hear(self, said: Said, tell: Tell | None = None) -> Reply:
        """Read one message, in its `turn`, and answer it; `tell` hears how many are ahead, if anybody is."""
        standing = await self._at_hand(said)
        aside = aside_of(said.text)
        if (choice := _typed(standing.question, said.text, aside)) is not None:
            return await self._heard(_chosen(said, standing.question, choice), standing, tell)
        if aside is not None:
            reply = await self._asides().answer(aside, said, standing)
            if reply is not None:
                return reply
        return await self._heard(said, standing, tell)

    async def choose(self, said: Said, turn: int, number: int) -> Reply:
        """Answer the question of that turn with one of its choices; Refused where it is answered already."""
        async with self.turn(said.room_id, said.member.id):
            standing = await self.talks.at_turn(said, turn)
            question = standing.question
            if question is None or number >= len(question.choices):
                raise Refused("That question is gone. Say again what you want.")
            return await self._heard(_chosen(said, question, question.choices[number]), standing)

    async def agree(self, said: Said, turn: int) -> Reply:
        """Make the plan of the rule that waits for this yes; Refused where it no longer waits."""
        async with self.turn(said.room_id, said.member.id):
            standing = await self.talks.at_turn(said, turn)
            if standing.open.pending is None:
                raise Refused("There is nothing left to agree to. Say again what you want.")
            return await self.proposals.plan(said, standing, standing.open.pending, "you said yes to this")

    async def take_line(self, said: Said, turn: int, query: str) -> Reply:
        """Make the plan of a query that was edited by hand."""
        rule = parse(query)
        async with self.turn(said.room_id, said.member.id):
            standing = await self.talks.at_turn(said, turn)
            return await self.proposals.plan(said, standing, print_rule(rule), "you wrote this query")

    async def _at_hand(self, said: Said) -> Standing:
        """The conversation so far; a reply to a plan is about that plan, whichever was spoken of last."""
        standing = await self.talks.find(said)
        if said.replied_to is None or not said.plans:
            return standing
        plans = PlansAtHand(self.bot)
        plan = await plans.latest(await plans.shown_in(said.replied_to))
        if plan is None or plan == await plans.latest(standing.plan_id):
            return standing
        return Standing(rule=plan.query, plan_id=plan.id).lets_go()

    async def _heard(self, said: Said, before: Standing, tell: Tell | None = None) -> Reply:
        asker = await self._asker(said)
        if (inquiry := await self._asked_on(said, before, asker)) is not None:
            return await self._inform(said, before, inquiry)
        standing, conversation = await self._following(said, before, asker)
        reading = await self._read(self._ears(said), conversation, asker, tell)
        if reading.inquiry is not None:
            return await self._inform(said, before, reading.inquiry)
        if reading.rule is not None and not reading.questions:
            return await self.proposals.rule(said, standing, reading)
        if reading.declined is not None:
            return Reply(declined_reply(reading))
        return await self.proposals.ask_back(said, standing, reading)

    async def _following(self, said: Said, before: Standing, asker: Asker) -> tuple[Standing, Conversation]:
        """The conversation with this message in it, and what of it is read."""
        heard = before.hears(said.text, rewrites=said.rewrites)
        if said.chosen:
            return heard, heard.conversation()
        how = await follows(before, said.text, self._ears(said).alone, asker)
        if how is Follows.NEW:
            heard = Standing().hears(said.text)
        elif how is Follows.EITHER and before.rule is not None:
            # Read as it stands, and held against the rule at hand: what takes in more wants a yes.
            heard = replace(before, messages=(said.text,), question=None)
            return heard, Conversation((said.text,))
        return heard, heard.conversation()

    async def _read(self, ears: Ears, conversation: Conversation, asker: Asker, tell: Tell | None) -> Reading:
        """Wait in line, as a model takes its time; where the line is too long it is read without one."""
        try:
            async with self._line.turn(str(self.bot.guild_id), tell):
                return await ears.main.read(conversation, asker)
        except ModelError as error:
            return replace(await ears.alone.read(conversation, asker), instead=error.message)

    async def _asked_on(self, said: Said, before: Standing, asker: Asker) -> Inquiry | None:
        """The question in "who requested it?", behind one that names a title; None for anything else."""
        if before.open.asked is None:
            return None
        conversation = Conversation((before.open.asked, said.text))
        return (await self._ears(said).alone.read(conversation, asker)).inquiry

    async def _inform(self, said: Said, before: Standing, inquiry: Inquiry) -> Reply:
        """Answer a question; it changes nothing of what is at hand."""
        if inquiry.title is not None and text_key(inquiry.title) in text_key(said.text):
            await self.talks.keep(said, before.informs(said.text))
        plan = await PlansAtHand(self.bot).latest(before.plan_id)
        answers = Answers(self.bot, admin=said.named, direct=said.direct, hint=said.admin)
        return await answers.to(inquiry, None if plan is None else plan.id)

    async def _asker(self, said: Said) -> Asker:
        """Who asks, by the name the servers know where it was linked: "what I requested" is under that."""
        linked = [
            name
            for person in await self.bot.cascade.people.all()
            if person.discord_id == str(said.member.id)
            for name in person.names
        ]
        name = linked[0] if linked else said.member.name
        return Asker(str(said.member.id), name, self.bot.now(), self.bot.settings.timezone)

    def _ears(self, said: Said) -> Ears:
        return self.bot.readers.admins if said.admin else self.bot.readers.guests

    def _asides(self) -> Asides:
        return Asides(self.bot, self.talks, PlansAtHand(self.bot), self.proposals)


def _typed(question: Question | None, text: str, aside: Aside | None) -> Choice | None:
    """The choice of an open question that somebody typed; a yes, where there is only one."""
    choices = () if question is None else question.choices
    if aside is Aside.YES and len(choices) == 1:
        return choices[0]
    key = text_key(text).strip(" .!")
    return next((choice for choice in choices if text_key(choice.label).strip(" .!") == key), None)


def _chosen(said: Said, question: Question | None, choice: Choice) -> Said:
    rewrites = question is not None and question.rewrites
    return replace(said, text=choice.says, chosen=True, rewrites=rewrites)
