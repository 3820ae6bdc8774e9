"""What Jellyfin removes when it is told to delete an item."""

from playground.jellyfin_scan import drop
from playground.jellyfin_shelf import Item, JellyfinShelf
from playground.world import World


def can_unlink(shelf: JellyfinShelf) -> bool:
    """Say whether the disk lets Jellyfin unlink files. Where it does not, the server answers 500."""
    return not shelf.readonly


def delete(world: World, shelf: JellyfinShelf, number: str) -> None:
    """Delete an item as the server does: its files, then its row.

    A film takes its WHOLE folder along unless it lies at the top of a library, a show or season the folder
    of it, an episode its own file. What is not where Jellyfin looks (a lost mount) is not missed: the row
    goes, the files stay.
    """
    item = shelf.items[number]
    if not shelf.keeps_files:
        _remove_files(world, shelf, item)
    if not shelf.keeps_rows:
        drop(world, shelf, number)
    world.touch()


def _remove_files(world: World, shelf: JellyfinShelf, item: Item) -> None:
    match item.kind:
        case "Movie" if (folder := item.path.rsplit("/", 1)[0]) not in _locations(shelf):
            world.disk.remove_folder(folder)
        case "Movie":
            world.disk.unlink(item.path)
        case "Series" | "Season" if item.path:
            world.disk.remove_folder(item.path)
        case "Episode":
            world.disk.unlink(item.path)
        case "BoxSet" | "Series" | "Season":
            pass  # a season that is no folder drops its rows, and the next scan brings them back


def _locations(shelf: JellyfinShelf) -> set[str]:
    return {folder for library in shelf.libraries.values() for folder in library.folders}
