"""What calls of a language model cost: an account of numbers, never of what was said."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from cascade.database import Database
from cascade.household.tables import model_calls


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call; tokens as the server counted. `micros`: millionths of a dollar, None = no known price."""

    at: datetime
    person: str
    model: str
    input: int
    cached: int
    written: int
    output: int
    reasoning: int
    micros: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Account:
    """What one person's calls of one model came to."""

    person: str
    model: str
    calls: int
    tokens: int
    micros: int | None


@dataclass(frozen=True, slots=True)
class Spending:
    """Keeps the account."""

    db: Database

    async def record(self, call: ModelCall) -> None:
        """Add a call."""
        row = {column.name: getattr(call, column.name) for column in model_calls.c if column.name != "id"}
        async with self.db.write() as conn:
            await conn.execute(insert(model_calls).values(row))

    async def micros(self, since: datetime) -> int:
        """Millionths of a dollar spent since then, as far as prices are known."""
        query = select(func.coalesce(func.sum(model_calls.c.micros), 0)).where(model_calls.c.at >= since)
        async with self.db.read() as conn:
            return int(await conn.scalar(query) or 0)

    async def calls(self, since: datetime, person: str | None = None) -> int:
        """How many calls there were since then, by one person or by all."""
        query = select(func.count()).select_from(model_calls).where(model_calls.c.at >= since)
        if person is not None:
            query = query.where(model_calls.c.person == person)
        async with self.db.read() as conn:
            return int(await conn.scalar(query) or 0)

    async def accounts(self, since: datetime) -> tuple[Account, ...]:
        """Calls since then by person and model, the dearest first."""
        query = (
            select(
                model_calls.c.person,
                model_calls.c.model,
                func.count(),
                func.sum(model_calls.c.input + model_calls.c.output),
                func.sum(model_calls.c.micros),
            )
            .where(model_calls.c.at >= since)
            .group_by(model_calls.c.person, model_calls.c.model)
        )
        async with self.db.read() as conn:
            found = [Account(*row) for row in await conn.execute(query)]
        return tuple(sorted(found, key=lambda one: (-(one.micros or 0), -one.tokens, one.person)))
