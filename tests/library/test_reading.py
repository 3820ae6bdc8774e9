"""What an entry met in a listing is to the Library."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from cascade.library.reading import Fate, Known, Reading, common_resolution, fate, four_k, midnight
from cascade.media import Kind, MediaEntry, MediaFile

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
READING = Reading("plex", 2, NOON, UTC)
ENTRY = MediaEntry("1", Kind.MOVIE, "Movies", "Heat", guid="plex://movie/a")
KNOWN = Known(7, Kind.MOVIE, "plex://movie/a", "heat", None, None)


def gone(before: timedelta, why: str) -> Known:
    return replace(KNOWN, gone_at=NOON - before, gone_why=why)


def test_an_entry_nobody_knows_is_new() -> None:
    assert fate(READING, None, ENTRY) is Fate.NEW


def test_a_known_entry_stays_the_item_it_is() -> None:
    assert fate(READING, KNOWN, ENTRY) is Fate.KEEP


def test_a_listing_begun_before_our_deletion_was_proven_revives_nothing() -> None:
    assert fate(READING, gone(-timedelta(seconds=1), "deleted"), ENTRY) is Fate.DEAD
    assert fate(READING, gone(timedelta(0), "deleted"), ENTRY) is Fate.DEAD


def test_within_the_hour_the_same_server_id_does_not_revive_what_we_deleted() -> None:
    assert fate(READING, gone(timedelta(minutes=59), "deleted"), ENTRY) is Fate.DEAD


def test_after_the_hour_what_we_deleted_came_back() -> None:
    assert fate(READING, gone(timedelta(hours=1), "deleted"), ENTRY) is Fate.BACK


def test_what_was_only_absent_comes_back_with_the_next_listing() -> None:
    assert fate(READING, gone(timedelta(seconds=1), "absent"), ENTRY) is Fate.BACK


def test_a_listing_begun_before_an_absence_was_proved_shows_the_past() -> None:
    assert fate(READING, gone(timedelta(0), "absent"), ENTRY) is Fate.DEAD
    assert fate(READING, gone(-timedelta(seconds=1), "absent"), ENTRY) is Fate.DEAD


def test_a_corrected_match_keeps_the_item_because_its_file_is_the_same() -> None:
    other = replace(ENTRY, guid="plex://movie/b")
    assert fate(READING, KNOWN, other, shares_file=True) is Fate.KEEP


def test_a_number_the_server_gave_to_another_title_is_another_item() -> None:
    other = replace(ENTRY, guid="plex://movie/b")
    assert fate(READING, KNOWN, other, shares_file=False) is Fate.OTHER
    assert fate(READING, replace(KNOWN, kind=Kind.SHOW), ENTRY) is Fate.OTHER


def test_versions_that_differ_have_no_common_resolution_and_no_4k_class() -> None:
    both = (MediaFile("/a", 1, resolution="2160p"), MediaFile("/b", 1, resolution="1080p"))
    assert (common_resolution(both), four_k(both)) == (None, None)


def test_a_version_of_unknown_resolution_makes_it_unknown() -> None:
    both = (MediaFile("/a", 1, resolution="1080p"), MediaFile("/b", 1))
    assert (common_resolution(both), four_k(both)) == (None, None)


def test_versions_that_agree_say_so() -> None:
    hd = (MediaFile("/a", 1, resolution="1080p"), MediaFile("/b", 1, resolution="1080p"))
    assert (common_resolution(hd), four_k(hd)) == ("1080p", False)
    assert four_k((MediaFile("/a", 1, resolution="2160p"),)) is True


def test_a_day_begins_at_midnight_in_the_zone_of_the_household() -> None:
    berlin = midnight(date(2026, 7, 1), ZoneInfo("Europe/Berlin"))
    assert berlin == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert midnight(None, UTC) is None
