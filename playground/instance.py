"""What a Radarr or Sonarr knows: entries, files, tags, queue, exclusions.

Paths are house paths (relative to the data folder); the wire shows them as the server sees them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from playground.titles import Title


@dataclass(slots=True)
class ArrFile:
    """A file an entry holds: the database row, which may outlive the file on disk until a rescan.

    `owner` is the movie or series id; `season` is None for a film's file.
    """

    id: int
    owner: int
    path: str
    size: int
    quality: str
    resolution: int
    added: datetime
    season: int | None = None


@dataclass(slots=True)
class Movie:
    """Radarr's entry of a film. `file` is the id of its file, None without one."""

    id: int
    title: Title
    path: str
    root: str
    profile: int
    added: datetime
    monitored: bool = True
    tags: list[int] = field(default_factory=list)
    file: int | None = None


@dataclass(slots=True)
class Episode:
    """Sonarr's episode. Two episodes with the same `file` share a multi-episode file."""

    id: int
    series: int
    season: int
    number: int
    title: str
    aired: date
    tvdb: int
    absolute: int | None = None
    monitored: bool = True
    file: int | None = None


@dataclass(slots=True)
class Series:
    """Sonarr's entry of a show. `seasons` maps the season number, as SONARR counts, to monitored."""

    id: int
    title: Title
    path: str
    root: str
    profile: int
    added: datetime
    seasons: dict[int, bool]
    kind: Literal["standard", "anime"] = "standard"
    monitored: bool = True
    tags: list[int] = field(default_factory=list)
    episodes: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An import exclusion: `number` is the tmdb number for Radarr, the tvdb number for Sonarr."""

    id: int
    number: int
    title: str
    year: int


@dataclass(frozen=True, slots=True)
class Queued:
    """A download in the queue of the entry `owner`; `season` and `episode` (an id) are Sonarr's."""

    id: int
    owner: int
    title: str
    size: int
    added: datetime
    season: int | None = None
    episode: int | None = None


@dataclass(frozen=True, slots=True)
class RootFolder:
    """A root folder: `seen` is its path inside the server, `house` where that is in the data folder."""

    id: int
    seen: str
    house: str


@dataclass(slots=True)
class Instance:
    """All of one server's state. `recycle_bin` is a path inside the server, "" for none."""

    name: str
    app: Literal["Radarr", "Sonarr"]
    version: str
    key: str
    roots: list[RootFolder]
    uhd: bool = False
    recycle_bin: str = ""
    tags: dict[int, str] = field(default_factory=dict)
    profiles: dict[int, str] = field(default_factory=dict)
    movies: dict[int, Movie] = field(default_factory=dict)
    series: dict[int, Series] = field(default_factory=dict)
    episodes: dict[int, Episode] = field(default_factory=dict)
    files: dict[int, ArrFile] = field(default_factory=dict)
    files_of: dict[int, list[int]] = field(default_factory=dict)
    queue: dict[int, Queued] = field(default_factory=dict)
    exclusions: dict[int, Exclusion] = field(default_factory=dict)

    def held(self, owner: int) -> list[ArrFile]:
        """Give the files of a movie or series, in the order of their ids."""
        return [self.files[file] for file in self.files_of.get(owner, [])]

    def add_file(self, file: ArrFile) -> None:
        """Put a file row on record."""
        self.files[file.id] = file
        self.files_of.setdefault(file.owner, []).append(file.id)

    def drop_file(self, file: int) -> None:
        """Forget a file row and unlink it from its movie or episodes; the disk is not touched."""
        row = self.files.pop(file)
        self.files_of[row.owner].remove(file)
        if row.owner in self.movies:
            self.movies[row.owner].file = None
            return
        for number in self.series[row.owner].episodes:
            if self.episodes[number].file == file:
                self.episodes[number].file = None
