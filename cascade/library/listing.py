"""Whether a listing was whole: only a whole listing says that something is absent."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts the pages of one listing as they arrive."""

    rows: int = 0
    skipped: int = 0
    pages: int = 0
    first_total: int | None = None
    last_total: int | None = None
    _keys: set[str] = field(default_factory=set)

    def add(self, keys: Iterable[str], total: int | None, skipped: int) -> None:
        """Count one page; `total` is the server's count at that moment, None for an unpaged listing."""
        for key in keys:
            self.rows += 1
            self._keys.add(key)
        self.skipped += skipped
        if self.pages == 0:
            self.first_total = total
        self.last_total = total
        self.pages += 1

    def flaw(self) -> str | None:
        """Say why the listing is not whole; None = it is.

        An unpaged listing has no total: its end is proved by the answer being complete.
        """
        if self.skipped:
            return f"{self.skipped} rows could not be understood"
        if self.first_total != self.last_total:
            return f"its total changed from {self.first_total} to {self.last_total} while it was read"
        if self.first_total is not None and len(self._keys) != self.first_total:
            return f"{len(self._keys)} different rows arrived where {self.first_total} were announced"
        return None
