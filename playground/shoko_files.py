"""What Shoko does to its files and series: it takes in what it finds, and removes what it is told to."""

import re
from collections.abc import Iterable

from playground.shoko_events import file_deleted, series_changed
from playground.shoko_shelf import FOLDER, ShokoFile, ShokoSeries, ShokoShelf
from playground.titles import Title
from playground.world import World

_CODE = re.compile(r"E(\d+)(?:-E(\d+))?")


def stock_shoko(world: World, version: str, titles: Iterable[Title]) -> None:
    """Give the household a Shoko of that version with every anime there is."""
    shelf = ShokoShelf(version, "shoko-key-00000000000000000000000000")
    world.shoko = shelf
    for title in titles:
        if title.anime and (paths := _videos(world, f"{FOLDER}/{title.folder}")):
            _add_series(world, shelf, title, paths)


def look(world: World, shelf: ShokoShelf) -> None:
    """Look at the folder again: files that are gone are dropped. Nothing is, while the folder is away."""
    if not world.disk.is_empty(FOLDER):
        for file in [row for row in shelf.files.values() if world.disk.size(row.path) is None]:
            drop_file(world, shelf, file)
    world.touch()


def delete_file(world: World, shelf: ShokoShelf, file: ShokoFile, *, from_disk: bool) -> None:
    """Remove a file's row, and the file itself when told so."""
    if from_disk:
        world.disk.unlink(file.path)
    drop_file(world, shelf, file)
    world.touch()


def delete_series(world: World, shelf: ShokoShelf, series: ShokoSeries, *, from_disk: bool) -> None:
    """Remove a series with the rows of its files, and the files themselves when told so."""
    for file in shelf.of_series(series.id):
        delete_file(world, shelf, file, from_disk=from_disk)
    del shelf.series[series.id]
    world.announce("shoko", *series_changed(shelf, series, "Removed"))
    world.touch()


def drop_file(world: World, shelf: ShokoShelf, file: ShokoFile) -> None:
    """Forget a file and tell whoever listens."""
    told = file_deleted(shelf, file)
    del shelf.files[file.id]
    world.announce("shoko", *told)
    series = shelf.series.get(file.series)
    if series is not None:
        world.announce("shoko", *series_changed(shelf, series, "Updated"))


def _add_series(world: World, shelf: ShokoShelf, title: Title, paths: list[str]) -> None:
    series = ShokoSeries(world.fresh("shoko series"), title, world.now)
    shelf.series[series.id] = series
    for path in paths:
        number = world.fresh("shoko file")
        match = _CODE.search(path.rsplit("/", 1)[-1])
        episodes = tuple(world.fresh("shoko episode") for code in (match.groups() if match else ()) if code)
        size = world.disk.size(path) or 0
        shelf.files[number] = ShokoFile(number, number + 500, path, size, series.id, episodes, world.now)


def _videos(world: World, folder: str) -> list[str]:
    return [path for path in world.disk.under(folder) if path.endswith(".mkv")]
