"""The household that sentences are read for: the playground's, synced by the real connectors."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bot.settings import Settings, load_settings
from bot.wiring import open_cascade
from cascade.library.tables import items
from cascade.rules.expr import Rule
from cascade.rules.sql import candidates
from cascade.service import Cascade
from playground.household import Household

FILMS, SHOWS, SEED = 400, 40, 7


@dataclass(frozen=True, slots=True)
class Shelf:
    """A synced Library; `settings` are the household's with the environment's own, such as the model's."""

    cascade: Cascade
    settings: Settings

    async def select(self, rule: Rule) -> tuple[int, ...]:
        """Return the ids a rule selects, in its order and up to its stops.

        Bytes to be free count as bytes to come back: there is no disk here.
        """
        knowledge = await self.cascade.library.knowledge()
        sized = select(items.c.id, items.c.size_bytes)
        async with self.cascade.library.db.read() as conn:
            ids = list((await conn.scalars(candidates(rule, knowledge))).all())
            sizes = {number: size or 0 for number, size in await conn.execute(sized)}
        stop = min((amount for amount in (rule.reclaim, rule.free) if amount is not None), default=None)
        return tuple(_up_to(ids, sizes, stop)[: rule.limit])


def _up_to(ids: list[int], sizes: dict[int, int], stop: int | None) -> list[int]:
    """Return the first items that together have as many bytes."""
    if stop is None:
        return ids
    found, held = [], 0
    for number in ids:
        if held >= stop:
            break
        found.append(number)
        held += sizes[number]
    return found


@asynccontextmanager
async def open_shelf(*, films: int = FILMS, shows: int = SHOWS) -> AsyncIterator[Shelf]:
    """Run the household and sync it; all of it is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="cascadarr-evals-") as folder:
        root = Path(folder)
        async with Household(root / "house", films=films, shows=shows, seed=SEED, files=False) as home:
            file = root / "evals.env"
            values = home.env() | {"DATABASE_URL": f"sqlite+aiosqlite:///{root / 'evals.db'}"}
            file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
            settings = load_settings(file)
            async with open_cascade(settings) as cascade:
                await cascade.sync()
                yield Shelf(cascade, settings)
