"""Heeding the guards of a sync: a listing that lost too much is an outage until a person says otherwise."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.detection import outages
from cascade.detection.hints import DELETIONS
from cascade.detection.tables import inbox
from cascade.detection.tables import outages as table
from cascade.library.outcome import SyncReport
from cascade.library.tables import files, sources

_REMINDED = timedelta(days=1)
DISK = "disk"
"""The source of an outage that is about a folder, whoever noticed it."""


async def heed(
    conn: AsyncConnection, reports: Sequence[SyncReport], accepted: Collection[str], now: datetime
) -> None:
    """Raise an outage where a listing lost too much, once; end that of a server which lists everything again.

    What somebody said to be no deletion is not raised again while it stays the same. `accepted` are the
    servers whose loss was believed in this sync.
    """
    for report in reports:
        if report.loss is not None and report.alert is not None:
            loss, message = report.loss, report.alert
            source, scope = (DISK, loss.folder) if loss.folder else (report.source, "")
            if not await _denied(conn, report.source, source, scope, loss.count):
                await outages.raise_outage(conn, source, scope, loss.count, loss.total, message, now)
        elif report.whole:
            await _over(conn, report.source, now, believed=True if report.source in accepted else None)


async def heed_folders(conn: AsyncConnection, lost: Mapping[str, str], now: datetime) -> None:
    """Raise an outage for each folder that cannot be reached and holds something that nobody misses yet.

    `lost` says who cannot reach it. What somebody said of it holds for a day.
    """
    for folder, server in lost.items():
        count = await _beneath(conn, folder)
        said = (table.c.released_at > now - _REMINDED, table.c.believed.is_not(None))
        heard = select(table.c.id).where(table.c.source == DISK, table.c.scope == folder, *said)
        if count and (await conn.execute(heard.limit(1))).first() is None:
            message = f"{server} cannot reach {folder}; what lies there is not taken for deleted."
            await outages.raise_outage(conn, DISK, folder, count, count, message, now)


async def believed_losses(conn: AsyncConnection, names: Collection[str]) -> frozenset[str]:
    """Those servers of which a person said that what they lost is deleted: their next listing is believed."""
    alerted = select(sources.c.name, sources.c.succeeded_at).where(
        sources.c.alert.is_not(None), sources.c.name.in_(names)
    )
    found: set[str] = set()
    for name, succeeded_at in await conn.execute(alerted):
        said = select(table.c.believed).where(table.c.source.in_((name, DISK)))
        if succeeded_at is not None:
            said = said.where(table.c.released_at >= succeeded_at)
        if await conn.scalar(said.order_by(table.c.released_at.desc()).limit(1)):
            found.add(name)
    return frozenset(found)


async def _denied(conn: AsyncConnection, server: str, source: str, scope: str, count: int) -> bool:
    """Whether the last word on this loss was that it is no deletion, and it has not grown since."""
    last = (
        await conn.execute(
            select(table.c.believed, table.c.released_at, table.c["count"].label("lost"))
            .where(table.c.source == source, table.c.scope == scope)
            .order_by(table.c.id.desc())
            .limit(1)
        )
    ).one_or_none()
    if last is None or last.believed is not False or last.lost < count:
        return False
    whole_at = await conn.scalar(select(sources.c.succeeded_at).where(sources.c.name == server))
    return whole_at is None or bool(whole_at <= last.released_at)


async def _beneath(conn: AsyncConnection, folder: str) -> int:
    """Count what has a file in a folder."""
    inside = (files.c.path > f"{folder}/", files.c.path < f"{folder}0")  # 0 comes after /
    query = select(func.count(func.distinct(files.c.item_id))).where(*inside)
    return await conn.scalar(query) or 0


async def _over(conn: AsyncConnection, source: str, now: datetime, *, believed: bool | None) -> None:
    """End the outage of a server, unless reports of deletions wait for a person's word on it."""
    waiting = await conn.execute(
        select(inbox.c.id)
        .where(inbox.c.source == source, inbox.c.handled_at.is_(None))
        .where(inbox.c.hint["says"].as_string().in_([each.value for each in DELETIONS]))
        .limit(1)
    )
    if waiting.first() is not None:
        return
    for outage in await outages.open_outages(conn):
        if (outage.source, outage.scope) == (source, ""):
            await outages.release(conn, outage.id, "system", now, believed=believed)
