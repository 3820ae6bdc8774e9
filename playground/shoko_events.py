"""The events of Shoko's hub, in the words of both generations.

Before 6 all of them are in the feed `shoko` and named `ShokoEvent:...`; since 6 each topic has its feed
and its names (`file:deleted`, `metadata:series.removed`), and import folders are managed folders.
"""

from typing import Literal

from playground.shoko_shelf import FOLDER, FOLDER_ID, ShokoFile, ShokoSeries, ShokoShelf

Told = tuple[str, dict[str, object]]
Reason = Literal["Added", "Updated", "Removed"]


def feed_of(event: str) -> str:
    """Give the feed an event is sent to."""
    group = event.partition(":")[0]
    return "shoko" if group == "ShokoEvent" else group


def file_deleted(shelf: ShokoShelf, file: ShokoFile) -> Told:
    """Tell that a file is gone. Its path begins with a slash and is relative to its folder."""
    series = shelf.series.get(file.series)
    links = [
        {
            "EpisodeID": episode,
            "AnidbEpisodeID": 90_000 + episode,
            "SeriesID": file.series,
            "AnidbAnimeID": series.anidb if series else 0,
            "GroupID": file.series,
        }
        for episode in file.episodes
    ]
    folder = "ImportFolderID" if shelf.is_old else "ManagedFolderID"
    told: dict[str, object] = {
        "FileID": file.id,
        "FileLocationID": file.location,
        folder: FOLDER_ID,
        "RelativePath": file.path.removeprefix(FOLDER),
        "CrossReferences": links,
    }
    return "ShokoEvent:FileDeleted" if shelf.is_old else "file:deleted", told


def series_changed(shelf: ShokoShelf, series: ShokoSeries, reason: Reason) -> Told:
    """Tell that a series changed. Before 6 there is one event for it, whose `Reason` says how."""
    told: dict[str, object] = {
        "Source": "Shoko",
        "Reason": reason,
        "SeriesID": series.id,
        "ShokoSeriesIDs": [series.id],
        "Episodes": [],
    }
    return "ShokoEvent:SeriesUpdated" if shelf.is_old else f"metadata:series.{reason.lower()}", told
