"""What a plan passes over, counted by reason."""

from collections import Counter
from dataclasses import dataclass, field

from cascade.library.records import Record
from cascade.plan import LeftOut, PassedOver, Why

_NAMED = 500  # items listed one by one; counts are always of all


@dataclass(slots=True)
class Leftovers:
    """Gathers what is passed over while a plan is built."""

    counts: Counter[Why] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    items: list[PassedOver] = field(default_factory=list)

    def add(self, record: Record, why: Why, text: str) -> None:
        """Pass an item over."""
        self.counts[why] += 1
        self.reasons[text] += 1
        if len(self.items) < _NAMED:
            self.items.append(PassedOver(record.id, record.title, record.year, why, text))

    def more_unknown(self, count: int) -> None:
        """Count items that are unknown too and were not explained one by one."""
        self.counts[Why.UNKNOWN] += count

    def summed(self) -> LeftOut:
        """Sum up, the commonest reasons first."""
        return LeftOut(
            unknown=self.counts[Why.UNKNOWN],
            protected=self.counts[Why.PROTECTED],
            unclear=self.counts[Why.UNCLEAR],
            reasons=tuple(self.reasons.most_common(10)),
            items=tuple(self.items),
        )
