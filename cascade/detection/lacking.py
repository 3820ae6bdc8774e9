"""Whether the server that reported a deletion really lacks what it named; its own answer decides."""

from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import select

from cascade.database import Database
from cascade.detection.hints import Hint, Says
from cascade.errors import CascadeError, NotFound
from cascade.library.tables import holdings, items
from cascade.media import Kind
from cascade.ports import Keeper
from cascade.servers import Servers


class Lack(Enum):
    """What a server has of what it said it deleted."""

    LACKS = auto()
    STILL_THERE = auto()
    REPLACED = auto()  # another file is in its place
    UNREAD = auto()
    UNKNOWN = auto()  # it never had the item, as far as anybody knows


@dataclass(frozen=True, slots=True)
class Lacking:
    """Asks the server that spoke; the item was read just before."""

    db: Database
    servers: Servers

    async def of(self, hint: Hint, item_id: int) -> Lack:
        """Say whether the source of a hint lacks an item that others still hold."""
        keeper = next((one for one in self.servers.keepers() if one.name == hint.source), None)
        if keeper is None:
            return Lack.STILL_THERE if await self._held(hint.source, item_id) else Lack.LACKS
        ref = hint.ref or await self._known_as(hint.source, item_id)
        return Lack.UNKNOWN if ref is None else await _of_keeper(keeper, hint, ref)

    async def _known_as(self, source: str, item_id: int) -> str | None:
        """The server's number of an item's entry, which for an episode is that of its show."""
        show = select(items.c.show_id).where(items.c.id == item_id).scalar_subquery()
        query = select(holdings.c.ref).where(
            holdings.c.source == source, holdings.c.item_id.in_((item_id, show))
        )
        async with self.db.read() as conn:
            ref: str | None = await conn.scalar(query.order_by(holdings.c.gone_at.is_not(None)).limit(1))
        return ref

    async def _held(self, source: str, item_id: int) -> bool:
        query = select(holdings.c.ref).where(
            holdings.c.source == source, holdings.c.item_id == item_id, holdings.c.gone_at.is_(None)
        )
        async with self.db.read() as conn:
            return (await conn.execute(query.limit(1))).first() is not None


async def _of_keeper(keeper: Keeper, hint: Hint, ref: str) -> Lack:
    try:
        entry = await keeper.read(ref)
    except NotFound:
        return Lack.LACKS
    except CascadeError:
        return Lack.UNREAD
    if hint.says is not Says.FILE_DELETED:
        return Lack.STILL_THERE
    names = {file.path.rpartition("/")[2] for file in entry.files}
    if names and (not hint.files or names & set(hint.files)):
        return Lack.STILL_THERE
    return Lack.REPLACED if hint.kind is Kind.MOVIE and names else Lack.LACKS
