"""What Radarr and Sonarr show alike: the words and shapes of their v3 API."""

from collections.abc import Mapping
from datetime import datetime

from playground.instance import ArrFile, Exclusion, Instance, Queued
from playground.world import World

Json = dict[str, object]

ENGLISH: Json = {"id": 1, "name": "English"}
_QUALITIES: Mapping[str, tuple[int, str, str]] = {
    "Bluray-1080p": (7, "bluray", "bluray"),
    "Bluray-2160p": (19, "bluray", "bluray"),
    "WEBDL-720p": (5, "webdl", "web"),  # Radarr says webdl where Sonarr says web
}


def iso(at: datetime) -> str:
    """Write a moment as these servers do: UTC, whole seconds, Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def quality(instance: Instance, file: ArrFile) -> Json:
    """Show a file's quality."""
    number, radarr, sonarr = _QUALITIES[file.quality]
    shown: Json = {"id": number, "name": file.quality, "resolution": file.resolution}
    if instance.app == "Radarr":
        shown |= {"source": radarr, "modifier": "none"}
    else:
        shown |= {"source": sonarr}
    return {"quality": shown, "revision": {"version": 1, "real": 0, "isRepack": False}}


def file_row(world: World, instance: Instance, file: ArrFile, folder: str) -> Json:
    """Show what both servers say of a file; `folder` is its entry's."""
    return {
        "id": file.id,
        "relativePath": file.path.removeprefix(folder + "/"),
        "path": world.seen(instance.name, file.path),
        "size": file.size,
        "dateAdded": iso(file.added),
        "sceneName": file.path.rsplit("/", 1)[-1].removesuffix(".mkv").replace(" ", "."),
        "releaseGroup": "HOUSE",
        "languages": [ENGLISH],
        "quality": quality(instance, file),
        "customFormats": [],
        "customFormatScore": 0,
        "qualityCutoffNotMet": False,
    }


def status(instance: Instance, now: datetime) -> Json:
    """Show /system/status."""
    return {
        "appName": instance.app,
        "instanceName": instance.app,
        "version": instance.version,
        "buildTime": "2026-08-01T00:00:00Z",
        "isDebug": False,
        "isProduction": True,
        "isAdmin": False,
        "isUserInteractive": False,
        "startupPath": f"/app/{instance.app.lower()}/bin",
        "appData": "/config",
        "osName": "alpine",
        "osVersion": "3.22.1",
        "isNetCore": True,
        "isLinux": True,
        "isOsx": False,
        "isWindows": False,
        "isDocker": True,
        "mode": "console",
        "branch": "main",
        "databaseType": "sqLite",
        "databaseVersion": "3.49.2",
        "authentication": "forms",
        "migrationVersion": 240,
        "urlBase": "",
        "runtimeVersion": "8.0.12",
        "runtimeName": ".NET",
        "startTime": iso(now),
        "packageVersion": "",
        "packageAuthor": "",
        "packageUpdateMechanism": "docker",
    }


def root_folders(world: World, instance: Instance) -> list[Json]:
    """Show /rootfolder. Without its mount a folder is not accessible and has no figures."""
    return [
        {"id": root.id, "path": root.seen, "accessible": there, "unmappedFolders": []}
        | ({"freeSpace": world.disk.free} if there else {})
        for root in instance.roots
        for there in [world.disk.reaches(root.house)]
    ]


def disk_space(world: World, instance: Instance) -> list[Json]:
    """Show /diskspace: the mounts that are there, each with the figures of its disk."""
    return [
        {
            "id": 0,
            "path": root.seen,
            "label": "",
            "freeSpace": world.disk.free,
            "totalSpace": world.disk.total,
        }
        for root in instance.roots
        if world.disk.reaches(root.house)
    ]


def profiles(instance: Instance) -> list[Json]:
    """Show /qualityprofile."""
    return [
        {
            "id": number,
            "name": name,
            "upgradeAllowed": True,
            "cutoff": 7,
            "items": [],
            "minFormatScore": 0,
            "cutoffFormatScore": 0,
            "minUpgradeFormatScore": 1,
            "formatItems": [],
        }
        for number, name in instance.profiles.items()
    ]


