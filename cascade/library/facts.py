"""Reads the stored facts of items, for the evaluator."""

from collections import defaultdict
from collections.abc import Sequence
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
    paths = await _paths(conn, ids)
    rows = await conn.execute(select(items).where(items.c.id.in_(ids)))
    return {
        row["id"]: ItemFacts(
            kind=Kind(row["kind"]),
            scalars=dict(row),
            sets={name: frozenset(texts) for name, texts in values[row["id"]].items()},
            paths=tuple(sorted(paths[row["id"]])),
            watch_doubt=row["watch_doubt"],
        )
        for row in rows.mappings()
    }


async def _values(conn: AsyncConnection, ids: list[int]) -> dict[int, dict[str, set[str]]]:
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    columns = (item_values.c.item_id, item_values.c.field, item_values.c.value)
    for item, name, value in await conn.execute(select(*columns).where(item_values.c.item_id.in_(ids))):
        found[item][name].add(value)
    return found


async def _paths(conn: AsyncConnection, ids: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    wanted = frozenset(ids)
    owners = (files.c.item_id, files.c.season_id, files.c.show_id)
    mine = or_(*(owner.in_(ids) for owner in owners))
    rows = await conn.execute(select(files.c.path_key, *owners).where(mine, files.c.role == str(Role.MEDIA)))
    for path, *holders in rows:
        for holder in wanted.intersection(holders):
            found[holder].add(path)
    return found
