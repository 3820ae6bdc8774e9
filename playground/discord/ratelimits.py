"""Rate limits: a bucket for each route, generous unless a test makes it tight."""

import hashlib
import re
from dataclasses import dataclass

from playground.discord.clock import Clock

_ID = re.compile(r"\d{15,}")
_WITH_TOKEN = {"interactions", "webhooks"}
_GENEROUS, _PER = 1000, 1.0


@dataclass(slots=True)
class Bucket:
    """How many calls are left until `resets` (seconds on the clock), out of `limit` each `per` seconds."""

    name: str
    limit: int
    per: float
    left: int
    resets: float

    def headers(self, now: float) -> dict[str, str]:
        """Give the headers that tell of it."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.left)),
            "X-RateLimit-Reset": f"{self.resets:.3f}",
            "X-RateLimit-Reset-After": f"{max(0.0, self.resets - now):.3f}",
            "X-RateLimit-Bucket": self.name,
        }


class RateLimits:
    """The buckets, made as routes are called."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tight: list[tuple[str, str, int, float]] = []
        self._buckets: dict[str, Bucket] = {}

    def tighten(self, method: str, path: str, *, limit: int, per: float) -> None:
        """Allow only `limit` calls in `per` seconds where method and path (regular expressions) match."""
        self._tight.append((method, path, limit, per))
        self._buckets.clear()

    def take(self, method: str, path: str) -> tuple[Bucket, float]:
        """Count a call; give its bucket and the seconds to wait, 0 for a call that may go on."""
        now = self._clock.now().timestamp()
        route, major = _route(path)
        key = f"{method} {route} {major}"
        bucket = self._buckets.get(key)
        if bucket is None:
            limit, per = self._meant(method, path)
            name = hashlib.sha256(f"{method} {route}".encode()).hexdigest()[:24]
            bucket = self._buckets[key] = Bucket(name, limit, per, limit, now + per)
        if now >= bucket.resets:
            bucket.left, bucket.resets = bucket.limit, now + bucket.per
        bucket.left -= 1
        return bucket, (bucket.resets - now if bucket.left < 0 else 0.0)

    def now(self) -> float:
        """Give the time in seconds."""
        return self._clock.now().timestamp()

    def _meant(self, method: str, path: str) -> tuple[int, float]:
        for wanted, where, limit, per in self._tight:
            if re.fullmatch(wanted, method) and re.search(where, path):
                return limit, per
        return _GENEROUS, _PER


def _route(path: str) -> tuple[str, str]:
    """Split a path into its route and what tells buckets of one route apart: channel, guild or token."""
    head, *parts = path[1:].split("/")
    majors = 2 if head in _WITH_TOKEN else 1
    rest = [_ID.sub("*", part) for part in parts[majors:]]
    return "/".join((head, *rest)), "/".join(parts[:majors])
