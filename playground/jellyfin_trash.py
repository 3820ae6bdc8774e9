"""What Jellyfin removes when it is told to delete an item."""

from playground.jellyfin_scan import drop
from playground.jellyfin_shelf import Item, JellyfinShelf
from playground.world import World


def can_unlink(shelf: JellyfinShelf) -> bool:
    """Say whether the disk lets Jellyfin unlink files. Where it does not, the server answers 500."""
    return not shelf.readonly


def delete(world: World, shelf: JellyfinShelf, number: str) -> None:
    """Delete an item as the server does: its files, then its row.

    A film takes its WHOLE folder along, a show or season the folder of it, an episode its own file. What
    is not where Jellyfin looks (a lost mount) is not missed: the row goes, the files stay.
    """
    item = shelf.items[number]
    if not shelf.keeps_files:
        _remove_files(world, item)
    if not shelf.keeps_rows:
        drop(world, shelf, number)
    world.touch()


def _remove_files(world: World, item: Item) -> None:
    match item.kind:
        case "Movie":
            world.disk.remove_folder(item.path.rsplit("/", 1)[0])
        case "Series" | "Season":
            world.disk.remove_folder(item.path)
        case "Episode":
            world.disk.unlink(item.path)
        case "BoxSet":
            pass
