"""The plan: frozen items, the facts their verdict rests on, their steps, totals, warnings and a digest."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter

from cascade.errors import UnsafePlan
from cascade.media import ExternalIds, Kind, MediaFile
from cascade.policy import Caps
from cascade.step import HOLDS_FILES, Action, Step


class PlanState(StrEnum):
    """Where a plan is in its life."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"  # -> running, once a run owns it
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One item of a plan.

    `facts` holds, per field the verdict rests on, the stored value as text; execution compares a fresh
    reading with it. `frees_bytes` is what really comes back, None where the files cannot be seen.
    `snapshot` is what brings the item back later.
    """

    item_id: int
    kind: Kind
    title: str
    year: int | None
    library: str
    size_bytes: int
    frees_bytes: int | None
    ids: ExternalIds
    files: tuple[MediaFile, ...]
    reasons: tuple[str, ...]
    facts: Mapping[str, str]
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    snapshot: Mapping[str, object] = field(default_factory=dict)
    last_play_at: datetime | None = None
    watched_by: tuple[str, ...] = ()
    requested_by: tuple[str, ...] = ()
    episodes: int | None = None
    event_id: str | None = None  # the deletion made elsewhere that these steps finish

    @property
    def finishes(self) -> bool:
        """Whether it is the rest of what somebody else deleted: its gate proves that, and calls nothing."""
        return bool(self.steps) and self.steps[0].action is Action.FILES_GONE

    @property
    def gate_files(self) -> tuple[MediaFile, ...]:
        """The files the gate removes: not those of another Radarr or Sonarr, whose step is a later one."""
        gate, *later = self.steps
        own = {file.path for file in gate.expected.files}
        theirs = {file.path for step in later if step.action in HOLDS_FILES for file in step.expected.files}
        return tuple(file for file in self.files if file.path not in theirs - own)


class Why(StrEnum):
    """Why an item is passed over."""

    UNKNOWN = "unknown"
    PROTECTED = "protected"
    UNCLEAR = "unclear"  # ambiguous or conflicting matches, or no step that removes its files


@dataclass(frozen=True, slots=True)
class PassedOver:
    """An item the rule touches and the plan leaves alone."""

    item_id: int
    title: str
    year: int | None
    why: Why
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is passed over: full counts, the commonest reasons with theirs, and the first of the items."""

    unknown: int = 0
    protected: int = 0
    unclear: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    items: tuple[PassedOver, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a plan's items.

    `frees_bytes` adds what is known, `frees_unknown` counts the items whose files cannot be seen.
    `share` is the largest share of the present items of one kind, 0 to 1.
    """

    items: int
    size_bytes: int
    frees_bytes: int
    frees_unknown: int
    share: float
    by_target: Mapping[str, int]
    by_kind: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Spent:
    """What runs of the last 24 hours hold. `there` counts by kind what there was before they began."""

    items: int = 0
    size_bytes: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict)
    there: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk the files lie on, as it was at planning."""

    path: str
    total_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Immutable, single-use, expiring. Dropping items or refreshing makes a successor."""

    id: str
    query: str
    sentence: str
    bounds: tuple[str, ...]
    by: str
    created_at: datetime
    expires_at: datetime
    items: tuple[PlanItem, ...]
    totals: Totals
    left_out: LeftOut
    warnings: tuple[str, ...]
    over_caps: tuple[str, ...]
    read_at: Mapping[str, datetime]  # source -> when its facts were read
    disk: Disk | None = None
    state: PlanState = PlanState.PROPOSED
    by_id: str | None = None  # who may confirm; None where it was not made by somebody with an id

    @property
    def digest(self) -> str:
        """The sha256 of everything that was shown; the state is not part of it."""
        shown = replace(self, state=PlanState.PROPOSED)
        return hashlib.sha256(_PLAN.dump_json(shown)).hexdigest()

    @property
    def finishes(self) -> bool:
        """Whether it is the rest of what somebody else deleted: its files are gone, and none is removed."""
        return any(item.finishes for item in self.items)

    def at(self, now: datetime) -> "Plan":
        """The plan as it stands at an instant: what was proposed and not confirmed in time has expired."""
        late = self.state is PlanState.PROPOSED and now >= self.expires_at
        return replace(self, state=PlanState.EXPIRED) if late else self

    def raise_if_unsafe(self) -> None:
        """Refuse a plan that is over a cap."""
        if self.over_caps:
            raise UnsafePlan(f"Plan {self.id} is over a cap: {'; '.join(self.over_caps)}")


_PLAN = TypeAdapter(Plan)
_ITEM = TypeAdapter(PlanItem)


def dump_plan(plan: Plan) -> str:
    """Return the plan without its items as JSON, for the ledger."""
    return _PLAN.dump_json(replace(plan, items=())).decode()


def dump_item(item: PlanItem) -> str:
    """Return one item as JSON, for the ledger."""
    return _ITEM.dump_json(item).decode()


def load_item(document: str) -> PlanItem:
    """Read an item back from the ledger."""
    return _ITEM.validate_json(document)


def load_plan(document: str, items: Sequence[PlanItem], state: PlanState) -> Plan:
    """Read a plan back from the ledger; its digest is that of the plan that was stored."""
    return replace(_PLAN.validate_json(document), items=tuple(items), state=state)


def total(items: Iterable[PlanItem], present: Mapping[Kind, int]) -> Totals:
    """Sum up items. `present` counts the items of each kind in the Library."""
    items = tuple(items)
    kinds = Counter(item.kind for item in items)
    return Totals(
        items=len(items),
        size_bytes=sum(item.size_bytes for item in items),
        frees_bytes=sum(item.frees_bytes or 0 for item in items),
        frees_unknown=sum(item.frees_bytes is None for item in items),
        share=max((count / max(present.get(kind, 0), 1) for kind, count in kinds.items()), default=0.0),
        by_target=dict(sorted(Counter(step.target for item in items for step in item.steps).items())),
        by_kind={kind.value: count for kind, count in sorted(kinds.items())},
    )


def over_caps(totals: Totals, caps: Caps, spent: Spent) -> tuple[str, ...]:
    """Name each cap the totals are over, the limit, and what would pass.

    A day may take twice the caps of a plan.
    """
    over = []
    if totals.items > caps.items:
        over.append(f"{totals.items} items > {caps.items}; add limit:{caps.items}")
    if totals.size_bytes > caps.size_bytes:
        over.append(f"{gb(totals.size_bytes)} > {gb(caps.size_bytes)}; add a smaller limit: or reclaim:")
    if totals.share > caps.share:
        fits = int(totals.items * caps.share / totals.share)
        over.append(
            f"{_percent(totals.share)} of all items of one kind > {_percent(caps.share)}; "
            f"add limit:{max(fits, 1)}"
        )
    if totals.items + spent.items > 2 * caps.items:
        over.append(
            f"{totals.items + spent.items} items within 24 hours > {2 * caps.items}; wait or add limit:"
        )
    if totals.size_bytes + spent.size_bytes > 2 * caps.size_bytes:
        over.append(
            f"{gb(totals.size_bytes + spent.size_bytes)} within 24 hours > {gb(2 * caps.size_bytes)}; "
            "wait or add a smaller limit:"
        )
    for kind, count in totals.by_kind.items():
        day = (count + spent.by_kind.get(kind, 0)) / max(spent.there.get(kind, 0), 1)
        if spent.by_kind.get(kind) and day > 2 * caps.share:
            over.append(
                f"{_percent(day)} of all {kind}s within 24 hours > {_percent(2 * caps.share)}; "
                "wait or add limit:"
            )
    return tuple(over)


def _percent(share: float) -> str:
    return f"{share * 100:.3g}%"


def gb(size_bytes: int) -> str:
    """Return an amount of bytes as people read it: decimal, as the query language counts."""
    for unit, factor in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6)):
        if size_bytes >= factor:
            return (
                f"{size_bytes / factor:.3g} {unit}"
                if size_bytes < 1000 * factor
                else f"{size_bytes / factor:.0f} {unit}"
            )
    return f"{size_bytes} bytes"
