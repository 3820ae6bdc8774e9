"""Works: real films and shows, by name and year, with their numbers in the public databases."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal


@dataclass(frozen=True, slots=True)
class ExternalIds:
    """Numbers in the public databases. 0 or "" means that the database does not know the title.

    Movies and shows are numbered apart: a movie and a show of this household share a tmdb number.
    """

    tmdb: int
    tvdb: int
    imdb: str


@dataclass(frozen=True, slots=True)
class Title:
    """A film or a show as the public databases describe it.

    `audience` and `critic` are None without votes (scale 0-10). `ended` is always False for a film.
    """

    kind: Literal["movie", "show"]
    name: str
    year: int
    ids: ExternalIds
    released: date
    genres: tuple[str, ...]
    studio: str
    certification: str
    runtime_min: int
    votes: int
    audience: float | None
    critic: float | None
    ended: bool = False

    @property
    def folder(self) -> str:
        """Give the name of the folder such a title lives in."""
        return f"{self.name.translate(_UNSAFE)} ({self.year})"


# Radarr and Sonarr leave out what some file systems refuse in a name.
_UNSAFE = {ord(letter): None for letter in '/\\:*?"<>|'}
