"""Names of the household by how often they occur: libraries, genres, tags, people."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.household.tables import people, person_names
from cascade.library.links import LINK
from cascade.library.tables import item_values, items
from cascade.media import Kind, text_key

_WHOLE = (Kind.MOVIE.value, Kind.SHOW.value)
_OF_PEOPLE = ("watched-by", "requested-by", "favorited-by")


@dataclass(frozen=True, slots=True)
class Counted:
    """One name, on how many films and shows it stands, and what else the same person is called."""

    name: str
    count: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedNames:
    """Counts the values of a field over what is present."""

    db: Database

    async def of(self, field: str, limit: int) -> tuple[Counted, ...]:
        """The values of a field, the most frequent first."""
        query = _libraries() if field == "library" else _values(field)
        async with self.db.read() as conn:
            rows = [(name, count) for name, count in await conn.execute(query.limit(limit))]
            aliases = await _aliases(conn) if field in _OF_PEOPLE else {}
        return tuple(Counted(name, count, aliases.get(text_key(name), ())) for name, count in rows)


def _libraries() -> Select[str, int]:
    return (
        select(items.c.library, func.count())
        .where(items.c.kind.in_(_WHOLE), items.c.gone_at.is_(None))
        .group_by(items.c.library)
        .order_by(func.count().desc(), items.c.library)
    )


def _values(field: str) -> Select[str, int]:
    count = func.count(item_values.c.item_id.distinct())
    return (
        select(func.max(item_values.c.value), count)
        .join(items, items.c.id == item_values.c.item_id)
        .where(
            item_values.c.field == field,
            item_values.c.source != LINK,
            items.c.kind.in_(_WHOLE),
            items.c.gone_at.is_(None),
        )
        .group_by(item_values.c.key)
        .order_by(count.desc(), item_values.c.key)
    )


async def _aliases(conn: AsyncConnection) -> Mapping[str, tuple[str, ...]]:
    """Every linked name (compared form) with what else its person is called."""
    query = select(person_names.c.key, person_names.c.person_id, person_names.c.name, people.c.name).join(
        people
    )
    rows = list(await conn.execute(query))
    called: dict[int, list[str]] = {}
    for _, person, name, own in rows:
        called.setdefault(person, [own]).append(name)
    return {
        key: tuple(dict.fromkeys(other for other in called[person] if text_key(other) != key))
        for key, person, _, _ in rows
    }
