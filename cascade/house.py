"""What every part of the facade works with: one household's Library, ledger and servers."""

from collections.abc import Callable, Collection
from datetime import datetime

from cascade.absence import with_absence
from cascade.database import Database
from cascade.disks import free_on, sampled_paths
from cascade.library.library import Library
from cascade.policy import Policy
from cascade.preflight import introduce
from cascade.servers import Servers


class House:
    """One household; the facade and its parts are built on it."""

    def __init__(
        self, db: Database, library: Library, servers: Servers, policy: Policy, clock: Callable[[], datetime]
    ) -> None:
        self.library = library
        self._db = db
        self._servers = with_absence(servers)
        self._policy = policy
        self._clock = clock

    async def _introduce(self, besides: Collection[str]) -> None:
        """Check that every server but the silent ones is the one that was synced; Refused otherwise."""
        known = {name: source.identity for name, source in (await self.library.status()).items()}
        await introduce(self._servers, known, besides)

    async def _free_bytes(self) -> int | None:
        """Bytes free on the disks that hold media, now; None where they cannot be seen."""
        async with self._db.read() as conn:
            paths = await sampled_paths(conn)
        return await free_on(self._servers.disk, paths)
