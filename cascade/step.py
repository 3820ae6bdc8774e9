"""One effect on one target for one item: what is to be done, and what must still be true for it."""

from dataclasses import dataclass
from enum import StrEnum

from cascade.media import NO_IDS, ExternalIds, Kind, MediaFile


class Action(StrEnum):
    """What a step does; the names stand in plans, ledgers and logs."""

    FILES_GONE = "files-gone"  # the gate where somebody else removed them: proves that, calls nothing
    DELETE_ITEM = "delete-item"  # media server: the entry and all its files
    REFRESH = "refresh"  # media server, arr-first: notice that the files are gone
    DELETE_ENTRY = "delete-entry"  # Radarr, Sonarr: the entry, its files, and an import exclusion
    DELETE_SEASON = "delete-season"  # Sonarr: unmonitor one season and delete its files, never the series
    DELETE_REQUEST = "delete-request"  # Seerr: one wish
    DELETE_MEDIA = "delete-media"  # Seerr: its row that says "available"
    FORGET_SERIES = "forget-series"  # Shoko: a series with the entries of its files; never a file on disk
    FORGET_FILE = "forget-file"  # Shoko: the entry of one file of a series that is kept


HOLDS_FILES = frozenset({Action.DELETE_ENTRY, Action.DELETE_SEASON})
"""What Radarr and Sonarr do, whose entries hold files of their own."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the target must still answer when a step is taken; only its own fields are set.

    `files` are the files of the entry on that target as planned (path mapped, size, file id).
    `allowed` are the files of the item in the media server: nothing outside them may go.
    """

    ids: ExternalIds = NO_IDS
    guid: str | None = None
    path: str | None = None
    season: int | None = None
    files: tuple[MediaFile, ...] = ()
    allowed: tuple[tuple[str, int], ...] = ()  # (path, bytes)
    section: str | None = None  # what proves the server is itself: a section, or the folders Shoko watches
    is_4k: bool | None = None
    seasons: tuple[int, ...] = ()
    requests: tuple[str, ...] = ()  # Seerr's media row: the requests that may go with it
    files_gone: bool = False  # somebody else removed the files: nothing goes while one of them is there


@dataclass(frozen=True, slots=True)
class Step:
    """One effect on one target; `ref` is the target's id of what goes, `gate` marks what removes files."""

    target: str
    action: Action
    ref: str
    expected: Expected
    gate: bool = False


class State(StrEnum):
    """What a target says of a step when asked."""

    INTACT = "intact"  # everything is as planned
    DONE = "done"  # proved gone
    MIXED = "mixed"  # part of it is gone, the rest is as planned
    CHANGED = "changed"  # something differs from the plan: never deleted, a person is asked
    UNPROVEN = "unproven"  # the answer proves nothing


@dataclass(frozen=True, slots=True)
class Probe:
    """A reading of a step's target: the state and the sentence that says what was seen."""

    state: State
    message: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """What one server is known to hold of an item, as last synced."""

    source: str
    ref: str
    ids: ExternalIds
    path: str | None
    files: tuple[MediaFile, ...]
    is_4k: bool | None = None  # requests only
    seasons: tuple[int, ...] = ()  # requests only
    media_ref: str | None = None  # requests only: Seerr's media row
    section: str | None = None  # media servers only: the library as this server calls it


@dataclass(frozen=True, slots=True)
class Subject:
    """An item as a target sees it when it plans its steps.

    `files` are the item's files in the media server; a media server is shown the files it lists itself.
    `holdings` are this target's entries for the item. `removes` is False for a media server that comes
    behind another one: that one deletes the files, and this one is to notice.
    `last_of_title` says that no other present item of the title remains outside the plan; `also` are the
    4K classes of its other copies that may go with the same plan.
    """

    item_id: int
    kind: Kind
    title: str
    year: int | None
    ids: ExternalIds
    files: tuple[MediaFile, ...]
    holdings: tuple[Holding, ...]
    season: int | None = None
    section: str | None = None
    guid: str | None = None
    is_4k: bool | None = None
    last_of_title: bool = True
    also: tuple[bool | None, ...] = ()
    removes: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """The steps a target plans for a subject, and what a person should know about what it leaves alone."""

    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
