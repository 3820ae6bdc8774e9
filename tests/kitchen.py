"""A small household with the real connectors and the real database, for tests of whole ways through it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.settings import Settings, load_settings
from bot.wiring import open_cascade
from cascade.plan import Plan
from cascade.report import RunReport
from cascade.service import Cascade
from playground.calls import Call
from playground.household import Household

# Waits are short: nothing here is slow, and what must not happen would happen at once.
QUICK = {
    "IN_DOUBT_SETTLE": "0.3",
    "PROOF_SECONDS": "3",
    "RETRY_AFTER": "0.2",
    "MAX_SHARE": "100%",
    "CONCURRENCY": "4",
}

DESTRUCTIVE = ("DELETE", "POST", "PUT")


@dataclass
class Kitchen:
    """A household, its settings, and the facade over it."""

    home: Household
    settings: Settings
    env_file: Path
    cascade: Cascade

    async def plan(self, query: str) -> Plan:
        """Make a plan."""
        return await self.cascade.propose(query, by="tester")

    async def execute(self, plan: Plan, **options: Any) -> RunReport:
        """Confirm a plan by its own digest and carry it out."""
        return await self.cascade.execute(plan.id, plan.digest, by="tester", **options)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read the database as it is."""
        async with self.cascade._db.read() as conn:
            return [tuple(row) for row in await conn.execute(text(query))]

    def destructive(self, server: str | None = None) -> list[Call]:
        """Calls that changed a server, in order; reads by POST are none of them."""
        return [
            call
            for call in self.home.log.calls
            if call.method in DESTRUCTIVE and call.effect and server in (None, call.server)
        ]

    def on_disk(self) -> set[Path]:
        """Every media file that is left outside the torrents folder."""
        root = self.home.world.disk.root
        return {path for path in root.rglob("*.mkv") if "torrents" not in path.parts}


@asynccontextmanager
async def kitchen(
    tmp_path: Path,
    *,
    films: int = 40,
    shows: int = 4,
    synced: bool = True,
    media: str = "plex",
    shoko: str | None = None,
    **settings: str,
) -> AsyncIterator[Kitchen]:
    """Start a household and open it; `settings` overrides any setting by its name.

    `media` names the media servers, such as "plex jellyfin-12.0.0"; `shoko` is the version of a Shoko.
    """
    version = next((name.partition("-")[2] for name in media.split() if name != "plex"), None)
    house = Household(
        tmp_path / "house",
        films=films,
        shows=shows,
        plex="plex" in media.split(),
        jellyfin=version,
        shoko=shoko,
    )
    async with house as home:
        env_file = tmp_path / "kitchen.env"
        values = {
            **home.env(),
            "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'cascadarr.db'}",
            **QUICK,
            **settings,
        }
        env_file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
        loaded = load_settings(env_file)
        async with open_cascade(loaded) as cascade:
            if synced:
                for report in await cascade.sync():
                    assert report.whole, report
            yield Kitchen(home, loaded, env_file, cascade)
