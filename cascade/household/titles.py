"""Titles as people look for them: search while somebody types, and all that is known of one item."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, cast, literal, literal_column, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.errors import BadInput
from cascade.ledger.events import DeletionEvent, events_of_title
from cascade.library.library import Library
from cascade.library.protections import covered
from cascade.library.records import Record, load_records
from cascade.library.tables import item_values, items
from cascade.media import NO_IDS, ExternalIds, Kind, text_key

_LAST = "\U0010ffff"  # sorts after every other character
_WHOLE = (Kind.MOVIE, Kind.SHOW)
_EVENTS = 10


@dataclass(frozen=True, slots=True)
class TitleHit:
    """One item that a search found; a season or episode is named with its show.

    `instances` are the instances of Radarr or Sonarr that hold it. `size_bytes` is 0 where it is not known.
    """

    item_id: int
    title: str
    year: int | None
    kind: Kind
    resolution: str | None
    instances: tuple[str, ...]
    size_bytes: int
    ids: ExternalIds = NO_IDS

    def same_title(self, other: "TitleHit") -> bool:
        """Whether both are copies of one title: of one kind, with a number in common and none against it."""
        return self.kind is other.kind and self.ids.agrees(other.ids)


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """All that is known of one item. `protected_by` says why it may not go; `events` are newest first."""

    item_id: int
    kind: Kind
    title: str
    year: int | None
    library: str
    size_bytes: int
    resolution: str | None
    added_at: datetime | None
    last_play_at: datetime | None
    watched_by: tuple[str, ...]
    requested_by: tuple[str, ...]
    instances: tuple[str, ...]
    episodes: int | None
    gone_at: datetime | None
    protected_by: tuple[str, ...]
    events: tuple[DeletionEvent, ...]


@dataclass(frozen=True, slots=True)
class Titles:
    """Looks titles and names up by their compared form."""

    db: Database
    library: Library

    async def search(
        self, text: str, kinds: Collection[Kind] | None = None, limit: int = 25
    ) -> tuple[TitleHit, ...]:
        """Find present items by title, those that begin with the text first, each group by title and year.

        Films and shows where no kinds are given; seasons and episodes are found by the name of their show.
        """
        key = text_key(text)
        async with self.db.read() as conn:
            rows = await _rows(conn, key, tuple(kinds or _WHOLE), limit)
            instances = await self._instances(conn, [row.id for row in rows])
        return tuple(_hit(row, instances.get(row.id, ())) for row in rows)

    async def biggest(self, kind: Kind | None = None, limit: int = 10) -> tuple[TitleHit, ...]:
        """The largest present films and shows, or those of one kind."""
        query = (
            select(items, literal(None).label("show_title"))
            .where(
                items.c.kind.in_([one.value for one in ((kind,) if kind else _WHOLE)]),
                items.c.gone_at.is_(None),
                items.c.size_bytes.is_not(None),
            )
            .order_by(items.c.size_bytes.desc(), items.c.id)
            .limit(limit)
        )
        async with self.db.read() as conn:
            rows = list(await conn.execute(query))
            instances = await self._instances(conn, [row.id for row in rows])
        return tuple(_hit(row, instances.get(row.id, ())) for row in rows)

    async def names(self, field: str, text: str, limit: int = 25) -> tuple[str, ...]:
        """The values a field has that contain a text, those that begin with it first.

        The fields are library, genre, tag, label, collection, watched-by, requested-by and on.
        """
        async with self.db.read() as conn:
            found = await (_libraries(conn) if field == "library" else _values(conn, field))
        key = text_key(text)
        hits = [name for name in found if key in text_key(name)]
        hits.sort(key=lambda name: (not text_key(name).startswith(key), text_key(name)))
        return tuple(hits[:limit])

    async def named(self, external_ids: Collection[str]) -> dict[str, str]:
        """The titles, with years, that external ids such as "movie:tmdb:603" mean, gone ones among them.

        Ids of which no item is known are left out.
        """
        found: dict[str, str] = {}
        async with self.db.read() as conn:
            for one in external_ids:
                kind, provider, number = one.split(":")
                query = select(items.c.title, items.c.year).where(
                    items.c.kind == kind, cast(items.c[provider], String) == number
                )
                if (row := (await conn.execute(query.order_by(items.c.id).limit(1))).first()) is not None:
                    found[one] = f"{row.title} ({row.year})" if row.year else row.title
        return found

    async def about(self, item_id: int) -> TitleFacts:
        """All that is known of one item; BadInput when there is none of that id."""
        knowledge = await self.library.knowledge()
        async with self.db.read() as conn:
            record = (await load_records(conn, [item_id])).get(item_id)
            if record is None:
                raise BadInput(f"There is no item {item_id}; search for its title again.")
            row = (await conn.execute(select(items).where(items.c.id == item_id))).one()
            vetoes = await covered(conn, [item_id], knowledge)
            events = await events_of_title(conn, record.kind, record.title, record.ids, _EVENTS)
            instances = (await self._instances(conn, [item_id])).get(item_id, ())
        return _facts(record, row, instances, tuple(vetoes.values()), events)

    async def _instances(self, conn: AsyncConnection, ids: list[int]) -> dict[int, tuple[str, ...]]:
        query = (
            select(item_values.c.item_id, item_values.c.value)
            .where(
                item_values.c.item_id.in_(ids),
                item_values.c.field == "on",
                item_values.c.value.not_in(self.library.household.media),
            )
            .order_by(item_values.c.key)
        )
        found: dict[int, dict[str, None]] = {}
        for item, name in await conn.execute(query):
            found.setdefault(item, {})[name] = None
        return {item: tuple(names) for item, names in found.items()}


async def _rows(conn: AsyncConnection, key: str, kinds: tuple[Kind, ...], limit: int) -> list[Row[Any]]:
    parts = any(kind not in _WHOLE for kind in kinds)
    shows = items.alias("shows")
    # The + keeps SQLite to the index of names, which it walks in order only until enough are found.
    kind = items.c.kind if parts else literal_column("+items.kind", String)
    query = (
        select(items, shows.c.title.label("show_title"))
        .join(shows, shows.c.id == items.c.show_id, isouter=True)
        .where(kind.in_([kind.value for kind in kinds]), items.c.gone_at.is_(None))
        .limit(limit)
    )
    columns = (items.c.title_key, items.c.show_title_key) if parts else (items.c.title_key,)
    order = (items.c.title_key, items.c.year, items.c.id)
    begins = or_(*((column >= key) & (column < key + _LAST) for column in columns))
    found = list(await conn.execute(query.where(begins).order_by(*order)))
    if len(found) < limit and key:
        seen = [row.id for row in found]
        contains = or_(*(column.contains(key, autoescape=True) for column in columns))
        rest = query.where(contains, items.c.id.not_in(seen)).order_by(*order).limit(limit - len(found))
        found += await conn.execute(rest)
    return found


async def _libraries(conn: AsyncConnection) -> list[str]:
    whole = items.c.kind.in_([kind.value for kind in _WHOLE])
    query = select(items.c.library).distinct().where(whole, items.c.gone_at.is_(None))
    return list(await conn.scalars(query))


async def _values(conn: AsyncConnection, field: str) -> list[str]:
    return [row[0] for row in await conn.execute(text(_EVERY_VALUE), {"field": field})]


# Each step looks the next key up in the index: as many look-ups as there are values, however many items.
_EVERY_VALUE = """
WITH RECURSIVE every(key) AS (
    SELECT min(key) FROM item_values WHERE field = :field
    UNION ALL
    SELECT (SELECT min(key) FROM item_values WHERE field = :field AND key > every.key) FROM every
    WHERE every.key IS NOT NULL)
