"""Looking for deleted titles that are there again: as an item, as an entry, as a request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cascade.database import Database
from cascade.detection.explaining import explain
from cascade.detection.reappearing import find_reappeared
from cascade.detection.returns import Sighting, close_deleted, note_return
from cascade.servers import Servers


@dataclass(frozen=True, slots=True)
class CameBackSearch:
    """Finds returns in the Library, and asks the servers why."""

    db: Database
    servers: Servers
    clock: Callable[[], datetime]

    async def run(self) -> int:
        """Note returns that are not noted yet, and close those that were undone; return how many are new."""
        async with self.db.write() as conn:
            await close_deleted(conn, self.clock())
            found = await find_reappeared(conn, self.clock())
        for one in found:
            said = await explain(self.db, self.servers, one)
            async with self.db.write() as conn:
                seen = Sighting(one.event_id, one.item_id, one.source, one.ref, said)
                await note_return(conn, seen, self.clock())
        return len(found)
