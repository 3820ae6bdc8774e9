"""What people say of the question or plan at hand and not of the Library: never mind, no, yes, undo."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, assert_never

from bot.chat_controls import agree_view
from bot.plans_at_hand import UNDER_WAY, PlansAtHand
from bot.proposals import Proposals
from bot.render.chat import Understood, said_reply, understood_reply
from bot.render.plan import closed_line
from bot.said import Reply, Said
from bot.talks import Standing, Talks
from cascade.plan import Plan, PlanState
from cascade.rules.query import parse
from cascade.rules.sentence import describe
from llm.reading import ReaderName, Reading

if TYPE_CHECKING:
    from bot.client import CascadeBot

_GOES_ON: Final = "Plan {id} was confirmed and goes on; /stop ends it after the items at hand."
_FOR_GOOD: Final = "Plan {id} has been carried out. What is deleted I cannot bring back."
_TYPED: Final = "A typed yes is not enough for this. Press the button."
_PRESS: Final = "I delete nothing on a word. Press **Delete** under plan {id}: {link}"


class Aside(Enum):
    """What such words come to."""

    NEVER_MIND = auto()
    NO = auto()
    YES = auto()
    UNDO = auto()


_WORDS: Final = {
    Aside.NEVER_MIND: (
        "never mind", "nevermind", "nvm", "forget it", "forget that", "drop it", "cancel", "cancel it",
        "cancel that", "cancel the plan", "abort",
    ),
    Aside.NO: ("no", "nope", "nah", "no thanks", "no thank you", "dont", "don't"),
    Aside.YES: (
        "yes", "y", "yep", "yeah", "yes please", "ok", "okay", "sure", "go", "go ahead", "do it", "confirm",
        "proceed", "delete", "delete it", "delete them", "delete those", "delete all", "delete everything",
    ),
    Aside.UNDO: ("undo", "undo it", "undo that", "go back", "take that back", "revert"),
}  # fmt: skip
_ASIDES: Final = {words: aside for aside, all_ in _WORDS.items() for words in all_}


def aside_of(text: str) -> Aside | None:
    """Which aside a whole message is; None for anything else."""
    return _ASIDES.get(text.casefold().replace("’", "'").strip(" .!,"))


@dataclass(frozen=True, slots=True)
class Asides:
    """Answers them."""

    bot: "CascadeBot"
    talks: Talks
    plans: PlansAtHand
    proposals: Proposals

    async def answer(self, aside: Aside, said: Said, standing: Standing) -> Reply | None:
        """The answer; None where there is nothing at hand that the words could be about."""
        plan = await self.plans.now(standing.plan_id, said) if said.plans else None
        match aside:
            case Aside.NEVER_MIND:
                return await self._never_mind(said, plan)
            case Aside.NO:
                return await self._no(said, standing, plan)
            case Aside.YES:
                return await self._yes(said, standing, plan)
            case Aside.UNDO:
                return await self._undo(said, standing, plan)
            case _:
                assert_never(aside)

    async def _never_mind(self, said: Said, plan: Plan | None) -> Reply:
        gone = "Forgotten."
        if plan is not None and plan.state is PlanState.PROPOSED:
            await self.bot.cascade.cancel(plan.id, by=said.member.name)
            await self.bot.plan_messages.refresh(await self.bot.cascade.plan(plan.id))
            gone = f"Forgotten, and plan {plan.id} is cancelled."
        elif plan is not None and plan.state in UNDER_WAY:
            gone = _GOES_ON.format(id=plan.id)
        await self.talks.forget(said)
        return _say(gone)

    async def _no(self, said: Said, standing: Standing, plan: Plan | None) -> Reply:
        """Take a no to what was asked for just that; a no to the plan gives it up."""
        if standing.question is None and standing.open.pending is None:
            return await self._never_mind(said, plan)
        await self.talks.keep(said, standing.lets_go())
        waits = plan is not None and plan.state is PlanState.PROPOSED
        return _say(
            "All right, nothing changes." + (f" Plan {plan.id} still waits." if plan and waits else "")
        )

    async def _yes(self, said: Said, standing: Standing, plan: Plan | None) -> Reply | None:
        if said.plans and standing.open.pending is not None:
            query = standing.open.pending
            understood = Understood(describe(parse(query)), query, _TYPED)
            return Reply(understood_reply(understood), agree_view(said.room_id, said.member.id, standing))
        if plan is None or standing.question is not None:
            return None
        if plan.state is PlanState.PROPOSED:
            return _say(_PRESS.format(id=plan.id, link=await self.plans.link(plan)))
        return _say(closed_line(plan, None))

    async def _undo(self, said: Said, standing: Standing, plan: Plan | None) -> Reply | None:
        if plan is not None and plan.state in UNDER_WAY:
            return _say(_GOES_ON.format(id=plan.id))
        if plan is not None and plan.state is PlanState.FINISHED:
            return _say(_FOR_GOOD.format(id=plan.id))
        if standing.open.pending is not None or standing.question is not None:
            return await self._no(said, standing, plan)
        if standing.open.before is None:
            return await self._never_mind(said, plan)
        before = Reading(ReaderName.PHRASE, rule=parse(standing.open.before))
        return await self.proposals.rule(said, standing, before)


def _say(text: str) -> Reply:
    return Reply(said_reply(text))
