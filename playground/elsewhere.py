"""What people and servers do to the household without asking anybody: deletions, upgrades, returns.

Each function changes the world at once, as the server concerned would have it after the fact. The other
servers keep their stale view until they look again (`look_again`, or a scan of their own).
"""

from datetime import datetime
from typing import Literal

from playground import jellyfin_trash, plex_trash, shoko_files
from playground.arr_payloads import episode_imported, movie_imported
from playground.asked import ask_for_film
from playground.films import bring_film
from playground.happenings import tag, upgrade
from playground.instance import ArrFile, Movie
from playground.jellyfin_scan import scan as scan_jellyfin
from playground.people import OWNER, Person
from playground.plex_hooks import rated
from playground.removal import exclude, forget_movie, forget_series, remove_file, remove_folders, rescan
from playground.seerr_hooks import notification
from playground.series import build_show
from playground.shelf import Entry
from playground.titles import FIRST_TVDB, Title
from playground.world import World

Cause = Literal["list", "request", "monitored", "by hand"]


def delete_in_plex(world: World, key: int) -> None:
    """Somebody deletes an entry in Plex, with its files. Plex tells nobody."""
    plex_trash.delete(world, key)


def delete_in_jellyfin(world: World, item: str) -> None:
    """Somebody deletes an item in Jellyfin, with its files."""
    if world.jellyfin is None:
        raise LookupError("This household has no Jellyfin.")
    jellyfin_trash.delete(world, world.jellyfin, item)


def delete_movie(
    world: World, instance: str, number: int, *, files: bool = True, excluded: bool = False
) -> Movie:
    """Somebody deletes a film in a Radarr."""
    server = world.instances[instance]
    movie = forget_movie(world, server, number, files=files)
    if excluded:
        exclude(world, server, movie)
    if files:
        remove_folders(world, server, [movie.path])
    world.touch()
    return movie


def delete_series(world: World, number: int, *, files: bool = True, excluded: bool = False) -> Title:
    """Somebody deletes a show in Sonarr."""
    server = world.instances["sonarr"]
    series = forget_series(world, server, number, files=files)
    if excluded:
        exclude(world, server, series)
    if files:
        remove_folders(world, server, [series.path])
    world.touch()
    return series.title


def delete_arr_file(world: World, instance: str, file: int) -> None:
    """Somebody deletes one file in a Radarr or Sonarr; the entry stays."""
    remove_file(world, world.instances[instance], file)
    world.touch()


def delete_in_shoko(world: World, file: int) -> None:
    """Somebody deletes a file in Shoko, from the disk as well."""
    if world.shoko is None:
        raise LookupError("This household has no Shoko.")
    shoko_files.delete_file(world, world.shoko, world.shoko.files[file], from_disk=True)


def delete_by_hand(world: World, path: str) -> None:
    """A script or a person removes a file, or a folder with all that is in it."""
    if world.disk.under(path):
        world.disk.remove_folder(path)
    else:
        world.disk.unlink(path)
    world.touch()


def look_again(world: World, *servers: str) -> None:
    """Let servers scan ("plex", "jellyfin", "radarr"...), all of them when none is named."""
    named = servers or ("plex", "jellyfin", "shoko", *world.instances)
    if "plex" in named:
        for section in world.shelf.sections:
            if section in world.shelf.by_section:
                plex_trash.scan(world, section)
    if "jellyfin" in named and world.jellyfin is not None:
        scan_jellyfin(world, world.jellyfin)
    if "shoko" in named and world.shoko is not None:
        shoko_files.look(world, world.shoko)
    for name, server in world.instances.items():
        for owner in [*server.movies, *server.series] if name in named else []:
            rescan(world, server, owner)


def upgrade_wave(
    world: World, instance: str, count: int, at: datetime, *, plex_sees: bool = True
) -> list[ArrFile]:
    """A new quality profile: a Radarr replaces the files of its first `count` films within minutes."""
    held = [movie.id for movie in world.instances[instance].movies.values() if movie.file]
    return [upgrade(world, instance, number, at, plex_sees=plex_sees) for number in held[:count]]


def bring_back(
    world: World, instance: str, title: Title, at: datetime, *, cause: Cause, person: Person = OWNER
) -> tuple[Movie, Entry]:
    """A film that was deleted is downloaded again: new ids everywhere, and in Plex the guid of old.

    `monitored`: the entry had stayed. `list`: an import list added it, which tags it. `request`: `person`
    asked for it again in Seerr. Jellyfin sees it at its next scan, under the id of old if the path is.
    """
    server = world.instances[instance]
    kept = next((row for row in server.movies.values() if row.title.ids == title.ids), None)
    if cause == "monitored" and kept is None:
        raise LookupError(f"{instance} has no entry of {title.name} that stayed.")
    movie, entry = bring_film(world, instance, title, at, into=kept)
    if cause == "list":
        tag(world, instance, movie.id, "list-popular")
    if cause == "request":
        request = ask_for_film(world, title.ids, person, at, is_4k=server.uhd)
        told = notification("MEDIA_APPROVED", title.name, world.media[request.media], request)
        world.announce("seerr", "MEDIA_APPROVED", told)
        tag(world, instance, movie.id, f"{person.seerr_id} - {person.name.lower()}")
    file = server.held(movie.id)[0]
    world.announce(instance, "Download", movie_imported(world, server, file, []))
    world.announce("plex", "library.new", rated(world, "library.new", entry, OWNER))
    world.touch()
    return movie, entry


def bring_show_back(world: World, title: Title, at: datetime) -> Entry:
    """A show that was deleted everywhere is added to Sonarr and downloaded again."""
    show = build_show(world, title.ids.tvdb - FIRST_TVDB, at=at)
    entry = world.shelf.entries[show.key]
    server = world.instances["sonarr"]
    for file in server.held(show.series) if show.series else []:
        world.announce("sonarr", "Download", episode_imported(world, server, file))
    world.announce("plex", "library.new", rated(world, "library.new", entry, OWNER))
    world.touch()
    return entry
