"""Taking one step: look, intend, call, prove. Nothing is repeated before it is shown not to have happened."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from cascade.database import Database
from cascade.errors import CascadeError, Unreachable
from cascade.execution.circuit import Circuit
from cascade.ledger.attempts import Intent, in_doubt_since, intend, record, was_tried
from cascade.ledger.runs import StepRow
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

    async def take(self, target: Target, step: Step, row: StepRow, intent: Intent) -> Taken:
        """Take a step as far as it can be taken now. Withheld passes through: nothing was called."""
        try:
            taken = await self._take(target, step, row, intent)
        except Unreachable as error:
            self._circuit.failed(step.target, self._clock())
            return self.later(row, error.message)
        except CascadeError as error:
            return self.later(row, error.message)
        self._circuit.answered(step.target)
        return taken

    async def _take(self, target: Target, step: Step, row: StepRow, intent: Intent) -> Taken:
        async with self._db.read() as conn:
            doubt = await in_doubt_since(conn, row.id)
            tried = await was_tried(conn, row.id)
        before = await target.probe(step)
        if doubt is not None and before.state in (State.INTACT, State.MIXED):
            settled = doubt + self._policy.in_doubt_settle
            if self._clock() < settled:
                return Taken(StepState.PENDING, "an earlier call may still take effect", settled)
            await asyncio.sleep(_FIRST_PAUSE)
            again = await target.probe(step)
            if again.state is not before.state:
                return self.later(row, "it changes while it is looked at")
        if before.state in (State.INTACT, State.MIXED):
            return await self._call(target, step, row, intent)
        if before.state is State.DONE:
            return Taken(
                StepState.DONE, before.message if tried else f"already gone: {before.message}", removed=True
            )
        return self._unlike_the_plan(before, row, tried=tried)

    async def _call(self, target: Target, step: Step, row: StepRow, intent: Intent) -> Taken:
        """Make the call and wait for the proof; what the call answered is only half of the story."""
        await self._room()
        failure: CascadeError | None = None
        try:
            await target.apply(step, lambda call: self._attempt(intent, call))
        except CascadeError as error:
            failure = error
        proof = await self._prove(target, step, waits=failure is None or _maybe_sent(failure))
        if proof.state is State.DONE:
            return Taken(StepState.DONE, proof.message, removed=True, tried=True)
        took = f"{step.target} took the call, but {proof.message}"
        said = took if failure is None else failure.message
        if isinstance(failure, Unreachable):
            self._circuit.failed(step.target, self._clock())
            settled = self._clock() + self._policy.in_doubt_settle
            until = settled if failure.sent else self._backoff(row)
            return Taken(StepState.PENDING, said, until, removed=proof.state is State.MIXED, tried=True)
        if proof.state is State.INTACT:
            if step.gate:
                return Taken(StepState.FAILED, said, tried=True)
            return Taken(StepState.PENDING, said, self._backoff(row), tried=True)
        if proof.state is State.MIXED:
            return Taken(StepState.PENDING, said, self._backoff(row), removed=True, tried=True)
        return self._unlike_the_plan(proof, row, tried=True)

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
            limit = patience / _INTACT_SHARE if probe.state is State.INTACT else patience
            if probe.state in (State.DONE, State.CHANGED) or not waits or waited >= limit.total_seconds():
                return probe
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    @asynccontextmanager
    async def _attempt(self, intent: Intent, call: str) -> AsyncIterator[None]:
        """Commit the intent before the call and the outcome after; a kill in between leaves it in doubt."""
        knowledge = await self._knowledge()
        async with self._db.write() as conn:
            attempt = await intend(conn, intent.calling(call), knowledge, self._clock())
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

    def _unlike_the_plan(self, probe: Probe, row: StepRow, *, tried: bool) -> Taken:
        if probe.state is State.CHANGED:
            return Taken(StepState.CHANGED, probe.message, tried=tried)
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


def _maybe_sent(failure: CascadeError) -> bool:
    return isinstance(failure, Unreachable) and failure.sent
