"""Reconciliations as the bot's own work: every few hours and on demand, with how far one is."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.syncs import Syncing, Syncs
from bot.work import Work
from cascade.detection.report import Reconciliation
from cascade.errors import CascadeError
from cascade.service import Cascade

_log = logging.getLogger(__name__)
_NAME: Final = "reconciliation"
_AFTER_FAILURE: Final = timedelta(minutes=15)
_SETTLING_IN: Final = timedelta(minutes=15)


class Reconciles:
    """Compares what is believed present with what the servers list, once at a time and never amid a sync.

    `report` is what the last one came to, None where there was none or it failed with `error`.
    """

    def __init__(
        self, cascade: Cascade, syncs: Syncs, work: Work, clock: Callable[[], datetime], every: timedelta
    ) -> None:
        self._cascade = cascade
        self._syncs = syncs
        self._work = work
        self._clock = clock
        self._every = every
        self._up_since = clock()
        self._now: Syncing | None = None
        self.report: Reconciliation | None = None
        self.error: str | None = None

    @property
    def now(self) -> Syncing | None:
        """How far the one at work is; None when there is none."""
        return self._now

    def start(self, *, by: str = "system") -> bool:
        """Begin one; False when one is at work already, which the caller may `wait` for as well."""
        return self._work.start(_NAME, self._reconcile(by))

    async def wait(self) -> Reconciliation | None:
        """Wait for the one at work and return what it came to; at once where there is none."""
        await self._work.wait(_NAME)
        return self.report

    async def keep_up(self) -> None:
        """Reconcile whenever the last one is too long ago, for ever; not before everything was read once."""
        while True:
            wait = (await self._due_in()).total_seconds()
            if wait > 0:  # somebody may ask for one meanwhile, so that it is looked at again
                await asyncio.sleep(wait)
            elif not await self._cascade.first_sync_done():
                await asyncio.sleep(_AFTER_FAILURE.total_seconds())
            else:
                self.start()
                if await self.wait() is None:
                    await asyncio.sleep(_AFTER_FAILURE.total_seconds())

    async def _due_in(self) -> timedelta:
        """How long until the next is due; the first once the bot has been up for a while."""
        last = await self._cascade.last_check()
        due = self._up_since + _SETTLING_IN if last is None else last.began_at + self._every
        return due - self._clock()

    async def _reconcile(self, by: str) -> None:
        self.report = self.error = None
        try:
            async with self._syncs.turn:
                self._now = Syncing(self._clock(), first=False)
                self.report = await self._cascade.reconcile(self._now.hear, by=by)
        except CascadeError as error:
            _log.warning("the reconciliation failed [%s]: %s", error.reference, error.message)
            self.error = error.message
        finally:
            self._now = None
