"""What may happen in the household while somebody plans or deletes: plays, upgrades, lost mounts.

Each function changes the world at once, as the server concerned would have it after the fact.
"""

import random
from datetime import datetime, timedelta
from operator import attrgetter

from playground.arr_payloads import episode_imported, movie_imported
from playground.films import film_path
from playground.history import play_of
from playground.instance import ArrFile, Instance, Movie, Series
from playground.people import OWNER, Person
from playground.plex_hooks import rated
from playground.removal import drop_file
from playground.series import Show, Slot, add_slot
from playground.shelf import Entry, Part, Play, Session
from playground.versions import HD, UHD, film_size, place
from playground.world import World


def play(world: World, key: int, person: Person, at: datetime, percent: int = 100) -> Play:
    """Somebody has watched a film or an episode until `at`; it is the latest row of the history."""
    watched = play_of(world, world.shelf.entries[key], person.plex_id, at, percent)
    world.shelf.plays.append(watched)
    world.shelf.plays.sort(key=attrgetter("at"))
    told = rated(world, "media.scrobble", world.shelf.entries[key], person)
    world.announce("plex", "media.scrobble", told)
    world.touch()
    return watched


def start_session(world: World, key: int, person: Person, at: datetime) -> Session:
    """Somebody begins to watch."""
    entry = world.shelf.entries[key]
    session = Session(str(world.fresh("session")), person.plex_id, key, at, entry.duration_ms // 10)
    world.shelf.sessions[session.id] = session
    world.touch()
    return session


def stop_session(world: World, session: Session) -> None:
    """Somebody stops watching."""
    del world.shelf.sessions[session.id]
    world.touch()


def upgrade(world: World, instance: str, movie: int, at: datetime, *, plex_sees: bool = True) -> ArrFile:
    """A Radarr replaces a film's file by a better one: another id, path, size and date.

    Plex scans soon after; `plex_sees` False is the time before that.
    """
    server = world.instances[instance]
    entry = server.movies[movie]
    old = server.held(movie)[0]
    version = UHD if instance == "uhd" else HD
    number = world.fresh(f"{instance} file")
    path = film_path(entry.title, entry.root, version, f" [release {number}]")
    size = film_size(version, random.Random(f"upgrade {world.seed} {number}"))
    place(world, path, size, linked=False)
    world.disk.unlink(old.path)
    drop_file(world, server, old, "upgrade")
    new = ArrFile(number, movie, path, size, version.quality, version.height, at)
    server.add_file(new)
    entry.file = number
    world.announce(instance, "Download", movie_imported(world, server, new, [old]))
    if plex_sees:
        _replace_part(world, old.path, new)
    world.touch()
    return new


def _replace_part(world: World, old: str, new: ArrFile) -> None:
    for entry in world.shelf.entries.values():
        for media in entry.media:
            if any(part.file == old for part in media.parts):
                media.parts = [Part(world.fresh("part"), new.path, new.size)]


def add_episode(world: World, show: int, season: int, at: datetime) -> Entry:
    """A new episode comes in at the end of a season (as Plex counts), in Plex and Sonarr alike."""
    top = world.shelf.entries[show]
    last = world.shelf.entries[_season(world, top, season).children[-1]]
    sonarr = world.instances["sonarr"]
    series = next(s for s in sonarr.series.values() if s.title.ids.tvdb == top.ids.tvdb)
    beside = next(file for file in sonarr.held(series.id) if file.path == last.parts[0].file)
    of_season = [sonarr.episodes[row] for row in series.episodes]
    slot = Slot(
        season=season,
        index=(last.index or 0) + 1,
        sonarr_season=beside.season or 0,
        sonarr_number=max(row.number for row in of_season if row.season == beside.season) + 1,
        absolute=len(of_season) + 1,
        aired=at.date() - timedelta(days=1),
        last=True,
    )
    stand = Show(world.fresh("late show"), series.title, at, show, series.id)
    draw = random.Random(f"late {world.seed} {show} {season} {slot.index}")
    added = add_slot(world, stand, series, slot, HD, draw=draw)
    file = next(file for file in sonarr.held(series.id) if file.path == added.parts[0].file)
    world.announce("sonarr", "Download", episode_imported(world, sonarr, file))
    world.announce("plex", "library.new", rated(world, "library.new", added, OWNER))
    world.touch()
    return added


def _season(world: World, top: Entry, season: int) -> Entry:
    return next(e for key in top.children if (e := world.shelf.entries[key]).index == season)


def tag(world: World, instance: str, entry: int, label: str) -> None:
    """Somebody tags a film or series in an *arr; the tag is made when there is none."""
    server = world.instances[instance]
    known = {name: number for number, name in server.tags.items()}
    number = known.get(label, max(server.tags, default=0) + 1)
    server.tags[number] = label
    holder = _entry(server, entry)
    if number not in holder.tags:
        holder.tags.append(number)
    world.touch()


def _entry(server: Instance, entry: int) -> Movie | Series:
    return server.movies[entry] if server.app == "Radarr" else server.series[entry]


def label(world: World, key: int, text: str) -> None:
    """Somebody labels an entry in Plex."""
    labels = world.shelf.entries[key].labels
    if text not in labels:
        labels.append(text)
    world.touch()


def restore_plex(world: World) -> dict[int, int]:
    """Plex comes back from elsewhere: another identity, and old ratingKeys now mean OTHER entries.

    Gives old key -> new key. The history rows and Seerr keep the old keys.
    """
    shelf = world.shelf
    old = sorted(shelf.entries)
    keys = dict(zip(old, reversed(old), strict=True))
    shelf.machine = f"{world.fresh('machine'):04x}feed{shelf.machine[8:]}"
    for entry in shelf.entries.values():
        entry.key = keys[entry.key]
        entry.parent = None if entry.parent is None else keys[entry.parent]
        entry.children = [keys[child] for child in entry.children]
    shelf.entries = {entry.key: entry for entry in sorted(shelf.entries.values(), key=attrgetter("key"))}
    shelf.by_section = {number: sorted(keys[key] for key in of) for number, of in shelf.by_section.items()}
    shelf.sessions.clear()
    world.touch()
    return keys


def lose_mount(world: World, folder: str) -> None:
    """A disk falls out of the tree: nothing below that top folder is seen by anybody."""
    world.disk.lose(folder)
    world.touch()


def find_mount(world: World, folder: str) -> None:
    """A lost disk is back, with all that was on it."""
    world.disk.find(folder)
    world.touch()
