"""A pause after an account ran out of credit, so that nobody waits for a no that is known."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from llm.errors import Unpaid
from llm.provider.judgement import spoken

HALF_AN_HOUR = timedelta(minutes=30)


class Circuit:
    """Open for a while after it was tripped; the first call after that finds out whether things are well."""

    def __init__(self, pause: timedelta = HALF_AN_HOUR, now: Callable[[], datetime] | None = None) -> None:
        self._pause = pause
        self._now = now or (lambda: datetime.now(UTC))
        self._until: datetime | None = None

    @property
    def state(self) -> str | None:
        """Say in a sentence that it is open; None while it is closed."""
        left = self._until - self._now() if self._until else timedelta()
        if left <= timedelta():
            return None
        return (
            "The language model's account has no credit left or is over its spending limit; "
            f"it is asked again in {spoken(left.total_seconds())}."
        )

    def check(self) -> None:
        """Let a call pass. Raises Unpaid while it is open."""
        if (state := self.state) is not None:
            raise Unpaid(state, sent=False)

    def trip(self) -> None:
        """Open it, from now on for the whole pause."""
        self._until = self._now() + self._pause
