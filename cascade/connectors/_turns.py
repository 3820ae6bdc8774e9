"""Listings in pages and our own deletions, kept apart in time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Listings and our own deletions take turns: rows that move up while pages are read leave gaps in them.

    Several of either may go on side by side.
    """

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._listing = self._deleting = 0

    @asynccontextmanager
    async def listing(self) -> AsyncIterator[None]:
        """Wait for deletions to end, and keep new ones waiting."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._deleting)
            self._listing += 1
        try:
            yield
        finally:
            self._listing -= 1
            await self._tell()

    @asynccontextmanager
    async def deleting(self) -> AsyncIterator[None]:
        """Wait for listings to end, and keep new ones waiting."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._listing)
            self._deleting += 1
        try:
            yield
        finally:
            self._deleting -= 1
            await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
