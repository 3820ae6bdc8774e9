"""A household whose servers report to a receiver, with a clock that tests move."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import Row

from cascade.detection.detection import Detection
from cascade.detection.doors import IN_PATH, USER, Doors
from cascade.detection.receiver import Receiver
from cascade.ledger.events import DeletionEvent, history
from cascade.media import Kind
from cascade.policy import Vigilance
from playground import plex_trash
from playground.hooks import Hook
from playground.shelf import Entry
from tests.library.shelf import House, later, open_house

VIGILANCE = Vigilance()


@dataclass
class Ear:
    """A household, what listens to it, and what came of it."""

    house: House
    detection: Detection
    receiver: Receiver
    url: str

    def hook(self, source: str) -> Hook:
        """Where and how a server posts, as it would be pasted."""
        secret = self.receiver.doors.secret(source)
        if self.detection.senders[source] in IN_PATH:
            return Hook(f"{self.url}/hooks/{source}/{secret}")
        return Hook(f"{self.url}/hooks/{source}", user=USER, password=secret)

    def api(self, name: str) -> httpx.AsyncClient:
        """A person's own client of a server."""
        wire, key = self.house.home.wires[name], self.house.home.world.instances[name].key
        return httpx.AsyncClient(base_url=f"{wire.url}/api/v3", headers={"X-Api-Key": key})

    async def post(self, source: str, body: object, **headers: str) -> httpx.Response:
        """Post something as a server would."""
        hook = self.hook(source)
        async with httpx.AsyncClient(auth=(hook.user, hook.password)) as client:
            return await client.post(hook.url, json=body, headers=headers)

    async def work(self, *, after: timedelta = timedelta(0)) -> None:
        """Let what was posted arrive, let time pass, and let everything due be worked on."""
        await self.house.home.settle()
        later(self.house, after)
        await self.detection.work()

    async def events(self) -> tuple[DeletionEvent, ...]:
        """Every deletion in the ledger, newest first."""
        async with self.house.library.db.read() as conn:
            return await history(conn, limit=1000)

    async def outcomes(self) -> list[str | None]:
        """What came of each hint, in order."""
        return [row.outcome for row in await self.rows("SELECT outcome FROM inbox ORDER BY id")]

    async def rows(self, sql: str, **values: object) -> list[Row[Any]]:
        """Read the database as it is."""
        return await self.house.rows(sql, **values)

    async def orphans(self) -> int:
        """Rows, of any table, that hang on something that is gone."""
        return sum((await self.house.orphans()).values())

    async def plex_scans(self) -> None:
        """Let Plex notice what is gone from its disks."""
        await self.house.home.settle()
        for section in list(self.house.home.world.shelf.by_section):
            plex_trash.scan(self.house.home.world, section)

    async def film(self, instance: str = "radarr") -> tuple[int, Row[Any]]:
        """A film that both an instance of Radarr and Plex hold: its number there, and its item."""
        found = await self.rows(
            "SELECT i.*, h.ref FROM holdings h JOIN items i ON i.id = h.item_id"
            " WHERE h.source = :source AND i.gone_at IS NULL AND h.gone_at IS NULL ORDER BY i.id",
            source=instance,
        )
        return int(found[0].ref), found[0]

    def entry(self, item: Row[Any]) -> Entry:
        """What Plex holds of an item."""
        world = self.house.home.world
        kind = Kind(item.kind).value
        return next(e for e in world.shelf.entries.values() if e.guid == item.guid and e.kind == kind)


@asynccontextmanager
async def open_ear(root: Path, *, films: int = 24, shows: int = 3, **options: Any) -> AsyncIterator[Ear]:
    """Start a household that was read once and reports to us."""
    async with open_house(root, films=films, shows=shows, **options) as house:
        for report in (await house.sync()).values():
            assert report.whole, report
        library = house.library
        detection = Detection(library.db, library, library.servers, VIGILANCE, house.clock)
        receiver = Receiver(detection, Doors(SecretStr("a secret of this test")))
        async with receiver.listening("127.0.0.1", 0) as port:
            ear = Ear(house, detection, receiver, f"http://127.0.0.1:{port}")
            for source in detection.senders:
                house.home.hook(source, ear.hook(source))
            yield ear
