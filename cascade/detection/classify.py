"""What a disappearance means. Pure: from what the servers show, what happened on our side, and time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias

from cascade.policy import Vigilance

LISTED_WITHIN = timedelta(days=1)
"""So long a media server may take to list a new file; it is read a few times a day."""


class Holds(StrEnum):
    """What one Radarr, Sonarr or Shoko has of an item now."""

    FILES = "files"
    ENTRY = "entry"  # the title, and no file of the item
    NEWER = "newer"  # besides, a file that may be a new one of the item and that no media server lists yet
    NOTHING = "nothing"  # proved
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen of an item that the media servers no longer have.

    `ours` is the event of our own run that removed it, `running` that such a run is at it still. `again` says
    that the title is there again, `holds` what the other instances have, `on_disk` whether a file of it is
    still there (None = the bot cannot see). `lost` is a root folder of it that a server cannot reach, `age`
    the time since it went.
    """

    age: timedelta
    ours: str | None = None
    running: bool = False
    again: bool = False
    holds: Mapping[str, Holds] | None = None
    on_disk: bool | None = None
    lost: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing can be said yet; look again after a time."""

    why: str


@dataclass(frozen=True, slots=True)
class Echo:
    """We did it."""

    event_id: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """Another file took its place, or it is there again: no deletion."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Gone from the media servers, and there elsewhere."""

    held_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outage:
    """Its folder cannot be reached: nothing is believed until a person says so."""

    folder: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """Gone from everywhere. `entries` still have the title without a file of it."""

    gone_from: tuple[str, ...]
    entries: tuple[str, ...]


Ruling: TypeAlias = Wait | Echo | Replaced | Drift | Outage | Deleted


def classify(look: Look, vigilance: Vigilance) -> Ruling:
    """Say what became of an item that every media server no longer has."""
    if look.running:
        return Wait("a run of ours is at it")
    if look.ours is not None:
        return Echo(look.ours)
    if look.lost is not None:
        return Outage(look.lost)
    return Replaced() if look.again else _elsewhere(look, look.holds or {}, vigilance)


def _elsewhere(look: Look, holds: Mapping[str, Holds], vigilance: Vigilance) -> Ruling:
    """Judge by what those have that are no media servers."""
    if unread := _those(holds, Holds.UNREAD):
        return Wait(f"{unread[0]} cannot be read")
    files = _those(holds, Holds.FILES)
    # What the bot sees on the disk outweighs a server that has not looked.
    if look.on_disk is not False and (still := files or (("disk",) if look.on_disk else ())):
        return Drift(still) if look.age >= vigilance.patience else Wait(f"{still[0]} still has it")
    newer = _those(holds, Holds.NEWER)
    if newer and look.age < LISTED_WITHIN:
        return Wait(f"{newer[0]} has a newer file that no media server lists yet")
    entries = (*_those(holds, Holds.ENTRY), *newer, *files)
    if (entries or not holds) and look.age < vigilance.settle:
        return Wait("a new file may take its place")
    return Deleted(_those(holds, Holds.NOTHING), entries)


def _those(holds: Mapping[str, Holds], wanted: Holds) -> tuple[str, ...]:
    return tuple(name for name, what in holds.items() if what is wanted)
