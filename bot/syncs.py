"""Syncs as the bot's own work: one at a time, every few hours and on demand, with how far it is."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.work import Work
from cascade.errors import CascadeError
from cascade.library.outcome import SyncReport
from cascade.library.progress import SyncProgress
from cascade.service import Cascade

_log = logging.getLogger(__name__)
_NAME: Final = "sync"
_EARLY: Final = 0.03  # of the work; before that a guess of the time left is worth nothing
_AFTER_FAILURE: Final = timedelta(minutes=5)


@dataclass(slots=True)
class Syncing:
    """One sync while it goes on."""

    began: datetime
    first: bool
    phases: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    share: float = 0.0  # 0 to 1, of the rows that are known of; never falls

    def hear(self, progress: SyncProgress) -> None:
        """Note how far one source is."""
        if progress.total:
            self.phases[progress.source, progress.phase] = (progress.done, progress.total)
        done, total = (
            (sum(part) for part in zip(*self.phases.values(), strict=True)) if self.phases else (0, 0)
        )
        if total:
            self.share = max(self.share, min(done / total, 0.99))

    def left(self, now: datetime) -> timedelta | None:
        """How long it may still take; None while nobody can say."""
        return None if self.share < _EARLY else (now - self.began) * (1 - self.share) / self.share

    def sentence(self, now: datetime) -> str:
        """How far it is, for a person."""
        left = self.left(now)
        rest = "" if left is None else f", about {spell(left)} left"
        return f"{'First sync' if self.first else 'Sync'} {self.share:.0%}{rest}.".replace("%", " %")


class Syncs:
    """Reads the servers, once at a time."""

    def __init__(self, cascade: Cascade, work: Work, clock: Callable[[], datetime], every: timedelta) -> None:
        self._cascade = cascade
        self._work = work
        self._clock = clock
        self._every = every
        self._now: Syncing | None = None
        self.turn = asyncio.Lock()  # held by whoever reads the servers: a reconciliation does so, too
        self.reports: tuple[SyncReport, ...] = ()

    @property
    def now(self) -> Syncing | None:
        """The sync at work, None when there is none."""
        return self._now

    def start(
        self,
        names: frozenset[str] | None = None,
        *,
        accept_shrink: frozenset[str] = frozenset(),
        adopt: frozenset[str] = frozenset(),
    ) -> bool:
        """Begin a sync; False when one is at work already, which the caller may `wait` for as well."""
        return self._work.start(_NAME, self._sync(names, accept_shrink, adopt))

    async def wait(self) -> tuple[SyncReport, ...]:
        """Wait for the sync at work and return what it brought; at once where there is none."""
        await self._work.wait(_NAME)
        return self.reports

    async def keep_up(self) -> None:
        """Sync whenever the last one is too long ago, for ever; what failed alone is tried again sooner."""
        due, failed = self._clock() + await self._due_in(), frozenset[str]()
        while True:
            now = self._clock()
            next_try = min(due, now + _AFTER_FAILURE) if failed else due
            await asyncio.sleep(max(0.0, (next_try - now).total_seconds()))
            whole = self._clock() >= due
            self.start(None if whole else failed)
            failed = frozenset(report.source for report in await self.wait() if report.error is not None)
            if whole:
                due = self._clock() + self._every

    async def _due_in(self) -> timedelta:
        if not await self._cascade.first_sync_done():
            return timedelta(0)
        status = await self._cascade.library.status()
        oldest = min((one.succeeded_at for one in status.values() if one.succeeded_at), default=None)
        return timedelta(0) if oldest is None else oldest + self._every - self._clock()

    async def _sync(
        self, names: frozenset[str] | None, accept_shrink: frozenset[str], adopt: frozenset[str]
    ) -> None:
        try:
            async with self.turn:
                first = not await self._cascade.first_sync_done()
                self._now = Syncing(self._clock(), first)
                self.reports = await self._cascade.sync(
                    names, self._now.hear, accept_shrink=accept_shrink, adopt=adopt
                )
        except CascadeError as error:
            _log.warning("sync failed [%s]: %s", error.reference, error.message)
            self.reports = ()
        finally:
            self._now = None


def spell(left: timedelta) -> str:
    """A time left, as people say it."""
    seconds = left.total_seconds()
    if seconds < 90:
        return f"{max(int(seconds), 1)} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
