"""How many bytes really come back: a file with another name elsewhere keeps its blocks."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cascade.media import MediaFile
from cascade.ports import Disk, FileStat


@dataclass(slots=True)
class Reclaim:
    """Adds up what comes back while items are put on a plan, one after the other.

    The bytes of a hard-linked file come back with the item that takes its last name.
    """

    names: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, stats: Iterable[FileStat | None]) -> int | None:
        """Take an item's files; return the bytes that come back, None when a file cannot be seen."""
        freed = 0
        seen = list(stats)
        if not seen or any(stat is None for stat in seen):
            return None
        for stat in seen:
            if stat is None:
                continue
            self.names[stat.device, stat.inode] += 1
            if self.names[stat.device, stat.inode] >= stat.links:
                freed += stat.size_bytes
        return freed


async def stats_of(disk: Disk, files: Iterable[MediaFile]) -> list[FileStat | None]:
    """Look at files on disk, in order; None where one cannot be seen."""
    return await asyncio.gather(*(disk.stat(file.path) for file in files))
