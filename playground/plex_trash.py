"""What Plex removes: an item with its files when told to, and entries whose files are gone on a scan."""

from playground.shelf import Entry, Shelf
from playground.world import World


def can_unlink(world: World, key: int) -> bool:
    """Say whether Plex may unlink every file of the item and of all below it."""
    shelf = world.shelf
    paths = [part.file for entry in shelf.below(key) for part in entry.parts]
    return not shelf.readonly and all(world.disk.reaches(path) for path in paths)


def delete(world: World, key: int) -> None:
    """Unlink every part of every version of the item and of all below it, and forget it."""
    for entry in world.shelf.below(key):
        for part in entry.parts:
            world.disk.unlink(part.file)
    forget(world.shelf, key)
    world.touch()


def forget(shelf: Shelf, key: int) -> None:
    """Drop an entry with all below it from the library; a parent left without children goes too."""
    entry = shelf.entries[key]
    for below in shelf.below(key):
        del shelf.entries[below.key]
        shelf.by_section[below.section].remove(below.key)
    if entry.parent is not None:
        parent = shelf.entries[entry.parent]
        parent.children.remove(key)
        if not parent.children:
            forget(shelf, parent.key)


def scan(world: World, section: int) -> None:
    """Bring a section up to date: a replaced file is found, what has no file left is dropped (or trashed).

    As Plex does, nothing is dropped while the mount that held it is away.
    """
    shelf = world.shelf
    for key in list(shelf.by_section[section]):
        entry = shelf.entries.get(key)
        if entry is not None and entry.media and _stale(world, entry):
            if shelf.keeps_trash and all(_gone(world, part.file) for part in entry.parts):
                entry.trashed = world.now
                continue
            _rescan(world, entry)
            if not entry.media:
                forget(shelf, key)
    world.touch()


def _stale(world: World, entry: Entry) -> bool:
    return any(_gone(world, part.file) for part in entry.parts)


def _gone(world: World, path: str) -> bool:
    return world.disk.reaches(path) and world.disk.size(path) is None


def _rescan(world: World, entry: Entry) -> None:
    found = _newcomers(world, entry) if entry.kind == "movie" else []
    for part in entry.parts:
        size = world.disk.size(found[0]) if found and _gone(world, part.file) else None
        if size is not None:
            part.id, part.file, part.size = world.fresh("part"), found.pop(0), size
    for media in entry.media:
        media.parts = [part for part in media.parts if not _gone(world, part.file)]
    entry.media = [media for media in entry.media if media.parts]


def _newcomers(world: World, entry: Entry) -> list[str]:
    """List the files in the film's own folders that no part of it names."""
    known = {part.file for part in entry.parts}
    folders = {path.rpartition("/")[0] for path in known}
    return sorted(path for folder in folders for path in world.disk.under(folder) if path not in known)
