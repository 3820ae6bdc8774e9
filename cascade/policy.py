"""What the household allows: caps, order, waits. Settings become this; rules and models cannot change it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Order(StrEnum):
    """Which system removes the files."""

    MEDIA_FIRST = "media-first"
    ARR_FIRST = "arr-first"


@dataclass(frozen=True, slots=True)
class Caps:
    """The most one plan may take; twice that per rolling day. `share` is of the items of one kind, 0 to 1."""

    items: int = 200
    size_bytes: int = 2_000_000_000_000
    share: float = 0.10


@dataclass(frozen=True, slots=True)
class Vigilance:
    """How deletions made elsewhere are judged.

    `items` and `share` are how much of one server may vanish within `window`; more is an outage.
    """

    settle: timedelta = timedelta(minutes=5)  # so long a new file may take the place of one that went
    patience: timedelta = timedelta(minutes=15)  # so long the other servers may take to notice
    window: timedelta = timedelta(minutes=10)
    items: int = 25
    share: float = 0.20
    retry: timedelta = timedelta(seconds=30)  # between two looks at what still waits


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything a run is bound by."""

    zone: ZoneInfo
    caps: Caps = Caps()
    order: Order = Order.MEDIA_FIRST
    plan_expiry: timedelta = timedelta(hours=24)
    max_age: timedelta = timedelta(hours=24)  # facts older than this are unknown
    concurrency: int = 4  # items worked on at once
    in_doubt_settle: timedelta = timedelta(seconds=30)  # an older unanswered call will have no late effect
    fresh: timedelta = timedelta(seconds=15)  # plays and sessions older than this are read again
    proof_patience: timedelta = timedelta(seconds=60)  # how long a target may take to show it
    retry_after: timedelta = timedelta(minutes=1)  # first wait before a failed step is tried again; doubles
    retry_limit: timedelta = timedelta(hours=6)  # the longest such wait
    resume_limit: timedelta = timedelta(hours=24)  # after confirmation: later, nothing new is started
    database_reserve: int = 50_000_000  # bytes that must stay free for the ledger before anything is deleted
    vigilance: Vigilance = Vigilance()
    disk_path: str | None = None  # the disk `free:` means, where the library lies on several
