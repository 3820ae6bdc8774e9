"""Paths as different servers name them."""

import unicodedata

import pytest

from cascade.connectors.paths import clean_path, map_path, server_paths, tail, within

MAP = {"/movies": "/data/movies", "/movies/uhd": "/data/four", "/data/media": "/data"}


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("/movies/A (2001)/A.mkv", "/data/movies/A (2001)/A.mkv"),
        ("/movies/uhd/A/A.mkv", "/data/four/A/A.mkv"),
        ("/movies2/A.mkv", "/movies2/A.mkv"),
        ("/movies", "/data/movies"),
        ("/movies/", "/data/movies"),
        ("/elsewhere/A.mkv", "/elsewhere/A.mkv"),
    ],
)
def test_the_longest_prefix_at_a_folder_boundary_wins(there: str, here: str) -> None:
    assert map_path(there, MAP) == here


def test_a_windows_path_is_mapped_with_slashes() -> None:
    assert map_path("D:\\Films\\A\\A.mkv", {"D:\\Films": "/films"}) == "/films/A/A.mkv"


def test_a_trailing_slash_in_a_setting_changes_nothing() -> None:
    assert map_path("/movies/A.mkv", {"/movies/": "/films/"}) == "/films/A.mkv"


def test_both_spellings_of_an_accent_are_one_path() -> None:
    name = "/movies/Amélie"
    assert clean_path(unicodedata.normalize("NFD", name)) == clean_path(unicodedata.normalize("NFC", name))


def test_every_way_back_is_offered() -> None:
    assert set(server_paths("/data/movies/A", MAP)) == {"/movies/A", "/data/media/movies/A", "/data/movies/A"}


def test_a_way_back_that_would_not_lead_here_is_left_out() -> None:
    # "/movies/uhd/A" is what another prefix maps elsewhere.
    assert "/movies/uhd/A" not in server_paths("/data/movies/uhd/A", MAP)


def test_nothing_lies_within_an_empty_folder_name() -> None:
    assert not within("/movies/A", "")


def test_the_tail_is_folder_and_file() -> None:
    assert tail("/a/b/Season 01/E01.mkv") == "Season 01/E01.mkv"
