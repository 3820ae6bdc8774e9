"""Rules over 100,000 items against the same queries written by hand for sqlite3."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.house import House
from bench.measured import Measured
from bot.settings import load_settings
from bot.wiring import open_cascade
from cascade.database import Database
from cascade.rules.bounds import before
from cascade.rules.expr import Span
from cascade.rules.knowledge import Knowledge
from cascade.rules.query import parse
from cascade.rules.sql import candidates

_ROUNDS = 41


@dataclass(frozen=True, slots=True)
class _Case:
    """A rule and how somebody would write it for this database; `:ago` is so many years ago."""

    rule: str
    sql: str
    years: int = 1


_CASES = (
    _Case(
        "type:movie unwatched:>2y size:>5GB sort:-size",
        """SELECT id FROM items WHERE kind = 'movie' AND gone_at IS NULL AND size_bytes > 5000000000
           AND coalesce(last_play_at, added_at) < :ago AND NOT watch_doubt ORDER BY size_bytes DESC, id""",
        years=2,
    ),
    _Case(
        "type:movie watched:never age:>1y -tag:keep sort:-size",
        """SELECT id FROM items i WHERE kind = 'movie' AND gone_at IS NULL AND added_at < :ago
           AND last_play_at IS NULL AND plays = 0 AND NOT watch_doubt AND added_at >= :since
           AND arr_match IN ('one', 'none') AND NOT EXISTS (
             SELECT 1 FROM item_values v WHERE v.item_id = i.id AND v.field = 'tag' AND v.key = 'keep')
           ORDER BY size_bytes DESC, id""",
    ),
    _Case(
        "type:movie,show genre:comedy,drama rating:<6 -requested-by:anna sort:rating",
        """SELECT id FROM items i WHERE kind IN ('movie', 'show') AND gone_at IS NULL AND rating < 6
           AND EXISTS (SELECT 1 FROM item_values v
                       WHERE v.item_id = i.id AND v.field = 'genre' AND v.key IN ('comedy', 'drama'))
           AND NOT EXISTS (SELECT 1 FROM item_values v
                           WHERE v.item_id = i.id AND v.field = 'requested-by' AND v.key = 'anna')
           ORDER BY rating, id""",
    ),
    _Case(
        "type:movie requested-age:>1y requester-watched:yes sort:-size",
        """SELECT id FROM items WHERE kind = 'movie' AND gone_at IS NULL AND requested_at < :ago
           AND requester_watched ORDER BY size_bytes DESC, id""",
    ),
    _Case(
        "type:season (library:anime OR genre:comedy) in-progress:no size:>1GB sort:-size",
        """SELECT id FROM items i WHERE kind = 'season' AND gone_at IS NULL AND size_bytes > 1000000000
           AND NOT in_progress AND NOT watch_doubt
           AND (library_key = 'anime' OR EXISTS (SELECT 1 FROM item_values v
                WHERE v.item_id = i.id AND v.field = 'genre' AND v.key = 'comedy'))
           ORDER BY size_bytes DESC, id""",
    ),
)


def measure(house: House, database: Path) -> list[Measured]:
    """Time each rule, from its text to the ids, and its twin in turn.

    The best of many: these are milliseconds, and whatever else the machine does only adds to them.
    """
    return asyncio.run(_measure(house, database))


async def _measure(house: House, database: Path) -> list[Measured]:
    settings = load_settings(house.settings("rules", DATABASE_URL=f"sqlite+aiosqlite:///{database}"))
    async with open_cascade(settings) as cascade:
        knowledge = await cascade.library.knowledge()
    db = Database(settings.database_url)
    hand = sqlite3.connect(database)
    try:
        return [await _case(db, hand, knowledge, case) for case in _CASES]
    finally:
        hand.close()
        await db.aclose()


async def _case(db: Database, hand: sqlite3.Connection, knowledge: Knowledge, case: _Case) -> Measured:
    ago = before(knowledge.now, Span(case.years, "y"), knowledge.zone)
    bounds = {"ago": _micro(ago), "since": _micro(knowledge.watch_since or knowledge.now)}

    async def by_rule() -> list[int]:
        async with db.read() as conn:
            return list((await conn.scalars(candidates(parse(case.rule), knowledge))).all())

    def by_hand() -> list[int]:
        return [row[0] for row in hand.execute(case.sql, bounds)]

    found = await by_rule()
    assert found, f"{case.rule} finds nothing, so it measures nothing"
    assert found == by_hand(), f"{case.rule} and its twin find different items"
    ours, base = [], []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        await by_rule()
        ours.append(time.perf_counter() - begun)
        base.append(_timed(by_hand))
    rule, twin = min(ours), min(base)
    what = f"{case.rule} ({len(found):,} items)"
    return Measured(what, f"{rule * 1000:.1f} ms", f"{twin * 1000:.1f} ms in sqlite3", rule / twin, 2)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _micro(at: datetime) -> int:
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)
