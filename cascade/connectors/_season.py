"""One season in Sonarr: which one it is, and what a reading means for a step that empties it. No I/O here."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cascade.connectors._agreement import planned_on_disk, same_files
from cascade.connectors._arr_rows import QueueRow
from cascade.connectors._entry import EntryReading, doubt_absent, judge_present, left_on_disk
from cascade.connectors.paths import file_name
from cascade.media import ArrEntry, MediaFile
from cascade.step import Expected, Probe, State, Step, Subject


def season_of(entry: ArrEntry, subject: Subject) -> int | None:
    """Return Sonarr's number of the season that holds exactly the planned files; None if none does.

    Plex and Sonarr may number seasons differently, so the files decide; the same number goes first.
    """
    numbers = {file.season for file in entry.files if file.season is not None}
    for number in sorted(numbers, key=lambda number: (number != subject.season, number)):
        if same_files(_of_season(entry.files, number), subject.files):
            return number
    return None


def season_kept(
    entry: ArrEntry, number: int, *, allow_specials: bool, allow_newest_season: bool
) -> str | None:
    """Say which setting keeps a season; None if it may go."""
    if number == 0 and not allow_specials:
        return "specials stay unless ALLOW_SPECIALS is set"
    if number == 0 or allow_newest_season:
        return None
    # A step unmonitors the season: after a break in its middle, the rest of it would never be fetched.
    if number in entry.coming_seasons:
        return "a season with episodes yet to air stays unless ALLOW_NEWEST_SEASON is set"
    newest = max((file.season for file in entry.files if file.season is not None), default=0)
    if number >= newest and entry.status != "ended":
        return "the newest season of a show that goes on stays unless ALLOW_NEWEST_SEASON is set"
    return None


def planned_files(expected: Expected, files: Iterable[MediaFile]) -> tuple[MediaFile, ...]:
    """Return what an entry has of a season now, wherever it files the planned ones."""
    refs = {file.ref for file in expected.files}
    return tuple(file for file in files if file.season == expected.season or file.ref in refs)


def monitored_seasons(entry: ArrEntry) -> frozenset[int]:
    """Return the numbers of the seasons that Sonarr watches for."""
    numbers = entry.snapshot.get("monitored_seasons")
    return frozenset(n for n in numbers if isinstance(n, int)) if isinstance(numbers, list) else frozenset()


def judge_season(step: Step, name: str, reading: EntryReading) -> Probe:
    """Compare a reading with a DELETE_SEASON step."""
    on_disk, _ = planned_on_disk(step.expected, reading.on_disk)
    if reading.entry is None:
        return _judge_without_show(step.expected, name, reading, on_disk)
    return left_on_disk(step, name, reading) or _judge_with_show(step, name, reading, reading.entry, on_disk)


def _judge_with_show(
    step: Step, name: str, reading: EntryReading, entry: ArrEntry, on_disk: list[str]
) -> Probe:
    expected = step.expected
    files = planned_files(expected, entry.files)
    moved = next((file for file in files if file.season != expected.season), None)
    if moved is not None:
        return Probe(State.CHANGED, f"{name} now has {file_name(moved.path)} in season {moved.season}.")
    probe = judge_present(step, name, replace(entry, files=files), reading)
    if probe.state not in (State.INTACT, State.MIXED) or files:
        return probe
    if expected.season in monitored_seasons(entry):
        return Probe(State.MIXED, f"{name} has no file of season {expected.season}, but still monitors it.")
    if on_disk:
        return Probe(State.MIXED, f"{name} has dropped the files, but {on_disk[0]} is still on its disk.")
    return Probe(State.DONE, f"{name}: files of season {expected.season} gone, season not monitored.")


def unmonitored(series: dict[str, object], season: int) -> dict[str, object] | None:
    """Return a whole series as Sonarr wrote it with one season unmonitored; None if it has no such season."""
    seasons = series.get("seasons")
    if not isinstance(seasons, list):
        return None
    changed = [
        {**row, "monitored": False} if isinstance(row, dict) and row.get("seasonNumber") == season else row
        for row in seasons
    ]
    there = any(isinstance(row, dict) and row.get("seasonNumber") == season for row in seasons)
    return {**series, "seasons": changed} if there else None


def season_downloads(rows: Sequence[QueueRow], series: int, season: int) -> tuple[int, ...]:
    """Return the queue rows whose downloads bring this season and nothing else."""
    wanted = [row for row in rows if row.series_id == series and row.season_number == season]
    wider = {
        row.download_id
        for row in rows
        if row.download_id is not None and (row.series_id, row.season_number) != (series, season)
    }
    return tuple(row.id for row in wanted if row.download_id not in wider)


def _of_season(files: Iterable[MediaFile], number: int) -> tuple[MediaFile, ...]:
    return tuple(file for file in files if file.season == number)


def _judge_without_show(expected: Expected, name: str, reading: EntryReading, on_disk: list[str]) -> Probe:
    if reading.others:
        return Probe(State.CHANGED, f"{name} has the show again, as entry {reading.others[0]}.")
    doubt = doubt_absent(expected, name, reading)
    if doubt:
        return Probe(State.UNPROVEN, doubt)
    if on_disk:
        return Probe(State.CHANGED, f"{name} no longer has the show, but {on_disk[0]} is still on its disk.")
    return Probe(State.DONE, f"{name}: the whole show is gone, with the files of the season.")
