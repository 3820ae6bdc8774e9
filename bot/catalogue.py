"""The Library and the account of a household, as the readers of plain words may see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cascade.household.spending import ModelCall
from cascade.household.usage import Share as Used
from cascade.media import Kind
from cascade.service import Cascade
from llm.catalogue import PEOPLE, Found, Group, Named, Share
from llm.usage import Spent

NOT_FOR_GUESTS: Final = frozenset({*PEOPLE, "on", "tag", "label"})
"""The fields whose values guests are not told: people, systems, and what operators mark with their names."""


@dataclass(frozen=True, slots=True)
class LibraryCatalogue:
    """Names, searches and figures; nothing here changes anything. `hides` are fields without names."""

    cascade: Cascade
    hides: frozenset[str] = frozenset()

    async def names(self, field: str, limit: int) -> tuple[Named, ...]:
        """Values of a field, the most frequent first."""
        if field in self.hides:
            return ()
        found = await self.cascade.counted.of(field, limit)
        return tuple(Named(one.name, one.count, one.aliases) for one in found)

    async def search(self, text: str, kind: Kind | None, limit: int) -> tuple[Found, ...]:
        """Items whose title holds a text, those that begin with it first."""
        hits = await self.cascade.titles.search(text, None if kind is None else (kind,), limit)
        return tuple(Found(hit.item_id, hit.kind, hit.title, hit.year, hit.size_bytes) for hit in hits)

    async def stats(self, group: Group) -> tuple[Share, ...]:
        """Films and shows and their bytes by group."""
        if group is Group.REQUESTER and "requested-by" in self.hides:
            return ()
        return tuple(Share(share.label, share.items, share.size_bytes) for share in await self._shares(group))

    async def _shares(self, group: Group) -> tuple[Used, ...]:
        space = self.cascade.space
        match group:
            case Group.KIND:
                return await space.by_kind()
            case Group.GENRE:
                return await space.by_genre()
            case Group.LIBRARY:
                return (await space.report()).by_library
            case Group.REQUESTER:
                return (await space.report()).by_requester
            case Group.UNWATCHED:
                return (await space.report()).by_last_watched


@dataclass(frozen=True, slots=True)
class HouseholdAccount:
    """The account of model calls, kept in the database."""

    cascade: Cascade

    async def record(self, spent: Spent) -> None:
        """Add a call."""
        usage = spent.usage
        await self.cascade.spending.record(
            ModelCall(
                at=spent.at,
                person=spent.person,
                model=spent.model,
                input=usage.input,
                cached=usage.cached,
                written=usage.written,
                output=usage.output,
                reasoning=usage.reasoning,
                micros=spent.micros,
                outcome=spent.outcome,
            )
        )

    async def micros(self, since: datetime) -> int:
        """Millionths of a dollar spent since then."""
        return await self.cascade.spending.micros(since)

    async def calls(self, since: datetime, person: str | None = None) -> int:
        """Calls since then, by one person or by all."""
        return await self.cascade.spending.calls(since, person)
