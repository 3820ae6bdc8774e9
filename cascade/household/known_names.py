"""The names under which servers know people, as far as plays and requests tell."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.tables import plays, requests, sources


@dataclass(frozen=True, slots=True)
class Known:
    """One name on one kind of server; `discord_id` None = the server does not say."""

    software: str  # "plex", "tautulli", "seerr", ...
    name: str
    discord_id: str | None = None


async def known_names(conn: AsyncConnection) -> list[Known]:
    """Every name that watched or requested something, once per kind of server."""
    found: dict[tuple[str, str], Known] = {}
    for table in (plays, requests):
        query = (
            select(sources.c.server, table.c.person_key, func.max(table.c.person))
            .join(sources, sources.c.name == table.c.source)
            .where(table.c.person_key != "")
            .group_by(sources.c.server, table.c.person_key)
        )
        for software, key, name in await conn.execute(query):
            found[software, key] = Known(software, name)
    return [found[key] for key in sorted(found)]
