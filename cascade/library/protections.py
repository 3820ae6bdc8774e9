"""Protections: standing vetoes, and which items they cover."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, and_, cast, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.errors import BadInput
from cascade.library.sharing import same_file
from cascade.library.tables import MEDIA_FILES, files, items, protections
from cascade.media import Kind, Role
from cascade.rules.expr import Flag, Op, Term
from cascade.rules.knowledge import Knowledge
from cascade.rules.query import parse
from cascade.rules.sql import tri

IN_PROGRESS = Term("in-progress", Op.ANY_OF, (Flag(on=True),))
_CHUNK = 500  # items asked for at once; their relatives stay well below SQLite's 32,766 bound values
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Protection:
    """A standing veto, by query or by external id; `ends_at` None = until somebody removes it."""

    id: int
    query: str | None
    external_id: str | None  # "movie:tmdb:603"
    reason: str
    by: str
    added_at: datetime
    ends_at: datetime | None


async def add_protection(
    conn: AsyncConnection,
    *,
    query: str | None,
    external_id: str | None,
    reason: str,
    by: str,
    now: datetime,
    ends_at: datetime | None,
) -> Protection:
    """Store a protection. BadInput when the query does not parse or the id is not `kind:provider:id`."""
    if (query is None) == (external_id is None):
        raise BadInput("A protection takes a query or an external id, one of both.")
    kind = provider = number = None
    if query is not None:
        parse(query)
    else:
        kind, provider, number = _external(external_id or "")
    written = insert(protections).values(
        query=query,
        kind=kind,
        provider=provider,
        external_id=number,
        reason=reason,
        added_by=by,
        added_at=now,
        ends_at=ends_at,
    )
    protection_id: int = (await conn.scalars(written.returning(protections.c.id))).one()
    return Protection(protection_id, query, external_id, reason, by, now, ends_at)


async def remove_protection(conn: AsyncConnection, protection_id: int) -> None:
    """Remove a protection; BadInput when there is none of that number."""
    gone = await conn.execute(delete(protections).where(protections.c.id == protection_id))
    if gone.rowcount == 0:
        raise BadInput(f"There is no protection {protection_id}; `protect list` shows the numbers.")


async def list_protections(conn: AsyncConnection, now: datetime) -> tuple[Protection, ...]:
    """Every protection in force, oldest first."""
    rows = await conn.execute(
        select(protections)
        .where(or_(protections.c.ends_at.is_(None), protections.c.ends_at > now))
        .order_by(protections.c.id)
    )
    return tuple(
        Protection(
            row.id,
            row.query,
            f"{row.kind}:{row.provider}:{row.external_id}" if row.provider else None,
            row.reason,
            row.added_by,
            row.added_at,
            row.ends_at,
        )
        for row in rows
    )


async def covered(
    conn: AsyncConnection,
    ids: Sequence[int],
    knowledge: Knowledge,
    *,
    named: Collection[str] = (),
    playing: Collection[int] = (),
) -> dict[int, str]:
    """Say which of the items a protection covers, and why.

    A protection covers its items, all beneath them, all that contains them, and all that shares a file with
    them. In a protection by query an unknown verdict counts as protected. What is being watched (`playing`)
    is protected too, and what is half watched unless the rule names (`named`) the field in-progress.
    """
    standing = await list_protections(conn, knowledge.now)
    vetoes, by_number = _vetoes(standing, knowledge, named=named), _by_number(standing)
    reasons: dict[int, str] = {}
    for start in range(0, len(ids), _CHUNK):
        related = await _related(conn, ids[start : start + _CHUNK])
        everyone = sorted({relative for relatives in related.values() for relative in relatives})
        struck = {item: "being watched right now" for item in everyone if item in set(playing)}
        for condition, reason in vetoes:
            for item in await _matching(conn, condition, everyone):
                struck.setdefault(item, reason)
        for item, reason in await _numbered(conn, by_number, everyone):
            struck.setdefault(item, reason)
        for item, relatives in related.items():
            hit = next((struck[relative] for relative in relatives if relative in struck), None)
            if hit is not None:
                reasons[item] = hit
    return reasons


def _external(text: str) -> tuple[str, str, str]:
    parts = text.casefold().split(":")
    kinds = {Kind.MOVIE.value, Kind.SHOW.value}
    if len(parts) != 3 or parts[0] not in kinds or not _is_number(parts[1], parts[2]):
        raise BadInput(f"{text!r} is no external id; write kind:provider:id, such as movie:tmdb:603.")
    return parts[0], parts[1], parts[2]


def _is_number(provider: str, number: str) -> bool:
    if provider == "imdb":
        return number.startswith("tt") and number[2:].isdecimal()
    return provider in {"tmdb", "tvdb", "anidb"} and number.isdecimal()


def _vetoes(
    standing: Sequence[Protection], knowledge: Knowledge, *, named: Collection[str]
) -> list[tuple[ColumnElement[bool], str]]:
    vetoes = []
    for protection in standing:
        if protection.query is not None:
            rule = parse(protection.query)
            kinds = items.c.kind.in_([kind.value for kind in rule.kinds])
            verdict = _not_no(tri(rule.where, knowledge, rule.kinds))
            vetoes.append((and_(kinds, verdict), _reason(protection)))
    if "in-progress" not in named:
        vetoes.append((_not_no(tri(IN_PROGRESS, knowledge)), _begun(knowledge)))
    return vetoes


def _begun(knowledge: Knowledge) -> str:
    deaf = knowledge.why_not.get(Role.WATCH)
    if deaf is not None:
        return f"whether somebody is in the middle of it cannot be told: {deaf}"
    return "somebody is in the middle of it, or that cannot be ruled out"


def _by_number(standing: Sequence[Protection]) -> dict[tuple[str, str], dict[int | str, str]]:
    """Sort protections by external id by kind and provider: number -> reason. There may be hundreds."""
    found: dict[tuple[str, str], dict[int | str, str]] = defaultdict(dict)
    for protection in standing:
        if protection.external_id is not None:
            kind, provider, number = _external(protection.external_id)
            value = number if provider == "imdb" else int(number)
            found[kind, provider].setdefault(value, _reason(protection))
    return found


async def _numbered(
    conn: AsyncConnection, by_number: dict[tuple[str, str], dict[int | str, str]], ids: Sequence[int]
) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for (kind, provider), reasons in by_number.items():
        number = items.c[provider]
        for start in range(0, len(ids), _BATCH):
            mine = items.c.id.in_(ids[start : start + _BATCH])
            query = select(items.c.id, number).where(mine, items.c.kind == kind, number.is_not(None))
            found += [(item, reasons[value]) for item, value in await conn.execute(query) if value in reasons]
    return found


def _reason(protection: Protection) -> str:
    return f"protected: {protection.reason}"


def _not_no(verdict: ColumnElement[bool]) -> ColumnElement[bool]:
    """Compile "yes or unknown"; a function around it keeps a LIKE's ESCAPE from taking in what follows."""
    return func.coalesce(cast(verdict, Integer), 1) == 1


