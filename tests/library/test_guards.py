"""What shrank too much is not believed."""

import pytest

from cascade.library.guards import absences, shrink


@pytest.mark.parametrize(("before", "after"), [(10, 5), (100, 80), (3, 1), (0, 0), (10, 30), (1000, 800)])
def test_a_loss_of_five_or_of_a_fifth_is_ordinary(before: int, after: int) -> None:
    assert shrink("plex", {"Movies (movies)": before}, {"Movies (movies)": after}) is None


@pytest.mark.parametrize(("before", "after"), [(10, 4), (100, 79), (1, 0), (3, 0), (1000, 799)])
def test_a_greater_loss_or_nothing_left_is_an_alert(before: int, after: int) -> None:
    alert = shrink("plex", {"Movies (movies)": before}, {"Movies (movies)": after})
    assert alert is not None
    assert f"{after} of {before} in Movies (movies)" in alert
    assert "sync --accept-shrink plex" in alert


def test_a_section_that_is_no_longer_listed_counts_as_empty() -> None:
    assert shrink("plex", {"Movies (movies)": 10}, {}) is not None


def test_each_section_is_judged_by_itself() -> None:
    before, after = {"Movies": 1000, "Kids": 10}, {"Movies": 1000, "Kids": 0}
    assert "Kids" in (shrink("plex", before, after) or "")


def test_fifty_absences_are_asked_for_and_fifty_one_are_an_alert() -> None:
    assert absences("plex", 50) is None
    assert "sync --accept-shrink plex" in (absences("plex", 51) or "")
