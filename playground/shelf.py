"""What Plex knows: sections, entries, versions of them, plays and running sessions.

Paths are house paths (relative to the data folder); the wire shows them as Plex sees them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from playground.titles import ExternalIds

Kind = Literal["movie", "show", "season", "episode"]
Resolution = Literal["4k", "1080", "720", "sd"]


@dataclass(slots=True)
class Section:
    """A Plex library. `folders` are house paths; `key` is the number in its URLs."""

    key: int
    title: str
    kind: Literal["movie", "show"]
    folders: tuple[str, ...]
    uuid: str
    scanned: datetime


@dataclass(slots=True)
class Part:
    """One file as Plex last scanned it: it stays listed when the file is gone until a refresh."""

    id: int
    file: str
    size: int


@dataclass(slots=True)
class Media:
    """One version of an entry. Two of them in one entry are merged versions."""

    id: int
    resolution: Resolution
    height: int
    width: int
    bitrate: int
    codec: str
    parts: list[Part]


@dataclass(slots=True)
class Entry:
    """One row of Plex's library, of any kind.

    `key` is the ratingKey. `parent` is the key of the season of an episode or the show of a season;
    `children` are the keys below in order of `index` (season or episode number as PLEX counts).
    `offsets` maps a Plex account to where it stopped, in milliseconds, while the item is in progress.
    `trashed` is when a scan found its files gone, where the trash is not emptied.
    `audience`, `critic` (0-10) are None without votes. `media` is empty for shows and seasons.
    """

    key: int
    kind: Kind
    section: int
    title: str
    year: int | None
    guid: str
    ids: ExternalIds
    added: datetime
    released: date | None
    duration_ms: int = 0
    index: int | None = None
    parent: int | None = None
    children: list[int] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    genres: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    collections: list[str] = field(default_factory=list)
    critic: float | None = None
    audience: float | None = None
    certification: str = ""
    studio: str = ""
    offsets: dict[int, int] = field(default_factory=dict)
    trashed: datetime | None = None

    @property
    def parts(self) -> list[Part]:
        """Give the parts of every version, in order."""
        return [part for media in self.media for part in media.parts]


@dataclass(frozen=True, slots=True)
class Play:
    """One row of watch history. It keeps the keys and the guid of its day, also when those are dead.

    `person` is a Plex account; `at` is when it stopped; `percent` is how far it came (0-100): Tautulli
    has every row, Plex's own history only those that came to 90.
    """

    id: int
    person: int
    key: int
    parent: int | None
    grandparent: int | None
    section: int
    kind: Literal["movie", "episode"]
    guid: str
    title: str
    parent_title: str
    grandparent_title: str
    year: int | None
    index: int | None
    parent_index: int | None
    released: date | None
    at: datetime
    duration_s: int
    percent: int


@dataclass(frozen=True, slots=True)
class Session:
    """Something that plays right now. `person` is a Plex account, `offset_ms` where it is."""

    id: str
    person: int
    key: int
    since: datetime
    offset_ms: int


@dataclass(slots=True)
class Shelf:
    """All of Plex's state. `may_delete` is the server preference allowMediaDeletion.

    `keeps_trash` says that a scan leaves what lost its files in the trash; `readonly` that Plex's mount
    refuses to unlink. `plays` is in order of time, oldest first.
    `history_from` is when Tautulli began to record: it has no older row (Plex's own history has all), and
    none of the people (by Plex account) in `unrecorded`, for whom somebody switched its history off.
    """

    machine: str
    version: str
    token: str
    name: str
    sections: dict[int, Section]
    history_from: datetime
    may_delete: bool = True
    readonly: bool = False
    keeps_trash: bool = False
    unrecorded: frozenset[int] = frozenset()
    entries: dict[int, Entry] = field(default_factory=dict)
    by_section: dict[int, list[int]] = field(default_factory=dict)
    plays: list[Play] = field(default_factory=list)
    sessions: dict[str, Session] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Put an entry on the shelf, under its parent when it has one."""
        self.entries[entry.key] = entry
        self.by_section.setdefault(entry.section, []).append(entry.key)
        if entry.parent is not None:
            self.entries[entry.parent].children.append(entry.key)

    def of_kind(self, section: int, kind: Kind) -> list[Entry]:
        """Give the entries of one section and kind, in the order of their keys."""
        rows = (self.entries[key] for key in self.by_section.get(section, []))
        return [entry for entry in rows if entry.kind == kind]

    def below(self, key: int) -> list[Entry]:
        """Give the entry and everything under it, top first. Raises KeyError for an unknown key."""
        entry = self.entries[key]
        found = [entry]
        for child in entry.children:
            found += self.below(child)
        return found

    def leaves(self, key: int) -> list[Entry]:
        """Give the films or episodes under a key (a film is its own leaf)."""
        return [entry for entry in self.below(key) if entry.kind in {"movie", "episode"}]

    def plays_of(self, key: int) -> list[Play]:
        """Give the plays whose key is this one, oldest first."""
        return [play for play in self.plays if play.key == key]
