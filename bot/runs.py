"""Runs as the bot's own work: each is carried out in the background until nothing of it is left."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.work import Work
from cascade.errors import CascadeError
from cascade.service import Cascade

_log = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(minutes=5)
"""Between two looks at a run that waits; somebody else may have changed it."""
AFTER_TROUBLE = timedelta(seconds=20)


class Runs:
    """Carries confirmed runs out and goes on with them after a restart. `began` hears of every one."""

    def __init__(
        self, cascade: Cascade, work: Work, clock: Callable[[], datetime], began: Callable[[str], object]
    ) -> None:
        self._cascade = cascade
        self._work = work
        self._clock = clock
        self._began = began
        self._nudges: dict[str, asyncio.Event] = {}
        self._trouble: dict[str, str] = {}

    def start(self, run_id: str) -> bool:
        """Carry a confirmed run out; False when it is at work already."""
        started = self._work.start(f"run:{run_id}", self._carry_out(run_id))
        if started:
            self._began(run_id)
        return started

    def busy(self, run_id: str) -> bool:
        """Whether the bot is at that run."""
        return self._work.busy(f"run:{run_id}")

    def nudge(self, run_id: str) -> None:
        """Look at a waiting run now, as when a retry was asked for."""
        if run_id in self._nudges:
            self._nudges[run_id].set()

    def trouble(self, run_id: str) -> str | None:
        """Why a run cannot go on at the moment, None where it can."""
        return self._trouble.get(run_id)

    async def retry(self, plan_id: str | None = None, *, by: str) -> None:
        """Try again at once what was postponed, of one plan or of every run, and stay with what is left."""
        await self._cascade.retry(plan_id, by=by)
        for run_id in await self._cascade.open_run_ids():
            self.start(run_id)
            self.nudge(run_id)

    async def resume(self) -> tuple[str, ...]:
        """Go on with every run that was cut off; returns their ids."""
        left = await self._cascade.open_run_ids()
        return tuple(run_id for run_id in left if self.start(run_id))

    async def _carry_out(self, run_id: str) -> None:
        nudge = self._nudges[run_id] = asyncio.Event()
        try:
            while (wait := await self._go(run_id)) is not None:
                nudge.clear()
                await _sleep(wait, nudge)
        finally:
            self._nudges.pop(run_id, None)
            self._trouble.pop(run_id, None)

    async def _go(self, run_id: str) -> timedelta | None:
        """Go as far as possible now; returns how long to wait then, None at the end of the run."""
        try:
            await self._cascade.carry_out(run_id)
        except CascadeError as error:
            if self._trouble.get(run_id) != error.message:
                _log.warning("run %s cannot go on [%s]: %s", run_id, error.reference, error.message)
            self._trouble[run_id] = error.message
            state = await self._cascade.run_state(run_id)
            return None if state.finished else AFTER_TROUBLE
        self._trouble.pop(run_id, None)
        state = await self._cascade.run_state(run_id)
        return None if state.finished else pause(state.waiting_until, self._clock())


def pause(until: datetime | None, now: datetime) -> timedelta:
    """How long to wait for a step that is due then, None = at once."""
    wait = timedelta(0) if until is None else until - now
    return min(max(wait, timedelta(seconds=1)), LONGEST_WAIT)


async def _sleep(wait: timedelta, nudge: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(wait.total_seconds()):
            await nudge.wait()
    except TimeoutError:
        return
