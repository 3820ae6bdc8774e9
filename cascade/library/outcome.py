"""What the reading of one source brought, and what is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cascade.errors import CascadeError
from cascade.ports import Identity


@dataclass(frozen=True, slots=True)
class Loss:
    """What a guard would not believe: `count` of `total` rows are no longer listed.

    `folder` is the root folder they lay in where it cannot be reached; None where it can, or nobody knows.
    """

    count: int
    total: int | None
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How the sync of one source went.

    `whole` says that its facts are fresh now. `alert` holds until a person acts; `error` until a sync goes
    well. `gone` are the items found gone, `came_back` titles we had deleted that are there again, `matches`
    how many entries of an *arr have one, no, several or contradicting items. `cause` is what `error` says,
    where it was raised; `loss` is what `alert` says, where something is missing.
    """

    source: str
    whole: bool
    rows: int = 0
    new: int = 0
    gone: tuple[int, ...] = ()
    came_back: tuple[str, ...] = ()
    alert: str | None = None
    error: str | None = None
    duration: timedelta = timedelta(0)
    matches: Mapping[str, int] = field(default_factory=dict)
    cause: CascadeError | None = None
    loss: Loss | None = None


@dataclass(slots=True)
class Outcome:
    """The reading of one source while it goes on.

    `counts` are rows per scope. `gone_refs` are entries proved gone, `gone_items` items that went with them:
    those that no media server holds any more.
    """

    source: str
    server: str
    started_at: datetime
    generation: int = 0
    identity: Identity | None = None
    rows: int = 0
    new: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    gone_items: list[int] = field(default_factory=list)
    gone_refs: list[str] = field(default_factory=list)
    came_back: list[str] = field(default_factory=list)
    alert: str | None = None
    error: str | None = None
    cause: CascadeError | None = None
    loss: Loss | None = None

    @property
    def whole(self) -> bool:
        """Whether everything was read and nothing is suspicious."""
        return self.alert is None and self.error is None
