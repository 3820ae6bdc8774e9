"""How far a sync is, as events for whoever watches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """One moment of one source's sync; `total` and `eta` are None where nobody can say.

    `rate` is rows per second since the phase began.
    """

    source: str
    phase: str
    done: int
    total: int | None
    rate: float | None = None
    eta: timedelta | None = None


Watcher = Callable[[SyncProgress], None]


@dataclass(slots=True)
class Meter:
    """Counts the rows of one phase and tells a watcher."""

    source: str
    phase: str
    clock: Callable[[], datetime]
    watcher: Watcher | None
    began: datetime
    done: int = 0

    def add(self, rows: int, total: int | None) -> None:
        """Count rows and report."""
        self.done += rows
        if self.watcher is None:
            return
        seconds = (self.clock() - self.began).total_seconds()
        rate = self.done / seconds if seconds > 0 else None
        left = timedelta(seconds=max(0, total - self.done) / rate) if rate and total is not None else None
        self.watcher(SyncProgress(self.source, self.phase, self.done, total, rate, left))
