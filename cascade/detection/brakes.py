"""The brake on hints: where too much seems to vanish, or its folder is lost, nothing is read or marked."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.detection import inbox, outages
from cascade.detection.hints import DELETIONS
from cascade.detection.inbox import Outcome, Report
from cascade.detection.outages import Outage
from cascade.errors import CascadeError
from cascade.ledger.tables import run_items
from cascade.library.tables import files, holdings, items
from cascade.media import Role
from cascade.policy import Vigilance
from cascade.servers import Servers

_FEWEST = 5  # of a small server a share is soon reached


@dataclass(frozen=True, slots=True)
class Brakes:
    """Holds hints back while there is an outage; a person, or the folder's return, lets them go."""

    db: Database
    servers: Servers
    vigilance: Vigilance
    clock: Callable[[], datetime]

    async def let_through(self, reports: Sequence[Report]) -> list[Report]:
        """Return the hints that may be read for. The others are postponed, or ended as no deletion."""
        by_source: dict[str, list[Report]] = defaultdict(list)
        for report in reports:
            by_source[report.hint.source].append(report)
        free: list[Report] = []
        for source, its in by_source.items():
            free += await self._of_source(source, its)
        return await self._reachable(free)

    async def _of_source(self, source: str, reports: list[Report]) -> list[Report]:
        now = self.clock()
        async with self.db.write() as conn:
            said = await self._said(conn, source, reports)
            for report in said.denied:
                await inbox.end(conn, report, Outcome.OUTAGE, now)
            if not await self._too_many(conn, source, said.open):
                return [*said.believed, *said.open]
            for report in said.open:
                await inbox.postpone(conn, report, now + self.vigilance.retry, "it is held back as an outage")
        return said.believed

    async def _said(self, conn: AsyncConnection, source: str, reports: Sequence[Report]) -> "_Said":
        """Part hints by what a person said of an outage of their server since they came."""
        said = _Said([], [], [])
        if not reports:
            return said
        first = min(report.received_at for report in reports)
        released = [
            one
            for one in await outages.released_since(conn, first)
            if (one.source, one.scope) == (source, "")
        ]
        for report in reports:
            word = _word(released, report.received_at)
            (said.open if word is None else said.believed if word else said.denied).append(report)
        return said

    async def _too_many(self, conn: AsyncConnection, source: str, reports: Sequence[Report]) -> bool:
        """Whether an outage of the server holds, or what vanished lately makes one."""
        if not reports:
            return False
        if any((one.source, one.scope) == (source, "") for one in await outages.open_outages(conn)):
            return True
        since = self.clock() - self.vigilance.window
        for one in await outages.released_since(conn, since):  # what was said of those before is said
            if (one.source, one.scope) == (source, "") and one.released_at is not None:
                since = max(since, one.released_at)
        recent = await inbox.open_since(conn, since)
        named = {
            one.item_id
            for one in (*reports, *recent)
            if one.hint.source == source and one.hint.says in DELETIONS and one.item_id is not None
        }
        count, total = await _titles(conn, named), await _held(conn, source)
        if count <= min(self.vigilance.items, max(_FEWEST, int(total * self.vigilance.share))):
            return False
        message = (
            f"{source} reports {count} of {total} titles as deleted within minutes; nothing is believed "
            "until somebody says that it is right."
        )
        await outages.raise_outage(conn, source, "", count, total, message, self.clock())
        return True

    async def _reachable(self, reports: Sequence[Report]) -> list[Report]:
        """Hold back what lies in root folders that their server cannot reach."""
        async with self.db.read() as conn:
            held = [one for one in await outages.open_outages(conn) if one.scope]
        if not reports and not held:
            return []
        lost = await self._lost()
        free: list[Report] = []
        async with self.db.write() as conn:
            if lost is not None:
                await self._found_again(conn, held, set(lost))
            for report in reports:
                folder = await _folder_of(conn, report.item_id, list(lost or ()))
                if folder is None:
                    free.append(report)
                else:
                    await self._hold(conn, report, folder, (lost or {})[folder])
        return free

    async def _lost(self) -> dict[str, str] | None:
        """Root folders that cannot be reached, with who says so; None where somebody cannot be asked."""
        lost: dict[str, str] = {}
        for arr in (*self.servers.movies, *self.servers.shows):
            try:
                roots = await arr.root_folders()
            except CascadeError:
                return lost or None
            lost |= {root.path.rstrip("/"): arr.name for root in roots if not root.accessible}
        return lost

    async def _hold(self, conn: AsyncConnection, report: Report, folder: str, server: str) -> None:
        now = self.clock()
        message = f"{server} cannot reach {folder}; what lies there is not taken for deleted."
        count = await _beneath(conn, folder)
        await outages.raise_outage(conn, "disk", folder, count, count, message, now)
        await inbox.postpone(conn, report, now + self.vigilance.retry, message)

    async def _found_again(self, conn: AsyncConnection, held: Sequence[Outage], lost: set[str]) -> None:
        """End outages of folders that can be reached again: then what is there can be read."""
        for outage in held:
            if outage.scope.rstrip("/") not in lost:
                await outages.release(conn, outage.id, "system", self.clock(), believed=None)


@dataclass(frozen=True, slots=True)
class _Said:
    """Hints by what was said of them: nothing, that they are right, that they are not."""

    open: list[Report]
    believed: list[Report]
    denied: list[Report]


def _word(released: Sequence[Outage], received_at: datetime) -> bool | None:
    words = [one.believed for one in released if one.released_at and one.released_at >= received_at]
    return words[0] if words else None


async def _titles(conn: AsyncConnection, item_ids: Collection[int]) -> int:
    """Count the films and shows among items, less what our own runs are at: a season is no mass."""
    ours = select(run_items.c.item_id).where(run_items.c.locked)
    top = func.coalesce(items.c.show_id, items.c.id)
    query = select(func.count(func.distinct(top))).where(items.c.id.in_(item_ids), items.c.id.not_in(ours))
    return await conn.scalar(query) or 0


async def _held(conn: AsyncConnection, source: str) -> int:
    """Count the films and shows that a server holds."""
    query = select(func.count()).where(holdings.c.source == source, holdings.c.gone_at.is_(None))
    return await conn.scalar(query.where(holdings.c.kind.in_(("movie", "show")))) or 0


async def _folder_of(conn: AsyncConnection, item_id: int | None, folders: Sequence[str]) -> str | None:
    query = select(files.c.path).where(
        files.c.role == Role.MEDIA.value,
        or_(files.c.item_id == item_id, files.c.season_id == item_id, files.c.show_id == item_id),
    )
    paths = (await conn.scalars(query.limit(_FEWEST))).all()
    return next((folder for folder in folders if any(path.startswith(f"{folder}/") for path in paths)), None)


async def _beneath(conn: AsyncConnection, folder: str) -> int:
    query = (
        select(func.count(func.distinct(files.c.item_id)))
        .join(items, items.c.id == files.c.item_id)
        .where(files.c.role == Role.MEDIA.value, files.c.path.startswith(f"{folder}/", autoescape=True))
    )
    return await conn.scalar(query) or 0
