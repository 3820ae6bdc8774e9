"""The collections and favourites of a whole Jellyfin, which its entries do not tell themselves."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

from cascade.connectors.jellyfin_client import JellyfinClient
from cascade.connectors.jellyfin_rows import Marks

FRESH_SECONDS = 15.0  # one reading serves all items that are looked at within


class MarksReader:
    """Reads marks: one listing per collection and one per person, shared by whoever asks meanwhile."""

    def __init__(self, client: JellyfinClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._lock = asyncio.Lock()
        self._read_at: float | None = None
        self._marks = Marks()

    async def read(self) -> Marks:
        """Give the marks of at most some seconds ago."""
        async with self._lock:
            now = self._clock()
            if self._read_at is None or now - self._read_at > FRESH_SECONDS:
                self._marks = Marks(await self._collections(), await self._favorites())
                self._read_at = now
            return self._marks

    def forget(self) -> None:
        """Let the next one who asks read them anew."""
        self._read_at = None

    async def _collections(self) -> Mapping[str, tuple[str, ...]]:
        found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for collection in await self._client.collections():
            for ref in dict.fromkeys(await self._client.members(collection)):
                found[ref] += (collection.name or "",)
        return dict(found)

    async def _favorites(self) -> Mapping[str, tuple[str, ...]]:
        found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for user in await self._client.users():
            for ref in dict.fromkeys(await self._client.favorites(user.id)):
                found[ref] += (user.name,)
        return dict(found)
