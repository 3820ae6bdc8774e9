"""Films of the household: which copies there are of each, on disk, in Plex and in the two Radarrs.

What a film is like follows from its number, so that a household of forty has every shape there is.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from playground.instance import ArrFile, Movie
from playground.shelf import Entry
from playground.titles import FIRST_TMDB, Title, film_title
from playground.versions import HD, SMALL, UHD, Version, film_size, media_of, place
from playground.world import World

MOVIES, MOVIES_4K, KIDS = 1, 3, 5
KEEP_TAG, KIDS_TAG = 1, 2


class Shape(StrEnum):
    """Which copies there are of a film."""

    PLAIN = "plain"  # one file, held by radarr
    TWIN = "twin"  # a second entry in Movies 4K, held by uhd
    MERGED = "merged"  # a second version of the same entry, in a folder of uhd's
    STRAY = "stray"  # a second version in radarr's folder of which radarr does not know
    ONLY_4K = "only_4k"  # nothing but the copy of uhd
    KIDS = "kids"  # in the Kids section, in radarr's second root folder
    UNMANAGED = "unmanaged"  # in Plex alone


_SHAPES = {
    3: Shape.TWIN,
    9: Shape.MERGED,
    13: Shape.ONLY_4K,
    15: Shape.STRAY,
    17: Shape.KIDS,
    19: Shape.UNMANAGED,
}


def film_shape(number: int) -> Shape:
    """Give the shape of the film with that number."""
    return _SHAPES.get(number % 20, Shape.PLAIN)


@dataclass(slots=True)
class Film:
    """Where a film of the household stands: keys and ids, None where it does not."""

    number: int
    title: Title
    added: datetime
    key: int | None = None
    key_4k: int | None = None
    entry: int | None = None
    entry_4k: int | None = None


def film_added(number: int, now: datetime, draw: random.Random) -> datetime:
    """Draw when a film was added: three in ten within 600 days, the others 2 to 6 years ago."""
    recent = number % 5 == 4 or number % 10 == 9
    days = draw.randrange(20, 600) if recent else draw.randrange(800, 2200)
    return now.replace(microsecond=0) - timedelta(days=days, seconds=draw.randrange(86_400))


def build_film(world: World, number: int) -> Film:
    """Put a film with all its copies into the household."""
    draw = random.Random(f"copies {world.seed} {number}")
    title = film_title(number, world.seed)
    film = Film(number, title, film_added(number, world.now, draw))
    shape = film_shape(number)
    if shape is Shape.ONLY_4K:
        film.key_4k, film.entry_4k = _uhd_copy(world, film, draw)
        return film
    version = SMALL if number % 8 == 6 else HD
    folder = "kids" if shape is Shape.KIDS else "movies"
    path, size = _file(world, film, folder, version, draw)
    entry = _entry(world, film, KIDS if shape is Shape.KIDS else MOVIES)
    entry.media.append(media_of(world, version, path, size))
    film.key = entry.key
    if shape is not Shape.UNMANAGED:
        film.entry = _held(world, film, "radarr", version, path=path, size=size)
    if shape is Shape.TWIN:
        film.key_4k, film.entry_4k = _uhd_copy(world, film, draw)
    if shape is Shape.MERGED:
        merged, merged_size = _file(world, film, "movies-merged", UHD, draw)
        entry.media.append(media_of(world, UHD, merged, merged_size))
        film.entry_4k = _held(world, film, "uhd", UHD, path=merged, size=merged_size)
    if shape is Shape.STRAY:
        entry.media.append(media_of(world, SMALL, *_file(world, film, folder, SMALL, draw)))
    return film


def build_wanted(world: World, number: int) -> Film:
    """Put a film into radarr that is monitored and not there yet; it waits in the queue."""
    draw = random.Random(f"wanted {world.seed} {number}")
    title = film_title(number, world.seed)
    film = Film(number, title, world.now.replace(microsecond=0) - timedelta(days=draw.randrange(1, 40)))
    film.entry = _movie(world, film, "radarr", "movies").id
    return film


def bring_film(
    world: World, instance: str, title: Title, at: datetime, *, into: Movie | None = None, mark: str = ""
) -> tuple[Movie, Entry]:
    """Put a film in that came `at` a later moment: its file, Plex's entry and, without `into`, Radarr's."""
    film = Film((title.ids.tmdb - FIRST_TMDB) // 7, title, at)
    version = UHD if instance == "uhd" else HD
    movie = into or _movie(world, film, instance, "movies-uhd" if instance == "uhd" else "movies")
    movie.monitored = True
    path = film_path(title, movie.root, version, mark)
    size = film_size(version, random.Random(f"late {world.seed} {path} {at}"))
    place(world, path, size, linked=False)
    _hold(world, movie, instance, version, path=path, size=size, added=at)
    entry = _entry(world, film, MOVIES_4K if instance == "uhd" else KIDS if movie.root == "kids" else MOVIES)
    entry.media.append(media_of(world, version, path, size))
    return movie, entry


def _uhd_copy(world: World, film: Film, draw: random.Random) -> tuple[int, int]:
    path, size = _file(world, film, "movies-uhd", UHD, draw)
    entry = _entry(world, film, MOVIES_4K)
    entry.media.append(media_of(world, UHD, path, size))
    return entry.key, _held(world, film, "uhd", UHD, path=path, size=size)


def _file(world: World, film: Film, root: str, version: Version, draw: random.Random) -> tuple[str, int]:
    path = film_path(film.title, root, version)
    size = film_size(version, draw)
    place(world, path, size, linked=film.number % 5 == 0 or film.number % 20 == 17)
    return path, size


def film_path(title: Title, root: str, version: Version, mark: str = "") -> str:
    """Give the house path of a film's file; `mark` tells a later release from an earlier."""
    return f"{root}/{title.folder}/{title.folder} [{version.label}]{mark}.mkv"


