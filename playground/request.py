"""What Seerr knows: media rows and the requests on them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(slots=True)
class MediaRow:
    """Seerr's row of a title. Statuses are Seerr's ints (5 is available, 1 unknown, 3 processing).

    `key` and `key_4k` are Plex ratingKeys; `entry` and `entry_4k` ids in the *arr.
    `seasons` maps the season number (as TMDB and Plex count) to a status; empty for films.
    """

    id: int
    kind: Literal["movie", "tv"]
    tmdb: int
    tvdb: int
    imdb: str
    status: int
    status_4k: int
    key: int | None
    key_4k: int | None
    entry: int | None
    entry_4k: int | None
    created: datetime
    added: datetime | None
    seasons: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Request:
    """Somebody asked for a title. `person` is a Seerr user, `media` a row's id.

    `status`: 1 pending, 2 approved, 3 declined, 4 failed, 5 completed (Seerr alone: an Overseerr keeps 2).
    """

    id: int
    media: int
    person: int
    is_4k: bool
    status: int
    created: datetime
    updated: datetime
    seasons: list[int] = field(default_factory=list)
