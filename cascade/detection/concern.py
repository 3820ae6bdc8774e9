"""What a hint is about: which items of the Library, and whether a run of ours did it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.detection.hints import Hint
from cascade.ledger.states import ItemState
from cascade.ledger.tables import deletion_events, run_items, steps
from cascade.library.tables import departures, files, holdings, items
from cascade.media import ExternalIds, Kind, Role, text_key

_LATELY = timedelta(hours=24)
"""So long after a run its echoes may still come: servers queue what they send."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What our runs did to an item. `event_id` is of a deletion that is proved; `running` is not yet so."""

    event_id: str | None = None
    running: bool = False


@dataclass(frozen=True, slots=True)
class Concern:
    """Items a hint is about: those believed present, and those known to be gone."""

    present: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    ours: Ours = Ours()

    @property
    def item_id(self) -> int | None:
        """The one item it stands for; the first where there are several."""
        return next(iter((*self.present, *self.gone)), None)


async def concern_of(conn: AsyncConnection, hint: Hint, now: datetime) -> Concern:
    """Find what a hint is about: by the server's own number, else by the numbers of the title.

    Names of files only choose among copies of one title, or the episode of a show.
    """
    found = await _by_ref(conn, hint) or await _by_ids(conn, hint)
    if hint.kind is Kind.EPISODE:
        found = await _episodes(conn, hint, found)
    elif hint.kind is None and hint.files:  # Shoko does not say whether a file is a film or an episode
        found = await _episodes(conn, hint, found) or await _without_files(conn, found)
    elif hint.files and len(found) > 1:
        found = await _with_files(conn, hint, items.c.id.in_(found)) or found
    rows = (await conn.execute(select(items.c.id, items.c.gone_at).where(items.c.id.in_(found)))).all()
    return Concern(
        tuple(sorted(row.id for row in rows if row.gone_at is None)),
        tuple(sorted(row.id for row in rows if row.gone_at is not None)),
        await ours_of(conn, found, now),
    )


async def ours_of(conn: AsyncConnection, item_ids: Collection[int], now: datetime) -> Ours:
    """Say what runs of ours did, or do, to items or to what they lie in."""
    lies_in = {
        each
        for row in await conn.execute(
            select(items.c.id, items.c.parent_id, items.c.show_id).where(items.c.id.in_(item_ids))
        )
        for each in row
        if each is not None
    }
    query = (
        select(run_items.c.state, run_items.c.locked, items.c.gone_why, deletion_events.c.id)
        .join(items, items.c.id == run_items.c.item_id)
        .join(
            deletion_events,
            (deletion_events.c.run_id == run_items.c.run_id)
            & (deletion_events.c.item_id == run_items.c.item_id),
            isouter=True,
        )
        .where(run_items.c.item_id.in_(lies_in), run_items.c.begun_at.is_not(None))
        .where(or_(run_items.c.locked, run_items.c.ended_at > now - _LATELY))
        .order_by(run_items.c.begun_at.desc())
    )
    for state, locked, gone_why, event_id in await conn.execute(query):
        if gone_why == "deleted" and event_id is not None:
            return Ours(event_id)
        if state == ItemState.RUNNING or (locked and state == ItemState.PARTIAL):
            return Ours(running=True)
    return Ours()


async def _by_ref(conn: AsyncConnection, hint: Hint) -> set[int]:
    """Who was known to this server by that number: now, before it went, or in one of our steps."""
    if hint.ref is None:
        return set()
    held = select(holdings.c.item_id).where(holdings.c.source == hint.source, holdings.c.ref == hint.ref)
    its = func.json_each(departures.c.known, f'$.held."{hint.source}"').table_valued("value")
    left = select(departures.c.item_id).where(select(1).where(its.c.value == hint.ref).exists())
    done = select(steps.c.item_id).where(steps.c.target == hint.source, steps.c.ref == hint.ref)
    for query in (held, left, done):
        if found := {each for each in (await conn.scalars(query)).all() if each is not None}:
            return found
    return set()


async def _by_ids(conn: AsyncConnection, hint: Hint) -> set[int]:
    kind = Kind.SHOW if hint.kind in {Kind.EPISODE, Kind.SEASON} else hint.kind
    numbers = _numbers(hint.ids)
    if kind is None or not numbers:
        return set()
    query = select(items.c.id, items.c.tmdb, items.c.tvdb, items.c.imdb, items.c.gone_at)
    rows = (await conn.execute(query.where(items.c.kind == kind.value, or_(*numbers)))).all()
    fitting = [row for row in rows if not ExternalIds(row.tmdb, row.tvdb, row.imdb).conflicts(hint.ids)]
    present = {row.id for row in fitting if row.gone_at is None}
    return present or {row.id for row in fitting}


def _numbers(ids: ExternalIds) -> list[ColumnElement[bool]]:
    pairs = ((items.c.tmdb, ids.tmdb), (items.c.tvdb, ids.tvdb), (items.c.imdb, ids.imdb))
    return [column == value for column, value in pairs if value is not None]


async def _episodes(conn: AsyncConnection, hint: Hint, found: Iterable[int]) -> set[int]:
    """The episodes of a hint among the items found, which may be their show."""
    ids = set(found)
    rows = await conn.execute(select(items.c.id, items.c.kind).where(items.c.id.in_(ids)))
    kinds = {row.id: row.kind for row in rows}
    own = {each for each, kind in kinds.items() if kind == Kind.EPISODE}
    shows = {each for each, kind in kinds.items() if kind == Kind.SHOW}
    if own or not shows:
        return own
    if by_file := await _with_files(conn, hint, items.c.show_id.in_(shows)):
        return by_file
    if hint.season is None or not hint.episodes:
        return set()
    query = select(items.c.id).where(
        items.c.show_id.in_(shows),
        items.c.kind == Kind.EPISODE.value,
        items.c.season_number == hint.season,
        items.c.number.in_(hint.episodes),
    )
    return set((await conn.scalars(query)).all())


async def _without_files(conn: AsyncConnection, found: Iterable[int]) -> set[int]:
    """Leave out present shows: a file that is in no known episode says nothing of the show."""
    other = or_(items.c.kind != Kind.SHOW.value, items.c.gone_at.is_not(None))
    query = select(items.c.id).where(items.c.id.in_(set(found)), other)
    return set((await conn.scalars(query)).all())


async def _with_files(conn: AsyncConnection, hint: Hint, among: ColumnElement[bool]) -> set[int]:
    """Those of some items that have, or had before they went, a file of that name."""
    wanted = {text_key(name) for name in hint.files}
    if not wanted:
        return set()
    now = (
        select(files.c.item_id, files.c.name)
        .join(items, items.c.id == files.c.item_id)
        .where(among, files.c.role == Role.MEDIA.value)
    )
    found = {row.item_id for row in await conn.execute(now) if text_key(row.name) in wanted}
    if found:
        return found
    before = select(departures.c.item_id, departures.c.known).join(items, items.c.id == departures.c.item_id)
    return {
        row.item_id
        for row in await conn.execute(before.where(among))
        if wanted & {text_key(path.rpartition("/")[2]) for path, _ in row.known["files"]}
    }
