"""A household with its Radarrs and its Sonarr, and items as a plan would describe them."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from cascade.connectors.radarr import Radarr
from cascade.connectors.sonarr import Sonarr
from cascade.media import ArrEntry, ExternalIds, Kind, MediaFile
from cascade.ports import Target
from cascade.step import Holding, Probe, Step, Subject
from playground.household import Household
from playground.instance import Movie, Series
from playground.shelf import Entry


class Attempts:
    """The names of the attempts made, in order."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, what: str) -> AbstractAsyncContextManager[None]:
        return self._attempt(what)

    @asynccontextmanager
    async def _attempt(self, what: str) -> AsyncIterator[None]:
        self.made.append(what)
        yield


def path_map(home: Household) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in home.env()["PATH_MAP"].split(","))


def radarr(home: Household, name: str = "radarr") -> Radarr:
    wire, key = home.wires[name], home.world.instances[name].key
    return Radarr(name, wire.url, SecretStr(key), path_map(home), deadline=0.6)


def sonarr(home: Household, *, allow_specials: bool = False, allow_newest_season: bool = False) -> Sonarr:
    return Sonarr(
        "sonarr",
        home.sonarr.url,
        SecretStr(home.world.instances["sonarr"].key),
        path_map(home),
        deadline=0.6,
        allow_specials=allow_specials,
        allow_newest_season=allow_newest_season,
    )


def real(home: Household, path: str) -> Path:
    return home.world.disk.real(path)


def plain_film(home: Household, name: str = "radarr", *, copies: int = 1) -> Movie:
    """Find a film that this Radarr holds and of which Plex shows that many versions in one entry."""
    for movie in home.world.instances[name].movies.values():
        if movie.file is not None and len(_parts(shown(home, movie, name))) == copies:
            return movie
    raise LookupError(f"No film of {name} has {copies} versions.")


def shown(home: Household, movie: Movie, name: str = "radarr") -> Entry:
    """Find Plex's entry that has the film's file."""
    path = home.world.instances[name].held(movie.id)[0].path
    entries = home.world.shelf.entries.values()
    return next(entry for entry in entries if any(file.path == path for file in _parts(entry)))


def _parts(entry: Entry) -> list[MediaFile]:
    return [MediaFile(part.file, part.size) for media in entry.media for part in media.parts]


def files_of(home: Household, *entries: Entry) -> tuple[MediaFile, ...]:
    """List what Plex shows of entries, once per file, as the bot sees it."""
    seen = {file.path: file.size_bytes for entry in entries for file in _parts(entry)}
    return tuple(MediaFile(str(real(home, path)), size) for path, size in seen.items())


def holding(entry: ArrEntry, source: str) -> Holding:
    return Holding(source, entry.ref, entry.ids, entry.path, entry.files)


async def film_subject(home: Household, server: Radarr, movie: Movie) -> Subject:
    entry = await server.read(str(movie.id))
    ids = ExternalIds(tmdb=movie.title.ids.tmdb, imdb=movie.title.ids.imdb)
    files = files_of(home, shown(home, movie, server.name))
    held = (holding(entry, server.name),)
    return Subject(1, Kind.MOVIE, movie.title.name, movie.title.year, ids, files, held)


async def film_step(home: Household, server: Radarr, movie: Movie) -> Step:
    proposal = await server.plan(await film_subject(home, server, movie))
    assert len(proposal.steps) == 1, proposal.notes
    return proposal.steps[0]


def show_entries(home: Household, series: Series) -> dict[int, list[Entry]]:
    """Group Plex's episodes of a show by Plex's season number."""
    entries = home.world.shelf.entries
    show = next(e for e in entries.values() if e.kind == "show" and e.ids.tvdb == series.title.ids.tvdb)
    return {
        entries[season].index or 0: [entries[key] for key in entries[season].children]
        for season in show.children
    }


async def show_subject(home: Household, server: Sonarr, series: Series, season: int | None = None) -> Subject:
    entry = await server.read(str(series.id))
    seasons = show_entries(home, series)
    wanted = [e for number, of in seasons.items() if season in (None, number) for e in of]
    held = (holding(entry, server.name),)
    kind = Kind.SHOW if season is None else Kind.SEASON
    title = series.title
    return Subject(1, kind, title.name, title.year, entry.ids, files_of(home, *wanted), held, season=season)


async def settled(home: Household, server: Target, step: Step) -> Probe:
    """Probe once the servers have done what they put off."""
    await home.settle()
    return await server.probe(step)
