"""Shoko's files, series and folders as its API shows them."""

from collections.abc import Collection

from playground.shoko_shelf import FOLDER, FOLDER_ID, ShokoFile, ShokoSeries, ShokoShelf
from playground.versions import version_of
from playground.world import World

Dto = dict[str, object]


def file(world: World, shelf: ShokoShelf, row: ShokoFile, include: Collection[str]) -> Dto:
    """Render a file; links to series and whole paths only where `include` names them."""
    folder = "ImportFolderID" if shelf.is_old else "ManagedFolderID"
    location: Dto = {
        "ID": row.location,
        "FileID": row.id,
        folder: FOLDER_ID,
        "RelativePath": row.path.removeprefix(f"{FOLDER}/"),
        "IsAccessible": world.disk.size(row.path) is not None,
    }
    if "AbsolutePaths" in include:
        location["AbsolutePath"] = world.seen("shoko", row.path)
    dto: Dto = {
        "ID": row.id,
        "Size": row.size,
        "IsVariation": False,
        "IsIgnored": False,
        "Hashes": {"ED2K": f"{row.id:032x}"} if shelf.is_old else [_hash(row)],
        "Locations": [location],
        "Resolution": f"{version_of(row.path).height}p",
        "Duration": "00:24:00",
        "ResumePosition": None,
        "Watched": None,
        "Created": row.created.isoformat(),
        "Updated": row.created.isoformat(),
    }
    series = shelf.series.get(row.series)
    if "XRefs" in include and series is not None:
        dto["SeriesIDs"] = [_links(row, series)]
    return dto


def series(shelf: ShokoShelf, row: ShokoSeries) -> Dto:
    """Render a series with its numbers in the public databases."""
    ids = row.title.ids
    return {
        "IDs": {
            "ID": row.id,
            "ParentGroup": row.id,
            "TopLevelGroup": row.id,
            "AniDB": row.anidb,
            "TvDB": [ids.tvdb],
            "IMDB": [ids.imdb],
            "TMDB": {"Movie": [], "Show": [ids.tmdb]},
            "MAL": [],
        },
        "Name": row.title.name,
        "Size": len(shelf.of_series(row.id)),
        "HasCustomName": False,
        "Description": "",
        "Created": row.created.isoformat(),
        "Updated": row.created.isoformat(),
    }


def folder(world: World, shelf: ShokoShelf) -> Dto:
    """Render the one folder Shoko watches."""
    size = sum(row.size for row in shelf.files.values())
    shown: Dto = {"ID": FOLDER_ID, "Name": "Anime", "Path": world.seen("shoko", FOLDER), "FileSize": size}
    return {**shown, "Size": len(shelf.files), "WatchForNewFiles": True, "DropFolderType": "None"}


def _hash(row: ShokoFile) -> Dto:
    return {"Type": "ED2K", "Value": f"{row.id:032x}", "Metadata": None}


def _links(row: ShokoFile, of: ShokoSeries) -> Dto:
    ids = {"ID": of.id, "AniDB": of.anidb, "TMDB": {"Movie": [], "Show": [of.title.ids.tmdb]}}
    return {"SeriesID": ids, "EpisodeIDs": [{"ID": n, "AniDB": 90_000 + n} for n in row.episodes]}
