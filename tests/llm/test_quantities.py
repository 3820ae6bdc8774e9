"""Amounts and dates as people write them."""

import pytest

from cascade.rules.fields import field_named
from cascade.rules.query import parse
from llm.proposal.dates import Unreadable
from llm.proposal.quantities import count_of, spell
from tests.llm.household import house

CLOCK = house().clock


@pytest.mark.parametrize(
    ("field", "words", "spelled"),
    [
        ("size", "20 GB", "20GB"),
        ("size", "20gb", "20GB"),
        ("size", "half a terabyte", "0.5TB"),
        ("size", "two gigs", "2GB"),
        ("size", "1.5 TB", "1.5TB"),
        ("unwatched", "2 years", "2y"),
        ("unwatched", "a year", "1y"),
        ("unwatched", "a year and a half", "18mo"),
        ("unwatched", "a fortnight", "2w"),
        ("unwatched", "half a year", "6mo"),
        ("unwatched", "1.5 years", "18mo"),
        ("unwatched", "twenty-four months", "24mo"),
        ("age", "2 years ago", "2y"),
        ("watched", "2023", "2023"),
        ("watched", "January", "2026-01"),
        ("watched", "December", "2025-12"),
        ("watched", "April 2023", "2023-04"),
        ("added", "30 April 2023", "2023-04-30"),
        ("added", "April 30th, 2023", "2023-04-30"),
        ("added", "last year", "2025"),
        ("added", "last month", "2026-10"),
        ("added", "yesterday", "2026-11-20"),
        ("added", "the 30th of April", "2026-04-30"),
        ("added", "21 November", "2026-11-21"),
        ("added", "22 November", "2025-11-22"),
        ("watched", "never", "never"),
        ("rating", "5", "5"),
        ("rating", "60 %", "60%"),
        ("rating", "3 out of 5", "60%"),
        ("rating", "6/10", "60%"),
        ("year", "the 90s", "1990..1999"),
        ("year", "1980s", "1980..1989"),
        ("year", "last year", "2025"),
        ("viewers", "two people", "2"),
        ("votes", "two hundred", "200"),
        ("plays", "twice", "2"),
        ("resolution", "4K", "2160p"),
        ("resolution", "Full HD", "1080p"),
        ("status", "finished", "ended"),
    ],
)
def test_an_amount_is_read(field: str, words: str, spelled: str) -> None:
    assert spell(field_named(field), words, CLOCK) == spelled


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("size", "20"),
        ("size", "20G"),
        ("size", "1,5 TB"),
        ("size", "big"),
        ("unwatched", "a couple of years"),
        ("unwatched", "2023"),
        ("unwatched", "1.5 months"),
        ("watched", "2 years"),
        ("watched", "summer"),
        ("added", "never"),
        ("added", "31 31 April"),
        ("rating", "3 stars"),
        ("year", "old"),
    ],
)
def test_what_is_no_amount_is_refused(field: str, words: str) -> None:
    with pytest.raises(Unreadable):
        spell(field_named(field), words, CLOCK)


def test_a_count_is_a_whole_number_of_items() -> None:
    assert count_of("a dozen") == 12
    assert count_of("20") == 20
    assert count_of("5 films") == 5
    for words in ("0", "2.5", "many", "500 GB"):
        with pytest.raises(Unreadable):
            count_of(words)


@pytest.mark.parametrize("words", ["20 GB", "half a terabyte"])
def test_what_is_spelled_is_a_value_of_the_query_language(words: str) -> None:
    assert parse(f"size:>{spell(field_named('size'), words, CLOCK)}")
