"""What Sonarr shows of its shows, episodes and files."""

from datetime import UTC, date, datetime, time

from playground.arr_views import ENGLISH, Json, file_row, iso
from playground.instance import ArrFile, Episode, Instance, Series
from playground.world import World


def episode_file(world: World, instance: Instance, file: ArrFile) -> Json:
    """Show a row of /episodefile."""
    row = file_row(world, instance, file, instance.series[file.owner].path)
    number = {"seriesId": file.owner, "seasonNumber": file.season, "indexerFlags": 0}
    return row | number | {"releaseType": "singleEpisode"}


def episode(world: World, instance: Instance, row: Episode, *, with_file: bool = False) -> Json:
    """Show a row of /episode."""
    shown: Json = {
        "id": row.id,
        "seriesId": row.series,
        "tvdbId": row.tvdb,
        "episodeFileId": row.file or 0,
        "seasonNumber": row.season,
        "episodeNumber": row.number,
        "title": row.title,
        "airDate": row.aired.isoformat(),
        "airDateUtc": _utc(row.aired),
        "runtime": instance.series[row.series].title.runtime_min,
        "overview": "",
        "hasFile": row.file is not None,
        "monitored": row.monitored,
        "unverifiedSceneNumbering": False,
    }
    if row.absolute:
        shown["absoluteEpisodeNumber"] = row.absolute
    if with_file and row.file:
        shown["episodeFile"] = episode_file(world, instance, instance.files[row.file])
    return shown


def series(world: World, instance: Instance, entry: Series) -> Json:
    """Show a row of /series with the statistics of its seasons."""
    title = entry.title
    episodes = [instance.episodes[number] for number in entry.episodes]
    files = instance.held(entry.id)
    aired = [row.aired for row in episodes if row.aired <= world.now.date()]
    coming = [row.aired for row in episodes if row.aired > world.now.date()]
    shown: Json = {
        "id": entry.id,
        "title": title.name,
        "alternateTitles": [],
        "sortTitle": title.name.lower(),
        "status": "ended" if title.ended else "continuing",
        "ended": title.ended,
        "overview": "",
        "network": title.studio,
        "images": [],
        "originalLanguage": ENGLISH,
        "seasons": [
            {
                "seasonNumber": season,
                "monitored": monitored,
                "statistics": _of_season(
                    [row for row in episodes if row.season == season],
                    [file for file in files if file.season == season],
                    world.now.date(),
                ),
            }
            for season, monitored in sorted(entry.seasons.items())
        ],
        "year": title.year,
        "path": world.seen(instance.name, entry.path),
        "qualityProfileId": entry.profile,
        "seasonFolder": True,
        "monitored": entry.monitored,
        "monitorNewItems": "all",
        "useSceneNumbering": False,
        "runtime": title.runtime_min,
        "tvdbId": title.ids.tvdb,
        "tvRageId": 0,
        "tvMazeId": 0,
        "tmdbId": title.ids.tmdb,
        "firstAired": _utc(title.released),
        "seriesType": entry.kind,
        "cleanTitle": "".join(filter(str.isalnum, title.name.lower())),
        "imdbId": title.ids.imdb,
        "titleSlug": "-".join(title.name.lower().split()),
        "rootFolderPath": world.seen(instance.name, entry.root),
        "certification": title.certification,
        "genres": list(title.genres),
        "tags": list(entry.tags),
        "added": iso(entry.added),
        "ratings": {"votes": title.votes, "value": title.audience or 0},
        "statistics": {"seasonCount": len([s for s in entry.seasons if s])}
        | _statistics(episodes, files, world.now.date()),
        "languageProfileId": 1,
    }
    if aired:
        shown |= {"previousAiring": _utc(max(aired)), "lastAired": _utc(max(aired))}
    return shown | ({"nextAiring": _utc(min(coming))} if coming else {})


def _statistics(episodes: list[Episode], files: list[ArrFile], today: date) -> Json:
    """Count as Sonarr does: `episodeCount` holds what is there or is monitored and has aired."""
    there = sum(row.file is not None for row in episodes)
    due = sum(row.file is not None or (row.monitored and row.aired <= today) for row in episodes)
    return {
        "episodeFileCount": there,
        "episodeCount": due,
        "totalEpisodeCount": len(episodes),
        "sizeOnDisk": sum(file.size for file in files),
        "releaseGroups": [],
        "percentOfEpisodes": 100.0 * there / due if due else 0.0,
    }


def _of_season(episodes: list[Episode], files: list[ArrFile], today: date) -> Json:
    """Count for one season, and tell when its next episode airs; those nobody monitors do not count."""
    coming = [row.aired for row in episodes if row.monitored and row.aired > today]
    aired = [row.aired for row in episodes if row.aired <= today]
    shown = _statistics(episodes, files, today)
    shown |= {"nextAiring": _utc(min(coming))} if coming else {}
    return shown | ({"previousAiring": _utc(max(aired))} if aired else {})


def _utc(day: date) -> str:
    return iso(datetime.combine(day, time(1), UTC))
