"""Building the household: a pure function of its size, its seed and the moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from playground.asked import build_requests
from playground.disk import Disk, PaperDisk, SparseDisk
from playground.films import build_film, build_wanted
from playground.history import REACH, build_history
from playground.instance import Instance, Queued, RootFolder
from playground.jellyfin_build import stock
from playground.people import PEOPLE
from playground.series import build_show
from playground.shelf import Section, Shelf
from playground.shoko_files import stock_shoko
from playground.world import MOUNTS, World

_FULL = 0.9  # how full the disk is


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a household is. `rows` are the seasons and episodes in all; None draws them per show."""

    films: int
    shows: int
    rows: int | None = None

    @classmethod
    def of_items(cls, items: int) -> "Scale":
        """Divide so many items into films, shows and (by far the most) seasons and episodes."""
        films, shows = round(items * 0.08), max(1, round(items * 0.015))
        return cls(films, shows, items - films - shows)


def build_world(
    root: Path,
    *,
    films: int = 2000,
    shows: int = 150,
    seed: int = 1,
    now: datetime,
    files: bool = True,
    items: int | None = None,
    history_from: datetime | None = None,
    jellyfin: str | None = None,
    shoko: str | None = None,
) -> World:
    """Build the household under `root`/data, the same for the same arguments.

    `items` scales everything in the place of `films` and `shows`. Without `files` nothing is put on the
    disk and sizes are the household's word. `history_from` is when Tautulli began, by default 4 years ago.
    `jellyfin` is the version of a Jellyfin that reads the same folders, `shoko` that of a Shoko for the
    anime; None for a household without one.
    """
    scale = Scale.of_items(items) if items is not None else Scale(films, shows)
    disk: Disk = SparseDisk(root / "data") if files else PaperDisk(root / "data")
    shelf = _shelf(seed, now, history_from or now - REACH)
    world = World(now, seed, disk, shelf, {name: _instance(name) for name in ("radarr", "uhd", "sonarr")})
    _make_folders(world, files=files)
    there = [build_film(world, number) for number in range(_titles(scale))]
    first_wanted = len(there)
    wanted = [build_wanted(world, first_wanted + n) for n in range(max(1, len(there) // 40))]
    series = [build_show(world, number, rows) for number, rows in enumerate(_rows(scale))]
    build_history(world, there, series)
    build_requests(world, there, wanted, series)
    _queue(world, wanted[0].entry)
    _queue_episode(world)
    if jellyfin is not None:
        titles = [film.title for film in [*there, *wanted]] + [show.title for show in series]
        stock(world, jellyfin, titles, own=max(2, len(there) // 40))
    if shoko is not None:
        stock_shoko(world, shoko, [show.title for show in series])
    disk.total = int(disk.used / _FULL)
    return world


def _titles(scale: Scale) -> int:
    """Give the number of film titles; when items are counted, a 4K twin (one in 20) is one itself."""
    return scale.films if scale.rows is None else scale.films * 20 // 21


def _rows(scale: Scale) -> list[int | None]:
    """Divide the seasons and episodes among the shows."""
    if scale.rows is None:
        return [None] * scale.shows
    each, over = divmod(scale.rows, scale.shows)
    return [each + (number < over) for number in range(scale.shows)]


def _make_folders(world: World, *, files: bool) -> None:
    """Make the root folders, which a server must find even when they are empty."""
    if files:
        for folder in {folder for mounts in MOUNTS.values() for folder in mounts.values()} | {"torrents"}:
            world.disk.real(folder).mkdir(parents=True, exist_ok=True)


def _shelf(seed: int, now: datetime, history_from: datetime) -> Shelf:
    titles = {
        1: ("Movies", "movie", ("movies", "movies-merged")),
        2: ("TV", "show", ("tv",)),
        3: ("Movies 4K", "movie", ("movies-uhd",)),
        4: ("Anime", "show", ("anime",)),
        5: ("Kids", "movie", ("kids",)),
    }
    scanned = now.replace(microsecond=0) - timedelta(hours=3)
    return Shelf(
        machine=f"{seed:08x}c0ffee{seed:026x}",
        version="1.42.1.10060-4e8b05daf",
        token="plex-token-000000000000",  # noqa: S106 - the key of a server that is not there
        name="Household",
        sections={
            key: Section(key, title, kind, folders, f"00000000-0000-4000-8000-{key:012}", scanned)  # type: ignore[arg-type]
            for key, (title, kind, folders) in titles.items()
        },
        history_from=history_from,
    )


def _instance(name: str) -> Instance:
    folders = [(seen, house) for seen, house in MOUNTS[name].items() if house != "recycle"]
    is_sonarr = name == "sonarr"
    people = {person.seerr_id + 10: f"{person.seerr_id} - {person.name.lower()}" for person in PEOPLE}
    return Instance(
        name=name,
        app="Sonarr" if is_sonarr else "Radarr",
        version="4.0.19.2979" if is_sonarr else "6.0.3.10317",
        key=f"{name}-key-{'0' * 24}",
        roots=[RootFolder(number, seen, house) for number, (seen, house) in enumerate(folders, 1)],
        uhd=name == "uhd",
        tags={1: "keep", 2: "kids", **people},
        profiles={4: "HD-1080p", 5: "Ultra-HD"},
    )


def _queue(world: World, owner: int | None) -> None:
    """Something is being downloaded for the first film that is wanted."""
    radarr = world.instances["radarr"]
    if owner is not None:
        title = radarr.movies[owner].title
        number = world.fresh("radarr queue")
        name = f"{title.name.replace(' ', '.')}.{title.year}.1080p.BluRay.x264"
        radarr.queue[number] = Queued(number, owner, name, 11_000_000_000, world.now - timedelta(hours=1))


def _queue_episode(world: World) -> None:
    """The first episode that Sonarr has not got is being downloaded."""
    sonarr = world.instances["sonarr"]
    missing = next((row for row in sonarr.episodes.values() if row.file is None), None)
    if missing:
        title = sonarr.series[missing.series].title
        name = f"{title.name.replace(' ', '.')}.S{missing.season:02}E{missing.number:02}.1080p.WEB.h264"
        number = world.fresh("sonarr queue")
        since = world.now - timedelta(minutes=20)
        row = Queued(number, missing.series, name, 2_100_000_000, since, missing.season, missing.id)
        sonarr.queue[number] = row
