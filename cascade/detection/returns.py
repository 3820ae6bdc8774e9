"""Returns: titles that were deleted and are there again, until somebody says what to make of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.detection.tables import returns
from cascade.errors import BadInput
from cascade.ledger.tables import deletion_events
from cascade.library.tables import items
from cascade.media import Kind


class Decision(StrEnum):
    """What a person makes of a return."""

    FINE = "fine"
    DELETED = "deleted"  # it is deleted again, with an exclusion
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a deleted title was seen again; `item_id` None = only a request, or an entry without files."""

    event_id: str
    item_id: int | None
    source: str
    ref: str | None
    explained: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CameBack:
    """One return. `explained` are sentences, as far as the servers tell; `deleted_*` is of the deletion."""

    id: int
    event_id: str
    kind: Kind
    title: str
    year: int | None
    deleted_at: datetime
    deleted_by: str
    item_id: int | None
    source: str
    ref: str | None
    seen_at: datetime
    explained: tuple[str, ...]
    told_at: datetime | None = None
    decision: Decision | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


async def note_return(conn: AsyncConnection, seen: Sighting, now: datetime) -> None:
    """Note a return once per deletion; a later sighting only adds the item and what explains it."""
    values = {"item_id": seen.item_id, "source": seen.source, "ref": seen.ref}
    said = {**values, "explained": list(seen.explained)}
    statement = insert(returns).values(event_id=seen.event_id, seen_at=now, **said)
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=["event_id"], set_=said, where=returns.c.item_id.is_(None)
        )
    )


async def open_returns(conn: AsyncConnection, limit: int = 100) -> tuple[CameBack, ...]:
    """Returns that nobody has decided on, oldest first."""
    query = _query().where(returns.c.decision.is_(None)).order_by(returns.c.id).limit(limit)
    return tuple(_came_back(row) for row in await conn.execute(query))


async def read_return(conn: AsyncConnection, return_id: int) -> CameBack:
    """Read one return; BadInput where there is none of that number."""
    row = (await conn.execute(_query().where(returns.c.id == return_id))).one_or_none()
    if row is None:
        raise BadInput(f"There is no return {return_id}; look at the list of those that are open.")
    return _came_back(row)


async def decide(
    conn: AsyncConnection, return_id: int, decision: Decision, by: str, now: datetime
) -> CameBack:
    """Write down what a person made of a return; BadInput where that was said before."""
    done = await conn.execute(
        update(returns)
        .where(returns.c.id == return_id, returns.c.decision.is_(None))
        .values(decision=decision.value, decided_by=by, decided_at=now)
    )
    found = await read_return(conn, return_id)
    if not done.rowcount:
        raise BadInput(f"{found.decided_by} decided on “{found.title}” already: {found.decision}.")
    return found


async def close_deleted(conn: AsyncConnection, now: datetime) -> None:
    """Decide what was deleted again meanwhile, in the name of who did that; else it went by itself."""
    later = deletion_events.alias("later")
    by = select(later.c.by).where(later.c.item_id == returns.c.item_id, later.c.id != returns.c.event_id)
    gone = select(items.c.id).where(items.c.id == returns.c.item_id, items.c.gone_at.is_not(None))
    who = by.order_by(later.c.at.desc()).limit(1).scalar_subquery()
    await conn.execute(
        update(returns)
        .where(returns.c.decision.is_(None), gone.exists())
        .values(decision=Decision.DELETED.value, decided_by=func.coalesce(who, "system"), decided_at=now)
    )


def _query() -> Any:
    event = deletion_events.c
    columns = (event.kind, event.title, event.year, event.at.label("deleted_at"), event.by)
    return select(returns, *columns).join(deletion_events, event.id == returns.c.event_id)


def _came_back(row: Row[Any]) -> CameBack:
    return CameBack(
        id=row.id,
        event_id=row.event_id,
        kind=Kind(row.kind),
        title=row.title,
        year=row.year,
        deleted_at=row.deleted_at,
        deleted_by=row.by,
        item_id=row.item_id,
        source=row.source,
        ref=row.ref,
        seen_at=row.seen_at,
        explained=tuple(row.explained),
        told_at=row.told_at,
        decision=None if row.decision is None else Decision(row.decision),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
