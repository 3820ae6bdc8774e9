"""Names of one person: what was watched or requested under one of them counts for all of them."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.derive import Household, derive
from cascade.library.tables import item_values

LINK = "link"
"""The source of the values that follow from links; it is no server's name in a plan."""


async def derive_links(conn: AsyncConnection, household: Household, keys: Collection[str]) -> None:
    """Derive anew what the people of these names watched or requested."""
    fields = item_values.c.field.in_(("watched-by", "requested-by"))
    query = select(item_values.c.item_id).distinct().where(fields, item_values.c.key.in_(sorted(keys)))
    ids = list(await conn.scalars(query))
    if ids:
        await derive(conn, household, ids)
