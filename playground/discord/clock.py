"""The local Discord's time and its ids, which carry the time."""

from datetime import UTC, datetime, timedelta

# Discord counts milliseconds from the first second of 2015.
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_TIME_SHIFT = 22


class Clock:
    """The machine's time, which a test may set forward: it never waits 15 minutes."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Give the time."""
        return datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> None:
        """Set the clock forward."""
        self._ahead += timedelta(seconds=seconds)


class Snowflakes:
    """Ids as Discord makes them: unique, rising, and with the moment of their making inside."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """Make one more id."""
        milliseconds = (self._clock.now() - _EPOCH) // timedelta(milliseconds=1)
        self._last = max(self._last + 1, milliseconds << _TIME_SHIFT)
        return self._last
