"""What follows from what servers said: one pass of set-based statements over the touched items."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.anime import match_all_anime, match_touched_anime
from cascade.library.arr_facts import derive_arr_facts, derive_inherited
from cascade.library.doubt import derive_doubt
from cascade.library.families import touch, touch_all
from cascade.library.file_facts import derive_sizes
from cascade.library.links import derive_other_names
from cascade.library.matching import match_all, match_touched
from cascade.library.play_facts import derive_plays, resolve_plays
from cascade.library.tables import item_values
from cascade.library.uniting import mark_seconds, unite
from cascade.library.wish_facts import derive_wishes


@dataclass(frozen=True, slots=True)
class Household:
    """What derivation must know of the configuration: media servers in order, and instances for 4K copies."""

    media: tuple[str, ...] = ()
    four_k: frozenset[str] = frozenset()


async def derive_all(conn: AsyncConnection, household: Household) -> None:
    """Derive every present item anew, after uniting what several media servers hold."""
    await unite(conn, household.media)
    await touch_all(conn)
    await mark_seconds(conn, household.media)
    await derive_sizes(conn)
    await match_all(conn, household.four_k)
    await match_all_anime(conn)
    await resolve_plays(conn, household.media)
    await _facts(conn, household)


async def derive(conn: AsyncConnection, household: Household, ids: Collection[int]) -> None:
    """Derive the families of some items anew; plays must be resolved already."""
    await touch(conn, ids)
    await mark_seconds(conn, household.media)
    await derive_sizes(conn)
    await match_touched(conn, household.four_k)
    await match_touched_anime(conn)
    await _facts(conn, household)


async def derive_people(conn: AsyncConnection, household: Household, keys: Collection[str]) -> None:
    """Derive anew what the people of these names (compared forms) watched or requested."""
    fields = item_values.c.field.in_(("watched-by", "requested-by"))
    query = select(item_values.c.item_id).distinct().where(fields, item_values.c.key.in_(sorted(keys)))
    if ids := list(await conn.scalars(query)):
        await derive(conn, household, ids)


async def _facts(conn: AsyncConnection, household: Household) -> None:
    await derive_plays(conn)
    await derive_doubt(conn, household.media)
    await derive_wishes(conn)
    await derive_other_names(conn)
    await derive_arr_facts(conn)
    await derive_inherited(conn)
