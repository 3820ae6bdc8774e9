"""A household's servers as the Library reads them, and looks into what it wrote."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy import Row, select, text

from cascade.connectors.disk import LocalDisk
from cascade.connectors.jellyfin import Jellyfin
from cascade.connectors.plex import Plex
from cascade.connectors.radarr import Radarr
from cascade.connectors.seerr import Seerr
from cascade.connectors.shoko import Shoko
from cascade.connectors.sonarr import Sonarr
from cascade.connectors.tautulli import Tautulli
from cascade.database import Database
from cascade.library.library import Library
from cascade.library.outcome import SyncReport
from cascade.library.tables import item_values, items
from cascade.migrate import upgrade
from cascade.servers import Servers
from playground.household import Household

ZONE = ZoneInfo("Europe/Berlin")
DEADLINE = 1.0


@dataclass
class Clock:
    """Our clock; `ahead` is how far it runs from the machine's."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class House:
    """A pretend household and the Library that reads it."""

    home: Household
    library: Library
    clock: Clock

    async def sync(self, *names: str, accept_shrink: str = "", adopt: str = "") -> dict[str, SyncReport]:
        reports = await self.library.sync(
            names or None,
            accept_shrink=frozenset(accept_shrink.split()),
            adopt=frozenset(adopt.split()),
        )
        return {report.source: report for report in reports}

    async def item(self, title: str, kind: str = "movie", *, library: str | None = None) -> Row[Any]:
        found = await self.items(title, kind)
        rows = [row for row in found if library in {None, row.library}]
        assert len(rows) == 1, rows
        return rows[0]

    async def items(self, title: str, kind: str = "movie") -> list[Row[Any]]:
        query = select(items).where(items.c.title == title, items.c.kind == kind, items.c.gone_at.is_(None))
        async with self.library.db.read() as conn:
            return list((await conn.execute(query)).all())

    async def rows(self, sql: str, **values: object) -> list[Row[Any]]:
        async with self.library.db.read() as conn:
            return list((await conn.execute(text(sql), values)).all())

    async def values(self, item_id: int, field: str) -> set[str]:
        query = select(item_values.c.value).where(
            item_values.c.item_id == item_id, item_values.c.field == field
        )
        async with self.library.db.read() as conn:
            return set((await conn.scalars(query)).all())

    async def orphans(self) -> dict[str, int]:
        """Count, per table, the rows that hang on something that is not there or is gone."""
        return {name: (await self.rows(sql))[0][0] for name, sql in ORPHANS.items()}


ORPHANS = {
    "files of gone items": "SELECT count(*) FROM files f JOIN items i ON i.id = f.item_id"
    " WHERE i.gone_at IS NOT NULL",
    "files of no living entry": "SELECT count(*) FROM files f WHERE NOT EXISTS (SELECT 1 FROM holdings h"
    " WHERE h.source = f.source AND h.ref = f.ref AND h.gone_at IS NULL)",
    "values of gone items": "SELECT count(*) FROM item_values v LEFT JOIN items i ON i.id = v.item_id"
    " WHERE i.id IS NULL OR i.gone_at IS NOT NULL",
    "plays of gone items": "SELECT count(*) FROM plays p LEFT JOIN items i ON i.id = p.item_id"
    " WHERE p.item_id IS NOT NULL AND (i.id IS NULL OR i.gone_at IS NOT NULL)",
    "living entries of gone items": "SELECT count(*) FROM holdings h LEFT JOIN items i ON i.id = h.item_id"
    " WHERE h.gone_at IS NULL AND h.item_id IS NOT NULL AND (i.id IS NULL OR i.gone_at IS NOT NULL)",
    "items beneath gone ones": "SELECT count(*) FROM items i JOIN items p ON p.id IN (i.parent_id, i.show_id)"
    " WHERE i.gone_at IS NULL AND p.gone_at IS NOT NULL",
    "present items that nobody holds": "SELECT count(*) FROM items i WHERE i.gone_at IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM holdings h WHERE h.item_id = i.id AND h.role = 'media' AND h.gone_at IS NULL)",
}


@asynccontextmanager
async def open_house(
    root: Path,
    *,
    films: int = 40,
    shows: int = 4,
    mapped: bool = True,
    jellyfin_first: bool = False,
    **options: Any,
) -> AsyncIterator[House]:
    """Start a household and an empty Library for it; further options are those of `Household`."""
    async with AsyncExitStack() as stack:
        home = await stack.enter_async_context(Household(root / "house", films=films, shows=shows, **options))
        servers = connect(home, mapped=mapped, jellyfin_first=jellyfin_first)
        for server in servers.all():
            stack.push_async_callback(server.aclose)
        clock = Clock(home.world.now)
        db = Database(f"sqlite+aiosqlite:///{root / 'library.db'}")
        stack.push_async_callback(db.aclose)
        await upgrade(db)
        yield House(home, Library(db, servers, ZONE, clock, timedelta(hours=24)), clock)


def connect(home: Household, *, mapped: bool = True, jellyfin_first: bool = False) -> Servers:
    """Build a connector for every server, with deadlines short enough to wait for.

    Without `mapped` Jellyfin's paths are as it says them.
    """
    env = home.env()
    paths = dict(pair.split("=", 1) for pair in env["PATH_MAP"].split(","))

    def key(name: str) -> SecretStr:
        return SecretStr(env[name])

    media: list[Plex | Jellyfin] = []
    recorders: list[Tautulli] = []
    if "PLEX_URL" in env:
        url, token = env["PLEX_URL"], key("PLEX_TOKEN")
        media.append(Plex("plex", url, token, client_id="c1", path_map=paths, deadline=DEADLINE))
        recorders.append(
            Tautulli("tautulli", env["TAUTULLI_URL"], key("TAUTULLI_API_KEY"), deadline=DEADLINE)
        )
    if "JELLYFIN_URL" in env:
        url = env["JELLYFIN_URL"]
        theirs = paths if mapped else {}
        media.append(Jellyfin("jellyfin", url, key("JELLYFIN_API_KEY"), path_map=theirs, deadline=DEADLINE))
    if jellyfin_first:
        media.reverse()
    radarr = Radarr("radarr", env["RADARR_URL"], key("RADARR_API_KEY"), paths, deadline=DEADLINE)
    uhd = Radarr("uhd", env["RADARR_UHD_URL"], key("RADARR_UHD_API_KEY"), paths, deadline=DEADLINE)
    sonarr = Sonarr("sonarr", env["SONARR_URL"], key("SONARR_API_KEY"), paths, deadline=DEADLINE)
    seerr = Seerr("seerr", env["SEERR_URL"], key("SEERR_API_KEY"), deadline=DEADLINE)
    shokos: list[Shoko] = []
    if "SHOKO_URL" in env:
        shokos.append(Shoko("shoko", env["SHOKO_URL"], key("SHOKO_API_KEY"), paths, deadline=DEADLINE))
    return Servers(
        media=tuple(media),
        watch=(*media, *recorders),
        movies=(radarr, uhd),
        shows=(sonarr,),
        requests=(seerr,),
        targets={server.name: server for server in (*media, radarr, uhd, sonarr, seerr, *shokos)},
        disk=LocalDisk(),
        four_k=frozenset({"uhd"}),
        anime=tuple(shokos),
    )


def later(house: House, by: timedelta) -> None:
    """Let time pass for us and for every server alike."""
    house.clock.now += by
    for wire in house.home.wires.values():
        wire.clock_skew += by.total_seconds()
