"""Deletion events, the activity log and the outbox: what is told of deletions, now and later."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.ledger.items import RunItem
from cascade.ledger.runs import Run
from cascade.ledger.states import Stands, StepState
from cascade.ledger.tables import activity_log, deletion_events, outbox, plans
from cascade.media import ExternalIds, Kind, text_key

GIVEN_UP = "given-up"
"""What the outbox says of an item that stays partial: no step of it is tried any more."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one system says of an item's deletion. `skipped` marks what needed nothing or was withheld."""

    success: bool
    skipped: bool
    message: str | None
    error: str | None
    at: datetime | None

    def stored(self) -> dict[str, object]:
        """The form the ledger keeps."""
        return {**asdict(self), "at": None if self.at is None else self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class DeletionEvent:
    """One deleted item, by us or by somebody else.

    `snapshot` was taken before and is, by instance, what brings the item back: root folder, quality profile,
    tags, monitored, seasons. `reason` is the rule as a sentence, `frees_bytes` what comes back (None = the
    files cannot be seen); both as the plan had them, as are the last play and who requested it.

    `detected_by` says how a deletion that was not ours was noticed (webhook, signalr, sync, reconcile), and
    `already_gone` which instances no longer had it then; there `reason` is what the servers said of it.
    """

    id: str
    at: datetime
    source: str
    by: str
    plan_id: str | None
    item_id: int | None
    kind: Kind
    title: str
    year: int | None
    ids: ExternalIds
    size_bytes: int
    snapshot: Mapping[str, object]
    results: Mapping[str, Result]
    status: Stands
    error: str | None
    can_undo: bool
    run_id: str | None = None
    last_play_at: datetime | None = None
    requested_by: tuple[str, ...] = ()
    reason: str | None = None
    frees_bytes: int | None = None
    detected_by: str | None = None
    already_gone: tuple[str, ...] = ()


async def write_found(conn: AsyncConnection, event: DeletionEvent) -> None:
    """Write the event of a deletion that was not ours, and queue it for the feed.

    Once per departure is the caller's: it belongs into the transaction that settles it.
    """
    await conn.execute(
        insert(deletion_events).values(
            id=event.id,
            at=event.at,
            updated_at=event.at,
            source=event.source,
            by=event.by,
            item_id=event.item_id,
            kind=event.kind.value,
            title=event.title,
            title_key=text_key(event.title),
            year=event.year,
            ids=asdict(event.ids),
            size_bytes=event.size_bytes,
            snapshot=dict(event.snapshot),
            results={name: result.stored() for name, result in event.results.items()},
            status=event.status.value,
            error=event.error,
            can_undo=event.can_undo,
            last_play_at=event.last_play_at,
            requested_by=list(event.requested_by),
            reason=event.reason,
            frees_bytes=event.frees_bytes,
            detected_by=event.detected_by,
            already_gone=list(event.already_gone),
        )
    )
    await _queue(conn, event.id, event.status.value, event.at)


async def write_event(
    conn: AsyncConnection,
    run: Run,
    item: RunItem,
    status: Stands,
    results: Mapping[str, Result],
    error: str | None,
    now: datetime,
) -> str:
    """Write or bring up to date the one event of an item, and queue it for the feed; returns its id.

    Belongs into the transaction that moves the item, so that history and state never disagree.
    """
    planned = item.planned
    key = and_(deletion_events.c.run_id == run.id, deletion_events.c.item_id == planned.item_id)
    said: dict[str, Any] = {
        "updated_at": now,
        "results": {name: result.stored() for name, result in results.items()},
        "status": status.value,
        "error": error,
    }
    query = select(deletion_events.c.id, deletion_events.c.results).where(key)
    event_id, before = ((await conn.execute(query)).one_or_none()) or (None, {})
    if event_id is None:
        event_id = secrets.token_hex(6)
        await conn.execute(
            insert(deletion_events).values(
                id=event_id,
                at=now,
                source=run.source,
                by=run.by,
                plan_id=run.plan_id,
                run_id=run.id,
                item_id=planned.item_id,
                kind=planned.kind.value,
                title=planned.title,
                title_key=text_key(planned.title),
                year=planned.year,
                ids=asdict(planned.ids),
                size_bytes=planned.size_bytes,
                snapshot=dict(planned.snapshot),
                can_undo=bool(planned.snapshot),
                last_play_at=planned.last_play_at,
                requested_by=list(planned.requested_by),
                reason=await _sentence(conn, run.plan_id),
                frees_bytes=planned.frees_bytes,
                **said,
            )
        )
    else:
        said["results"] = {**before, **said["results"]}  # what was gone before stays known
        await conn.execute(update(deletion_events).where(key).values(**said))
    await _queue(conn, str(event_id), _news(item, status), now)
    return str(event_id)


async def write_activity(
    conn: AsyncConnection,
    action: str,
    *,
    by: str,
    status: str,
    now: datetime,
    duration_ms: int | None = None,
    items: int | None = None,
    plan_id: str | None = None,
    run_id: str | None = None,
    event_id: str | None = None,
    detail: str | None = None,
) -> None:
    """Append to the history of everything that happened."""
    await conn.execute(
        insert(activity_log).values(
            at=now,
            action=action,
            by=by,
            status=status,
            duration_ms=duration_ms,
            items=items,
            plan_id=plan_id,
            run_id=run_id,
            event_id=event_id,
            detail=detail,
        )
    )


async def events_of_run(conn: AsyncConnection, run_id: str) -> dict[int, DeletionEvent]:
    """The events of a run by item."""
    rows = await conn.execute(select(deletion_events).where(deletion_events.c.run_id == run_id))
    return {row.item_id: _event(row) for row in rows}


async def read_events(conn: AsyncConnection, ids: Collection[str]) -> dict[str, DeletionEvent]:
    """Read events by id; ids that are not there are left out."""
    rows = await conn.execute(select(deletion_events).where(deletion_events.c.id.in_(ids)))
    return {row.id: _event(row) for row in rows}


async def events_of_title(
    conn: AsyncConnection, kind: Kind, title: str, ids: ExternalIds, limit: int
) -> tuple[DeletionEvent, ...]:
    """Deletions of the same title, newest first: by number where both know it, else by name."""
    query = (
        select(deletion_events)
        .where(deletion_events.c.kind == kind.value, deletion_events.c.title_key == text_key(title))
        .order_by(deletion_events.c.at.desc(), deletion_events.c.id)
        .limit(limit)
    )
    found = [_event(row) for row in await conn.execute(query)]
    return tuple(event for event in found if not event.ids.conflicts(ids))


async def history(
    conn: AsyncConnection,
    *,
    limit: int,
    title: str | None = None,
    person: str | None = None,
    status: str | None = None,
    source: str | None = None,
) -> tuple[DeletionEvent, ...]:
    """Deletions, newest first. `title` matches a part, the others match whole."""
    query = select(deletion_events).order_by(deletion_events.c.at.desc(), deletion_events.c.id).limit(limit)
    if title is not None:
        query = query.where(deletion_events.c.title_key.contains(text_key(title), autoescape=True))
    for column, value in (
        (deletion_events.c.by, person),
        (deletion_events.c.status, status),
        (deletion_events.c.source, source),
    ):
        if value is not None:
            query = query.where(column == value)
    return tuple(_event(row) for row in await conn.execute(query))


async def _sentence(conn: AsyncConnection, plan_id: str) -> str | None:
    """The rule of a plan as a sentence, without reading all of the plan."""
    sentence = func.json_extract(plans.c.document, "$.sentence")
    found: str | None = await conn.scalar(select(sentence).where(plans.c.id == plan_id))
    return found


def _news(item: RunItem, status: Stands) -> str:
    """What is to be told of an item: how it stands, or that it stays so."""
    open_steps = any(row.state in (StepState.PENDING, StepState.WAITING) for row in item.steps)
    return GIVEN_UP if status is Stands.PARTIAL and not open_steps else status.value


async def _queue(conn: AsyncConnection, event_id: str, news: str, now: datetime) -> None:
    known = await conn.scalar(
        select(outbox.c.id).where(outbox.c.event_id == event_id, outbox.c.status == news)
    )
    if known is None:
        await conn.execute(insert(outbox).values(at=now, event_id=event_id, status=news))


def _event(row: Row[Any]) -> DeletionEvent:
    return DeletionEvent(
        id=row.id,
        at=row.at,
        source=row.source,
        by=row.by,
        plan_id=row.plan_id,
        item_id=row.item_id,
        kind=Kind(row.kind),
        title=row.title,
        year=row.year,
        ids=ExternalIds(**row.ids),
        size_bytes=row.size_bytes,
        snapshot=row.snapshot,
        results={name: _result(stored) for name, stored in row.results.items()},
        status=Stands(row.status),
        error=row.error,
        can_undo=row.can_undo,
        run_id=row.run_id,
        last_play_at=row.last_play_at,
        requested_by=tuple(row.requested_by or ()),
        reason=row.reason,
        frees_bytes=row.frees_bytes,
        detected_by=row.detected_by,
        already_gone=tuple(row.already_gone or ()),
    )


def _result(stored: Mapping[str, Any]) -> Result:
    at = stored["at"]
    return Result(**{**stored, "at": None if at is None else datetime.fromisoformat(at)})
