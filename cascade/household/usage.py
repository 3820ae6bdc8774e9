"""What films and shows take up, added up by what people ask about."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.links import LINK
from cascade.library.tables import item_values, items
from cascade.media import Kind, Role
from cascade.rules.bounds import before
from cascade.rules.expr import Span
from cascade.rules.knowledge import Knowledge

NEVER = "never watched"
UNKNOWN = "not known"
NOBODY = "nobody"
_AGES = (("2 years and longer", 24), ("1 to 2 years", 12), ("3 months to 1 year", 3), ("under 3 months", 0))


@dataclass(frozen=True, slots=True)
class Share:
    """What a group of films and shows takes up."""

    label: str
    size_bytes: int
    items: int


async def by_last_watched(conn: AsyncConnection, knowledge: Knowledge) -> tuple[Share, ...]:
    """By time since the last play, longest first; groups without items are left out.

    "Never watched" needs plays recorded since before it was added; else whether it was watched is not known.
    """
    order = [NEVER, *(label for label, _ in _AGES), UNKNOWN]
    found = {share.label: share for share in await _shares(conn, _sums(_age(knowledge)))}
    return tuple(found[label] for label in order if label in found)


async def by_library(conn: AsyncConnection) -> tuple[Share, ...]:
    """By library of the media server, largest first."""
    return await _shares(conn, _sums(items.c.library))


async def by_kind(conn: AsyncConnection) -> tuple[Share, ...]:
    """Films and shows, larger first."""
    return await _shares(conn, _sums(items.c.kind))


async def by_genre(conn: AsyncConnection) -> tuple[Share, ...]:
    """By genre, largest first; what has several genres counts for each."""
    return await _shares(conn, _sums_of_values(_value("genre")))


async def by_requester(conn: AsyncConnection) -> tuple[Share, ...]:
    """By requester, largest first; what nobody requested comes last."""
    asked = _value("requested-by")
    found = await _shares(conn, _sums_of_values(asked))
    others = _sums(literal(NOBODY)).where(~select(item_values.c.key).where(asked).exists())
    return found + await _shares(conn, others)


_PRESENT = (items.c.kind.in_((Kind.MOVIE.value, Kind.SHOW.value)), items.c.gone_at.is_(None))


def _sums(label: ColumnElement[str]) -> Select[str, int, int]:
    size = func.coalesce(func.sum(items.c.size_bytes), 0)
    return select(label.label("label"), size, func.count()).where(*_PRESENT).group_by("label")


def _value(field: str) -> ColumnElement[bool]:
    of_field = and_(item_values.c.item_id == items.c.id, item_values.c.field == field)
    return and_(of_field, item_values.c.source != LINK)


def _sums_of_values(value: ColumnElement[bool]) -> Select[str, int, int]:
    """Add up by value, an item once for each that it has."""
    once = (
        select(items.c.id, items.c.size_bytes, item_values.c.key, func.max(item_values.c.value).label("name"))
        .join(item_values, value)
        .where(*_PRESENT)
        .group_by(items.c.id, items.c.size_bytes, item_values.c.key)
        .subquery()
    )
    sums = select(func.max(once.c.name), func.coalesce(func.sum(once.c.size_bytes), 0), func.count())
    return sums.group_by(once.c.key)


async def _shares(conn: AsyncConnection, query: Select[str, int, int]) -> tuple[Share, ...]:
    shares = [Share(label, size, count) for label, size, count in await conn.execute(query)]
    return tuple(sorted(shares, key=lambda share: (-share.size_bytes, share.label)))


def _age(knowledge: Knowledge) -> ColumnElement[str]:
    """Name the group an item belongs to."""
    last = items.c.last_play_at
    ages = [(last <= _bound(knowledge, months), label) for label, months in _AGES]
    return case(
        (and_(last.is_(None), _seen_since_added(knowledge)), NEVER),
        (last.is_(None), UNKNOWN),
        *ages,
        else_=_AGES[-1][0],
    )


def _bound(knowledge: Knowledge, months: int) -> datetime:
    return before(knowledge.now, Span(months, "mo"), knowledge.zone) if months else knowledge.now


def _seen_since_added(knowledge: Knowledge) -> ColumnElement[bool]:
    since = knowledge.watch_since
    if Role.WATCH not in knowledge.usable or since is None:
        return literal(False)
    return and_(items.c.added_at >= since, items.c.watch_doubt.is_(False))
