"""Findings as people are told of them: drift, returns and outages, and what nobody was told of yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.detection import outages as outage_rows
from cascade.detection import returns as return_rows
from cascade.detection.drifts import Drift, open_drift, read_drift, resolve
from cascade.detection.outages import Outage
from cascade.detection.returns import CameBack
from cascade.detection.tables import drift, outages, returns
from cascade.errors import BadInput
from cascade.ledger.events import write_activity
from cascade.library.records import Record, load_records
from cascade.library.tables import holdings
from cascade.media import Kind

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Drifted:
    """A drift with what it is about."""

    drift: Drift
    kind: Kind
    title: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each are open."""

    drift: int
    came_back: int
    outages: int


@dataclass(frozen=True, slots=True)
class Findings:
    """Reads findings, and notes who was told of them and what was decided."""

    db: Database
    clock: Callable[[], datetime]

    async def counts(self) -> Counts:
        """How many findings wait for a person."""
        async with self.db.read() as conn:
            return Counts(
                await _count(conn, drift, drift.c.resolved_at.is_(None)),
                await _count(conn, returns, returns.c.decision.is_(None)),
                await _count(conn, outages, outages.c.released_at.is_(None)),
            )

    async def open_drift(self, limit: int = _AT_ONCE) -> tuple[Drifted, ...]:
        """Drift that nobody has resolved, oldest first."""
        async with self.db.read() as conn:
            return await _named(conn, await open_drift(conn, limit))

    async def drift(self, drift_id: int) -> Drifted:
        """One drift; BadInput where there is none of that number."""
        async with self.db.read() as conn:
            for found in await _named(conn, [await read_drift(conn, drift_id)]):
                return found
        raise BadInput(f"What drift {drift_id} was about is known no more.")

    async def held_by(self, item_id: int) -> frozenset[str]:
        """The servers that have an item now, as far as the Library knows."""
        query = select(holdings.c.source).where(holdings.c.item_id == item_id, holdings.c.gone_at.is_(None))
        async with self.db.read() as conn:
            return frozenset(await conn.scalars(query))

    async def untold_drift(self) -> tuple[Drifted, ...]:
        """Open drift that the feed has not told of, oldest first."""
        return tuple(one for one in await self.open_drift() if one.drift.told_at is None)

    async def untold_returns(self) -> tuple[CameBack, ...]:
        """Open returns that the feed has not told of, oldest first."""
        async with self.db.read() as conn:
            found = await return_rows.open_returns(conn, _AT_ONCE)
        return tuple(one for one in found if one.told_at is None)

    async def untold_outages(self) -> tuple[Outage, ...]:
        """Outages that hold and that the feed has not told of, oldest first."""
        async with self.db.read() as conn:
            found = await outage_rows.open_outages(conn)
        return tuple(one for one in found if one.told_at is None)

    async def outage(self, outage_id: int) -> Outage:
        """One outage, whether it holds or not; BadInput where there is none of that number."""
        async with self.db.read() as conn:
            return await outage_rows.read_outage(conn, outage_id)

    async def told_drift(self, ids: Sequence[int]) -> None:
        """Note that the feed told of drift, or that nobody wants to hear of it."""
        await self._told(drift, ids)

    async def told_returns(self, ids: Sequence[int]) -> None:
        """Note that the feed told of returns."""
        await self._told(returns, ids)

    async def told_outages(self, ids: Sequence[int]) -> None:
        """Note that the feed told of outages."""
        await self._told(outages, ids)

    async def settle_drift(self, item_id: int, resolution: str, *, by: str) -> bool:
        """End all drift of an item; False where there was none. "finished", "refreshed", "protected"."""
        now = self.clock()
        async with self.db.write() as conn:
            ended = await resolve(conn, [item_id], resolution, by, now)
            if ended:
                await write_activity(
                    conn, "drift", by=by, status=resolution, now=now, detail=f"item {item_id}"
                )
        return ended > 0

    async def _told(self, table: Table, ids: Sequence[int]) -> None:
        async with self.db.write() as conn:
            await conn.execute(update(table).where(table.c.id.in_(ids)).values(told_at=self.clock()))


async def _named(conn: AsyncConnection, found: Sequence[Drift]) -> tuple[Drifted, ...]:
    records = await load_records(conn, [one.item_id for one in found])
    return tuple(_drifted(one, records[one.item_id]) for one in found if one.item_id in records)


def _drifted(one: Drift, record: Record) -> Drifted:
    return Drifted(one, record.kind, record.title, record.year)


async def _count(conn: AsyncConnection, table: Table, which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(which)
    return await conn.scalar(query) or 0
