"""Work that outlasts an interaction: runs and syncs, owned by the bot and ended with it."""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from cascade.errors import Refused

_log = logging.getLogger(__name__)
SYNCS_PER_HOUR = 10
_HOUR = timedelta(hours=1)


class Work:
    """Background tasks by name; one of a name at a time. A failing one is logged and told to nobody else."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._syncs: defaultdict[int, deque[datetime]] = defaultdict(deque)

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> bool:
        """Start a task; False when one of that name is at work already."""
        if self.busy(name):
            work.close()
            return False
        task = asyncio.create_task(work, name=name)
        self._tasks[name] = task
        task.add_done_callback(lambda done: self._ended(name, done))
        return True

    def busy(self, name: str) -> bool:
        """Whether a task of that name is at work."""
        return name in self._tasks

    async def wait(self, name: str) -> None:
        """Wait until the task of that name has ended, however it ends; at once where there is none."""
        if (task := self._tasks.get(name)) is not None:
            await asyncio.wait([task])

    def count_sync(self, person_id: int) -> None:
        """Count a sync a person asks for; Refused beyond 10 within an hour."""
        now = self._clock()
        asked = self._syncs[person_id]
        while asked and now - asked[0] >= _HOUR:
            asked.popleft()
        if len(asked) >= SYNCS_PER_HOUR:
            wait = int((asked[0] + _HOUR - now) / timedelta(minutes=1)) + 1
            raise Refused(f"You asked for {SYNCS_PER_HOUR} syncs within the hour; the next is in {wait} min.")
        asked.append(now)

    async def stop(self) -> None:
        """End every task; what a run was doing is settled when it is resumed."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, name: str, task: asyncio.Task[Any]) -> None:
        if self._tasks.get(name) is task:
            del self._tasks[name]
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("%s ended with an error", name, exc_info=error)


async def finish_callbacks(within: float) -> None:
    """Wait for what discord.py has started for events and interactions; cancel what takes longer.

    It names those tasks and keeps no list of them; left alone they would use a closed connection.
    """
    current = asyncio.current_task()
    names = ("discord.py: ", "discord-ui-", "CommandTree-invoker")
    open_ones = [
        one for one in asyncio.all_tasks() if one.get_name().startswith(names) and one is not current
    ]
    if open_ones:
        _, late = await asyncio.wait(open_ones, timeout=within)
        for one in late:
            one.cancel()
        await asyncio.gather(*late, return_exceptions=True)
