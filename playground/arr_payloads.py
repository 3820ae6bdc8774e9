"""What Radarr and Sonarr post to a webhook when something is deleted, imported or tried out.

Keys are in camelCase and nothing is null, event types begin with a capital and delete reasons do not.
"""

from typing import Literal

from playground.arr_views import ENGLISH, Json, iso
from playground.instance import ArrFile, Episode, Instance, Movie, Series
from playground.world import World

Reason = Literal["missingFromDisk", "manual", "upgrade", "noLinkedEpisodes", "manualOverride"]


def movie_deleted(world: World, instance: Instance, movie: Movie, *, files: bool) -> Json:
    """Tell that an entry of Radarr is gone; `files` is the flag of the request, not what became of them."""
    file = instance.files[movie.file] if movie.file else None
    size = file.size if file and files else 0
    told = {"movie": _movie(world, instance, movie), "deletedFiles": files, "movieFolderSize": size}
    return _payload(instance, "MovieDelete", told)


def movie_file_deleted(world: World, instance: Instance, file: ArrFile, reason: Reason) -> Json:
    """Tell that a film's file is gone."""
    movie = instance.movies[file.owner]
    told: Json = {"movie": _movie(world, instance, movie)}
    told |= {"movieFile": _file(world, instance, file, movie.path), "deleteReason": reason}
    return _payload(instance, "MovieFileDelete", told)


def movie_imported(world: World, instance: Instance, file: ArrFile, replaced: list[ArrFile]) -> Json:
    """Tell that a film came in, in the place of `replaced` when it is an upgrade."""
    movie = instance.movies[file.owner]
    told: Json = {
        "movie": _movie(world, instance, movie),
        "remoteMovie": _remote(movie),
        "movieFile": _file(world, instance, file, movie.path),
        "isUpgrade": bool(replaced),
    }
    if replaced:
        told["deletedFiles"] = [_file(world, instance, old, movie.path) for old in replaced]
    return _payload(instance, "Download", told)


def series_deleted(world: World, instance: Instance, series: Series, *, files: bool) -> Json:
    """Tell that a show is gone from Sonarr; no message follows for its files."""
    return _payload(
        instance, "SeriesDelete", {"series": _series(world, instance, series), "deletedFiles": files}
    )


def episode_file_deleted(world: World, instance: Instance, file: ArrFile, reason: Reason) -> Json | None:
    """Tell that an episode's file is gone; of a file without an episode Sonarr says nothing (None)."""
    series = instance.series[file.owner]
    episodes = _episodes(instance, series, file)
    if not episodes:
        return None
    told: Json = {"series": _series(world, instance, series), "episodes": episodes}
    told |= {"episodeFile": _file(world, instance, file, series.path), "deleteReason": reason}
    return _payload(instance, "EpisodeFileDelete", told)


def episode_imported(world: World, instance: Instance, file: ArrFile) -> Json:
    """Tell that an episode came in."""
    series = instance.series[file.owner]
    told: Json = {"series": _series(world, instance, series), "episodes": _episodes(instance, series, file)}
    told |= {"episodeFile": _file(world, instance, file, series.path), "isUpgrade": False}
    return _payload(instance, "Download", told)


def test(instance: Instance) -> Json:
    """Try the webhook out, with the made-up title that real servers use."""
    if instance.app == "Radarr":
        film: Json = {"id": 1, "title": "Test Title", "year": 1970, "folderPath": "C:\\testpath"}
        told: Json = {"movie": film | {"releaseDate": "1970-01-01", "tmdbId": 0, "tags": ["test-tag"]}}
        told["remoteMovie"] = {"tmdbId": 1234, "imdbId": "5678", "title": "Test title", "year": 1970}
    else:
        show: Json = {"id": 1, "title": "Test Title", "path": "C:\\testpath", "tvdbId": 1234}
        told = {"series": show | {"tvMazeId": 0, "tmdbId": 0, "type": "standard", "tags": ["test-tag"]}}
        told["episodes"] = [{"id": 123, "episodeNumber": 1, "seasonNumber": 1, "title": "Test title"}]
    return _payload(instance, "Test", told)


def _payload(instance: Instance, event: str, told: Json) -> Json:
    name = "Radarr" if instance.app == "Radarr" else "Sonarr"
    return {**told, "eventType": event, "instanceName": name, "applicationUrl": ""}


def _movie(world: World, instance: Instance, movie: Movie) -> Json:
    title = movie.title
    shown: Json = {
        "id": movie.id,
        "title": title.name,
        "year": title.year,
        "releaseDate": title.released.isoformat(),
        "folderPath": world.seen(instance.name, movie.path),
        "tmdbId": title.ids.tmdb,
        "imdbId": title.ids.imdb,
        "overview": "",
        "genres": list(title.genres),
        "images": [],
        "tags": [instance.tags[tag] for tag in movie.tags],
        "originalLanguage": ENGLISH,
    }
    if movie.file and movie.file in instance.files:
        shown["filePath"] = world.seen(instance.name, instance.files[movie.file].path)
    return shown


def _remote(movie: Movie) -> Json:
    title = movie.title
    return {"tmdbId": title.ids.tmdb, "imdbId": title.ids.imdb, "title": title.name, "year": title.year}


def _series(world: World, instance: Instance, series: Series) -> Json:
    title = series.title
    return {
        "id": series.id,
        "title": title.name,
        "titleSlug": title.name.lower().replace(" ", "-"),
        "path": world.seen(instance.name, series.path),
        "tvdbId": title.ids.tvdb,
        "tvMazeId": 0,
        "tmdbId": title.ids.tmdb,
        "imdbId": title.ids.imdb,
        "type": series.kind,
        "year": title.year,
        "genres": list(title.genres),
        "images": [],
        "tags": [instance.tags[tag] for tag in series.tags],
        "originalLanguage": ENGLISH,
    }


def _episodes(instance: Instance, series: Series, file: ArrFile) -> list[Json]:
    rows = (instance.episodes[number] for number in series.episodes)
    return [_episode(row) for row in rows if row.file == file.id]


def _episode(row: Episode) -> Json:
    return {
        "id": row.id,
        "episodeNumber": row.number,
        "seasonNumber": row.season,
        "title": row.title,
        "overview": "",
        "airDate": row.aired.isoformat(),
        "airDateUtc": f"{row.aired.isoformat()}T20:00:00Z",
        "seriesId": row.series,
        "tvdbId": row.tvdb,
    }


def _file(world: World, instance: Instance, file: ArrFile, folder: str) -> Json:
    return {
        "id": file.id,
        "relativePath": file.path.removeprefix(folder + "/"),
        "path": world.seen(instance.name, file.path),
        "quality": file.quality,
        "qualityVersion": 1,
        "releaseGroup": "HOUSE",
        "sceneName": file.path.rsplit("/", 1)[-1].removesuffix(".mkv").replace(" ", "."),
        "size": file.size,
        "dateAdded": iso(file.added),
        "languages": [ENGLISH],
        "mediaInfo": {"height": file.resolution, "width": file.resolution * 16 // 9, "audioCodec": "AC3"},
    }
