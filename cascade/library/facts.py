"""Reads the stored facts of items, for the evaluator."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.tables import files, item_values, items
from cascade.media import Kind, Role
from cascade.rules.facts import ItemFacts

_BATCH: Final = 500  # ids per statement; every id stands in one of them up to three times


async def load_facts(conn: AsyncConnection, ids: Sequence[int]) -> dict[int, ItemFacts]:
    """Return the stored facts of items by id; ids that are not in the Library are left out.

    The files of a season or show are those of all its episodes.
    """
    found: dict[int, ItemFacts] = {}
    for start in range(0, len(ids), _BATCH):
        found.update(await _load(conn, list(ids[start : start + _BATCH])))
    return found


async def _load(conn: AsyncConnection, ids: list[int]) -> dict[int, ItemFacts]:
    values = await _values(conn, ids)
    shelves = await _shelves(conn, ids)
    rows = await conn.execute(select(items).where(items.c.id.in_(ids)))
    return {
        row["id"]: ItemFacts(
            kind=Kind(row["kind"]),
            scalars=dict(row),
            sets={name: frozenset(texts) for name, texts in values[row["id"]].items()},
            paths=tuple(sorted({path for path, _ in shelves[row["id"]]})),
            watch_doubt=row["watch_doubt"],
            resolutions=_best_first({found for _, found in shelves[row["id"]]}),
        )
        for row in rows.mappings()
    }


async def _values(conn: AsyncConnection, ids: list[int]) -> dict[int, dict[str, set[str]]]:
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    columns = (item_values.c.item_id, item_values.c.field, item_values.c.value)
    for item, name, value in await conn.execute(select(*columns).where(item_values.c.item_id.in_(ids))):
        found[item][name].add(value)
    return found


async def _shelves(conn: AsyncConnection, ids: list[int]) -> dict[int, set[tuple[str, str | None]]]:
    """Read the path and resolution of every file."""
    found: dict[int, set[tuple[str, str | None]]] = defaultdict(set)
    wanted = frozenset(ids)
    owners = (files.c.item_id, files.c.season_id, files.c.show_id)
    mine = or_(*(owner.in_(ids) for owner in owners))
    query = select(files.c.path_key, files.c.resolution, *owners)
    for path, resolution, *holders in await conn.execute(query.where(mine, files.c.role == str(Role.MEDIA))):
        for holder in wanted.intersection(holders):
            found[holder].add((path, resolution))
    return found


def _best_first(found: Collection[str | None]) -> tuple[str, ...]:
    """Order resolutions such as 2160p and 720p: more digits are more lines."""
    known = [resolution for resolution in found if resolution is not None]
    return tuple(sorted(known, key=lambda resolution: (len(resolution), resolution), reverse=True))
