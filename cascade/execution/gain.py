"""A run that is to bring back space ends early where none comes back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cascade.database import Database
from cascade.disks import free_on, sampled_paths
from cascade.ledger.runs import ask_stop, read_run
from cascade.ledger.standing import standing
from cascade.plan import gb
from cascade.ports import Disk

ENOUGH = 10  # items before the disk is held to what was expected of them


@dataclass(frozen=True, slots=True)
class Gain:
    """Holds the disk's gain against what was to come back. Others who write there only end it earlier."""

    db: Database
    disk: Disk
    clock: Callable[[], datetime]

    async def look(self, run_id: str) -> None:
        """Ask the run to stop where the disk gained less than half of what its items were to bring back."""
        async with self.db.read() as conn:
            run = await read_run(conn, run_id)
            status = await standing(conn, run, self.clock(), None)
            paths = await sampled_paths(conn)
        if run.free_before is None or status.completed + status.partial < ENOUGH:
            return
        free = await free_on(self.disk, paths)
        if free is None or free - run.free_before >= status.frees_bytes / 2:
            return
        gained = gb(max(free - run.free_before, 0))
        async with self.db.write() as conn:
            await ask_stop(conn, f"the disk: it gained {gained} of {gb(status.frees_bytes)}", run_id)
