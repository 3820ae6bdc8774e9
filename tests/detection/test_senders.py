"""What each server sends, as its source code writes it, and what we take from it."""

import json
from typing import Any

import pytest

from cascade.detection.hints import Hint, Says, load_hint
from cascade.detection.senders import READERS, read_hint
from cascade.errors import BadInput
from cascade.media import ExternalIds, Kind

SERIES = {"id": 12, "title": "Dark", "year": 2017, "tvdbId": 334824, "tmdbId": 70523, "imdbId": "tt5753856"}
MOVIE = {
    "id": 42,
    "title": "Troy",
    "year": 2004,
    "tmdbId": 652,
    "imdbId": "tt0332452",
    "folderPath": "/m/Troy",
}
DARK = ExternalIds(tmdb=70523, tvdb=334824, imdb="tt5753856")
TROY = ExternalIds(tmdb=652, imdb="tt0332452")


def read(software: str, sent: dict[str, Any]) -> Hint | None:
    return read_hint(software, software, json.dumps(sent))


def test_sonarr_says_that_a_series_went_with_its_files() -> None:
    hint = read("sonarr", {"eventType": "SeriesDelete", "series": SERIES, "deletedFiles": True})
    assert hint == Hint("sonarr", Says.ENTRY_DELETED, Kind.SHOW, "12", DARK, "Dark", 2017)


@pytest.mark.parametrize(("event", "of"), [("SeriesDelete", "series"), ("MovieDelete", "movie")])
def test_an_entry_whose_files_stay_is_only_dropped(event: str, of: str) -> None:
    sent = {"eventType": event, of: SERIES, "deletedFiles": False}
    hint = read("sonarr" if of == "series" else "radarr", sent)
    assert hint is not None
    assert hint.says is Says.ENTRY_DROPPED


def test_sonarr_names_the_file_and_its_episodes() -> None:
    sent = {
        "eventType": "EpisodeFileDelete",
        "series": SERIES,
        "episodes": [{"seasonNumber": 0, "episodeNumber": 1}, {"seasonNumber": 0, "episodeNumber": 2}],
        "episodeFile": {"id": 9, "path": "D:\\TV\\Dark\\Dark - S00E01-E02.mkv"},
        "deleteReason": "missingFromDisk",
    }
    hint = read("sonarr", sent)
    assert hint is not None
    assert (hint.says, hint.kind, hint.season, hint.episodes) == (Says.FILE_DELETED, Kind.EPISODE, 0, (1, 2))
    assert hint.files == ("Dark - S00E01-E02.mkv",)
    assert not hint.caused


@pytest.mark.parametrize("reason", ["upgrade", "Upgrade", "manualOverride"])
def test_an_upgrade_replaces_a_file(reason: str) -> None:
    sent = {"eventType": "MovieFileDelete", "movie": MOVIE, "deleteReason": reason}
    hint = read("radarr", {**sent, "movieFile": {"relativePath": "Troy.mkv"}})
    assert hint == Hint(
        "radarr", Says.FILE_REPLACED, Kind.MOVIE, "42", TROY, "Troy", 2004, files=("Troy.mkv",), reason=reason
    )


def test_jellyfin_names_an_item_by_an_id_with_or_without_dashes() -> None:
    sent = {
        "NotificationType": "ItemDeleted",
        "ItemId": "0B3F6A2C-91D4-4E0C-8A7B-1C2D3E4F5A6B",
        "ItemType": "Movie",
        "Name": "Troy",
        "Year": 2004,
        "Provider_tmdb": "652",
        "Provider_imdb": "tt0332452",
    }
    ref = "0b3f6a2c91d44e0c8a7b1c2d3e4f5a6b"
    assert read("jellyfin", sent) == Hint("jellyfin", Says.ENTRY_DELETED, Kind.MOVIE, ref, TROY, "Troy", 2004)


def test_numbers_of_an_episode_in_jellyfin_are_not_those_of_its_show() -> None:
    sent = {"NotificationType": "ItemRemoved", "ItemId": "ab", "ItemType": "Episode", "Provider_tvdb": "5"}
    hint = read("jellyfin", {**sent, "SeriesName": "Dark", "SeasonNumber": "0", "EpisodeNumber": 3})
    assert hint is not None
    assert (hint.ids, hint.title, hint.season, hint.episodes) == (ExternalIds(), "Dark", 0, (3,))


def test_what_a_template_left_unfilled_is_no_number() -> None:
    sent = {"NotificationType": "ItemDeleted", "ItemId": "ab", "ItemType": "Movie", "Year": ""}
    hint = read("jellyfin", {**sent, "Provider_tmdb": "{{Provider_tmdb}}", "Provider_imdb": ""})
    assert hint is not None
    assert (hint.ids, hint.year) == (ExternalIds(), None)


@pytest.mark.parametrize(("event", "says"), [("library.new", Says.ARRIVED), ("media.play", Says.CHECK)])
def test_plex_never_says_that_something_is_deleted(event: str, says: Says) -> None:
    hint = read("plex", {"event": event, "Metadata": {"ratingKey": "7", "type": "movie", "title": "Troy"}})
    assert hint == Hint("plex", says, Kind.MOVIE, "7", title="Troy")


def test_seerr_says_that_a_title_was_asked_for() -> None:
    media = {"media_type": "movie", "tmdbId": "652", "tvdbId": "", "status": "PENDING", "status4k": "UNKNOWN"}
    hint = read(
        "seerr", {"notification_type": "MEDIA_AUTO_APPROVED", "subject": "Troy (2004)", "media": media}
    )
    assert hint is not None
    assert (hint.says, hint.kind, hint.ids) == (Says.WANTED, Kind.MOVIE, ExternalIds(tmdb=652))


@pytest.mark.parametrize(
    ("software", "sent"),
    [
        ("sonarr", {"eventType": "Test"}),
        ("radarr", {"eventType": "Test"}),
        ("jellyfin", {"NotificationType": "Generic"}),
        ("seerr", {"notification_type": "TEST_NOTIFICATION"}),
    ],
)
def test_a_test_is_heard_as_one(software: str, sent: dict[str, Any]) -> None:
    hint = read(software, sent)
    assert hint is not None
    assert hint.says is Says.TEST


@pytest.mark.parametrize("software", READERS)
@pytest.mark.parametrize("body", ["", "null", "[]", "7", '"x"', "{}", "{" * 10_000, '{"a": 1}'])
def test_what_is_no_payload_is_refused_in_a_sentence(software: str, body: str) -> None:
    with pytest.raises(BadInput, match="is no webhook of"):
        read_hint(software, software, body)


@pytest.mark.parametrize("strange", [[1], {"id": []}, "x", 7, True, None])
def test_strange_parts_are_refused_or_passed_over_and_never_crash(strange: object) -> None:
    sent = {"eventType": "MovieDelete", "movie": strange, "episodes": strange, "deletedFiles": strange}
    try:
        hint = read("radarr", sent)
    except BadInput:
        return
    assert hint is not None
    assert hint.ref is None


def test_a_hint_is_kept_and_read_as_it_was() -> None:
    hint = Hint(
        "sonarr", Says.FILE_DELETED, Kind.EPISODE, "1", DARK, "Dark", 2017, 0, (1, 2), ("a.mkv",), "manual"
    )
    assert load_hint(json.loads(json.dumps(hint.stored()))) == hint
