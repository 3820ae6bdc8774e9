"""Pages of a watch history, written down as plays. Plays are only ever added."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.bulk import upsert
from cascade.library.tables import plays
from cascade.media import Play, text_key

_NEWEST_WINS = ("ref", "kind", "title_key", "year", "person", "person_key", "at", "completed")


async def write_plays(conn: AsyncConnection, source: str, rows: Sequence[Play]) -> None:
    """Write plays; which item each is of is decided by `resolve_plays`. Idempotent.

    A guid that was learned once stays where the source does not say one.
    """
    if not rows:
        return
    await upsert(
        conn,
        plays,
        [
            {
                "source": source,
                "key": play.key,
                "ref": play.ref,
                "guid": play.guid,
                "kind": play.kind.value,
                "title_key": text_key(play.title),
                "year": play.year,
                "person": play.person,
                "person_key": text_key(play.person),
                "at": play.at,
                "completed": play.completed,
            }
            for play in rows
        ],
        _NEWEST_WINS,
    )
