"""What a reconciliation came to."""

from dataclasses import dataclass
from datetime import datetime

from cascade.detection.drifts import Drift
from cascade.detection.outages import Outage
from cascade.detection.returns import CameBack
from cascade.ledger.events import DeletionEvent


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the servers' listings say of everything believed present.

    `checked` counts the items that were compared, `deleted` the events that came of this comparison. `drift`
    and `came_back` are all that are open, `outage` the oldest that holds. `waiting` counts items that are
    gone from the media servers while nobody can say yet what that means. `errors` are sentences of servers
    that could not be read whole: nothing was concluded from those.
    """

    checked: int
    deleted: tuple[DeletionEvent, ...] = ()
    drift: tuple[Drift, ...] = ()
    outage: Outage | None = None
    came_back: tuple[CameBack, ...] = ()
    waiting: int = 0
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One reconciliation of the past; `ended_at` None = it is at work, or its process died."""

    id: int
    began_at: datetime
    ended_at: datetime | None
    by: str
    checked: int
    found: dict[str, int] | None  # how many of each: deleted, drift, outages, came_back, waiting
    error: str | None
