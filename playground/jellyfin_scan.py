"""Jellyfin's scan: what stands in the libraries' folders becomes items, what is gone goes."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from playground.jellyfin_plugin import ADDED, DELETED, announce_item
from playground.jellyfin_shelf import Item, ItemKind, JellyfinLibrary, JellyfinShelf, Source, item_id
from playground.titles import Title
from playground.versions import version_of
from playground.world import World

_CODE = re.compile(r"S(\d+)E(\d+)(?:-E(\d+))?")


@dataclass(frozen=True, slots=True)
class Found:
    """An item as the folders have it. `paths` are its files, the best one first."""

    id: str
    kind: ItemKind
    path: str
    title: Title | None
    name: str
    index: int | None = None
    index_end: int | None = None
    parent: str | None = None
    paths: tuple[str, ...] = ()


def scan(world: World, shelf: JellyfinShelf, at: datetime | None = None) -> None:
    """Bring the libraries up to date; what is new was added `at` (by default the world's moment).

    A folder that is empty or away is passed over, as the server does: nothing of it is dropped. A file in
    the place of another is another item: the old one goes, then the new one comes.
    """
    for library in shelf.libraries.values():
        folders = [folder for folder in library.folders if not world.disk.is_empty(folder)]
        found = {row.id: row for folder in folders for row in _found(world, shelf, library, folder)}
        looked = tuple(f"{folder}/" for folder in folders)
        for item in [row for row in shelf.items.values() if row.library == library.id]:
            if item.id in shelf.items and item.id not in found and item.path.startswith(looked):
                drop(world, shelf, item.id)
        for row in found.values():
            _take_in(world, shelf, library, row, at or world.now)
    world.touch()


def drop(world: World, shelf: JellyfinShelf, number: str) -> None:
    """Drop an item with all beneath it, and tell of each; the first of its other versions takes its place."""
    item = shelf.items[number]
    for below in [*list(shelf.below(number))[1:], item]:
        announce_item(world, shelf, DELETED, below)
    others = [shelf.items[other] for other in item.alternates if other in shelf.items]
    if item.primary is not None and item.primary in shelf.items:
        shelf.items[item.primary].alternates.remove(number)
    for other in others:
        other.primary = None if other is others[0] else others[0].id
    if others:
        others[0].alternates = [other.id for other in others[1:]]
    shelf.forget(number)


def _found(world: World, shelf: JellyfinShelf, library: JellyfinLibrary, folder: str) -> Iterable[Found]:
    files = [path for path in world.disk.under(folder) if path.endswith(".mkv")]
    read = _films if library.kind == "movies" else _episodes
    return read(world, shelf, files)


def _films(world: World, shelf: JellyfinShelf, files: list[str]) -> Iterable[Found]:
    """Read films: files that stand in one folder and begin with its name are versions of one."""
    for folder, paths in _by_folder(files).items():
        best = sorted(paths, key=lambda path: -version_of(path).height)
        name = folder.rsplit("/", 1)[-1]
        title = shelf.catalogue.get(name)
        number = item_id("Movie", world.seen("jellyfin", best[0]))
        yield Found(number, "Movie", best[0], title, title.name if title else name, paths=tuple(best))


def _episodes(world: World, shelf: JellyfinShelf, files: list[str]) -> Iterable[Found]:
    """Read shows: the numbers of seasons and episodes stand in the names of the files."""
    seen: set[str] = set()
    for folder, paths in _by_folder(files).items():
        top = "/".join(folder.split("/")[:2])
        name = top.rsplit("/", 1)[-1]
        title = shelf.catalogue.get(name)
        series = item_id("Series", world.seen("jellyfin", top))
        if series not in seen:
            seen.add(series)
            yield Found(series, "Series", top, title, title.name if title else name)
        yield from _season(world, folder, title, series, paths)


def _season(world: World, folder: str, title: Title | None, series: str, paths: list[str]) -> Iterable[Found]:
    codes = {path: match for path in paths if (match := _CODE.search(path.rsplit("/", 1)[-1]))}
    number = int(next(iter(codes.values()))[1]) if codes else 0
    season = item_id("Season", world.seen("jellyfin", folder))
    name = f"Season {number}" if number else "Specials"
    yield Found(season, "Season", folder, title, name, index=number, parent=series)
    by_code: defaultdict[str, list[str]] = defaultdict(list)
    for path, match in codes.items():
        by_code[match[0]].append(path)
    for versions in by_code.values():
        best = sorted(versions, key=lambda path: -version_of(path).height)
        match = codes[best[0]]
        yield Found(
            item_id("Episode", world.seen("jellyfin", best[0])),
            "Episode",
            best[0],
            title,
            f"Episode {int(match[2])}",
            index=int(match[2]),
            index_end=int(match[3]) if match[3] else None,
            parent=season,
            paths=tuple(best),
        )


def _by_folder(files: list[str]) -> dict[str, list[str]]:
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for path in files:
        folders[path.rsplit("/", 1)[0]].append(path)
    return folders


def _take_in(world: World, shelf: JellyfinShelf, library: JellyfinLibrary, row: Found, at: datetime) -> None:
    """Put what was found on the shelf; of an item that is known only the files are read again."""
    item = shelf.items.get(row.id)
    if item is None:
        item = Item(row.id, row.kind, library.id, row.name, row.title, row.path, at, row.index, row.index_end)
        item.parent = row.parent
        shelf.items[item.id] = item
        if row.parent is not None:
            shelf.items[row.parent].children.append(item.id)
        shelf.recall(item)
        announce_item(world, shelf, ADDED, item)
    item.sources = [
        Source(_source_id(world, item, path), path, size)
        for path in row.paths
        if (size := world.disk.size(path)) is not None
    ]


def _source_id(world: World, item: Item, path: str) -> str:
    return item.id if path == item.path else item_id(item.kind, world.seen("jellyfin", path))
