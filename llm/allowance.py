"""How much may be asked of a model: by one person and by all in a day, and for how much money in a month."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from llm.errors import Limited, ModelError
from llm.prices import PRICES, Price, micros, price_of
from llm.turn import Model, Reply, Turn, Usage
from llm.usage import Spent, UsageLog

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be used up. Calls count for 24 hours, money for a calendar month; None: no limit."""

    person_calls: int | None = None
    day_calls: int | None = None
    month_micros: int | None = None


class Allowance:
    """Says whether a call may be made, and keeps the account.

    Calls under way are in no account yet: several at once can pass a limit by their number less one.
    """

    def __init__(
        self,
        log: UsageLog,
        limits: Limits,
        *,
        zone: tzinfo = UTC,
        prices: Mapping[str, Price] = PRICES,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._log = log
        self._limits = limits
        self._zone = zone
        self._prices = prices
        self._now = now or (lambda: datetime.now(UTC))

    async def check(self, person: str) -> None:
        """Let a call pass. Raises Limited, with what is used up and when it will be better."""
        since = self._now() - DAY
        mine, all_ = self._limits.person_calls, self._limits.day_calls
        if mine is not None and await self._log.calls(since, person) >= mine:
            raise Limited(
                f"You have asked the language model {mine} times in 24 hours, the limit for a person."
            )
        if all_ is not None and await self._log.calls(since) >= all_:
            raise Limited(
                f"The language model was asked {all_} times in 24 hours, the limit for all together."
            )
        await self._check_budget()

    async def record(self, person: str, model: str, usage: Usage, outcome: str) -> None:
        """Put a call on the account."""
        price = micros(usage, price_of(model, self._prices))
        await self._log.record(Spent(self._now(), person, model, usage, price, outcome))

    def warning(self, model: str) -> str | None:
        """Say that a budget can't be kept, as the model has no known price; None if all is well."""
        if self._limits.month_micros is None or price_of(model, self._prices):
            return None
        return f"{model} has no known price, so the monthly budget cannot be kept; limit the calls per day."

    async def _check_budget(self) -> None:
        budget = self._limits.month_micros
        here = self._now().astimezone(self._zone)
        month = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        if budget is not None and await self._log.micros(month.astimezone(UTC)) >= budget:
            raise Limited(
                f"The language model's budget of ${budget / 10**6:,.2f} for {here:%B} is spent; "
                "the operator can raise it."
            )


class Metered:
    """A model whose calls are limited and accounted for. Calls that were never made are on no account."""

    def __init__(self, model: Model, name: str, allowance: Allowance) -> None:
        self._model = model
        self._name = name
        self._allowance = allowance

    async def ask(self, turn: Turn) -> Reply:
        """Ask within the limits. Raises Limited, and what the model raises."""
        await self._allowance.check(turn.person)
        try:
            reply = await self._model.ask(turn)
        except ModelError as error:
            if error.sent:
                await self._allowance.record(turn.person, self._name, error.usage, error.kind)
            raise
        await self._allowance.record(turn.person, self._name, reply.usage, "ok")
        return reply
