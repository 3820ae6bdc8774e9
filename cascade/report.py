"""What a run came to, for whoever asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cascade.execution.item import results
from cascade.ledger.events import DeletionEvent, Result
from cascade.ledger.items import RunItem
from cascade.ledger.runs import Run
from cascade.ledger.states import ItemState
from cascade.media import Kind


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One item: how it stands and what each system says. `event_id` is None where nothing was deleted."""

    event_id: str | None
    item_id: int
    kind: Kind
    title: str
    year: int | None
    size_bytes: int
    state: ItemState
    message: str | None
    results: Mapping[str, Result]


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run's items in the plan's order. A dry run has no run id and changed nothing."""

    plan_id: str
    run_id: str | None
    dry_run: bool
    items: tuple[ItemReport, ...]

    def count(self, *states: ItemState) -> int:
        """Count the items in any of these states."""
        return sum(item.state in states for item in self.items)

    @property
    def removed_bytes(self) -> int:
        """Bytes of the files that were removed, linked or not."""
        gone = (ItemState.COMPLETED, ItemState.PARTIAL)
        return sum(item.size_bytes for item in self.items if item.state in gone)

    @property
    def completed(self) -> bool:
        """Whether every item is proved gone everywhere."""
        return self.count(ItemState.COMPLETED) == len(self.items)


def report(run: Run, items: Sequence[RunItem], events: Mapping[int, DeletionEvent]) -> RunReport:
    """Put a run's items and their events together."""
    return RunReport(run.plan_id, run.id, dry_run=False, items=tuple(_item(item, events) for item in items))


def _item(item: RunItem, events: Mapping[int, DeletionEvent]) -> ItemReport:
    planned = item.planned
    event = events.get(planned.item_id)
    return ItemReport(
        event_id=None if event is None else event.id,
        item_id=planned.item_id,
        kind=planned.kind,
        title=planned.title,
        year=planned.year,
        size_bytes=planned.size_bytes,
        state=item.state,
        message=item.message,
        results=results(item),
    )
