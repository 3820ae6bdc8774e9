"""Finishing by itself what others began to delete, where the household wants that."""

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from bot.finishing_controls import begin
from cascade.errors import CascadeError, Refused

if TYPE_CHECKING:
    from bot.client import CascadeBot

_log = logging.getLogger(__name__)
EVERY: Final = 5.0  # seconds between two looks
SOURCE: Final = "schedule"
BY: Final = "System (finishes deletions by others)"


class Finisher:
    """Plans and confirms what is left of each deletion by somebody else, once.

    Only those that were noticed since it was switched on. What is refused is left to a person; what cannot
    be read is tried again.
    """

    def __init__(self, bot: "CascadeBot") -> None:
        self._bot = bot
        self._refused: set[str] = set()

    async def keep_up(self) -> None:
        """Finish whatever may be finished, for ever."""
        while True:
            try:
                await self.work()
            except CascadeError as error:
                _log.warning("deletions by others could not be finished: %s", error.message)
            await asyncio.sleep(EVERY)

    async def work(self) -> None:
        """Look once."""
        cascade = self._bot.cascade
        preferences = await cascade.preferences.read()
        since = await cascade.preferences.since("finish_external")
        if not preferences.finish_external or preferences.practice or since is None:
            return
        for event_id in await cascade.unfinished(since):
            if event_id not in self._refused:
                await self._finish(event_id)

    async def _finish(self, event_id: str) -> None:
        try:
            plan = await self._bot.cascade.finish(event_id, by=BY)
            await begin(self._bot, plan, member=None, room=None, source=SOURCE)
        except Refused as error:
            self._refused.add(event_id)
            _log.warning("what is left of deletion %s stays: %s", event_id, error.message)
        except CascadeError as error:
            _log.info("deletion %s is finished later: %s", event_id, error.message)
