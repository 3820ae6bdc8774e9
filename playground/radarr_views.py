"""What Radarr shows of its films."""

from playground.arr_views import ENGLISH, Json, file_row, iso
from playground.instance import ArrFile, Instance, Movie
from playground.world import World


def movie_file(world: World, instance: Instance, file: ArrFile) -> Json:
    """Show a row of /moviefile."""
    row = file_row(world, instance, file, instance.movies[file.owner].path)
    return row | {"movieId": file.owner, "edition": "", "indexerFlags": 0}


def movie(world: World, instance: Instance, entry: Movie) -> Json:
    """Show a row of /movie."""
    title = entry.title
    file = instance.files[entry.file] if entry.file else None
    seen, size = world.seen(instance.name, entry.path), file.size if file else 0
    premiere = f"{title.released.isoformat()}T00:00:00Z"
    row: Json = {
        "id": entry.id,
        "title": title.name,
        "originalTitle": title.name,
        "originalLanguage": ENGLISH,
        "alternateTitles": [],
        "secondaryYearSourceId": 0,
        "sortTitle": title.name.lower(),
        "sizeOnDisk": size,
        "status": "released",
        "overview": "",
        "inCinemas": premiere,
        "digitalRelease": premiere,
        "releaseDate": premiere,
        "images": [],
        "website": "",
        "year": title.year,
        "youTubeTrailerId": "",
        "studio": title.studio,
        "path": seen,
        "qualityProfileId": entry.profile,
        "hasFile": file is not None,
        "movieFileId": file.id if file else 0,
        "monitored": entry.monitored,
        "minimumAvailability": "released",
        "isAvailable": True,
        "folderName": seen,
        "runtime": title.runtime_min,
        "cleanTitle": "".join(filter(str.isalnum, title.name.lower())),
        "imdbId": title.ids.imdb,
        "tmdbId": title.ids.tmdb,
        "titleSlug": str(title.ids.tmdb),
        "rootFolderPath": world.seen(instance.name, entry.root),
        "certification": title.certification,
        "genres": list(title.genres),
        "keywords": [],
        "tags": list(entry.tags),
        "added": iso(entry.added),
        "ratings": {"imdb": {"votes": title.votes, "value": title.audience or 0, "type": "user"}},
        "popularity": 1.0,
        "statistics": {"movieFileCount": 1 if file else 0, "sizeOnDisk": size, "releaseGroups": []},
    }
    return row | ({"movieFile": movie_file(world, instance, file)} if file else {})
