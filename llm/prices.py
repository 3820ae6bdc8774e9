"""What tokens cost. A model that is not in the table has no price: its tokens are counted, nothing more."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from llm.turn import Usage


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for a million tokens, which are millionths of a dollar for one."""

    input: Decimal
    cached: Decimal
    written: Decimal
    output: Decimal


def _price(into: str, cached: str, written: str, output: str) -> Price:
    return Price(Decimal(into), Decimal(cached), Decimal(written), Decimal(output))


PRICES: Final[Mapping[str, Price]] = {
    # Standard rates as published in November 2026, for prompts below 272,000 tokens.
    "gpt-6-luna": _price("0.10", "0.01", "0.125", "0.50"),
    "gpt-6-sol": _price("2", "0.20", "2.50", "10"),
    "gpt-6.1-terra": _price("1", "0.05", "1.25", "5"),
    # Writing to the cache costs 1.25 times the input from GPT-5.6 on, and nothing of its own before.
    "gpt-5.6-luna": _price("0.20", "0.02", "0.25", "1.20"),
    "gpt-5.6-terra": _price("2", "0.20", "2.50", "12"),
    "gpt-4o-mini": _price("0.15", "0.075", "0.15", "0.60"),
}


def price_of(model: str, prices: Mapping[str, Price] = PRICES) -> Price | None:
    """Give the price of a model; one with a date behind its name costs what it does without."""
    return prices.get(model) or prices.get(re.sub(r"-\d{4}-\d\d-\d\d$", "", model))


def micros(usage: Usage, price: Price | None) -> int | None:
    """Give the price of a call in millionths of a dollar, rounded up; None without a price.

    The input that a server counts includes what it read from its cache and what it wrote to it.
    """
    if price is None:
        return None
    fresh = max(0, usage.input - usage.cached - usage.written)
    cost = fresh * price.input + usage.cached * price.cached
    return math.ceil(cost + usage.written * price.written + usage.output * price.output)
