"""What outlived its item in other systems: entries and wishes that are proved gone now, too."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.expectation import expect_fewer, expect_less_wishes
from cascade.library.tables import files, holdings, request_media, requests
from cascade.step import Action, Step


async def forget(conn: AsyncConnection, step: Step, at: datetime) -> None:
    """Forget what a step proved gone. Idempotent."""
    match step.action:
        case Action.DELETE_ENTRY | Action.FORGET_SERIES:
            await forget_entry(conn, step.target, step.ref, at)
        case Action.DELETE_REQUEST:
            await forget_request(conn, step.target, step.ref)
        case Action.DELETE_MEDIA:
            await forget_media_row(conn, step.target, step.ref)
        case _:
            return  # an entry that stays, or the media server's, which goes with its item


async def forget_entry(conn: AsyncConnection, source: str, ref: str, at: datetime) -> None:
    """Mark an entry of a server as gone, which no guard is to take for a loss. Idempotent."""
    own = (holdings.c.source == source, holdings.c.ref == ref)
    await expect_fewer(conn, *own)
    await conn.execute(update(holdings).where(*own, holdings.c.gone_at.is_(None)).values(gone_at=at))
    await conn.execute(delete(files).where(files.c.source == source, files.c.ref == ref))


async def forget_request(conn: AsyncConnection, source: str, ref: str) -> None:
    """Drop a request. Idempotent."""
    own = (requests.c.source == source, requests.c.ref == ref)
    gone = await conn.execute(delete(requests).where(*own))
    await expect_less_wishes(conn, source, requests=gone.rowcount)


async def forget_media_row(conn: AsyncConnection, source: str, ref: str) -> None:
    """Drop a media row with the requests on it. Idempotent."""
    own = (request_media.c.source == source, request_media.c.ref == ref)
    with_it = (requests.c.source == source, requests.c.media_ref == ref)
    rows = await conn.execute(delete(request_media).where(*own))
    wishes = await conn.execute(delete(requests).where(*with_it))
    await expect_less_wishes(conn, source, requests=wishes.rowcount, media=rows.rowcount)
