"""What is known of each source: its identity, its last sync, its counts, its alert."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.outcome import Outcome
from cascade.library.tables import holdings, plays, scopes, sources
from cascade.media import UNDATED, Kind

HISTORY = "history"
REQUESTS = "requests"
REQUEST_MEDIA = "media rows"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """The stored state of one source; None = never."""

    name: str
    server: str
    identity: str | None
    version: str | None
    started_at: datetime | None
    succeeded_at: datetime | None
    duration_ms: int | None
    rows: int | None
    error: str | None
    alert: str | None
    history_since: datetime | None
    generation: int


def scope_of(place: str, kind: Kind) -> str:
    """Name what a guard counts: the rows of a kind in a section or root folder."""
    return f"{place} ({kind.value}s)"


async def load_status(conn: AsyncConnection) -> dict[str, SourceStatus]:
    """Read the state of every source ever synced, by name."""
    columns = [sources.c[name] for name in SourceStatus.__slots__]
    rows = await conn.execute(select(*columns).order_by(sources.c.name))
    return {row.name: SourceStatus(*row) for row in rows}


async def begin(conn: AsyncConnection, outcome: Outcome) -> int:
    """Note that a sync begins; return its generation."""
    statement = insert(sources).values(
        name=outcome.source, server=outcome.server, started_at=outcome.started_at, generation=1
    )
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=["name"],
            set_={
                "server": outcome.server,
                "started_at": outcome.started_at,
                "generation": sources.c.generation + 1,
            },
        )
    )
    return await conn.scalar(select(sources.c.generation).where(sources.c.name == outcome.source)) or 1


async def expected_counts(conn: AsyncConnection, source: str) -> dict[str, int]:
    """Rows per scope of the last whole sync, less what we deleted since."""
    rows = await conn.execute(select(scopes.c.scope, scopes.c.count).where(scopes.c.source == source))
    return {row.scope: row[1] for row in rows}


async def expect_counts(conn: AsyncConnection, source: str, counts: Mapping[str, int]) -> None:
    """Take what a whole listing between two syncs held for the count the next one is compared with."""
    for scope, count in counts.items():
        own = (scopes.c.source == source, scopes.c.scope == scope)
        await conn.execute(update(scopes).where(*own).values(count=count))


async def listed_counts(conn: AsyncConnection, source: str, generation: int) -> dict[str, int]:
    """Rows per scope that this generation has seen and that live."""
    rows = await conn.execute(
        select(holdings.c.scope, holdings.c.kind, func.count())
        .where(holdings.c.source == source, holdings.c.generation == generation, holdings.c.gone_at.is_(None))
        .group_by(holdings.c.scope, holdings.c.kind)
    )
    return {scope_of(scope, Kind(kind)): count for scope, kind, count in rows}


async def finish(conn: AsyncConnection, outcome: Outcome, now: datetime) -> None:
    """Write down how a sync went. Counts and the time of success move only if it was whole."""
    values: dict[str, object] = {
        "error": outcome.error,
        "duration_ms": (now - outcome.started_at).total_seconds() * 1000 // 1,
        "rows": outcome.rows,
    }
    if outcome.alert is not None or outcome.error is None:
        values["alert"] = outcome.alert
    if outcome.whole:
        values |= {"succeeded_at": outcome.started_at, "history_since": await _history_since(conn, outcome)}
        await _store_counts(conn, outcome)
    if outcome.identity is not None and outcome.alert is None:
        values |= {"identity": outcome.identity.identity, "version": outcome.identity.version}
    await conn.execute(update(sources).where(sources.c.name == outcome.source).values(**values))


async def _history_since(conn: AsyncConnection, outcome: Outcome) -> datetime | None:
    """Plays are recorded at least from the oldest that was ever read and has a day."""
    oldest: datetime | None = await conn.scalar(
        select(func.min(plays.c.at)).where(
            plays.c.source == outcome.source, plays.c.key.not_like("owner:%"), plays.c.at > UNDATED
        )
    )
    return oldest


async def _store_counts(conn: AsyncConnection, outcome: Outcome) -> None:
    await conn.execute(delete(scopes).where(scopes.c.source == outcome.source))
    rows = [
        {"source": outcome.source, "scope": scope, "count": count, "whole_at": outcome.started_at}
        for scope, count in outcome.counts.items()
    ]
    if rows:
        await conn.execute(insert(scopes), rows)
