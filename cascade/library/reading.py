"""One pass over one source, and what is known of an entry when it is met again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, auto

from cascade.media import Kind, MediaEntry, MediaFile

REVIVAL_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """A pass over a source: rows it writes carry its generation. `rekey` looks for known files first.

    `ahead` names the media servers that come before this one, whose facts stand where both hold an item.
    """

    source: str
    generation: int
    started_at: datetime
    zone: tzinfo
    rekey: bool = False
    ahead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the Library remembers of an entry: its item, and when and why it went."""

    item_id: int
    kind: Kind
    guid: str | None
    title_key: str
    gone_at: datetime | None
    gone_why: str | None


class Fate(Enum):
    """What an entry met in a listing is to the Library."""

    NEW = auto()
    KEEP = auto()
    DEAD = auto()  # we deleted it, and this listing is too old or too soon to say otherwise
    BACK = auto()  # it was gone and is there again
    OTHER = auto()  # the server gave its number to something else


def revives(reading: Reading, gone_at: datetime, *, ours: bool) -> bool:
    """Whether a listing may bring back what was gone.

    A listing begun before our deletion was proven shows the past. Within the hour a server may still show
    what it forgot to remove, so that only a new id of the server counts.
    """
    if reading.started_at <= gone_at:
        return False
    return not ours or reading.started_at - gone_at >= REVIVAL_AFTER


def fate(reading: Reading, known: Known | None, entry: MediaEntry, *, shares_file: bool = True) -> Fate:
    """Decide what an entry is. `shares_file` says whether it still has a file it was known by."""
    if known is None:
        return Fate.NEW
    if known.gone_at is not None:
        back = revives(reading, known.gone_at, ours=known.gone_why == "deleted")
        return Fate.BACK if back else Fate.DEAD
    other_guid = None not in (known.guid, entry.guid) and known.guid != entry.guid
    if known.kind is not entry.kind or (other_guid and not shares_file):
        return Fate.OTHER
    return Fate.KEEP


def midnight(day: date | None, zone: tzinfo) -> datetime | None:
    """Return the beginning of a day as an instant."""
    return None if day is None else datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def common_resolution(files: tuple[MediaFile, ...]) -> str | None:
    """Return the resolution all files have; None where they differ or one is not known."""
    found = {file.resolution for file in files}
    return found.pop() if len(found) == 1 else None


def four_k(files: tuple[MediaFile, ...]) -> bool | None:
    """Whether every file is 4K, or none; None where they differ or one is not known."""
    found = {file.resolution == "2160p" for file in files}
    if len(found) != 1 or any(file.resolution is None for file in files):
        return None
    return found.pop()
