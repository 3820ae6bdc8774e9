"""Requests and Seerr's rows about titles; a whole listing takes the place of the one before."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.tables import request_media, requests
from cascade.media import Request, RequestMedia, text_key


async def write_requests(
    conn: AsyncConnection, source: str, generation: int, rows: Sequence[Request]
) -> None:
    """Write one page of requests. Idempotent."""
    values = [
        {
            "source": source,
            "ref": row.ref,
            "kind": row.kind.value,
            "tmdb": row.ids.tmdb,
            "tvdb": row.ids.tvdb,
            "is_4k": row.is_4k,
            "seasons": list(row.seasons),
            "person": row.person,
            "person_key": text_key(row.person),
            "at": row.at,
            "status": row.status,
            "media_ref": row.media_ref,
            "generation": generation,
        }
        for row in rows
    ]
    if values:
        statement = insert(requests)
        changes = {name: statement.excluded[name] for name in values[0] if name not in {"source", "ref"}}
        await conn.execute(
            statement.on_conflict_do_update(index_elements=["source", "ref"], set_=changes), values
        )


async def write_request_media(
    conn: AsyncConnection, source: str, generation: int, rows: Sequence[RequestMedia]
) -> None:
    """Write one page of media rows. Idempotent."""
    values = [
        {
            "source": source,
            "ref": row.ref,
            "kind": row.kind.value,
            "tmdb": row.ids.tmdb,
            "tvdb": row.ids.tvdb,
            "status": row.status,
            "status_4k": row.status_4k,
            "generation": generation,
        }
        for row in rows
    ]
    if values:
        statement = insert(request_media)
        changes = {name: statement.excluded[name] for name in values[0] if name not in {"source", "ref"}}
        await conn.execute(
            statement.on_conflict_do_update(index_elements=["source", "ref"], set_=changes), values
        )


async def drop_older(conn: AsyncConnection, source: str, generation: int) -> None:
    """Remove what a whole listing no longer holds."""
    for table in (requests, request_media):
        await conn.execute(delete(table).where(table.c.source == source, table.c.generation < generation))
