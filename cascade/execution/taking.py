"""Taking one step: look, intend, call, prove. Nothing is repeated before it is shown not to have happened."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from cascade.database import Database
from cascade.errors import CascadeError, Unreachable
from cascade.execution.circuit import Circuit
from cascade.ledger.attempts import (
    Intent,
    Withheld,
    in_doubt_since,
    intend,
    may_have_acted,
    record,
    was_tried,
)
from cascade.ledger.items import StepRow
from cascade.ledger.states import Outcome, StepState
from cascade.policy import Policy
from cascade.ports import Target
from cascade.rules.knowledge import Knowledge
from cascade.step import Action, Probe, State, Step

_FIRST_PAUSE = 0.1  # seconds between two readings; grows while a proof is waited for
_LONGEST_PAUSE = 2.0
_INTACT_SHARE = 6  # what is still whole after a sixth of the patience did not go


@dataclass(frozen=True, slots=True)
class Taken:
    """How a step stands after it was taken."""

    state: StepState
    message: str | None = None
    until: datetime | None = None  # when it is due again, where it stays pending
    removed: bool = False  # the target is no longer as planned
    tried: bool = False
    unanswered: bool = False  # a call was sent, or could not be, and nobody said what became of it


@dataclass(frozen=True, slots=True)
class Order:
    """A step to be taken, and what stands before its call.

    `look` is the last look at everything the verdict rests on: it returns the reason to leave the item alone,
    or None. `intent` is asked for right before the call, as it holds who is watching by then; a server that
    cannot say so raises. It may have read plays anew, so `news` compares once more with what is known then.
    `settle_only` finds out what became of earlier calls and makes none.
    """

    target: Target
    step: Step
    row: StepRow
    intent: Callable[[], Awaitable[Intent]]
    look: Callable[[], Awaitable[str | None]] | None = None
    news: Callable[[], Awaitable[str | None]] | None = None
    settle_only: bool = False


class Taker:
    """Takes steps one by one; the only place that lets destructive calls happen."""

    def __init__(
        self,
        db: Database,
        policy: Policy,
        circuit: Circuit,
        clock: Callable[[], datetime],
        knowledge: Callable[[], Awaitable[Knowledge]],
        room: Callable[[], Awaitable[None]],
    ) -> None:
        self._db = db
        self._policy = policy
        self._circuit = circuit
        self._clock = clock
        self._knowledge = knowledge
        self._room = room

    async def take(self, order: Order) -> Taken:
        """Take a step as far as it can be taken now; a step that may not be taken comes back WITHHELD."""
        try:
            taken = await self._take(order)
        except Unreachable as error:
            self._circuit.failed(error.server or order.step.target, self._clock())
            return self.later(order.row, error.message)
        except CascadeError as error:
            return self.later(order.row, error.message)
        if not taken.unanswered:
            self._circuit.answered(order.step.target)
        return taken

    async def _take(self, order: Order) -> Taken:
        async with self._db.read() as conn:
            doubt = await in_doubt_since(conn, order.row.id)
            tried = await was_tried(conn, order.row.id)
            acted = await may_have_acted(conn, order.row.id)
        before = await order.target.probe(order.step)
        if before.state is State.DONE:
            return _gone(order, before, tried=tried)
        begun = before.state is State.MIXED and (tried or not order.step.gate)
        if before.state is not State.INTACT and not begun:
            return self._unlike_the_plan(before, order.row, acted=acted)
        if doubt is not None and (wait := await self._unsettled(order, before, doubt)) is not None:
            return wait
        if order.settle_only:
            return Taken(
                StepState.FAILED,
                "given up: it was confirmed too long ago",
                removed=before.state is State.MIXED,
            )
        if order.look is not None and not begun and (reason := await order.look()) is not None:
            return Taken(StepState.WITHHELD, reason)
        return await self._call(order, before, tried=tried)

    async def _unsettled(self, order: Order, before: Probe, doubt: datetime) -> Taken | None:
        """Hold a repetition back until a call in doubt can no longer take effect and two readings agree."""
        settled = doubt + self._policy.in_doubt_settle
        if self._clock() < settled:
            return Taken(StepState.PENDING, "an earlier call may still take effect", settled)
        await asyncio.sleep(_FIRST_PAUSE)
        again = await order.target.probe(order.step)
        return None if again.state is before.state else self.later(order.row, "it changes while it is read")

    async def _call(self, order: Order, before: Probe, *, tried: bool) -> Taken:
        """Make the call and wait for the proof; what the call answered is only half of the story."""
        await self._room()
        intent = await order.intent()
        calls: list[str] = []
        failure: CascadeError | None = None
        try:
            if order.news is not None and before.state is State.INTACT:
                await _heed(order.news)
            await order.target.apply(order.step, lambda call: self._attempt(intent, call, calls))
        except Withheld as refusal:
            touched = bool(calls) or before.state is State.MIXED
            return Taken(StepState.WITHHELD, refusal.reason, removed=touched)
        except CascadeError as error:
            failure = error
        waits = failure is None or (isinstance(failure, Unreachable) and failure.sent)
        proof = await self._prove(order.target, order.step, waits=waits)
        if proof.state is State.DONE:  # by somebody else, where it went before a call of ours was let through
            return _gone(order, proof, tried=tried or bool(calls))
        if isinstance(failure, Unreachable):
            return self._in_doubt(order, failure, proof)
        said = (
            f"{order.step.target} took the call, but {proof.message}" if failure is None else failure.message
        )
        if proof.state is State.INTACT and order.step.gate:
            return Taken(StepState.FAILED, said, tried=True)
        if proof.state in (State.INTACT, State.MIXED):
            touched = proof.state is State.MIXED
            return Taken(StepState.PENDING, said, self._backoff(order.row), removed=touched, tried=True)
        return self._unlike_the_plan(proof, order.row, acted=bool(calls))

    def _in_doubt(self, order: Order, failure: Unreachable, proof: Probe) -> Taken:
        now = self._clock()
        self._circuit.failed(order.step.target, now)
        settled = now + self._policy.in_doubt_settle
        # The first doubt is settled soon; a server that goes on failing is left in peace ever longer.
        until = settled if failure.sent and not order.row.tries else max(settled, self._backoff(order.row))
        touched = proof.state is State.MIXED
        return Taken(StepState.PENDING, failure.message, until, removed=touched, tried=True, unanswered=True)

    async def _prove(self, target: Target, step: Step, *, waits: bool) -> Probe:
        """Read until the target shows it gone, or patience ends."""
        patience = self._patience(step)
        started = asyncio.get_running_loop().time()
        pause = _FIRST_PAUSE
        while True:
            try:
                probe = await target.probe(step)
            except CascadeError as error:
                probe = Probe(State.UNPROVEN, error.message)
            waited = asyncio.get_running_loop().time() - started
            stayed = probe.state is State.INTACT and step.action is not Action.REFRESH  # a scan begins later
            limit = patience / _INTACT_SHARE if stayed else patience
            if probe.state in (State.DONE, State.CHANGED) or not waits or waited >= limit.total_seconds():
                return probe
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    @asynccontextmanager
    async def _attempt(self, intent: Intent, call: str, calls: list[str]) -> AsyncIterator[None]:
        """Commit the intent before the call and the outcome after; a kill in between leaves it in doubt."""
        knowledge = await self._knowledge()
        async with self._db.write() as conn:
            attempt = await intend(conn, intent.calling(call), knowledge, self._clock())
        calls.append(call)
        outcome, message = Outcome.ANSWERED, None
        try:
            yield
        except Unreachable as error:
            outcome, message = (Outcome.IN_DOUBT if error.sent else Outcome.REFUSED), error.message
            raise
        except CascadeError as error:
            outcome, message = Outcome.REFUSED, error.message
            raise
        except BaseException:
            outcome, message = Outcome.IN_DOUBT, "interrupted"
            raise
        finally:
            async with self._db.write() as conn:
                await record(conn, attempt, outcome, message, self._clock())

    def _unlike_the_plan(self, probe: Probe, row: StepRow, *, acted: bool) -> Taken:
        """End a step that differs from the plan, or of which a part went before our first call.

        After a call of ours a part of it may have gone.
        """
        if probe.state is not State.UNPROVEN:
            return Taken(StepState.CHANGED, probe.message, removed=acted, tried=True)
        return self.later(row, probe.message or "it cannot be proved how it stands")

    def later(self, row: StepRow, message: str) -> Taken:
        """Leave a step for its next try."""
        return Taken(StepState.PENDING, message, self._backoff(row), tried=True)

    def _backoff(self, row: StepRow) -> datetime:
        wait = min(self._policy.retry_after * float(2 ** min(row.tries, 20)), self._policy.retry_limit)
        return self._clock() + wait

    def _patience(self, step: Step) -> timedelta:
        """Radarr and Sonarr remove files after they answered; the others are done when they answer."""
        slow = step.action in (Action.DELETE_ENTRY, Action.DELETE_SEASON)
        return self._policy.proof_patience if slow else self._policy.proof_patience / _INTACT_SHARE


async def _heed(news: Callable[[], Awaitable[str | None]]) -> None:
    if (reason := await news()) is not None:
        raise Withheld(reason)


def _gone(order: Order, probe: Probe, *, tried: bool) -> Taken:
    """It is gone before this call: by our own earlier one, or by somebody else, who is not finished for."""
    if order.step.gate and not tried and order.step.action is not Action.FILES_GONE:
        return Taken(StepState.WITHHELD, f"somebody else removed it: {probe.message}")
    return Taken(StepState.DONE, probe.message if tried else f"already gone: {probe.message}", removed=True)
