"""What calls of a language model cost, and who keeps the account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from llm.turn import Usage


@dataclass(frozen=True, slots=True)
class Spent:
    """One call. `micros` is its price in millionths of a dollar; None where the model has no known price."""

    at: datetime
    person: str
    model: str
    usage: Usage
    micros: int | None
    outcome: str  # "ok", or the kind of failure


class UsageLog(Protocol):
    """The account of all calls. Wiring supplies it."""

    async def record(self, spent: Spent) -> None: ...
    async def micros(self, since: datetime) -> int:
        """Millionths of a dollar spent since then."""
        ...

    async def calls(self, since: datetime, person: str | None = None) -> int:
        """Calls since then, by one person or by all."""
        ...
