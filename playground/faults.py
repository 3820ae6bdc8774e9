"""Faults on demand: what goes wrong, with which calls, and how often."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum


class FaultKind(StrEnum):
    """What can go wrong with a call. From `cut` on, the server has done what it was asked."""

    LATENCY = "latency"  # waits `seconds`, then goes on
    STATUS = "status"  # answers `status` with a short text
    RATE_LIMIT = "rate_limit"  # 429 with Retry-After `seconds`
    HANG = "hang"  # never answers
    RESET = "reset"  # the connection is torn down
    HTML = "html"  # 200 with the login page of some proxy
    UNAUTHORIZED = "unauthorized"  # 401 as if the key were wrong
    NOOP = "noop"  # answers success and does nothing
    EMPTY = "empty"  # shows an empty listing
    SHORT = "short"  # shows a shorter page than was asked for
    CUT = "cut"  # the body ends in the middle
    LOST = "lost"  # the answer never leaves; after `seconds` the connection is torn down


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong with calls whose method and path (with query) match.

    The first `after` matching calls pass unharmed, then `times` are hit (None: all of them).
    `method` and `path` are regular expressions; the method must match whole, the path somewhere.
    """

    kind: FaultKind
    method: str = ".*"
    path: str = ""
    after: int = 0
    times: int | None = None
    status: int = 503
    seconds: float = 0.0

    def matches(self, method: str, path: str) -> bool:
        """Say whether a call is meant."""
        return re.fullmatch(self.method, method) is not None and re.search(self.path, path) is not None

    @property
    def spent(self) -> bool:
        """Say whether it has hit as often as it may."""
        return self.times == 0

    def counted(self) -> "Fault":
        """Give the fault as it is after one more matching call."""
        if self.after:
            return replace(self, after=self.after - 1)
        return replace(self, times=self.times - 1) if self.times else self


class Faults:
    """The faults in force on one server."""

    def __init__(self) -> None:
        self._active: list[Fault] = []

    def __len__(self) -> int:
        return len(self._active)

    def add(
        self,
        kind: FaultKind,
        *,
        method: str = ".*",
        path: str = "",
        after: int = 0,
        times: int | None = None,
        status: int = 503,
        seconds: float = 0.0,
    ) -> None:
        """Put a fault in force; the words are those of `Fault`."""
        self._active.append(Fault(FaultKind(kind), method, path, after, times, status, seconds))

    def clear(self) -> None:
        """End all faults."""
        self._active.clear()

    def strike(self, method: str, path: str) -> list[Fault]:
        """Count a call and give the faults that hit it, oldest first."""
        meant = [fault.matches(method, path) for fault in self._active]
        hits = [f for f, is_meant in zip(self._active, meant, strict=True) if is_meant and not f.after]
        counted = [f.counted() if m else f for f, m in zip(self._active, meant, strict=True)]
        self._active = [fault for fault in counted if not fault.spent]
        return hits
