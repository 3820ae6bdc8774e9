"""What a call costs, to the millionth of a dollar."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.prices import PRICES, Price, micros, price_of
from llm.turn import Usage

LUNA = PRICES["gpt-6-luna"]


def test_two_rounds_of_3200_in_and_1000_out_in_all_cost_a_tenth_of_a_cent() -> None:
    assert micros(Usage(input=6400, output=1000), LUNA) == 1140


def test_what_comes_from_the_cache_or_goes_into_it_has_a_price_of_its_own() -> None:
    usage = Usage(input=10_000, cached=6_000, written=2_000, output=0)
    assert micros(usage, LUNA) == 200 + 60 + 250


def test_thought_is_part_of_the_output_and_not_counted_twice() -> None:
    assert micros(Usage(output=1000, reasoning=900), LUNA) == 500


def test_a_part_of_a_millionth_counts_as_one_so_that_no_budget_is_passed() -> None:
    assert micros(Usage(input=1), LUNA) == 1


def test_a_model_without_a_price_costs_nothing_that_is_known() -> None:
    assert micros(Usage(input=1000), price_of("small-local")) is None


@pytest.mark.parametrize("model", ["gpt-6-luna", "gpt-6-luna-2026-09-22"])
def test_a_dated_model_costs_what_it_does_without_its_date(model: str) -> None:
    assert price_of(model) == LUNA


@pytest.mark.parametrize("model", ["gpt-6-luna-max", "gpt-6", "openai/gpt-6-luna", "", "2026-09-22"])
def test_a_name_that_is_only_alike_has_no_price(model: str) -> None:
    assert price_of(model) is None


def test_prices_can_be_given() -> None:
    mine = Price(Decimal(1), Decimal(1), Decimal(1), Decimal(1))
    assert price_of("small-local", {"small-local": mine}) == mine


@given(st.builds(Usage, *[st.integers(0, 10**7)] * 5))
def test_a_server_that_counts_wrongly_never_makes_a_call_earn_money(usage: Usage) -> None:
    for price in PRICES.values():
        assert (micros(usage, price) or 0) >= 0


def test_a_cached_token_is_never_dearer_than_a_fresh_one() -> None:
    assert all(price.cached <= price.input <= price.written <= price.output for price in PRICES.values())
