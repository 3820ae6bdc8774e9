"""Where the space is: per disk, by age since last watched, by library, by requester, and when it runs out."""

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.disks import disk_at
from cascade.household.tables import disk_samples
from cascade.household.usage import (
    Share,
    by_genre,
    by_kind,
    by_last_watched,
    by_library,
    by_requester,
)
from cascade.library.library import Library
from cascade.library.tables import files, items
from cascade.media import Role
from cascade.plan import Disk
from cascade.servers import Servers

KEPT = timedelta(days=90)
"""How long samples of the disks are kept, and how far back growth is measured."""
SHORTEST = timedelta(days=1)
"""Samples of a shorter time say nothing of growth."""


_DRIFT = 1_000_000_000  # bytes written to a disk between two readings of it, at the most


@dataclass(frozen=True, slots=True)
class DiskUse:
    """One disk. `days_until_full` is None where it does not grow or that is not known yet."""

    path: str
    total_bytes: int
    free_bytes: int
    days_until_full: int | None


@dataclass(frozen=True, slots=True)
class SpaceReport:
    """Where the space is. Shares count films and shows, a show with its episodes, largest first.

    `by_last_watched` goes from the longest unwatched to the latest instead. A title that several people
    requested counts for each of them.
    """

    disks: tuple[DiskUse, ...]
    by_last_watched: tuple[Share, ...]
    by_library: tuple[Share, ...]
    by_requester: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Space:
    """Looks at the disks and adds up the Library."""

    db: Database
    library: Library
    servers: Servers
    clock: Callable[[], datetime]
    disk_path: str | None

    async def report(self) -> SpaceReport:
        """Where the space is now; disks that cannot be seen are left out."""
        disks = await self.disks()
        knowledge = await self.library.knowledge()
        async with self.db.read() as conn:
            uses = tuple([await _use(conn, disk, self.clock()) for disk in disks])
            return SpaceReport(
                uses,
                await by_last_watched(conn, knowledge),
                await by_library(conn),
                await by_requester(conn),
            )

    async def by_kind(self) -> tuple[Share, ...]:
        """What films and shows take up."""
        async with self.db.read() as conn:
            return await by_kind(conn)

    async def by_genre(self) -> tuple[Share, ...]:
        """What each genre takes up."""
        async with self.db.read() as conn:
            return await by_genre(conn)

    async def disks(self) -> tuple[Disk, ...]:
        """Every disk that holds media, once, by the folders the Library's files lie in."""
        async with self.db.read() as conn:
            places = await _places(conn)
        folders: dict[int, list[str]] = {}
        for file, folder in places:
            stat = await self.servers.disk.stat(file)
            if stat is not None:
                folders.setdefault(stat.device, []).append(folder)
        seen = [await self._seen(its) for its in folders.values()]
        return await self._with_named(tuple(disk for disk in seen if disk is not None))

    async def _seen(self, folders: list[str]) -> Disk | None:
        """One disk by the folder that all these share, if it lies on it, else by the first of them."""
        first = await disk_at(self.servers.disk, folders[0])
        shared = await disk_at(self.servers.disk, posixpath.commonpath(folders))
        return shared if first is not None and shared is not None and _same(first, shared) else first

    async def _with_named(self, found: tuple[Disk, ...]) -> tuple[Disk, ...]:
        """Put the disk that the settings name first, in the place of the same one found by its files."""
        named = None if self.disk_path is None else await disk_at(self.servers.disk, self.disk_path)
        if named is None:
            return found
        return (named, *(disk for disk in found if not _same(disk, named)))

    async def sample(self) -> None:
        """Write down how full the disks are now, as at each sync; old samples go."""
        disks, now = await self.disks(), self.clock()
        async with self.db.write() as conn:
            await conn.execute(delete(disk_samples).where(disk_samples.c.at < now - KEPT))
            if disks:
                await conn.execute(
                    insert(disk_samples),
                    [
                        {
                            "path": disk.path,
                            "at": now,
                            "total_bytes": disk.total_bytes,
                            "free_bytes": disk.free_bytes,
                        }
                        for disk in disks
                    ],
                )


def days_until_full(samples: Sequence[tuple[datetime, int]], free_bytes: int) -> int | None:
    """Whole days until a disk is full at the pace of its samples (time, free bytes), oldest first.

    None where it does not grow, or the samples span less than a day. The pace is the slope of the straight
    line nearest to all samples, so that no single reading decides.
    """
    if len(samples) < 2 or samples[-1][0] - samples[0][0] < SHORTEST:
        return None
    days = [(at - samples[0][0]) / timedelta(days=1) for at, _ in samples]
    free = [float(left) for _, left in samples]
    middle, level = sum(days) / len(days), sum(free) / len(free)
    spread = sum((day - middle) ** 2 for day in days)
    pace = sum((day - middle) * (left - level) for day, left in zip(days, free, strict=True)) / spread
    return None if pace >= 0 else int(free_bytes / -pace)


async def _use(conn: AsyncConnection, disk: Disk, now: datetime) -> DiskUse:
    query = (
        select(disk_samples.c.at, disk_samples.c.free_bytes)
        .where(disk_samples.c.path == disk.path, disk_samples.c.at >= now - KEPT)
        .order_by(disk_samples.c.at)
    )
    samples = [(row.at, row.free_bytes) for row in await conn.execute(query)]
    full = days_until_full(samples, disk.free_bytes)
    return DiskUse(disk.path, disk.total_bytes, disk.free_bytes, full)


async def _places(conn: AsyncConnection) -> list[tuple[str, str]]:
    """One file of each library, and the folder that holds all of them."""
    query = (
        select(func.min(files.c.path), func.max(files.c.path))
        .join(items, items.c.id == files.c.item_id)
        .where(files.c.role == Role.MEDIA.value)
        .group_by(items.c.library)
        .order_by(items.c.library)
    )
    return [(first, _shared(first, last)) for first, last in await conn.execute(query)]


def _shared(first: str, last: str) -> str:
    return posixpath.commonpath([posixpath.dirname(first), posixpath.dirname(last)])


def _same(one: Disk, other: Disk) -> bool:
    """Whether two readings, a moment apart, are of one disk."""
    apart = abs(one.free_bytes - other.free_bytes)
    return one.total_bytes == other.total_bytes and apart < _DRIFT
