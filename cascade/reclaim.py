"""How many bytes really come back: a file with another name elsewhere keeps its blocks."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cascade.media import MediaFile
from cascade.ports import Disk, FileStat


@dataclass(slots=True)
class Reclaim:
    """Adds up what comes back while items are put on a plan, one after the other.

    The bytes of a hard-linked file come back with the item that takes its last name. A file that two items
    have, as two episodes in one do, is taken once.
    """

    taken: set[str] = field(default_factory=set)
    names: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, stats: Mapping[str, FileStat | None]) -> int | None:
        """Take an item's files by path; return the bytes that come back, None when one cannot be seen."""
        seen = {path: stat for path, stat in stats.items() if stat is not None}
        if not seen or len(seen) < len(stats):
            return None
        freed = 0
        for stat in (stat for path, stat in seen.items() if path not in self.taken):
            self.names[stat.device, stat.inode] += 1
            if self.names[stat.device, stat.inode] == stat.links:
                freed += stat.size_bytes
        self.taken |= seen.keys()
        return freed


async def stats_of(disk: Disk, files: Iterable[MediaFile]) -> dict[str, FileStat | None]:
    """Look at files on disk, each path once, in order; None where one cannot be seen."""
    paths = list(dict.fromkeys(file.path for file in files))
    found = await asyncio.gather(*(disk.stat(path) for path in paths))
    return dict(zip(paths, found, strict=True))
