"""Calendar arithmetic: months of unequal length, clock changes, whole days and years."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.library.reading import midnight
from cascade.rules.bounds import Interval, before, describe_bounds, intervals, whole
from cascade.rules.expr import Day, Rule, Span, Term
from cascade.rules.query import parse
from tests.rules.strategies import NOW, ZONE, rules

BERLIN = ZoneInfo("Europe/Berlin")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


def local(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=BERLIN, fold=fold)  # type: ignore[arg-type, misc]


def bounds(query: str, now: datetime = NOW, zone: ZoneInfo = ZONE) -> tuple[Interval, ...]:
    term = parse(query).where
    assert isinstance(term, Term)
    return intervals(term, now, zone)


@pytest.mark.parametrize(
    ("now", "span", "expected"),
    [
        (local(2026, 11, 21, 12), Span(2, "y"), local(2024, 11, 21, 12)),
        (local(2024, 2, 29, 12), Span(1, "y"), local(2023, 2, 28, 12)),
        (local(2024, 2, 29, 12), Span(4, "y"), local(2020, 2, 29, 12)),
        (local(2026, 3, 31, 12), Span(1, "mo"), local(2026, 2, 28, 12)),
        (local(2026, 5, 31, 12), Span(3, "mo"), local(2026, 2, 28, 12)),
        (local(2026, 1, 15, 12), Span(1, "mo"), local(2025, 12, 15, 12)),
        (local(2026, 1, 15, 12), Span(13, "mo"), local(2024, 12, 15, 12)),
        (local(2026, 1, 15, 12), Span(12, "mo"), local(2025, 1, 15, 12)),
    ],
)
def test_months_and_years_go_by_the_calendar(now: datetime, span: Span, expected: datetime) -> None:
    assert before(now, span, BERLIN) == expected


def test_a_month_keeps_the_local_hour_across_a_clock_change() -> None:
    assert before(local(2026, 4, 10, 12), Span(1, "mo"), BERLIN) == datetime(2026, 3, 10, 11, tzinfo=UTC)


def test_a_bound_in_the_hour_that_was_skipped_is_what_the_clock_then_showed() -> None:
    assert before(local(2026, 4, 29, 2, 30), Span(1, "mo"), BERLIN) == local(2026, 3, 29, 3, 30)


def test_a_bound_in_the_hour_that_came_twice_is_the_first() -> None:
    assert before(local(2026, 11, 25, 2, 30), Span(1, "mo"), BERLIN) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_the_second_of_two_equal_hours_counts_a_month_back_from_its_own_time() -> None:
    now = local(2026, 10, 25, 2, 30, fold=1)
    assert before(now, Span(1, "mo"), BERLIN) == local(2026, 9, 25, 2, 30)


def test_days_and_weeks_have_their_hours_whatever_the_clock_does() -> None:
    now = local(2026, 3, 30, 12)
    assert before(now, Span(1, "d"), BERLIN) == now.astimezone(UTC) - timedelta(hours=24)
    assert before(now, Span(2, "w"), BERLIN) == now.astimezone(UTC) - timedelta(hours=336)


@pytest.mark.parametrize(
    ("day", "low", "high"),
    [
        (Day(2023), local(2023, 1, 1), local(2024, 1, 1)),
        (Day(2023, 12), local(2023, 12, 1), local(2024, 1, 1)),
        (Day(2024, 2), local(2024, 2, 1), local(2024, 3, 1)),
        (Day(2023, 12, 31), local(2023, 12, 31), local(2024, 1, 1)),
        (Day(2026, 3, 29), local(2026, 3, 29), local(2026, 3, 30)),
    ],
)
def test_a_day_month_or_year_is_all_of_it(day: Day, low: datetime, high: datetime) -> None:
    assert whole(day, BERLIN) == Interval(low.astimezone(UTC), high.astimezone(UTC))


def test_the_day_of_a_clock_change_has_23_hours() -> None:
    day = whole(Day(2026, 3, 29), BERLIN)
    assert day.low is not None
    assert day.high is not None
    assert day.high - day.low == timedelta(hours=23)


def test_a_day_whose_midnight_was_skipped_begins_an_hour_later() -> None:
    assert whole(Day(2018, 11, 4), SAO_PAULO).low == datetime(2018, 11, 4, 3, tzinfo=UTC)


YEAR = whole(Day(2023), ZONE)
BOUND = before(NOW, Span(2, "y"), ZONE)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("added:<2023", Interval(None, YEAR.low)),
        ("added:<=2023", Interval(None, YEAR.high)),
        ("added:>2023", Interval(YEAR.high, None)),
        ("added:>=2023", Interval(YEAR.low, None)),
        ("added:2023", YEAR),
        ("added:2023..2023", YEAR),
        ("added:2023..", Interval(YEAR.low, None)),
        ("added:..2023", Interval(None, YEAR.high)),
        ("age:>2y", Interval(None, BOUND)),
        ("age:>=2y", Interval(None, BOUND + TICK)),
        ("age:<2y", Interval(BOUND + TICK, None)),
        ("age:<=2y", Interval(BOUND, None)),
        ("age:2y..", Interval(None, BOUND + TICK)),
        ("age:..2y", Interval(BOUND, None)),
        ("age:1y..2y", Interval(BOUND, before(NOW, Span(1, "y"), ZONE) + TICK)),
    ],
)
def test_a_comparison_becomes_the_instants_it_holds_for(query: str, expected: Interval) -> None:
    assert bounds(query) == (expected,)


@pytest.mark.parametrize("zone", [BERLIN, SAO_PAULO, ZoneInfo("UTC")])
def test_a_release_on_new_years_day_lies_in_its_year_in_every_zone(zone: ZoneInfo) -> None:
    stored = midnight(date(2023, 1, 1), zone)
    assert stored is not None
    (year,) = bounds("released:2023", zone=zone)
    (previous,) = bounds("released:2022", zone=zone)
    assert (year.holds(stored), previous.holds(stored)) == (True, False)


@given(rules, st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the zone is given beside
def test_every_rule_has_bounds_at_every_instant(rule: Rule, now: datetime) -> None:
    assert all(" = " in line for line in describe_bounds(rule, now, ZONE))


@pytest.mark.parametrize(
    ("query", "line"),
    [
        (
            "unwatched:>2y",
            "unwatched:>2y = last watched before 21 Nov 2024 or never, and added before then",
        ),
        ("age:<6mo", "age:<6mo = added since 21 May 2026"),
        (
            "watched:never,2020",
            "watched:never,2020 = last watched from 1 Jan 2020 to before 1 Jan 2021, or never watched",
        ),
        ("requested:never", "requested:never = never requested"),
    ],
)
def test_bounds_are_said_in_dates(query: str, line: str) -> None:
    assert describe_bounds(parse(query), NOW, ZONE) == [line]


def test_only_dates_and_spans_have_bounds_to_say() -> None:
    assert describe_bounds(parse("size:>5GB -(tag:keep OR age:>1y)"), NOW, ZONE) == [
        "age:>1y = added before 21 Nov 2025"
    ]
