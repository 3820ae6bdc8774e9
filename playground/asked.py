"""What was asked for in Seerr: a media row for every title it knows of, and requests on some."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from playground.films import Film, Shape, film_shape
from playground.people import PEOPLE, Person
from playground.request import MediaRow, Request
from playground.series import Show
from playground.titles import ExternalIds, film_title
from playground.world import World

UNKNOWN, PENDING, PROCESSING, PARTIAL, AVAILABLE = 1, 2, 3, 4, 5
ASKED_PENDING, ASKED_APPROVED, ASKED_DECLINED, ASKED_COMPLETED = 1, 2, 3, 5
_FIRST_ABSENT = 1_000_000  # titles with these numbers are asked for and never came


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody's request for a title, before it is a row. `seasons` is empty for a film."""

    is_4k: bool = False
    seasons: tuple[int, ...] = ()


def film_asked(number: int) -> list[Asked]:
    """Say which requests there are for a film: one film in four, some of them twice."""
    shape, asked = film_shape(number), []
    if number % 4 == 1:
        asked.append(Asked(is_4k=shape is Shape.ONLY_4K))
    if shape is Shape.TWIN:
        asked.append(Asked(is_4k=True))
    if number % 20 == 5:
        asked.append(Asked())
    return asked


def show_asked(number: int, seasons: list[int]) -> list[Asked]:
    """Say which requests there are for a show: whole, or the first season and then the rest."""
    regular = tuple(season for season in seasons if season)
    if number % 3 == 0:
        return [Asked(seasons=regular)]
    if number % 3 == 1 and len(regular) > 1:
        return [Asked(seasons=regular[:1]), Asked(seasons=regular[1:])]
    return []


def build_requests(world: World, films: list[Film], wanted: list[Film], shows: list[Show]) -> None:
    """Put media rows and requests on record."""
    for film in films:
        if film.number % 40 != 39:  # Seerr cannot know what Plex found no match for
            _film_rows(world, film)
    for film in wanted:
        row = _row(world, "movie", film.title.ids, film.added, status=PROCESSING, status_4k=UNKNOWN)
        row.entry = film.entry
        _request(world, row, film.number, Asked(), status=ASKED_APPROVED, added=film.added)
    for show in shows:
        _show_rows(world, show)
    for number in range(max(1, len(films) // 40) * 2):
        _absent(world, number)


def ask_for_film(world: World, ids: ExternalIds, person: Person, at: datetime, *, is_4k: bool) -> Request:
    """Let somebody ask for a film later on; it is approved, and its media row made when there is none."""
    rows = world.media.values()
    row = next((row for row in rows if (row.kind, row.tmdb) == ("movie", ids.tmdb)), None)
    if row is None:
        row = _row(world, "movie", ids, at, status=UNKNOWN, status_4k=UNKNOWN)
        row.created, row.added = at, None
    if is_4k:
        row.status_4k = PROCESSING
    else:
        row.status = PROCESSING
    number = world.fresh("seerr request")
    world.requests[number] = Request(number, row.id, person.seerr_id, is_4k, ASKED_APPROVED, at, at)
    return world.requests[number]


def _film_rows(world: World, film: Film) -> None:
    status = AVAILABLE if film.key and film_shape(film.number) is not Shape.ONLY_4K else UNKNOWN
    status_4k = AVAILABLE if film.entry_4k else UNKNOWN
    row = _row(world, "movie", film.title.ids, film.added, status=status, status_4k=status_4k)
    row.key, row.entry, row.entry_4k = film.key, film.entry, film.entry_4k
    row.key_4k = film.key_4k or (film.key if film.entry_4k else None)
    for asked in film_asked(film.number):
        _request(world, row, film.number, asked, status=ASKED_COMPLETED, added=film.added)


def _show_rows(world: World, show: Show) -> None:
    row = _row(world, "tv", show.title.ids, show.added, status=AVAILABLE, status_4k=UNKNOWN)
    row.key, row.entry = show.key, show.series
    row.seasons = {season: AVAILABLE for season in show.seasons if season}
    for asked in show_asked(show.number, show.seasons):
        _request(world, row, show.number, asked, status=ASKED_COMPLETED, added=show.added)


def _absent(world: World, number: int) -> None:
    """Something that was asked for and is not there: pending or declined."""
    title = film_title(_FIRST_ABSENT + number, world.seed)
    created = world.now.replace(microsecond=0) - timedelta(days=10 + number)
    pending = number % 2 == 0
    row = _row(world, "movie", title.ids, created, status=PENDING if pending else UNKNOWN, status_4k=UNKNOWN)
    row.added = None
    status = ASKED_PENDING if pending else ASKED_DECLINED
    _request(world, row, number, Asked(), status=status, added=created)


def _row(
    world: World, kind: Literal["movie", "tv"], ids: ExternalIds, at: datetime, *, status: int, status_4k: int
) -> MediaRow:
    row = MediaRow(
        id=world.fresh("seerr media"),
        kind=kind,
        tmdb=ids.tmdb,
        tvdb=ids.tvdb,
        imdb=ids.imdb,
        status=status,
        status_4k=status_4k,
        key=None,
        key_4k=None,
        entry=None,
        entry_4k=None,
        created=at - timedelta(days=4),
        added=at if AVAILABLE in {status, status_4k} else None,
    )
    world.media[row.id] = row
    return row


def _request(
    world: World, row: MediaRow, number: int, asked: Asked, *, status: int, added: datetime
) -> Request:
    """Put a request on record, made a few days before the title came."""
    draw = random.Random(f"asked {world.seed} {row.id} {len(world.requests)}")
    request = Request(
        id=world.fresh("seerr request"),
        media=row.id,
        person=PEOPLE[1 + (number + draw.randrange(2)) % 5].seerr_id,
        is_4k=asked.is_4k,
        status=status,
        created=added - timedelta(days=draw.randint(1, 4), seconds=draw.randrange(9000)),
        updated=added,
        seasons=list(asked.seasons),
    )
    world.requests[request.id] = request
    return request
