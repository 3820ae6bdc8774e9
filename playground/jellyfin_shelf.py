"""What Jellyfin knows: libraries, items, people and what each of them watched.

Paths are house paths (relative to the data folder); the wire shows them as Jellyfin sees them.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from playground.titles import Title

ItemKind = Literal["Movie", "Series", "Season", "Episode", "BoxSet"]

# Jellyfin makes an item's id from the class and the path of what it found: the same file that comes back
# is the same item again, and a file of another name is another item.
_CLASSES: dict[ItemKind, str] = {
    "Movie": "MediaBrowser.Controller.Entities.Movies.Movie",
    "Series": "MediaBrowser.Controller.Entities.TV.Series",
    "Season": "MediaBrowser.Controller.Entities.TV.Season",
    "Episode": "MediaBrowser.Controller.Entities.TV.Episode",
    "BoxSet": "MediaBrowser.Controller.Entities.Movies.BoxSet",
}


def item_id(kind: ItemKind, path: str) -> str:
    """Give the id of an item found at a path: 32 hex digits, without dashes as the server writes them."""
    return number_of(_CLASSES[kind] + path.lower())


def number_of(text: str) -> str:
    """Give 32 hex digits for a text, the same in every run."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class JellyfinLibrary:
    """A library ("virtual folder"). `folders` are house paths."""

    id: str
    name: str
    kind: Literal["movies", "tvshows"]
    folders: tuple[str, ...]


@dataclass(slots=True)
class Source:
    """One file of an item as Jellyfin last scanned it."""

    id: str
    path: str
    size: int


@dataclass(slots=True)
class Item:
    """One row of Jellyfin's library.

    `path` is the file of a film or an episode, the folder of a show or season, "" for a box set. `index`
    is the season or episode number as the FILES count, `index_end` the last episode of a file that holds
    several. `children` are what lies below, or the members of a box set. `primary` is the item under
    which this version was put by a person ("merge versions"); those of an item are its `alternates`.
    """

    id: str
    kind: ItemKind
    library: str
    name: str
    title: Title | None
    path: str
    added: datetime
    index: int | None = None
    index_end: int | None = None
    parent: str | None = None
    children: list[str] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    primary: str | None = None
    alternates: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Watch:
    """What one person did with one item. Marked as played by hand, it has no date and no count."""

    played: bool = False
    count: int = 0
    last: datetime | None = None
    favourite: bool = False
    position_ms: int = 0


@dataclass(frozen=True, slots=True)
class JellyfinUser:
    """An account. `person` is the Plex account of the same human, None for somebody who is not there.

    `may_delete` is the right to delete content, which an administrator has anyway.
    """

    id: str
    name: str
    token: str
    person: int | None
    admin: bool = False
    may_delete: bool = False


@dataclass(frozen=True, slots=True)
class JellyfinSession:
    """Something that plays right now."""

    id: str
    user: str
    item: str
    since: datetime
    position_ms: int


@dataclass(slots=True)
class JellyfinShelf:
    """All of Jellyfin's state.

    `keeps_files` makes a deletion drop the row and leave the files, as when the disk is not mounted where
    Jellyfin looks; `keeps_rows` leaves the row until the next scan; `readonly` says that its mount refuses
    to unlink. `catalogue` is what it finds about a folder of that name on the internet.
    """

    server: str
    version: str
    key: str
    name: str = "Household Jellyfin"
    keeps_files: bool = False
    keeps_rows: bool = False
    readonly: bool = False
    libraries: dict[str, JellyfinLibrary] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    users: dict[str, JellyfinUser] = field(default_factory=dict)
    watched: dict[tuple[str, str], Watch] = field(default_factory=dict)
    remembered: dict[tuple[str, str], Watch] = field(default_factory=dict)
    sessions: dict[str, JellyfinSession] = field(default_factory=dict)
    catalogue: dict[str, Title] = field(default_factory=dict)

    @property
    def is_legacy(self) -> bool:
        """Say whether old headers and keys in the query are still taken, as until 12.0."""
        return int(self.version.split(".")[0]) < 12

    def below(self, number: str) -> Iterator[Item]:
        """Give an item and all beneath it, top first; the members of a box set are not beneath it."""
        item = self.items[number]
        yield item
        for child in item.children if item.kind in {"Series", "Season"} else []:
            yield from self.below(child)

    def named(self, name: str, kind: ItemKind | None = None) -> Item:
        """Find a film, show or box set by its name (tests name things so). Raises LookupError."""
        kinds = {kind} if kind else {"Movie", "Series", "BoxSet"}
        for item in self.items.values():
            if item.name == name and item.kind in kinds:
                return item
        raise LookupError(f"Jellyfin lists nothing named {name}.")

    def holding(self, path: str) -> Item:
        """Find the film or episode that holds a file. Raises LookupError."""
        for item in self.items.values():
            if any(source.path == path for source in item.sources):
                return item
        raise LookupError(f"Jellyfin lists no item with {path}.")

    def series_of(self, item: Item) -> Item:
        """Give the show of a season or episode; a film or show is its own."""
        return item if item.parent is None else self.series_of(self.items[item.parent])

    def key_of(self, item: Item) -> str:
        """Give the key under which Jellyfin remembers what people watched, also beyond a deletion."""
        ids = item.title.ids if item.title else None
        if item.kind == "Season" and ids:
            return f"{ids.tvdb}{item.index or 0:03}"
        if item.kind == "Episode" and ids and item.parent:
            return f"{ids.tvdb}{self.items[item.parent].index or 0:03}{item.index or 0:04}"
        known = str(ids.tvdb or ids.tmdb) if ids and item.kind == "Series" else str(ids.tmdb if ids else "")
        return known if known not in {"", "0"} else item.id

    def forget(self, number: str) -> None:
        """Drop an item and all beneath it from the library. What people watched is remembered by key."""
        dropped = list(self.below(number))
        parent = dropped[0].parent
        if parent is not None and parent in self.items:
            self.items[parent].children.remove(number)
        for item in dropped:
            for user in self.users:
                if watch := self.watched.pop((user, item.id), None):
                    self.remembered[user, self.key_of(item)] = watch
        for item in dropped:
            del self.items[item.id]
        gone = {item.id for item in dropped}
        for item in self.items.values():
            if item.kind == "BoxSet":
                item.children = [child for child in item.children if child not in gone]

    def recall(self, item: Item) -> None:
        """Give an item that is new what people watched of it under its key."""
        key = self.key_of(item)
        for user in self.users:
            if watch := self.remembered.pop((user, key), None):
                self.watched[user, item.id] = watch
