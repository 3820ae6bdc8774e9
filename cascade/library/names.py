"""What items are called: a season or episode by its show, its season and its own title."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.tables import items


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of one item; `show`, `season` and `number` only where it is part of a show."""

    title: str
    show: str | None
    season: int | None
    number: int | None


def named(title: str, show: str | None, season: int | None, number: int | None) -> str:
    """Name an item by what it lies in: the own title of an episode or season says little."""
    if show is None:
        return title
    if number is None:
        return f"{show} · {title}"
    return f"{show} · S{season or 0:02}E{number:02} · {title}"


async def names_of(conn: AsyncConnection, ids: Sequence[int]) -> dict[int, Naming]:
    """Read the names of items; ids that are not there are left out."""
    shows = items.alias("shows")
    query = (
        select(items.c.id, items.c.title, shows.c.title, items.c.season_number, items.c.number)
        .join(shows, shows.c.id == items.c.show_id, isouter=True)
        .where(items.c.id.in_(ids))
    )
    return {row[0]: Naming(*row[1:]) for row in await conn.execute(query)}