SELECT (SELECT value FROM item_values v WHERE v.field = :field AND v.key = every.key LIMIT 1)
FROM every WHERE every.key IS NOT NULL
"""


def _hit(row: Row[Any], instances: tuple[str, ...]) -> TitleHit:
    title = row.title if row.show_title is None else f"{row.show_title} · {row.title}"
    return TitleHit(
        row.id, title, row.year, Kind(row.kind), row.resolution, instances, row.size_bytes or 0, _ids(row)
    )


def _ids(row: Row[Any]) -> ExternalIds:
    return ExternalIds(row.tmdb, row.tvdb, row.imdb, row.anidb)


def _facts(
    record: Record,
    row: Row[Any],
    instances: tuple[str, ...],
    protected_by: tuple[str, ...],
    events: tuple[DeletionEvent, ...],
) -> TitleFacts:
    return TitleFacts(
        item_id=record.id,
        kind=record.kind,
        title=record.title,
        year=record.year,
        library=record.library,
        size_bytes=record.size_bytes,
        resolution=row.resolution,
        added_at=row.added_at,
        last_play_at=record.last_play_at,
        watched_by=record.watched_by,
        requested_by=record.requested_by,
        instances=instances,
        episodes=record.episodes,
        gone_at=record.gone_at,
        protected_by=protected_by,
        events=events,
    )
