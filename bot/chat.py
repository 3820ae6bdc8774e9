"""Conversations in plain words: a reader proposes, code says what was understood, a person says yes.

Nothing here deletes or confirms: the end of a conversation is a plan, which has its own buttons.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

import discord

from bot.answers import Answers
from bot.chat_controls import agree_view, choices_view
from bot.proposing import post_plan
from bot.render.chat import (
    Understood,
    declined_reply,
    direct_reply,
    doubt_reply,
    guest_reply,
    plan_reply,
    question_reply,
    reader_line,
)
from bot.said import Reply, Said
from bot.talks import Standing
from cascade.errors import CascadeError, Refused
from cascade.plan import PlanState
from cascade.rules.query import parse
from cascade.rules.sentence import describe
from cascade.rules.text import print_rule
from llm.difference import Difference, difference
from llm.errors import ModelError
from llm.queue import Queue, Tell
from llm.reading import Asker, Conversation, Reader, Reading

if TYPE_CHECKING:
    from bot.client import CascadeBot

_AT_ONCE: Final = 2  # readings in one server
_NEVER_MIND: Final = frozenset({"never mind", "nevermind", "forget it", "cancel", "undo", "drop it", "no"})


@dataclass(slots=True)
class Chat:
    """Hears messages, one of a conversation after the other.

    `alone` reads without a model whether a message stands on its own, and so begins anew.
    """

    bot: "CascadeBot"
    reader: Reader
    alone: Reader
    _line: Queue = field(default_factory=lambda: Queue(width=_AT_ONCE))
    _turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def hear(self, said: Said, tell: Tell | None = None) -> Reply:
        """Read one message and answer it; `tell` hears how many are ahead, when somebody is."""
        async with self._turn(said):
            return await self._heard(said, tell)

    async def choose(self, said: Said, turn: int, number: int) -> Reply:
        """Answer the question of that turn with one of its choices; Refused where it is answered already."""
        async with self._turn(said):
            question = (await self.at_turn(said, turn)).question
            if question is None or number >= len(question.choices):
                raise Refused("That question is gone. Say again what you want.")
            chosen = question.choices[number]
            return await self._heard(replace(said, text=chosen.says, rewrites=question.rewrites))

    async def _heard(self, said: Said, tell: Tell | None = None) -> Reply:
        if said.text.casefold().strip(" .!") in _NEVER_MIND:
            return await self._forget(said)
        asker = Asker(str(said.member.id), said.member.name, self.bot.now(), self.bot.settings.timezone)
        standing = await self._standing(said, asker)
        reading = await self._read(standing.conversation(), asker, tell)
        return await self._answer(said, standing, reading)

    async def _read(self, conversation: Conversation, asker: Asker, tell: Tell | None) -> Reading:
        """Wait in line, as a model takes its time; where the line is too long it is read without one."""
        try:
            async with self._line.turn(str(self.bot.guild_id), tell):
                return await self.reader.read(conversation, asker)
        except ModelError as error:
            return replace(await self.alone.read(conversation, asker), instead=error.message)

    async def agree(self, said: Said, turn: int) -> Reply:
        """Make the plan of the rule that waits for this yes; Refused where it no longer waits."""
        async with self._turn(said):
            standing = await self.at_turn(said, turn)
            if standing.open.pending is None:
                raise Refused("There is nothing left to agree to. Say again what you want.")
            return await self._plan(said, standing, standing.open.pending, None, "you said yes to this")

    async def take_line(self, said: Said, turn: int, query: str) -> Reply:
        """Make the plan of a query that was edited by hand."""
        parse(query)
        async with self._turn(said):
            standing = await self.at_turn(said, turn)
            return await self._plan(said, standing, print_rule(parse(query)), None, "you wrote this query")

    async def at_turn(self, said: Said, turn: int) -> Standing:
        """The conversation, while that turn is the last one; Refused afterwards."""
        standing = await self._find(said)
        if standing.open.turn != turn:
            raise Refused("That is answered already, or too long ago. Say again what you want.")
        return standing

    @asynccontextmanager
    async def _turn(self, said: Said) -> AsyncIterator[None]:
        """Let one message of a conversation be answered before the next is read."""
        lock = self._turns.setdefault((said.room_id, said.member.id), asyncio.Lock())
        async with lock:
            yield

    async def _find(self, said: Said) -> Standing:
        talks = self.bot.cascade.conversations
        return Standing.of(await talks.find(said.room_id, str(said.member.id)))

    async def _keep(self, said: Said, standing: Standing) -> None:
        await self.bot.cascade.conversations.keep(standing.talk(said.room_id, str(said.member.id)))

    async def _standing(self, said: Said, asker: Asker) -> Standing:
        """The conversation with this message in it; a whole request of its own begins a new one."""
        before = await self._find(said)
        if before.rule is not None and not said.rewrites:
            whole = await self.alone.read(Conversation((said.text,)), asker)
            if whole.rule is not None:
                before = Standing(open=before.open)
        return before.hears(said.text, rewrites=said.rewrites)

    async def _forget(self, said: Said) -> Reply:
        standing = await self._find(said)
        await self.bot.cascade.conversations.forget(said.room_id, str(said.member.id))
        gone = "Forgotten."
        if said.admin and standing.plan_id is not None and await self._is_open(standing.plan_id):
            await self.bot.cascade.cancel(standing.plan_id, by=said.member.name)
            await self.bot.plan_messages.refresh(await self.bot.cascade.plan(standing.plan_id))
            gone = f"Forgotten, and plan {standing.plan_id} is cancelled."
        return Reply(discord.Embed(description=gone))

    async def _is_open(self, plan_id: str) -> bool:
        try:
            return (await self.bot.cascade.plan(plan_id)).state is PlanState.PROPOSED
        except CascadeError:
            return False

    async def _answer(self, said: Said, standing: Standing, reading: Reading) -> Reply:
        if reading.rule is not None and not reading.questions:
            return await self._rule(said, standing, reading, print_rule(reading.rule))
        if reading.inquiry is not None:
            answers = Answers(self.bot, admin=said.admin)
            return await answers.to(reading.inquiry, standing.plan_id)
        if reading.declined is not None:
            return Reply(declined_reply(reading))
        return await self._ask_back(said, standing, reading)

    async def _ask_back(self, said: Said, standing: Standing, reading: Reading) -> Reply:
        question = next(iter(reading.questions), None)
        standing = standing.asks(question, line=reading.line if said.admin else None)
        await self._keep(said, standing)
        view = choices_view(said.room_id, said.member.id, standing)
        return Reply(question_reply(question, reading), view)

    async def _rule(self, said: Said, standing: Standing, reading: Reading, query: str) -> Reply:
        understood = Understood(describe(parse(query)), query, reader_line(reading))
        if not said.admin:
            return Reply(direct_reply(understood) if said.direct else guest_reply(understood))
        changed = None if standing.rule is None else difference(parse(standing.rule), parse(query))
        widens = changed is not None and changed.widens
        if reading.assumed or reading.unsupported or widens:
            standing = standing.awaits(query, reading.assumed)
            await self._keep(said, standing)
            embed = doubt_reply(understood, reading, changed, widens=widens)
            return Reply(embed, agree_view(said.room_id, said.member.id, standing))
        return await self._plan(said, standing, query, changed, understood.by)

    async def _plan(
        self, said: Said, standing: Standing, query: str, changed: Difference | None, by: str
    ) -> Reply:
        before = standing.plan_id
        if before is not None and not await self._is_open(before):
            before = None
        items = None if before is None else (await self.bot.cascade.plan(before)).totals.items
        plan, message = await post_plan(self.bot, query, said.member, said.room_id, instead_of=before)
        await self._keep(said, standing.settles(query, plan.id))
        fewer = None if items is None else items - plan.totals.items
        understood = Understood(describe(parse(query)), query, by)
        return Reply(plan_reply(understood, changed, fewer, plan.id, message.jump_url))