async def _matching(conn: AsyncConnection, condition: ColumnElement[bool], ids: Sequence[int]) -> list[int]:
    found: list[int] = []
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        found += (await conn.scalars(select(items.c.id).where(items.c.id.in_(batch), condition))).all()
    return found


async def _related(conn: AsyncConnection, ids: Sequence[int]) -> dict[int, set[int]]:
    """Map each item to itself, what contains it, what lies beneath it, and what shares a file with these."""
    related: dict[int, set[int]] = {item: {item} for item in ids}
    family = select(items.c.id, items.c.parent_id, items.c.show_id)
    for row in await conn.execute(family.where(items.c.id.in_(ids))):
        related[row.id] |= {relative for relative in (row.parent_id, row.show_id) if relative is not None}
    beneath = or_(items.c.parent_id.in_(ids), items.c.show_id.in_(ids))
    for row in await conn.execute(family.where(beneath, items.c.gone_at.is_(None))):
        for above in (row.parent_id, row.show_id):
            if above in related:
                related[above].add(row.id)
    for item, sharing in (await _sharing(conn, ids)).items():
        related[item] |= sharing
    return related


async def _sharing(conn: AsyncConnection, ids: Sequence[int]) -> dict[int, set[int]]:
    mine, theirs = files.alias("mine"), files.alias("theirs")
    rows = await conn.execute(
        select(
            mine.c.item_id,
            mine.c.season_id,
            mine.c.show_id,
            theirs.c.item_id,
            theirs.c.season_id,
            theirs.c.show_id,
        )
        .select_from(mine.join(theirs, and_(same_file(mine, theirs), theirs.c.item_id != mine.c.item_id)))
        .where(
            mine.c.role.in_(MEDIA_FILES),
            theirs.c.role.in_(MEDIA_FILES),
            or_(mine.c.item_id.in_(ids), mine.c.season_id.in_(ids), mine.c.show_id.in_(ids)),
        )
    )
    wanted, found = set(ids), defaultdict[int, set[int]](set)
    for row in rows:
        owners, others = row[:3], row[3:]
        for owner in wanted & _known(owners):
            found[owner] |= _known(others)
    return found


def _known(ids: Iterable[int | None]) -> set[int]:
    return {item for item in ids if item is not None}
