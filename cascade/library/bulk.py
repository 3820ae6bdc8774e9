"""Many rows at once, handed to the driver as tuples: the way a hundred thousand rows take seconds."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.schema import Instant

Row = Mapping[str, object]
_DIALECT = sqlite.dialect()
_INSTANT = Instant()


async def upsert(
    conn: AsyncConnection, table: Table, rows: Sequence[Row], changes: Sequence[str] | None = None
) -> None:
    """Insert rows of equal columns; where the primary key is there already, set `changes` (None = nothing).

    Same as SQLAlchemy's own insert of many rows, without its cost per row.
    """
    if not rows:
        return
    sql, names, instants = _compiled(table, tuple(rows[0]), None if changes is None else tuple(changes))
    pick = itemgetter(*names)
    values: Sequence[tuple[object, ...]] = [pick(row) for row in rows]
    if instants:
        values = [_stored(row, instants) for row in values]
    await conn.exec_driver_sql(sql, list(values))


@lru_cache(maxsize=64)
def _compiled(
    table: Table, columns: tuple[str, ...], changes: tuple[str, ...] | None
) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    statement = insert(table).values({name: bindparam(name) for name in columns})
    if changes is None:
        statement = statement.on_conflict_do_nothing()
    else:
        key = [column.name for column in table.primary_key]
        statement = statement.on_conflict_do_update(
            index_elements=key, set_={name: statement.excluded[name] for name in changes}
        )
    compiled = statement.compile(dialect=_DIALECT)
    names = tuple(compiled.positiontup or ())
    instants = tuple(n for n, name in enumerate(names) if isinstance(table.c[name].type, Instant))
    return str(compiled), names, instants


def _stored(row: tuple[object, ...], instants: tuple[int, ...]) -> tuple[object, ...]:
    values = list(row)
    convert: Callable[..., object] = _INSTANT.process_bind_param
    for position in instants:
        values[position] = convert(values[position], _DIALECT)
    return tuple(values)
