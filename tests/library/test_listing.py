"""A listing is whole only if its keys add up and it stood still while it was read."""

from cascade.library.listing import Tally


def tally(*pages: tuple[str, int | None], skipped: int = 0) -> Tally:
    counted = Tally()
    for keys, total in pages:
        counted.add(keys, total, skipped)
    return counted


def test_a_listing_whose_keys_add_up_to_its_total_is_whole() -> None:
    assert tally(("ab", 3), ("c", 3)).flaw() is None


def test_a_page_that_came_twice_is_no_substitute_for_the_missing_one() -> None:
    assert "2 different rows arrived where 3" in (tally(("ab", 3), ("b", 3)).flaw() or "")


def test_a_total_that_changed_between_first_and_last_page_is_a_flaw() -> None:
    assert "changed from 3 to 2" in (tally(("ab", 3), ("", 2)).flaw() or "")


def test_a_row_nobody_understood_is_a_flaw() -> None:
    assert "could not be understood" in (tally(("ab", None), skipped=1).flaw() or "")


def test_an_unpaged_listing_that_ended_well_is_whole() -> None:
    assert tally(("ab", None), ("c", None)).flaw() is None


def test_an_empty_listing_that_says_so_is_whole() -> None:
    assert tally(("", 0)).flaw() is None
