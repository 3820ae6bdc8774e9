"""Disks as they are now."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.errors import CascadeError, Unreachable
from cascade.household.tables import disk_samples
from cascade.plan import Disk
from cascade.ports import Disk as Eyes


async def disk_at(eyes: Eyes, path: str) -> Disk | None:
    """The disk that holds a path; None where it cannot be seen, for whatever reason."""
    try:
        space = await eyes.space(path)
    except CascadeError:
        return None
    return None if space is None else Disk(path, space.total_bytes, space.free_bytes)


async def disk_meant(db: Database, eyes: Eyes, named: str | None) -> Disk | None:
    """The disk that was named, else the one that holds all media; None where there are several, or none seen.

    Unreachable where the named one cannot be seen.
    """
    if named is not None:
        space = await eyes.space(named)
        if space is None:
            raise Unreachable(f"The disk at {named} cannot be seen; check DISK_PATH.", server="disk")
        return Disk(named, space.total_bytes, space.free_bytes)
    async with db.read() as conn:
        paths = await sampled_paths(conn)
    return await disk_at(eyes, paths[0]) if len(paths) == 1 else None


async def free_on(eyes: Eyes, paths: Iterable[str]) -> int | None:
    """Bytes free on several disks together; None where there is none, or one cannot be seen."""
    disks = [await disk_at(eyes, path) for path in paths]
    seen = [disk.free_bytes for disk in disks if disk is not None]
    return sum(seen) if disks and len(seen) == len(disks) else None


async def sampled_paths(conn: AsyncConnection) -> tuple[str, ...]:
    """The disks that hold media, as the last sync saw them."""
    last = select(func.max(disk_samples.c.at)).scalar_subquery()
    query = select(disk_samples.c.path).where(disk_samples.c.at == last).order_by(disk_samples.c.path)
    return tuple(await conn.scalars(query))
