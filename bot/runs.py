"""Runs as the bot's own work: each is carried out in the background until nothing of it is left."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.work import Work
from cascade.errors import CascadeError
from cascade.service import Cascade

_log = logging.getLogger(__name__)
LONGEST_WAIT: Final = timedelta(minutes=5)
"""Between two looks at a run that waits; somebody else may have changed it."""
AFTER_TROUBLE: Final = timedelta(seconds=20)

Shown = Callable[[str], AbstractAsyncContextManager[None]]
"""Shows the progress of a run while it is worked on, and what came of it afterwards."""


@dataclass(slots=True)
class _Open:
    """A run the bot stays with. `retried_by`: who asked for a try now; `waits`: nothing is due."""

    retried_by: str | None
    seen: bool = False
    waits: bool = False
    nudge: asyncio.Event = field(default_factory=asyncio.Event)


class Runs:
    """Carries confirmed runs out, tries again what waits when it is due, and goes on after a restart."""

    def __init__(self, cascade: Cascade, work: Work, clock: Callable[[], datetime], shown: Shown) -> None:
        self._cascade = cascade
        self._work = work
        self._clock = clock
        self._shown = shown
        self._open: dict[str, _Open] = {}
        self._trouble: dict[str, str] = {}

    def start(self, run_id: str, *, retried_by: str | None = None) -> bool:
        """Carry a confirmed run out, or try at once what waits; False when it is being worked on already."""
        if run_id not in self._open:
            self._open[run_id] = _Open(retried_by)
            return self._work.start(f"run:{run_id}", self._stay_with(run_id))
        known = self._open[run_id]
        if not known.waits or retried_by is None:
            return False
        known.retried_by = retried_by
        known.nudge.set()
        return True

    async def retry_all(self, *, by: str) -> int:
        """Try again at once whatever waits; returns how many runs that are."""
        return sum([self.start(run_id, retried_by=by) for run_id in await self._cascade.open_run_ids()])

    async def resume(self) -> tuple[str, ...]:
        """Go on with every run that was cut off; returns their ids."""
        return tuple(run_id for run_id in await self._cascade.open_run_ids() if self.start(run_id))

    def at_work(self, run_id: str) -> bool:
        """Whether items of a run are being worked on now, and not only waited for."""
        known = self._open.get(run_id)
        return known is not None and not known.waits

    def trouble(self, run_id: str) -> str | None:
        """Why a run cannot go on at the moment, None where it can."""
        return self._trouble.get(run_id)

    async def _stay_with(self, run_id: str) -> None:
        run = self._open[run_id]
        try:
            while (wait := await self._go(run_id, run)) is not None:
                await _sleep(wait, run.nudge)
        finally:
            self._open.pop(run_id, None)
            self._trouble.pop(run_id, None)

    async def _go(self, run_id: str, run: _Open) -> timedelta | None:
        """Go as far as possible now; returns how long to wait then, None at the end of the run.

        People see the first pass, every pass they asked for, and the end.
        """
        if run.seen and run.retried_by is None:
            await self._pass(run_id, run)
            if (await self._cascade.run_state(run_id)).finished:
                async with self._shown(run_id):
                    return None
        else:
            run.seen = True
            async with self._shown(run_id):
                await self._pass(run_id, run)
        state = await self._cascade.run_state(run_id)
        if state.finished:
            return None
        return AFTER_TROUBLE if run_id in self._trouble else pause(state.waiting_until, self._clock())

    async def _pass(self, run_id: str, run: _Open) -> None:
        by, run.retried_by = run.retried_by, None
        run.nudge.clear()
        run.waits = False
        try:
            if by is None:
                await self._cascade.carry_out(run_id)
            else:
                await self._cascade.retry((await self._cascade.run_state(run_id)).plan_id, by=by)
        except CascadeError as error:
            if self._trouble.get(run_id) != error.message:
                _log.warning("run %s cannot go on [%s]: %s", run_id, error.reference, error.message)
            self._trouble[run_id] = error.message
        else:
            self._trouble.pop(run_id, None)
        run.waits = True  # from here on, while people are told, a retry is another pass


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
