"""Limits by person, day and month, against an account kept in memory; nothing is sent beyond them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from llm.allowance import Allowance, Limits, Metered
from llm.errors import Busy, Limited, Unpaid, Unusable
from llm.turn import Usage
from llm.usage import Spent
from playground.model import ModelServer, Said, Tokens, mishaps
from tests.llm.client.calling import NOON, PROPOSED, TURN, Caller

OTHER = replace(TURN, person="987654321098765432")


@dataclass(slots=True)
class Account:
    """A UsageLog of plain values."""

    rows: list[Spent] = field(default_factory=list)

    async def record(self, spent: Spent) -> None:
        self.rows.append(spent)

    async def micros(self, since: datetime) -> int:
        return sum(row.micros or 0 for row in self.rows if row.at >= since)

    async def calls(self, since: datetime, person: str | None = None) -> int:
        return sum(1 for row in self.rows if row.at >= since and person in (None, row.person))


class Home:
    """A metered client of a server, and its account."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.account = Account()
        self.limit()

    def limit(self, zone: ZoneInfo | None = None, **limits: int) -> None:
        """Put limits in force."""
        self.allowance = Allowance(
            self.account, Limits(**limits), zone=zone or UTC, now=lambda: self.caller.now
        )
        self.model = Metered(self.caller.client, "gpt-6-luna", self.allowance)

    async def refused(self) -> str:
        """Ask, and want a limit in the way before anything is sent."""
        before = self.caller.requests
        with pytest.raises(Limited) as raised:
            await self.model.ask(TURN)
        assert self.caller.requests == before
        return raised.value.message


@pytest.fixture
async def home(server: ModelServer) -> AsyncIterator[Home]:
    caller = Caller(server)
    async with caller.client:
        yield Home(caller)


async def test_a_call_is_on_the_account_with_its_tokens_and_price(home: Home) -> None:
    home.caller.server.script.add(replace(PROPOSED, tokens=Tokens(3200, 0, 0, 1000, 0)))
    await home.model.ask(TURN)
    (row,) = home.account.rows
    assert (row.at, row.person, row.model, row.outcome) == (NOON, TURN.person, "gpt-6-luna", "ok")
    assert (row.usage.input, row.usage.output, row.micros) == (3200, 1000, 820)


async def test_a_failure_is_on_the_account_under_its_kind_with_what_it_cost(home: Home) -> None:
    home.caller.server.script.author = lambda _: Said(tokens=Tokens(100, 0, 0, 0, 0))
    with pytest.raises(Unusable):
        await home.model.ask(TURN)
    (row,) = home.account.rows
    assert (row.outcome, row.usage.input, row.micros) == ("unusable", 200, 20)


async def test_repeated_attempts_are_one_call(home: Home) -> None:
    home.caller.server.script.author = lambda _: mishaps.overloaded()
    with pytest.raises(Busy):
        await home.model.ask(TURN)
    assert [row.outcome for row in home.account.rows] == ["busy"]


async def test_a_call_that_was_never_made_is_not_on_the_account(home: Home) -> None:
    home.caller.server.script.add(mishaps.payment_required())
    for _ in range(3):
        with pytest.raises(Unpaid):
            await home.model.ask(TURN)
    assert [row.outcome for row in home.account.rows] == ["unpaid"]


async def test_one_person_at_the_limit_leaves_the_others_theirs(home: Home) -> None:
    home.limit(person_calls=2)
    home.caller.server.script.add(PROPOSED, PROPOSED, PROPOSED)
    await home.model.ask(TURN)
    await home.model.ask(TURN)
    assert "2 times in 24 hours" in await home.refused()
    assert (await home.model.ask(OTHER)).calls


async def test_all_together_have_a_limit(home: Home) -> None:
    home.limit(day_calls=2)
    home.caller.server.script.add(PROPOSED, PROPOSED)
    await home.model.ask(TURN)
    await home.model.ask(OTHER)
    assert "all together" in await home.refused()


async def test_after_24_hours_calls_count_no_more(home: Home) -> None:
    home.limit(person_calls=1)
    home.caller.server.script.add(PROPOSED, PROPOSED)
    await home.model.ask(TURN)
    home.caller.now += timedelta(hours=23, minutes=59)
    await home.refused()
    home.caller.now += timedelta(minutes=2)
    assert (await home.model.ask(TURN)).calls


async def test_a_limit_of_nothing_is_a_limit(home: Home) -> None:
    home.limit(person_calls=0)
    await home.refused()


async def test_a_spent_budget_stops_all_and_says_how_much_and_which_month(home: Home) -> None:
    home.limit(month_micros=1_000_000)
    home.account.rows.append(Spent(NOON.replace(day=1), "x", "gpt-6-luna", Usage(), 1_000_000, "ok"))
    assert "budget of $1.00 for November is spent" in await home.refused()


async def test_a_budget_that_is_nearly_spent_is_not_spent(home: Home) -> None:
    home.limit(month_micros=1_000_000)
    home.account.rows.append(Spent(NOON, "x", "gpt-6-luna", Usage(), 999_999, "ok"))
    home.caller.server.script.add(PROPOSED)
    assert (await home.model.ask(TURN)).calls
    await home.refused()


async def test_a_month_begins_where_people_live(home: Home) -> None:
    home.limit(zone=ZoneInfo("Pacific/Auckland"), month_micros=1)
    # 30 November 12:00 in Auckland, then 1 December 00:00 there, 13 hours ahead of UTC.
    spent_at = datetime(2026, 11, 29, 23, tzinfo=UTC)
    home.account.rows.append(Spent(spent_at, "x", "gpt-6-luna", Usage(), 5, "ok"))
    home.caller.now = datetime(2026, 11, 30, 10, 59, tzinfo=UTC)
    assert "November" in await home.refused()
    home.caller.now = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
    home.caller.server.script.add(PROPOSED)
    assert (await home.model.ask(TURN)).calls


async def test_a_budget_for_a_model_without_a_price_cannot_be_kept_and_that_is_said(home: Home) -> None:
    home.limit(month_micros=1)
    assert "small-local has no known price" in str(home.allowance.warning("small-local"))
    assert home.allowance.warning("gpt-6-luna") is None
    home.limit()
    assert home.allowance.warning("small-local") is None
