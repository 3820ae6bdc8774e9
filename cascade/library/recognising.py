"""Entries nobody knows by their number: which known items they are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.tables import files, holdings, items
from cascade.media import Kind, MediaEntry, Role


async def recognise(conn: AsyncConnection, entries: Sequence[MediaEntry]) -> dict[str, int]:
    """Find the items that unknown entries are: by their very files, or for containers by guid.

    Only an item that no media server holds any more can be one, as after an adoption, and only if nothing
    else fits. What two media servers hold at once is united when both have been read.
    """
    held = exists().where(
        and_(
            holdings.c.item_id == items.c.id,
            holdings.c.role == Role.MEDIA.value,
            holdings.c.gone_at.is_(None),
        )
    )
    free = (items.c.gone_at.is_(None), ~held)
    by_path = await _by_path(conn, entries, free)
    found: dict[str, int] = {}
    for entry in entries:
        paths = frozenset(file.path for file in entry.files)
        found_there = {pair for path in paths for pair in by_path.get((entry.kind, path), ())}
        fits = {item for item, _ in found_there}
        if len(fits) > 1:  # one file may hold two episodes
            fits = {item for item, guid in found_there if guid == entry.guid}
        if not paths and entry.guid is not None:
            query = select(items.c.id).where(
                items.c.guid == entry.guid, items.c.kind == entry.kind.value, *free
            )
            fits = set((await conn.scalars(query.where(items.c.library == entry.section))).all())
        if len(fits) == 1 and not fits & set(found.values()):
            found[entry.ref] = fits.pop()
    return found


async def _by_path(
    conn: AsyncConnection, entries: Sequence[MediaEntry], free: Sequence[Any]
) -> dict[tuple[Kind, str], set[tuple[int, str | None]]]:
    wanted = {file.path for e in entries for file in e.files}
    rows = await conn.execute(
        select(items.c.kind, files.c.path, items.c.id, items.c.guid)
        .join(files, files.c.item_id == items.c.id)
        .where(files.c.path.in_(wanted), files.c.role == Role.MEDIA.value, *free)
    )
    found: dict[tuple[Kind, str], set[tuple[int, str | None]]] = {}
    for kind, path, item, guid in rows:
        found.setdefault((Kind(kind), path), set()).add((item, guid))
    return found
