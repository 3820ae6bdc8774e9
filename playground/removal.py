"""What a Radarr or Sonarr does to entries and files: removals, recycle bin, rescans. As the servers do.

Whoever set up a webhook hears of it (`World.announce`).
"""

from playground.arr_payloads import (
    Reason,
    episode_file_deleted,
    movie_deleted,
    movie_file_deleted,
    series_deleted,
)
from playground.instance import ArrFile, Exclusion, Instance, Movie, Series
from playground.world import World


def shares_path(instance: Instance, path: str) -> bool:
    """Say whether another entry's folder is this one, lies in it or holds it.

    Such a folder is kept when its entry is deleted, and only a line in the server's log says so.
    """
    entries: list[Movie | Series] = [*instance.movies.values(), *instance.series.values()]
    return any(
        entry.path == path or entry.path.startswith(path + "/") or path.startswith(entry.path + "/")
        for entry in entries
    )


def forget_movie(world: World, instance: Instance, number: int, *, files: bool) -> Movie:
    """Drop a film's entry with its file's row and downloads. `files` is what the webhook says of them."""
    movie = instance.movies[number]
    told = movie_deleted(world, instance, movie, files=files)
    for row in instance.held(number):
        instance.drop_file(row.id)
    _unqueue(instance, number)
    del instance.movies[number]
    world.announce(instance.name, "MovieDelete", told)
    return movie


def forget_series(world: World, instance: Instance, number: int, *, files: bool) -> Series:
    """Drop a show's entry with all below it. `files` is what the webhook says of them."""
    series = instance.series[number]
    told = series_deleted(world, instance, series, files=files)
    for row in instance.held(number):
        instance.drop_file(row.id)
    del instance.series[number]
    for below in series.episodes:
        del instance.episodes[below]
    _unqueue(instance, number)
    world.announce(instance.name, "SeriesDelete", told)
    return series


def exclude(world: World, instance: Instance, entry: Movie | Series) -> None:
    """Put an import exclusion of an entry on record."""
    title, film = entry.title, isinstance(entry, Movie)
    number = title.ids.tmdb if film else title.ids.tvdb
    exclude_number(world, instance, number, title.name, title.year if film else 0)


def exclude_number(world: World, instance: Instance, number: int, title: str, year: int) -> None:
    """Put an import exclusion on record, once per number."""
    if all(row.number != number for row in instance.exclusions.values()):
        key = world.fresh(f"{instance.name} exclusion")
        instance.exclusions[key] = Exclusion(key, number, title, year)


def remove_folders(world: World, instance: Instance, paths: list[str]) -> None:
    """Remove entries' WHOLE folders, not only the files the entries knew, or move them to the recycle bin.

    The first folder that another entry shares ends it: the servers leave the rest of the batch too.
    """
    for path in paths:
        if shares_path(instance, path) or not world.disk.reaches(path):
            return
        for file in world.disk.under(path):
            _remove_file(world, instance, file)
        world.disk.remove_folder(path)


def remove_file(world: World, instance: Instance, file: int) -> None:
    """Remove a file from disk and from the record; a file that is not there any more is fine."""
    path = instance.files[file].path
    if world.disk.size(path) is not None:
        _remove_file(world, instance, path)
    drop_file(world, instance, instance.files[file], "manual")


def drop_file(world: World, instance: Instance, file: ArrFile, reason: Reason) -> None:
    """Forget a file's row and say why."""
    film = instance.app == "Radarr"
    told = (movie_file_deleted if film else episode_file_deleted)(world, instance, file, reason)
    instance.drop_file(file.id)
    if told is not None:
        world.announce(instance.name, "MovieFileDelete" if film else "EpisodeFileDelete", told)


def _unqueue(instance: Instance, owner: int) -> None:
    for download in [row for row in instance.queue.values() if row.owner == owner]:
        del instance.queue[download.id]


def _remove_file(world: World, instance: Instance, path: str) -> None:
    recycled = world.house(instance.name, instance.recycle_bin) if instance.recycle_bin else None
    if recycled is None:
        world.disk.unlink(path)
    else:
        target = f"{recycled}/{path.split('/', 1)[1]}"
        while world.disk.size(target) is not None:
            target = f"{target.removesuffix('.mkv')}_1.mkv"
        world.disk.move(path, target)


def rescan(world: World, instance: Instance, owner: int) -> None:
    """Forget the files of an entry that are gone from disk.

    Nothing is forgotten while the root folder is away or empty: the servers take that for a lost mount.
    """
    entry = instance.movies.get(owner) or instance.series.get(owner)
    if entry is None or world.disk.is_empty(entry.root):
        return
    for file in instance.held(owner):
        if world.disk.size(file.path) is None:
            drop_file(world, instance, file, "missingFromDisk")
    world.touch()
