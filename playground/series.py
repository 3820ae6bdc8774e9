"""Shows of the household: seasons and episodes on disk, in Plex and in Sonarr.

What a show is like follows from its number, so that a household of four has every shape there is.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from playground.instance import ArrFile, Episode, Series
from playground.shelf import Entry
from playground.titles import Title, on_disk, show_title
from playground.versions import HD, SMALL, Version, episode_size, media_of, place
from playground.world import World

TV, ANIME = 2, 4


@dataclass(slots=True)
class Show:
    """Where a show of the household stands. `series` is None when Sonarr does not manage it."""

    number: int
    title: Title
    added: datetime
    key: int
    series: int | None
    seasons: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Slot:
    """An episode before it exists: numbered as Plex counts (`season`, `index`) and as Sonarr counts."""

    season: int
    index: int
    sonarr_season: int
    sonarr_number: int
    absolute: int
    aired: date
    last: bool


def season_lengths(title: Title, draw: random.Random, rows: int | None = None) -> list[int]:
    """Draw how many episodes each season has; `rows` fixes the number of seasons and episodes together."""
    if rows is None:
        return [draw.randint(6, 12) for _ in range(title.seasons)]
    seasons = max(1, round(rows / 12))
    each, over = divmod(max(rows - seasons, seasons), seasons)
    return [each + (season < over) for season in range(seasons)]


def slots(number: int, title: Title, lengths: list[int], today: date) -> Iterator[Slot]:
    """Lay out a show's episodes. Where 2 stands in the number's 25, Sonarr joins two seasons of Plex."""
    joined = number % 25 == 2
    total = sum(lengths)
    absolute, counted, sonarr_season = 0, 0, 0
    for season, length in enumerate(lengths, 1):
        if (season + 1) // 2 != sonarr_season or not joined:
            counted = 0
        sonarr_season = (season + 1) // 2 if joined else season
        for index in range(1, length + 1):
            absolute += 1
            counted += 1
            aired = _aired(title, (season, len(lengths)), index, total - absolute, today)
            yield Slot(season, index, sonarr_season, counted, absolute, aired, absolute == total)


def _aired(title: Title, season_of: tuple[int, int], index: int, left: int, today: date) -> date:
    """Give an air date: weekly from the premiere, or backwards from last week while a show continues."""
    season, seasons = season_of
    if title.ended:
        aired = title.released + timedelta(days=365 * (season - 1) + 7 * (index - 1))
        return min(aired, today - timedelta(days=60 + left))
    return today - timedelta(days=4 + 7 * left + 180 * (seasons - season))


def build_show(world: World, number: int, rows: int | None = None, *, at: datetime | None = None) -> Show:
    """Put a show with its seasons and episodes into the household; `rows` as in `season_lengths`.

    `at` is when it came, for one that comes later; the same number is the same show.
    """
    draw = random.Random(f"episodes {world.seed} {number}")
    title = show_title(number, world.seed)
    before = world.now.replace(microsecond=0) - timedelta(days=draw.randrange(90, 2000))
    added = at or before
    entry = _show_entry(world, number, title, added)
    series = None if number % 25 == 24 else _series(world, number, title, added)
    show = Show(number, title, added, entry.key, series.id if series else None)
    lengths = season_lengths(title, draw, rows)
    version = SMALL if number % 6 == 4 else HD
    for slot in slots(number, title, lengths, world.now.date()):
        if number % 5 == 3 and slot.last and rows is None:
            _missing(world, series, slot)
        else:
            add_slot(world, show, series, slot, version, draw=draw)
    if number % 5 == 1 and rows is None:
        for index in (1, 2):
            special = Slot(0, index, 0, index, 0, title.released, last=False)
            add_slot(world, show, series, special, version, draw=draw)
        entry.children.sort(key=lambda key: world.shelf.entries[key].index or 0)
        show.seasons.sort()
    return show


def _slot_file(
    world: World, series: Series | None, slot: Slot, title: Title, version: Version, *, draw: random.Random
) -> tuple[str, int]:
    """Put an episode's file on the disk and give its path and size."""
    root = "anime" if title.anime else "tv"
    folder = f"{root}/{title.folder}/" + (
        f"Season {slot.sonarr_season:02}" if slot.sonarr_season else "Specials"
    )
    code = f"S{slot.sonarr_season:02}E{slot.sonarr_number:02}" + ("-E02" if _is_double(series, slot) else "")
    path = f"{folder}/{on_disk(title.name)} - {code} [{version.label}].mkv"
    size = episode_size(version, draw)
    place(world, path, size, linked=series is not None and series.id % 4 == 1)
    return path, size


def _is_double(series: Series | None, slot: Slot) -> bool:
    """Every fourth series begins with two episodes in one file."""
    return series is not None and series.id % 4 == 1 and (slot.sonarr_season, slot.sonarr_number) == (1, 1)


