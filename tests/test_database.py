"""The database lets go of its file, whatever became of the tasks that used it."""

import asyncio
import gc
import random
from pathlib import Path

import pytest
from sqlalchemy import text

from cascade.database import Database
from cascade.errors import Unreachable


def test_work_that_is_cancelled_again_and_again_leaves_nothing_open(tmp_path: Path) -> None:
    """As when a run is stopped while the program ends: SQLAlchemy is cut off in the middle of closing."""
    chance = random.Random(1)
    for _ in range(10):
        asyncio.run(_cut_off(tmp_path / "house.db", chance))
        gc.collect()  # an open connection that is lost is a ResourceWarning, and so an error


async def test_what_is_at_work_ends_before_it_closes_and_nothing_begins_after(tmp_path: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/house.db")
    begun, done = asyncio.Event(), []

    async def read() -> None:
        async with db.read() as conn:
            begun.set()
            await asyncio.sleep(0.02)
            done.append(await conn.scalar(text("SELECT 1")))

    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        await begun.wait()
        await db.aclose()
        assert done == [1]
    with pytest.raises(Unreachable, match="closed"):
        async with db.read():
            pass


async def _cut_off(path: Path, chance: random.Random) -> None:
    db = Database(f"sqlite+aiosqlite:///{path}")
    tasks = [asyncio.create_task(_work(db)) for _ in range(4)]
    await asyncio.sleep(chance.random() * 0.02)
    for _ in range(3):
        for task in tasks:
            task.cancel()
        await asyncio.sleep(chance.random() * 0.0005)
    await asyncio.gather(*tasks, return_exceptions=True)
    await db.aclose()


async def _work(db: Database) -> None:
    async with db.write() as conn:
        await conn.execute(text("CREATE TABLE IF NOT EXISTS rooms (name TEXT)"))
    async with db.read() as conn:
        await conn.execute(text("SELECT * FROM rooms"))
