"""The pretend household: one state that every wire shows from its own side.

`World` is mutable on purpose: it is a simulator. What the servers know lies in `shelf` (Plex and
Tautulli), `jellyfin`, `shoko`, `instances` (each *arr) and `media` with `requests` (Seerr); what is true
lies on `disk`.
A deletion through one server changes the disk; the others keep their stale view, as real ones do.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from playground.disk import Disk
from playground.instance import Instance
from playground.jellyfin_shelf import JellyfinShelf
from playground.people import PEOPLE, Person
from playground.request import MediaRow, Request
from playground.shelf import Entry, Shelf
from playground.shoko_shelf import ShokoShelf

MOUNTS: dict[str, dict[str, str]] = {
    "plex": {"/data/media": ""},
    "radarr": {"/movies": "movies", "/kids": "kids", "/recycle": "recycle"},
    "uhd": {"/movies-uhd": "movies-uhd", "/movies-merged": "movies-merged", "/recycle": "recycle"},
    "sonarr": {"/tv": "tv", "/anime": "anime", "/recycle": "recycle"},
    "jellyfin": {"/media": ""},
    "shoko": {"/mnt/anime": "anime"},
}
"""Per server: the path it sees -> the folder of the house ("" is the whole data folder)."""

Listener = Callable[[str, Mapping[str, object]], None]

# Where counting begins, when not at 1: these numbers are long in real households.
_FIRST = {"plex": 101, "part": 5001, "play": 9001}


@dataclass(slots=True)
class World:
    """Everything in the household at the moment `now` (fixed; later moments are passed in).

    Ids of new things come from `fresh(space)`, so that none is ever used twice.
    `tautulli_plex` is the Plex server Tautulli was set up with, None for the household's own.
    `revision` grows with every change, so that a wire may keep what it rendered; call `touch()` after
    changing state directly in a household whose wires do so (`kept`: large ones, for benchmarks).
    `listeners` are the servers that post to webhooks, by name.
    """

    now: datetime
    seed: int
    disk: Disk
    shelf: Shelf
    instances: dict[str, Instance]
    jellyfin: JellyfinShelf | None = None
    shoko: ShokoShelf | None = None
    media: dict[int, MediaRow] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)
    people: tuple[Person, ...] = PEOPLE
    tautulli_key: str = "tautulli-key-0000000000000000000"
    tautulli_plex: str | None = None
    seerr_key: str = "seerr-key-00000000000000000000000"
    kept: bool = False
    revision: int = 0
    listeners: dict[str, Listener] = field(default_factory=dict)
    _counters: dict[str, Iterator[int]] = field(default_factory=dict)

    def fresh(self, space: str = "") -> int:
        """Give the next number of a space ("plex", "radarr"...): servers count apart, so numbers meet."""
        return next(self._counters.setdefault(space, itertools.count(_FIRST.get(space, 1))))

    def announce(self, server: str, event: str, body: Mapping[str, object]) -> None:
        """Let a server tell its webhooks what happened in it. Nobody hears of it while it is not there."""
        if listener := self.listeners.get(server):
            listener(event, body)

    def touch(self) -> None:
        """Say that something changed."""
        self.revision += 1

    def seen(self, server: str, house: str) -> str:
        """Translate a house path to what `server` sees. Raises LookupError outside its mounts."""
        for shown, folder in MOUNTS[server].items():
            if not folder:
                return f"{shown}/{house}"
            if house == folder or house.startswith(folder + "/"):
                return shown + house.removeprefix(folder)
        raise LookupError(f"{server} has no mount that holds {house}.")

    def house(self, server: str, seen: str) -> str | None:
        """Translate a path as `server` sees it to a house path; None outside its mounts."""
        for shown, folder in MOUNTS[server].items():
            if seen == shown or seen.startswith(shown + "/"):
                return (folder + seen.removeprefix(shown)).strip("/")
        return None

    def entry(self, title: str, *, section: int | None = None) -> Entry:
        """Find the film or show of that name in Plex (tests name things so). Raises LookupError."""
        for entry in self.shelf.entries.values():
            top = entry.kind in {"movie", "show"} and entry.title == title
            if top and section in {None, entry.section}:
                return entry
        raise LookupError(f"Plex lists no film or show named {title}.")
