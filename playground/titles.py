"""Works: real films and shows, by name and year, with their numbers in the public databases.

Names and years are facts; those of the films stand in the data set "movies" of vega-datasets.
"""

import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
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

    `audience` and `critic` are None without votes (scale 0-10). `seasons` is the number of seasons
    (0 for a film); `ended` is always False for a film.
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
    seasons: int = 0
    ended: bool = False
    anime: bool = False

    @property
    def folder(self) -> str:
        """Give the name of the folder such a title lives in."""
        return f"{on_disk(self.name)} ({self.year})"


# Radarr and Sonarr leave out what some file systems refuse in a name.
_UNSAFE = {ord(letter): None for letter in '/\\:*?"<>|'}
_GENRES = ("Action", "Comedy", "Crime", "Drama", "Family", "Horror", "Romance", "Science Fiction", "Thriller")
_STUDIOS = ("A24", "Canal+", "Columbia", "Gaumont", "HBO", "Paramount", "Pathé", "Universal", "Warner Bros.")
_CERTIFICATIONS = ("G", "PG", "PG-13", "R", "TV-14", "TV-MA")
FIRST_TMDB, FIRST_TVDB = 10_016, 70_001


def on_disk(name: str) -> str:
    """Give a name as it may stand in a path."""
    return name.translate(_UNSAFE).strip(". ")


def film_title(number: int, seed: int) -> Title:
    """Describe the film with that number, from 0; beyond the list names come again, numbered."""
    name, year, *_ = _listed("films.json")[number % len(_listed("films.json"))]
    draw = random.Random(f"film {seed} {number}")
    ids = ExternalIds(tmdb=FIRST_TMDB + 7 * number, tvdb=0, imdb=f"tt{1_000_000 + number:07}")
    return _title("movie", _numbered(name, number, "films.json"), year, ids, draw)


def show_title(number: int, seed: int) -> Title:
    """Describe the show with that number, from 0. The first one has the first film's tmdb number."""
    rows = _listed("shows.json")
    name, year, seasons, ended, anime = rows[number % len(rows)]
    draw = random.Random(f"show {seed} {number}")
    ids = ExternalIds(FIRST_TMDB + 11 * number, FIRST_TVDB + number, f"tt{5_000_000 + number:07}")
    title = _numbered(name, number, "shows.json")
    return _title("show", title, year, ids, draw, seasons=seasons, ended=ended, anime=anime)


def _title(
    kind: Literal["movie", "show"],
    name: str,
    year: int,
    ids: ExternalIds,
    draw: random.Random,
    *,
    seasons: int = 0,
    ended: bool = False,
    anime: bool = False,
) -> Title:
    votes = 0 if draw.random() < 0.08 else draw.randrange(3, 200_000)
    return Title(
        kind,
        name,
        year,
        ids,
        released=date(year, 1, 1) + timedelta(days=draw.randrange(360)),
        genres=tuple(draw.sample(_GENRES, draw.randint(1, 3))),
        studio=draw.choice(_STUDIOS),
        certification=draw.choice(_CERTIFICATIONS),
        runtime_min=draw.randint(82, 170) if kind == "movie" else draw.choice((24, 30, 45, 55)),
        votes=votes,
        audience=round(draw.uniform(3.5, 9.6), 1) if votes else None,
        critic=round(draw.uniform(2.0, 9.9), 1) if votes else None,
        seasons=seasons,
        ended=ended,
        anime=anime,
    )


def _numbered(name: str, number: int, listing: str) -> str:
    again = number // len(_listed(listing))
    return f"{name} No. {again + 1}" if again else name


@cache
def _listed(listing: str) -> tuple[tuple[str, int, int, bool, bool], ...]:
    """Read a list of the package: rows of name and year, for shows seasons, ended and anime as well."""
    rows = json.loads(resources.files("playground").joinpath(listing).read_text("utf-8"))
    return tuple((row[0], row[1], *(row[2:] or (0, False, False))) for row in rows)
