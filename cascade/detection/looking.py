"""Looking for what media servers no longer have: in Radarr, Sonarr and Shoko, on the disk, in our runs."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.detection import inbox
from cascade.detection.classify import Holds, Look
from cascade.detection.concern import ours_of
from cascade.detection.hints import DELETIONS, Hint, Says
from cascade.detection.leaving import Departure
from cascade.errors import CascadeError, NotFound
from cascade.library.departures import Remembered
from cascade.library.tables import files, items, sources
from cascade.media import Kind, MediaFile, Role
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
            again = await self._again(conn, departure)
        again = again or await self._said(departure)
        if ours.running or ours.event_id is not None or again:
            return Look(now - departure.at, ours.event_id, ours.running, again)
        known = departure.known
        keepers = [(keeper, ref) for keeper in self._keepers(known) for ref in known.held[keeper.name]]
        found = await asyncio.gather(*(self._holds(keeper, ref, known) for keeper, ref in keepers))
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

    def _keepers(self, known: Remembered) -> tuple[Keeper, ...]:
        return tuple(one for one in self.servers.keepers() if known.held.get(one.name))

    async def _holds(self, keeper: Keeper, ref: str, known: Remembered) -> tuple[Holds, bool]:
        """What an instance has of the item, and whether it has a new file of it."""
        try:
            entry = await keeper.read(ref)
        except NotFound:
            return (Holds.NOTHING if await self._itself(keeper) else Holds.UNREAD), False
        except CascadeError:
            return Holds.UNREAD, False
        if not _disjoint(entry.files, known.files):
            return Holds.FILES, False
        # Of a show's files nobody says which episode they are of, so that only a film's can be told as new.
        return Holds.ENTRY, entry.kind is Kind.MOVIE and bool(entry.files)

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

    async def _again(self, conn: AsyncConnection, departure: Departure) -> bool:
        """Whether the Library has it again: the same item, a file of it, or a newer entry of it."""
        known = departure.known
        newer = (
            items.c.kind == known.kind.value,
            items.c.library == known.library,
            items.c.id > departure.item_id,
            items.c.added_at > departure.at - self.vigilance.settle,
            items.c.guid == known.guid,
        )
        there = select(items.c.id).where(
            items.c.gone_at.is_(None), or_(items.c.id == departure.item_id, and_(*newer))
        )
        same = select(files.c.path).where(
            files.c.role == Role.MEDIA.value, files.c.path.in_([file.path for file in known.files[:200]])
        )
        for query in (there, same):
            if (await conn.execute(query.limit(1))).first() is not None:
                return True
        return False

    async def _said(self, departure: Departure) -> bool:
        """Whether a server reported that something took its place, and that was the last word, or is true."""
        again = False
        async with self.db.read() as conn:
            said = await inbox.about(conn, [departure.item_id], departure.at - self.vigilance.patience)
        for report in said:
            hint = report.hint
            if hint.says in {Says.ARRIVED, Says.FILE_REPLACED}:
                again = True
            elif hint.says in DELETIONS:
                again = False
            if hint.says is Says.ARRIVED and await self._shows(hint, departure.known):
                return True
        return again

    async def _shows(self, hint: Hint, known: Remembered) -> bool:
        """Whether a media server has the new entry it spoke of; reports may come in any order."""
        server = next((one for one in self.servers.media if one.name == hint.source), None)
        if server is None or hint.ref is None or hint.ref in known.held.get(hint.source, ()):
            return False
        try:
            return (await server.read(hint.ref)).kind is known.kind
        except CascadeError:
            return False


_GRAVITY = (Holds.NOTHING, Holds.ENTRY, Holds.UNREAD, Holds.FILES)


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
