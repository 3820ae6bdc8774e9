"""What Shoko knows: the anime of the household, file by file.

Paths are house paths (relative to the data folder); the wire shows them as Shoko sees them.
"""

from dataclasses import dataclass, field
from datetime import datetime

from playground.titles import FIRST_TVDB, Title

FOLDER = "anime"
FOLDER_ID = 1
_FIRST_ANIDB = 5_000


@dataclass(frozen=True, slots=True)
class ShokoFile:
    """A file Shoko has hashed. `location` is the id of the place it lies in, `episodes` are Shoko's."""

    id: int
    location: int
    path: str
    size: int
    series: int
    episodes: tuple[int, ...]
    created: datetime


@dataclass(frozen=True, slots=True)
class ShokoSeries:
    """A series of Shoko's."""

    id: int
    title: Title
    created: datetime

    @property
    def anidb(self) -> int:
        """Give its number at AniDB."""
        return anidb_of(self.title)


@dataclass(slots=True)
class ShokoShelf:
    """All of Shoko's state. `version` decides on the words of its events and its folders."""

    version: str
    key: str
    files: dict[int, ShokoFile] = field(default_factory=dict)
    series: dict[int, ShokoSeries] = field(default_factory=dict)

    @property
    def is_old(self) -> bool:
        """Say whether it is of the generation before 6."""
        return int(self.version.split(".")[0]) < 6

    def of_series(self, number: int) -> list[ShokoFile]:
        """Give the files of a series."""
        return [file for file in self.files.values() if file.series == number]

    def named(self, name: str) -> ShokoSeries:
        """Find a series by its name (tests name things so). Raises LookupError."""
        for series in self.series.values():
            if series.title.name == name:
                return series
        raise LookupError(f"Shoko lists no series named {name}.")


def anidb_of(title: Title) -> int:
    """Give an anime's number at AniDB."""
    return _FIRST_ANIDB + title.ids.tvdb - FIRST_TVDB