def _entry(world: World, film: Film, section: int) -> Entry:
    title = film.title
    known = film.number % 40 != 39  # Plex found no match for a home video
    key = world.fresh("plex")
    entry = Entry(
        key=key,
        kind="movie",
        section=section,
        title=title.name,
        year=title.year,
        guid=f"plex://movie/{film.number:024x}" if known else f"local://{key}",
        ids=title.ids if known else type(title.ids)(0, 0, ""),
        added=film.added,
        released=title.released,
        duration_ms=title.runtime_min * 60_000,
        genres=list(title.genres),
        labels=["Keep"] if film.number % 20 == 11 else [],
        collections=_collections(title),
        critic=title.critic,
        audience=title.audience,
        certification=title.certification,
        studio=title.studio,
    )
    world.shelf.add(entry)
    return entry


def _collections(title: Title) -> list[str]:
    """Series of films name themselves before the colon."""
    series, colon, _ = title.name.partition(":")
    return [f"{series} Collection"] if colon else []


def _held(world: World, film: Film, instance: str, version: Version, *, path: str, size: int) -> int:
    """Put a film with its file on record in a Radarr."""
    movie = _movie(world, film, instance, path.split("/", 1)[0])
    _hold(world, movie, instance, version, path=path, size=size, added=film.added)
    return movie.id


def _hold(
    world: World, movie: Movie, instance: str, version: Version, *, path: str, size: int, added: datetime
) -> None:
    number = world.fresh(f"{instance} file")
    quality, height = version.quality, version.height
    world.instances[instance].add_file(ArrFile(number, movie.id, path, size, quality, height, added))
    movie.file = number


def _movie(world: World, film: Film, instance: str, root: str) -> Movie:
    movie = Movie(
        id=world.fresh(instance),
        title=film.title,
        path=f"{root}/{film.title.folder}",
        root=root,
        profile=5 if instance == "uhd" else 4,
        added=film.added - timedelta(hours=2),
        monitored=film.number % 7 != 3,
        tags=([KEEP_TAG] if film.number % 20 == 7 else []) + ([KIDS_TAG] if root == "kids" else []),
    )
    world.instances[instance].movies[movie.id] = movie
    return movie
