"""How often somebody may post: a bucket that fills with time. Pure but for the bucket itself."""

from collections import OrderedDict
from dataclasses import dataclass, field

_REMEMBERED = 1_000  # senders; who posts seldom is forgotten first


@dataclass(slots=True)
class Rate:
    """So many at once, and so many a second after that, for each name by itself."""

    at_once: float
    a_second: float
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def allows(self, name: str, now: float) -> bool:
        """Take one; False when there is none left. `now` is in seconds of any clock that never goes back."""
        left, then = self._left.pop(name, (self.at_once, now))
        left = min(self.at_once, left + (now - then) * self.a_second)
        allowed = left >= 1
        self._left[name] = (left - 1 if allowed else left, now)
        while len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return allowed

    def wait(self) -> int:
        """Seconds until there is one again, rounded up."""
        return max(1, round(1 / self.a_second))