def management(instance: Instance) -> Json:
    """Show /config/mediamanagement as far as both servers have it."""
    return {
        "id": 1,
        "recycleBin": instance.recycle_bin,
        "recycleBinCleanupDays": 7,
        "downloadPropersAndRepacks": "preferAndUpgrade",
        "deleteEmptyFolders": False,
        "fileDate": "none",
        "rescanAfterRefresh": "always",
        "setPermissionsLinux": False,
        "chmodFolder": "755",
        "chownGroup": "",
        "skipFreeSpaceCheckWhenImporting": False,
        "minimumFreeSpaceWhenImporting": 100,
        "copyUsingHardlinks": True,
        "useScriptImport": False,
        "scriptImportPath": "",
        "importExtraFiles": False,
        "extraFileExtensions": "srt",
        "enableMediaInfo": True,
    }


def queued(instance: Instance, row: Queued) -> Json:
    """Show a row of /queue."""
    owner: Json = {"movieId": row.owner}
    if instance.app == "Sonarr":
        owner = {"seriesId": row.owner, "episodeId": row.episode, "seasonNumber": row.season}
    return owner | {
        "id": row.id,
        "languages": [ENGLISH],
        "customFormats": [],
        "customFormatScore": 0,
        "size": float(row.size),
        "sizeleft": row.size / 2,
        "title": row.title,
        "added": iso(row.added),
        "status": "downloading",
        "trackedDownloadStatus": "ok",
        "trackedDownloadState": "downloading",
        "statusMessages": [],
        "downloadId": f"{row.id:040X}",
        "protocol": "torrent",
        "downloadClient": "qBittorrent",
        "indexer": "Indexer",
        "outputPath": f"/downloads/{row.title}",
    }


def import_lists(instance: Instance) -> list[Json]:
    """Show /importlist: a list for each tag that says by its name that a list gives it."""
    marks = [(number, label) for number, label in sorted(instance.tags.items()) if label.startswith("list-")]
    return [_import_list(instance, number, label.removeprefix("list-")) for number, label in marks]


def _import_list(instance: Instance, tag: int, name: str) -> Json:
    shown: Json = {
        "id": tag,
        "name": name.capitalize(),
        "fields": [],
        "implementationName": "TMDb Popular" if instance.app == "Radarr" else "Trakt Popular Shows",
        "implementation": "TMDbPopularImport" if instance.app == "Radarr" else "TraktPopularImport",
        "configContract": "TMDbPopularSettings" if instance.app == "Radarr" else "TraktPopularSettings",
        "infoLink": "https://wiki.servarr.com/",
        "tags": [tag],
        "rootFolderPath": instance.roots[0].seen,
        "qualityProfileId": min(instance.profiles, default=1),
        "listOrder": 0,
        "minRefreshInterval": "24:00:00",
    }
    if instance.app == "Radarr":
        own: Json = {
            "enabled": True,
            "enableAuto": True,
            "monitor": "movieOnly",
            "searchOnAdd": True,
            "minimumAvailability": "released",
            "listType": "tmdb",
        }
    else:
        own = {
            "enableAutomaticAdd": True,
            "searchForMissingEpisodes": True,
            "shouldMonitor": "all",
            "monitorNewItems": "all",
            "seriesType": "standard",
            "seasonFolder": True,
            "listType": "trakt",
        }
    return shown | own


def exclusion(instance: Instance, row: Exclusion) -> Json:
    """Show an import exclusion: Radarr and Sonarr name its parts differently."""
    if instance.app == "Sonarr":
        return {"id": row.id, "tvdbId": row.number, "title": row.title}
    return {"id": row.id, "tmdbId": row.number, "movieTitle": row.title, "movieYear": row.year}


def command(number: int, name: str, at: datetime, *, done: bool) -> Json:
    """Show a row of /command."""
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in name).strip()
    return {
        "id": number,
        "name": name,
        "commandName": spaced,
        "priority": "normal",
        "status": "completed" if done else "queued",
        "result": "successful" if done else "unknown",
        "queued": iso(at),
        "trigger": "manual",
        "sendUpdatesToClient": True,
        "updateScheduledTask": True,
    }
