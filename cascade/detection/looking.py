"""Looking for what media servers no longer have: in Radarr, Sonarr and Shoko, on the disk, in our runs."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cascade.database import Database
from cascade.detection.classify import Holds, Look
from cascade.detection.concern import ours_of
from cascade.detection.leaving import Departure
from cascade.detection.replacement import Replacement
from cascade.errors import CascadeError, NotFound
from cascade.library.departures import Remembered
from cascade.library.tables import sources
from cascade.media import Kind, MediaFile
from cascade.policy import Vigilance
from cascade.ports import Keeper
from cascade.servers import Servers

_FILES_LOOKED_AT = 20  # of a show with hundreds; one that is still there is enough


@dataclass(frozen=True, slots=True)
class Looking:
    """Reads what is left of an item; writes nothing."""

    db: Database
    servers: Servers
    vigilance: Vigilance
    clock: Callable[[], datetime]

    async def look(self, departure: Departure, *, besides_roots: bool) -> Look:
        """Look at all that a ruling needs; `besides_roots` leaves out whether its folders can be reached."""
        now = self.clock()
        async with self.db.read() as conn:
            ours = await ours_of(conn, [departure.item_id], now)
        again = await self._replacement.is_there(departure)
        if ours.running or ours.event_id is not None or again:
            return Look(now - departure.at, ours.event_id, ours.running, again)
        known = departure.known
        keepers = [(keeper, ref) for keeper in self._keepers(known) for ref in known.held[keeper.name]]
        found = await asyncio.gather(*(self._holds(keeper, ref, departure) for keeper, ref in keepers))
        return Look(
            now - departure.at,
            again=any(new for _, new in found),
            holds=_gravest((one.name, holds) for (one, _), (holds, _) in zip(keepers, found, strict=True)),
            on_disk=await self._on_disk(known),
            lost=None if besides_roots else await self.lost_root(known),
        )

    async def lost_root(self, known: Remembered) -> str | None:
        """A root folder with files of the item that a server says it cannot reach; None = none is known."""
        for keeper in self._keepers(known):
            try:
                roots = await keeper.root_folders()
            except CascadeError:
                continue
            for root in roots:
                beneath = root.path.rstrip("/") + "/"
                if not root.accessible and any(file.path.startswith(beneath) for file in known.files):
                    return root.path
        return None

    @property
    def _replacement(self) -> Replacement:
        return Replacement(self.db, self.servers, self.vigilance)

    def _keepers(self, known: Remembered) -> tuple[Keeper, ...]:
        return tuple(one for one in self.servers.keepers() if known.held.get(one.name))

    async def _holds(self, keeper: Keeper, ref: str, departure: Departure) -> tuple[Holds, bool]:
        """What an instance has of the item, and whether it has a new file of it."""
        known = departure.known
        try:
            entry = await keeper.read(ref)
        except NotFound:
            return (Holds.NOTHING if await self._itself(keeper) else Holds.UNREAD), False
        except CascadeError:
            return Holds.UNREAD, False
        if not _disjoint(entry.files, known.files):
            return Holds.FILES, False
        if entry.kind is Kind.MOVIE:
            return Holds.ENTRY, bool(entry.files)
        newer = await self._replacement.is_among(entry.files, departure)
        # Which episode a file is of nobody says; a media server will, once it lists it.
        return Holds.NEWER if newer else Holds.ENTRY, newer and known.kind is Kind.SHOW

    async def _itself(self, server: Keeper) -> bool:
        """Whether the server is the one that was synced: another one's 404 says nothing."""
        async with self.db.read() as conn:
            known = await conn.scalar(select(sources.c.identity).where(sources.c.name == server.name))
        try:
            return (await server.identity()).identity == known
        except CascadeError:
            return False

    async def _on_disk(self, known: Remembered) -> bool | None:
        unseen = not known.files
        for file in known.files[:_FILES_LOOKED_AT]:
            if await self.servers.disk.stat(file.path) is not None:
                return True
            unseen = unseen or not await self.servers.disk.visible(file.path)
        return None if unseen else False


_GRAVITY = (Holds.NOTHING, Holds.ENTRY, Holds.NEWER, Holds.UNREAD, Holds.FILES)


def _gravest(found: Iterable[tuple[str, Holds]]) -> dict[str, Holds]:
    """One answer per instance; it may have had the item under a number of before, too."""
    worst: dict[str, Holds] = {}
    for name, holds in found:
        worst[name] = max(worst.get(name, holds), holds, key=_GRAVITY.index)
    return worst


def _disjoint(seen: tuple[MediaFile, ...], known: tuple[MediaFile, ...]) -> bool:
    """Whether no file is the same: by path, or by name and size where mounts differ."""
    paths = {file.path for file in known}
    names = {(file.path.rpartition("/")[2], file.size_bytes) for file in known}
    return not any(
        file.path in paths or (file.path.rpartition("/")[2], file.size_bytes) in names for file in seen
    )