def add_slot(
    world: World, show: Show, series: Series | None, slot: Slot, version: Version, *, draw: random.Random
) -> Entry:
    """Put one episode into the household: its file, Plex's entry and Sonarr's."""
    added = max(show.added, datetime.combine(slot.aired, time(4), UTC) + timedelta(days=1))
    before = _first_half(world, series, slot)
    if before:
        path, size = before.path, before.size
    else:
        path, size = _slot_file(world, series, slot, show.title, version, draw=draw)
    season = _season_entry(world, show, slot.season, added)
    entry = _episode_entry(world, show, season, slot, added)
    entry.media.append(media_of(world, version, path, size))
    if series:
        episode = _episode(world, series, slot)
        if before:
            episode.file = before.id
        else:
            number = world.fresh("sonarr file")
            file = ArrFile(number, series.id, path, size, version.quality, version.height, added)
            file.season = slot.sonarr_season
            world.instances["sonarr"].add_file(file)
            episode.file = number
    return entry


def _first_half(world: World, series: Series | None, slot: Slot) -> ArrFile | None:
    """Give the file that already holds this episode, as the second one in it."""
    if series is None or series.id % 4 != 1 or (slot.sonarr_season, slot.sonarr_number) != (1, 2):
        return None
    sonarr = world.instances["sonarr"]
    first = sonarr.episodes[series.episodes[0]]
    return sonarr.files[first.file] if first.file else None


def _missing(world: World, series: Series | None, slot: Slot) -> None:
    """Sonarr knows of an episode that it has not got."""
    if series:
        _episode(world, series, slot)


def _show_entry(world: World, number: int, title: Title, added: datetime) -> Entry:
    entry = Entry(
        key=world.fresh("plex"),
        kind="show",
        section=ANIME if title.anime else TV,
        title=title.name,
        year=title.year,
        guid=f"plex://show/{number:024x}",
        ids=title.ids,
        added=added,
        released=title.released,
        duration_ms=title.runtime_min * 60_000,
        genres=list(title.genres),
        labels=["Keep"] if number % 20 == 11 else [],
        critic=title.critic,
        audience=title.audience,
        certification=title.certification,
        studio=title.studio,
    )
    world.shelf.add(entry)
    return entry


def _season_entry(world: World, show: Show, index: int, added: datetime) -> Entry:
    """Give Plex's season, made with its first episode."""
    top = world.shelf.entries[show.key]
    for key in reversed(top.children):
        if world.shelf.entries[key].index == index:
            return world.shelf.entries[key]
    season = Entry(
        key=world.fresh("plex"),
        kind="season",
        section=top.section,
        title=f"Season {index}" if index else "Specials",
        year=None,
        guid=f"plex://season/{show.number:020x}{index:04x}",
        ids=type(top.ids)(0, 0, ""),
        added=added,
        released=None,
        index=index,
        parent=top.key,
    )
    world.shelf.add(season)
    show.seasons.append(index)
    return season


def _episode_entry(world: World, show: Show, season: Entry, slot: Slot, added: datetime) -> Entry:
    top = world.shelf.entries[show.key]
    entry = Entry(
        key=world.fresh("plex"),
        kind="episode",
        section=top.section,
        title=f"Episode {slot.index}",
        year=slot.aired.year,
        guid=f"plex://episode/{show.number:016x}{slot.season:04x}{slot.index:04x}",
        ids=type(top.ids)(0, top.ids.tvdb * 1000 + slot.season * 100 + slot.index, ""),
        added=added,
        released=slot.aired,
        duration_ms=show.title.runtime_min * 60_000,
        index=slot.index,
        parent=season.key,
        certification=show.title.certification,
    )
    world.shelf.add(entry)
    return entry


def _series(world: World, number: int, title: Title, added: datetime) -> Series:
    root = "anime" if title.anime else "tv"
    series = Series(
        id=world.fresh("sonarr"),
        title=title,
        path=f"{root}/{title.folder}",
        root=root,
        profile=4,
        added=added - timedelta(hours=2),
        seasons={},
        kind="anime" if title.anime else "standard",
        tags=[1] if number % 20 == 7 else [],
    )
    world.instances["sonarr"].series[series.id] = series
    return series


def _episode(world: World, series: Series, slot: Slot) -> Episode:
    series.seasons.setdefault(slot.sonarr_season, True)
    episode = Episode(
        id=world.fresh("episode"),
        series=series.id,
        season=slot.sonarr_season,
        number=slot.sonarr_number,
        title=f"Episode {slot.index}",
        aired=slot.aired,
        tvdb=series.title.ids.tvdb * 1000 + slot.season * 100 + slot.index,
        absolute=slot.absolute or None,
    )
    world.instances["sonarr"].episodes[episode.id] = episode
    series.episodes.append(episode.id)
    return episode
