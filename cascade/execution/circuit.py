"""The circuit: a target that does not answer is left in peace for a while; it only ever postpones."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

FAILURES = 2  # in a row, before a target is left in peace


@dataclass(slots=True)
class Circuit:
    """Remembers per target how often in a row it did not answer, and until when it is left alone."""

    rest: timedelta
    _failed: dict[str, int] = field(default_factory=dict)
    _until: dict[str, datetime] = field(default_factory=dict)

    def open_until(self, target: str, now: datetime) -> datetime | None:
        """Until when a target is left alone, or None when it may be asked."""
        until = self._until.get(target)
        return until if until is not None and until > now else None

    def answered(self, target: str) -> None:
        """Note that a target answered."""
        self._failed.pop(target, None)
        self._until.pop(target, None)

    def failed(self, target: str, now: datetime) -> None:
        """Note that a target did not answer."""
        self._failed[target] = self._failed.get(target, 0) + 1
        if self._failed[target] >= FAILURES:
            self._until[target] = now + self.rest
