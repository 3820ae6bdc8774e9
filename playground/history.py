"""Who watched what and when: four years of plays, and what was left in the middle."""

import random
from datetime import datetime, timedelta

from playground.films import Film
from playground.people import PEOPLE
from playground.series import Show
from playground.shelf import Entry, Play
from playground.world import World

REACH = timedelta(days=4 * 365)
LONG_AGO = timedelta(days=770)  # beyond two years by every calendar
NEVER, RECENT, LEFT = frozenset({0, 4, 7}), frozenset({3, 9}), 6


def play_of(world: World, entry: Entry, person: int, at: datetime, percent: int) -> Play:
    """Give the history row of a play; nothing is put on record."""
    shelf = world.shelf
    season = shelf.entries[entry.parent] if entry.parent is not None else None
    show = shelf.entries[season.parent] if season and season.parent is not None else None
    return Play(
        id=world.fresh("play"),
        person=person,
        key=entry.key,
        parent=season.key if season else None,
        grandparent=show.key if show else None,
        section=entry.section,
        kind="episode" if season else "movie",
        guid=entry.guid,
        title=entry.title,
        parent_title=season.title if season else "",
        grandparent_title=show.title if show else "",
        year=entry.year,
        index=entry.index,
        parent_index=season.index if season else None,
        released=entry.released,
        at=at,
        duration_s=entry.duration_ms * percent // 100_000,
        percent=percent,
    )


def build_history(world: World, films: list[Film], shows: list[Show]) -> None:
    """Put the plays of all on record, in order of time.

    Of ten films three were never watched, four last watched over two years ago, two lately, and one
    was left in the middle. Shows vary alike; people go through them episode by episode.
    """
    drawn = [watched for film in films for watched in _film_plays(world, film)]
    drawn += [watched for show in shows for watched in _show_plays(world, show)]
    drawn.sort(key=lambda watched: (watched[0], watched[1].key))
    for at, entry, person, percent in drawn:
        world.shelf.plays.append(play_of(world, entry, person, at, percent))


Watched = tuple[datetime, Entry, int, int]


def _film_plays(world: World, film: Film) -> list[Watched]:
    digit = film.number % 10
    key = film.key or film.key_4k
    if digit in NEVER or key is None:
        return []
    draw = random.Random(f"plays {world.seed} {film.number}")
    entry = world.shelf.entries[key]
    if digit == LEFT:
        person = draw.choice(PEOPLE).plex_id
        if film.number % 20 == LEFT:
            entry.offsets[person] = entry.duration_ms * 2 // 5
        return [(world.now - timedelta(days=draw.randrange(3, 25)), entry, person, 40)]
    latest = world.now if digit in RECENT else world.now - LONG_AGO
    earliest = max(film.added, world.now - REACH)
    people = draw.sample(PEOPLE, draw.randint(1, 3))
    return [
        (_between(earliest, latest, draw), entry, person.plex_id, draw.randint(92, 100)) for person in people
    ]


def _between(earliest: datetime, latest: datetime, draw: random.Random) -> datetime:
    seconds = max(int((latest - earliest).total_seconds()), 1)
    return earliest + timedelta(seconds=draw.randrange(seconds))


def _show_plays(world: World, show: Show) -> list[Watched]:
    """One to three people each go through a part of the show, an episode every two days or so."""
    if show.number % 4 == 3:
        return []
    draw = random.Random(f"binge {world.seed} {show.number}")
    episodes = world.shelf.leaves(show.key)
    latest = world.now if show.number % 4 == 1 else world.now - LONG_AGO
    plays: list[Watched] = []
    for person in draw.sample(PEOPLE, draw.randint(1, 3)):
        at = _between(max(show.added, world.now - REACH), latest, draw)
        for entry in episodes[: draw.randint(1, len(episodes))]:
            at = max(at, entry.added) + timedelta(hours=draw.randint(20, 72))
            if at < latest:
                plays.append((at, entry, person.plex_id, draw.randint(92, 100)))
    return plays
