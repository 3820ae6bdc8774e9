"""Settling departures: what went is looked for, judged, and told of once."""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.detection import drifts, inbox, leaving, outages
from cascade.detection.classify import Deleted, Drift, Echo, Outage, Replaced, Ruling, Wait, classify
from cascade.detection.leaving import Departure
from cascade.detection.looking import Looking
from cascade.detection.telling import event_of_departure
from cascade.ledger.events import write_activity, write_found
from cascade.library.derive import Household, derive
from cascade.library.removal import bury
from cascade.policy import Vigilance
from cascade.servers import Servers

log = logging.getLogger(__name__)
AT_ONCE = 200  # departures that one pass decides
_REMEMBERED = timedelta(days=7)  # a media server may notice long after Radarr or Sonarr said so
_STANDS = timedelta(days=1)  # so long what was believed of a folder holds for what is found gone from it


@dataclass(frozen=True, slots=True)
class Settling:
    """Decides departures that are due. One at a time: `Detection` holds the lock."""

    db: Database
    servers: Servers
    household: Household
    vigilance: Vigilance
    clock: Callable[[], datetime]

    async def work(self) -> int:
        """Decide everything due now; return how many departures were looked at."""
        await self._fold()
        async with self.db.read() as conn:
            found = await leaving.due(conn, self.clock(), AT_ONCE)
        looking = Looking(self.db, self.servers, self.vigilance, self.clock)
        for departure in sorted(found, key=_largest_first):
            await self._decide(departure, looking)
        return len(found)

    async def _fold(self) -> None:
        """Let a season or show go with its last episode, so that one event tells of it."""
        async with self.db.write() as conn:
            empty = await leaving.emptied(conn)
            if empty:
                await bury(conn, empty, self.clock(), "absent")
                await derive(conn, self.household, list(empty))

    async def _decide(self, departure: Departure, looking: Looking) -> None:
        async with self.db.read() as conn:
            if not await leaving.is_open(conn, departure):  # it was told of with what it lay in
                return
            believed = await self._believed(conn, departure)
            whole = await self._whole(conn, departure)
        if believed is False:
            async with self.db.write() as conn:
                await leaving.settle(conn, departure.id, "outage", self.clock())
            return
        ruling = classify(await looking.look(whole, besides_roots=believed is True), self.vigilance)
        async with self.db.write() as conn:
            if await leaving.is_open(conn, departure):
                await self._write(conn, whole, ruling)

    async def _believed(self, conn: AsyncConnection, departure: Departure) -> bool | None:
        """What a person said of an outage that this departure is a part of; None = nothing."""
        paths = [file.path for file in departure.known.files]
        said = [
            one.believed
            for one in await outages.released_since(conn, departure.at - _STANDS)
            if one.scope
            and any(path.startswith(one.scope.rstrip("/") + "/") for path in paths)
            and (one.believed or (one.released_at or departure.at) >= departure.at)
        ]
        return said[-1] if said else None

    async def _whole(self, conn: AsyncConnection, departure: Departure) -> Departure:
        """The departure with the files of what lay in it and went before it."""
        parts = await leaving.beneath(conn, departure)
        known = departure.known
        have = {file.path for file in known.files}
        more = [file for part in parts for file in part.known.files if file.path not in have]
        size_bytes = known.size_bytes + sum(file.size_bytes for file in more)
        return replace(departure, known=replace(known, files=(*known.files, *more), size_bytes=size_bytes))

    async def _write(self, conn: AsyncConnection, departure: Departure, ruling: Ruling) -> None:
        now, item = self.clock(), departure.item_id
        match ruling:
            case Wait():
                await leaving.postpone(conn, departure.id, now + self.vigilance.retry)
            case Echo(event_id):
                await leaving.settle(conn, departure.id, "echo", now, event_id)
            case Replaced():
                await leaving.settle(conn, departure.id, "replaced", now)
                await drifts.resolve(conn, [item], "ended", "system", now)
            case Drift(held_by):
                await self._drift(conn, departure, held_by)
            case Outage(folder):
                message = f"{folder} cannot be reached; what lies there is not taken for deleted."
                await outages.raise_outage(conn, "disk", folder, 1, None, message, now)
                await leaving.postpone(conn, departure.id, now + self.vigilance.retry)
            case Deleted():
                await self._tell(conn, departure, ruling)
            case _:
                assert_never(ruling)

    async def _drift(self, conn: AsyncConnection, departure: Departure, held_by: Sequence[str]) -> None:
        now = self.clock()
        media = [one.name for one in self.servers.media if one.name in departure.known.held]
        for name in media:
            await drifts.note_drift(
                conn,
                departure.item_id,
                name,
                held_by,
                detected_by=departure.known.found_by,
                message=f"{name} no longer has it; {', '.join(held_by)} still does.",
                now=now,
            )
        await leaving.settle(conn, departure.id, leaving.DRIFT, now)

    async def _tell(self, conn: AsyncConnection, departure: Departure, ruling: Deleted) -> None:
        """Write the one event, and join to it whatever belongs to it."""
        now = self.clock()
        parts = await leaving.beneath(conn, departure)
        ids = [departure.item_id, *(part.item_id for part in parts)]
        said = await inbox.leading_to(conn, ids, departure.at - _REMEMBERED)
        event = event_of_departure(secrets.token_hex(6), departure, ruling, said, self.servers)
        await write_found(conn, event)
        await leaving.settle(conn, departure.id, "deleted", now, event.id)
        for part in parts:
            await leaving.settle(conn, part.id, leaving.JOINED, now, event.id)
        await inbox.join(conn, ids, event.id)
        await drifts.resolve(conn, ids, "gone", "system", now)
        await write_activity(
            conn, "detect", by=event.by, status=event.status.value, now=now, items=1, event_id=event.id
        )
        log.info("%s is gone from everywhere (%s)", event.title, event.source, extra={"event": event.id})


def _largest_first(departure: Departure) -> tuple[int, int]:
    order = {"show": 0, "season": 1}
    return order.get(departure.known.kind.value, 2), departure.id
