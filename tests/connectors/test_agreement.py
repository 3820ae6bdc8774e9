"""Files decide which copy an entry is."""

import pytest

from cascade.connectors._agreement import allowed_files, outside, planned_on_disk, same_files
from cascade.connectors._arr_rows import QueueRow
from cascade.connectors._arr_target import exclusion
from cascade.connectors._season import season_downloads, unmonitored
from cascade.media import MediaFile
from cascade.step import Expected

A = MediaFile("/movies/A/A.mkv", 10)
SAME_NAME = MediaFile("/mnt/films/A/A.mkv", 10)


def queued(number: int, season: int, download: str) -> QueueRow:
    row = {"id": number, "seriesId": 1, "seasonNumber": season, "downloadId": download}
    return QueueRow.model_validate(row)


def test_a_file_agrees_by_path_whatever_its_size() -> None:
    assert outside((A,), ((A.path, 99),)) == ()


def test_a_file_agrees_by_name_and_size() -> None:
    assert outside((A,), allowed_files((SAME_NAME,))) == ()


def test_a_file_of_another_size_is_outside() -> None:
    assert outside((A,), ((SAME_NAME.path, 11),)) == (A,)


def test_one_allowed_file_stands_for_one_only() -> None:
    twin = MediaFile("/uhd/A/A.mkv", 10)
    assert len(outside((A, twin), allowed_files((SAME_NAME,)))) == 1


@pytest.mark.parametrize(("mine", "theirs"), [((), ()), ((A,), ()), ((A,), (A, MediaFile("/b", 1)))])
def test_sets_that_differ_are_not_the_same(
    mine: tuple[MediaFile, ...], theirs: tuple[MediaFile, ...]
) -> None:
    assert not same_files(mine, theirs)


def test_a_file_found_under_another_mount_is_known_by_folder_and_name() -> None:
    expected = Expected(files=(A,), allowed=((A.path, 10),))
    found = ["/elsewhere/A/A.mkv", "/elsewhere/Extras/A.mkv"]
    assert planned_on_disk(expected, found) == (found[:1], found[1:])


def test_an_exclusion_takes_title_and_year_from_the_folder() -> None:
    assert exclusion("tmdbId", 5, "/movies/Brazil (1985) {tmdb-68}") == {
        "tmdbId": 5,
        "movieTitle": "Brazil",
        "movieYear": 1985,
    }
    assert exclusion("tvdbId", 6, "/tv/Dark") == {"tvdbId": 6, "title": "Dark"}


def test_unmonitoring_changes_one_season_and_nothing_else() -> None:
    series: dict[str, object] = {
        "id": 1,
        "unknown": "kept",
        "seasons": [
            {"seasonNumber": 1, "monitored": True},
            {"seasonNumber": 2, "monitored": True, "x": 1},
        ],
    }
    assert unmonitored(series, 2) == {
        "id": 1,
        "unknown": "kept",
        "seasons": [
            {"seasonNumber": 1, "monitored": True},
            {"seasonNumber": 2, "monitored": False, "x": 1},
        ],
    }
    assert unmonitored(series, 3) is None
    assert unmonitored({"id": 1}, 1) is None


def test_a_download_that_also_brings_another_season_stays() -> None:
    rows = [
        queued(1, 1, "pack"),
        queued(2, 2, "pack"),
        queued(3, 1, "one"),
    ]
    assert season_downloads(rows, 1, 1) == (3,)
