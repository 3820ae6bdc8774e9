"""What becomes of a rule that was understood: a plan, or a question first where it has to be said yes to."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.chat_controls import agree_view, choices_view, edit_view
from bot.plans_at_hand import UNDER_WAY, PlansAtHand
from bot.render.chat import (
    Doubts,
    Made,
    Understood,
    direct_reply,
    doubt_reply,
    guest_reply,
    plan_reply,
    question_reply,
    reader_line,
)
from bot.said import Reply, Said
from bot.talks import Standing, Talks
from cascade.errors import Refused
from cascade.plan import Plan
from cascade.rules.query import parse
from cascade.rules.sentence import describe
from cascade.rules.text import print_rule
from llm.difference import Difference, difference
from llm.reading import ReaderName, Reading

if TYPE_CHECKING:
    from bot.client import CascadeBot

_MOST: Final = 8  # doubts that one yes is for, as many as can be shown beside the rule


@dataclass(frozen=True, slots=True)
class Proposals:
    """Answers with plans, and with what stands before them."""

    bot: "CascadeBot"
    talks: Talks
    plans: PlansAtHand

    async def rule(self, said: Said, standing: Standing, reading: Reading) -> Reply:
        """Answer for a reading that holds a rule: a plan where nothing of it is in doubt."""
        if reading.rule is None:
            raise AssertionError("a reading without a rule was taken for one")
        query = print_rule(reading.rule)
        understood = Understood(describe(reading.rule), query, reader_line(reading))
        if not said.plans:
            await self.talks.keep(said, standing.settles(query, None))
            return Reply(direct_reply(understood) if said.direct else guest_reply(understood))
        changed = _changed(standing, query)
        doubts = _doubts(said, standing, reading, changed)
        if not doubts:
            return await self.plan(said, standing, query, understood.by)
        if len(doubts.named) > _MOST:
            many = replace(reading, rule=None, unsupported=doubts.named, line=query)
            return await self.ask_back(said, standing, many)
        standing = standing.awaits(query, reading.assumed)
        await self.talks.keep(said, standing)
        embed = doubt_reply(understood, doubts, changed)
        return Reply(embed, agree_view(said.room_id, said.member.id, standing))

    async def plan(self, said: Said, standing: Standing, query: str, by: str) -> Reply:
        """Make the plan of a query that nothing stands against; Refused for whoever gets none."""
        if not said.plans:
            raise Refused("Only admins get a plan, and only in the server. Nothing was done.")
        old = await self.plans.now(standing.plan_id, said)
        plan, message = await self.plans.make(said, query, old)
        settled = standing.settles(query, plan.id)
        await self.talks.keep(said, settled)
        understood = Understood(describe(parse(query)), query, by)
        made = await self._made(said, plan, old, message.jump_url)
        embed = plan_reply(understood, _changed(standing, query), made)
        return Reply(embed, edit_view(said.room_id, said.member.id, settled))

    async def ask_back(self, said: Said, standing: Standing, reading: Reading) -> Reply:
        """Ask the first question, or offer what was understood for editing."""
        question = next(iter(reading.questions), None)
        standing = standing.asks(question, line=reading.line if said.plans else None)
        await self.talks.keep(said, standing)
        # Clicks are not heard in direct messages; the answers are written out there.
        view = None if said.direct else choices_view(said.room_id, said.member.id, standing)
        return Reply(question_reply(question, reading, written=said.direct), view)

    async def _made(self, said: Said, plan: Plan, old: Plan | None, link: str) -> Made:
        replaced = old is not None and await self.bot.cascade.successor(old.id) == plan.id
        now = None if old is None or replaced else await self.plans.find(old.id)
        return Made(
            plan,
            link,
            fewer=old.totals.items - plan.totals.items if old is not None and replaced else None,
            under_way=now.id if now is not None and now.state in UNDER_WAY else None,
            others=await self.plans.others(said, plan),
        )


def _changed(standing: Standing, query: str) -> Difference | None:
    return None if standing.rule is None else difference(parse(standing.rule), parse(query))


def _doubts(said: Said, standing: Standing, reading: Reading, changed: Difference | None) -> Doubts:
    """What of a rule has to be said yes to."""
    # Without a model only the last message is read; what an open question was about is not in the rule.
    alone = reading.reader is ReaderName.PHRASE and standing.rule is None and not said.rewrites
    asked = standing.question is not None and standing.question.choices
    return Doubts(
        assumed=reading.assumed,
        unsupported=reading.unsupported,
        overlooked=standing.messages[:-1] if alone and asked else (),
        widens=changed is not None and changed.widens,
    )
