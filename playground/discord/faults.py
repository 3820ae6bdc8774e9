"""Faults on demand: what goes wrong between Discord and the bot, with which calls, how often."""

import re
from dataclasses import dataclass
from enum import StrEnum

from playground.discord.refusal import Why


class Fault(StrEnum):
    """What can go wrong with a call."""

    RATE_LIMIT = "rate_limit"  # 429, to be tried again after `seconds`
    STATUS = "status"  # answers `status` with a short text, as a proxy in front of Discord does
    LATENCY = "latency"  # waits `seconds`, then goes on
    LOST = "lost"  # done, but the connection ends before the answer
    LATE_ACK = "late_ack"  # 10062, as if three seconds had gone by
    UNKNOWN_MESSAGE = "unknown_message"  # 10008, as if somebody had deleted it
    MISSING_ACCESS = "missing_access"  # 50001, as if the bot had been shut out
    MISSING_PERMISSIONS = "missing_permissions"  # 50013
    DROP_GATEWAY = "drop_gateway"  # the gateway breaks off, to be resumed; the call itself goes well


REFUSALS = {
    Fault.LATE_ACK: Why.UNKNOWN_INTERACTION,
    Fault.UNKNOWN_MESSAGE: Why.UNKNOWN_MESSAGE,
    Fault.MISSING_ACCESS: Why.MISSING_ACCESS,
    Fault.MISSING_PERMISSIONS: Why.MISSING_PERMISSIONS,
}


@dataclass(slots=True)
class Trouble:
    """A fault in force: `after` matching calls pass, then `times` are hit (None: all of them)."""

    kind: Fault
    method: str
    path: str
    after: int
    times: int | None
    status: int
    seconds: float

    def hits(self, method: str, path: str) -> bool:
        """Say whether a call is hit, and count it if it matches."""
        if not re.fullmatch(self.method, method) or not re.search(self.path, path) or self.times == 0:
            return False
        if self.after:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self._active: list[Trouble] = []

    def add(
        self,
        kind: Fault | str,
        *,
        method: str = ".*",
        path: str = "",
        after: int = 0,
        times: int | None = 1,
        status: int = 503,
        seconds: float = 0.0,
    ) -> None:
        """Put a fault in force. `method` and `path` are regular expressions; the method matches whole."""
        self._active.append(Trouble(Fault(kind), method, path, after, times, status, seconds))

    def clear(self) -> None:
        """End all faults."""
        self._active.clear()

    def strike(self, method: str, path: str) -> list[Trouble]:
        """Count a call and give the faults that hit it, oldest first."""
        hits = [trouble for trouble in self._active if trouble.hits(method, path)]
        self._active = [trouble for trouble in self._active if trouble.times != 0]
        return hits
