"""What the next listings will lack because it is proved gone, so that no guard takes it for a loss."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Row, Table, case, delete, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.status import REQUEST_MEDIA, REQUESTS, scope_of
from cascade.library.tables import holdings, items, request_media, requests, scopes
from cascade.media import Kind

_CHUNK = 5_000


async def expect_less(conn: AsyncConnection, ids: Sequence[int]) -> None:
    """Take the entries and requests of items that are about to be buried off the expected counts.

    Their requests go too; should one have stayed at its server, the next listing brings it back.
    """
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        await expect_fewer(conn, holdings.c.item_id.in_(part))
        tops = (
            await conn.execute(
                select(items).where(
                    items.c.id.in_(part), items.c.kind != Kind.EPISODE.value, items.c.gone_at.is_(None)
                )
            )
        ).all()
        for row in tops:
            await _drop_wishes(conn, row)


async def expect_fewer(conn: AsyncConnection, *which: ColumnElement[bool]) -> None:
    """Take living entries that are proved gone, and about to be marked so, off the expected counts."""
    rows = await conn.execute(
        select(holdings.c.source, holdings.c.scope, holdings.c.kind, func.count())
        .where(holdings.c.gone_at.is_(None), *which)
        .group_by(holdings.c.source, holdings.c.scope, holdings.c.kind)
    )
    for source, scope, kind, count in rows.all():
        await _lessen(conn, source, {scope_of(scope, Kind(kind)): count})


async def expect_less_wishes(
    conn: AsyncConnection, source: str, *, requests: int = 0, media: int = 0
) -> None:
    """Take requests and media rows that are proved gone off the expected counts."""
    await _lessen(conn, source, {REQUESTS: requests, REQUEST_MEDIA: media})


async def _drop_wishes(conn: AsyncConnection, item: Row[tuple[object, ...]]) -> None:
    show = item if item.kind != Kind.SEASON else await _show(conn, item.show_id)
    if show is None or (show.tmdb is None and show.tvdb is None):
        return
    wanted = [requests.c.kind == show.kind, _same_title(requests, show)]
    if item.is_4k is not None:
        wanted.append(requests.c.is_4k == item.is_4k)
    rows = (await conn.execute(select(requests).where(*wanted))).all()
    gone = [row for row in rows if item.kind != Kind.SEASON or list(row.seasons) == [item.season_number]]
    for row in gone:
        await conn.execute(delete(requests).where(requests.c.source == row.source, requests.c.ref == row.ref))
        await _lessen(conn, row.source, {REQUESTS: 1})
    if item.kind != Kind.SEASON and not await _remains(conn, item):
        await _drop_media_rows(conn, item)


async def _show(conn: AsyncConnection, show_id: int | None) -> Row[tuple[object, ...]] | None:
    return (await conn.execute(select(items).where(items.c.id == show_id))).one_or_none()


async def _remains(conn: AsyncConnection, item: Row[tuple[object, ...]]) -> bool:
    others = (items.c.kind == item.kind, items.c.id != item.id, items.c.gone_at.is_(None))
    same = _same_title(items, item)
    return bool(await conn.scalar(select(func.count()).select_from(items).where(*others, same)))


async def _drop_media_rows(conn: AsyncConnection, item: Row[tuple[object, ...]]) -> None:
    same = _same_title(request_media, item)
    rows = await conn.execute(select(request_media).where(request_media.c.kind == item.kind, same))
    for row in rows.all():
        own = (request_media.c.source == row.source, request_media.c.ref == row.ref)
        await conn.execute(delete(request_media).where(*own))
        await _lessen(conn, row.source, {REQUEST_MEDIA: 1})


def _same_title(table: Table, item: Row[tuple[object, ...]]) -> ColumnElement[bool]:
    """Compare by the numbers the item has; one that both lack makes no two titles the same."""
    numbers = {"tmdb": item.tmdb, "tvdb": item.tvdb}
    return or_(false(), *(table.c[name] == number for name, number in numbers.items() if number is not None))


async def _lessen(conn: AsyncConnection, source: str, lost: Mapping[str, int]) -> None:
    for scope, count in lost.items():
        left = case((scopes.c.count > count, scopes.c.count - count), else_=0)
        own = (scopes.c.source == source, scopes.c.scope == scope)
        await conn.execute(update(scopes).where(*own).values(count=left))
