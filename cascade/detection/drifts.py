"""Drift: what is gone from one system and still in another, until somebody decides or it ends by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.detection.tables import drift
from cascade.errors import BadInput
from cascade.library.names import named
from cascade.library.tables import items
from cascade.media import Kind


@dataclass(frozen=True, slots=True)
class Drift:
    """One item that one system lacks. `message` is what was said of it there.

    `title` names a season or episode by its show, too.
    """

    id: int
    item_id: int
    kind: Kind
    title: str
    year: int | None
    missing_from: str
    held_by: tuple[str, ...]
    detected_by: str
    message: str | None
    seen_at: datetime
    checked_at: datetime
    told_at: datetime | None = None
    resolved_at: datetime | None = None
    resolution: str | None = None
    resolved_by: str | None = None


async def note_drift(
    conn: AsyncConnection,
    item_id: int,
    missing_from: str,
    held_by: Sequence[str],
    *,
    detected_by: str,
    message: str | None,
    now: datetime,
) -> None:
    """Note drift, or that it is so still; one row per item and system stays open. Idempotent."""
    statement = insert(drift).values(
        item_id=item_id,
        missing_from=missing_from,
        held_by=list(held_by),
        detected_by=detected_by,
        message=message,
        seen_at=now,
        checked_at=now,
    )
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=["item_id", "missing_from"],
            index_where=drift.c.resolved_at.is_(None),
            set_={"held_by": list(held_by), "checked_at": now},
        )
    )


async def open_drift(conn: AsyncConnection, limit: int = 100) -> tuple[Drift, ...]:
    """Drift that nobody has resolved, oldest first."""
    query = _query().where(drift.c.resolved_at.is_(None)).order_by(drift.c.id).limit(limit)
    return tuple(_drift(row) for row in await conn.execute(query))


async def read_drift(conn: AsyncConnection, drift_id: int) -> Drift:
    """Read one drift; BadInput where there is none of that number."""
    row = (await conn.execute(_query().where(drift.c.id == drift_id))).one_or_none()
    if row is None:
        raise BadInput(f"There is no drift {drift_id}; look at the list of those that are open.")
    return _drift(row)


async def resolve(
    conn: AsyncConnection, item_ids: Sequence[int], resolution: str, by: str, now: datetime
) -> int:
    """End all drift of items; return how many rows that were."""
    done = await conn.execute(
        update(drift)
        .where(drift.c.item_id.in_(item_ids), drift.c.resolved_at.is_(None))
        .values(resolved_at=now, resolution=resolution, resolved_by=by)
    )
    return done.rowcount


def _query() -> Any:
    show = items.alias("show")
    names = (items.c.kind, items.c.title.label("name"), items.c.year, items.c.season_number, items.c.number)
    return (
        select(drift, *names, show.c.title.label("show"))
        .join(items, items.c.id == drift.c.item_id)
        .join(show, show.c.id == items.c.show_id, isouter=True)
    )


def _drift(row: Row[Any]) -> Drift:
    values = {
        name: getattr(row, name) for name in Drift.__slots__ if name not in {"kind", "title", "held_by"}
    }
    title = named(row.name, row.show, row.season_number, row.number)
    return Drift(kind=Kind(row.kind), title=title, held_by=tuple(row.held_by), **values)
