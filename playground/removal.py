"""What a Radarr or Sonarr does to files: removals, recycle bin, rescans. Decided as the servers do."""

from playground.instance import Instance, Movie, Series
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
    instance.drop_file(file)


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
            instance.drop_file(file.id)
    world.touch()
