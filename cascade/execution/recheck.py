"""The last look before a gate: whether all that the verdict rests on is still so, by the servers' word."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from cascade.database import Database
from cascade.errors import NotFound, Unexpected
from cascade.evidence import changed, evidence, files_changed, name_and_size, unplanned
from cascade.library.facts import load_facts
from cascade.library.holdings import known_entries
from cascade.library.library import Library
from cascade.library.records import Record, load_records
from cascade.media import Kind, Role
from cascade.plan import PlanItem
from cascade.policy import Policy
from cascade.ports import Arr
from cascade.servers import Servers
from cascade.step import HOLDS_FILES, State


@dataclass(slots=True)
class Recheck:
    """Reads items again. Plays, requests and sessions are shared by all items read within `policy.fresh`."""

    db: Database
    library: Library
    servers: Servers
    policy: Policy
    clock: Callable[[], datetime]
    besides: frozenset[str] = frozenset()  # servers a person agreed to do without
    _read_at: datetime | None = None
    _playing: frozenset[str] = frozenset()
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def silent(self) -> set[Role]:
        """The roles of the servers that are done without."""
        return {role for server in self.servers.all() if server.name in self.besides for role in server.roles}

    async def obstacle(self, item: PlanItem, named: Collection[str]) -> str | None:
        """Say why an item is dropped, or None when all is as planned.

        A server that cannot be read raises: the item waits, it is neither dropped nor deleted.
        """
        await self._freshen()
        await self.library.refresh(item.item_id, besides=self.besides)
        async with self.db.read() as conn:
            record = (await load_records(conn, [item.item_id])).get(item.item_id)
            facts = (await load_facts(conn, [item.item_id])).get(item.item_id)
        if record is None or facts is None or record.gone_at is not None:
            return "it is gone already"
        fresh = evidence(named, facts, await self.library.knowledge())
        differs = files_changed(item.files, record.files) or changed(item.facts, fresh)
        differs = differs or unplanned(item.files, record.listed)
        return differs or await self._newly_held(item, record) or await self._behind_gate(item)

    async def news(self, item: PlanItem, named: Collection[str]) -> str | None:
        """Say which fact differs by what was read since that look; asks no server."""
        async with self.db.read() as conn:
            facts = (await load_facts(conn, [item.item_id])).get(item.item_id)
        if facts is None:
            return "it is gone already"
        return changed(item.facts, evidence(named, facts, await self.library.knowledge()))

    async def _newly_held(self, item: PlanItem, record: Record) -> str | None:
        """An item no *arr held when it was planned may have an entry by now, with a tag that keeps it."""
        role = Role.MOVIES if record.kind is Kind.MOVIE else Role.SHOWS
        arrs = self.servers.movies if role is Role.MOVIES else self.servers.shows
        held = {step.target for step in item.steps if step.action in HOLDS_FILES} | set(record.holdings)
        if any(arr.name in held for arr in arrs):
            return None
        async with self.db.read() as conn:
            known = await known_entries(conn, role, record.ids)
        for arr in arrs:
            if arr.name not in self.besides and await _has_it(arr, record, known.get(arr.name, ())):
                return f"{arr.name} has it now, and had not when it was planned; sync, then make a new plan"
        return None

    async def _behind_gate(self, item: PlanItem) -> str | None:
        """Look at the entries that are to follow their files: one that differs keeps the whole item."""
        for step in item.steps[1:]:
            if step.action not in HOLDS_FILES or step.target in self.besides:
                continue
            probe = await self.servers.target(step.target).probe(step)
            if probe.state is State.CHANGED:
                return f"changed: {probe.message}"
            if probe.state is State.UNPROVEN:
                raise Unexpected(probe.message, server=step.target)
        return None

    async def playing(self) -> frozenset[str]:
        """The media server's refs that are being watched, at the last reading."""
        await self._freshen()
        return self._playing

    async def _freshen(self) -> None:
        """Read plays and sessions again when the last reading is too old; lanes wait for one reading."""
        async with self._reading:
            now = self.clock()
            if self._read_at is not None and now - self._read_at < self.policy.fresh:
                return
            await self.library.refresh_plays(besides=self.besides)
            found = await asyncio.gather(*(server.playing() for server in self.servers.media))
            self._playing = frozenset().union(*found)
            self._read_at = now


async def _has_it(arr: Arr, record: Record, known: Collection[str]) -> bool:
    """Whether an *arr has the title; entries that are known count only with a file of this copy."""
    mine = {name_and_size(file) for file in record.files}
    for ref in known:
        try:
            theirs = await arr.files(ref)
        except NotFound:
            continue
        if any(name_and_size(file) in mine for file in theirs):
            return True
    return not known and await arr.holds(record.ids)
