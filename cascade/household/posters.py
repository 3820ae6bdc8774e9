"""The picture of an item, for a plan of that item alone."""

import asyncio
from dataclasses import dataclass
from typing import Final

from cascade.plan import PlanItem
from cascade.servers import Servers

_PATIENCE: Final = 3.0  # seconds; a plan is not kept waiting for its picture


@dataclass(frozen=True, slots=True)
class Posters:
    """Asks the media servers. Nothing is kept: a picture is shown once, in the message of a plan."""

    servers: Servers

    async def of(self, item: PlanItem) -> bytes | None:
        """Give the picture that the first media server with an entry of the item has of it, None = none."""
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._first(item)
        except TimeoutError:
            return None

    async def _first(self, item: PlanItem) -> bytes | None:
        media = {server.name: server for server in self.servers.media}
        for step in item.steps:
            if step.target in media:
                return await media[step.target].poster(step.ref)
        return None
