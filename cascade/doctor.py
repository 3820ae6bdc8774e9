"""What a household should set up better, said before it hurts."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.database import Database
from cascade.errors import CascadeError
from cascade.ledger.states import StepState
from cascade.ledger.tables import steps
from cascade.library.tables import files, holdings, sources
from cascade.media import Role
from cascade.policy import Order, Policy
from cascade.ports import Disk, Health, Server
from cascade.servers import Servers

LATE = timedelta(days=2 * 365)  # a watch history shorter than this leaves "unwatched:>2y" unknown
_SAMPLE = 20


async def advise(db: Database, servers: Servers, policy: Policy, health: Sequence[Health]) -> tuple[str, ...]:
    """Look at the servers' answers and at the Library; each advice is one sentence with what to do."""
    async with db.read() as conn:
        late = await _late_histories(conn)
        shared = await _shared_roots(conn)
        refused = await _refused_gates(conn)
        paths = list((await conn.scalars(select(files.c.path).limit(_SAMPLE))).all())
    said = [f"{one.name}: {text}" for one in health for text in one.advice]
    said += await _strange_recorders(servers)
    if policy.order is Order.MEDIA_FIRST:
        media = {server.name for server in servers.media}
        said += [_first(name, "does not allow deletion") for name in sorted(_forbidden(health) & media)]
        said += [
            _first(name, "refused deletions before, as with a read-only mount")
            for name in sorted(refused & media)
        ]
        said += [
            f"{one.name} has a recycle bin ({one.recycle_bin}) that a deletion by the media server bypasses; "
            "set CASCADE_ORDER=arr-first to use it."
            for one in health
            if one.recycle_bin
        ]
    return tuple(dict.fromkeys([*said, *await _unseen(servers.disk, paths), *late, *shared]))


def _first(name: str, why: str) -> str:
    return f"{name} {why}; set CASCADE_ORDER=arr-first, so that Sonarr and Radarr remove the files."


def _forbidden(health: Sequence[Health]) -> set[str]:
    return {one.name for one in health if one.may_delete is False}


async def _strange_recorders(servers: Servers) -> list[str]:
    """A watch source that records another server tells of plays of other items."""
    media = {await _identity(server) for server in servers.media}
    recorded = {
        server.name: await _identity(server) for server in servers.watch if Role.MEDIA not in server.roles
    }
    names = " or ".join(server.name for server in servers.media)
    return [
        f"{name} records another server than {names}, so what it says was watched is about other items; "
        f"connect it to {names}."
        for name, identity in recorded.items()
        if identity is not None and None not in media and identity not in media
    ]


async def _identity(server: Server) -> str | None:
    """Who a server says it is, None where it does not say."""
    try:
        return (await server.identity()).identity
    except CascadeError:
        return None


async def _unseen(disk: Disk, paths: Sequence[str]) -> list[str]:
    """Without eyes on the files nobody can tell which bytes come back, or that a file is really gone."""
    if not paths or any([await disk.visible(path) for path in paths]):
        return []
    top = "/" + paths[0].strip("/").split("/")[0]
    blind = f"The files under {top} cannot be seen from here, so the space that comes back is unknown"
    return [f"{blind}; mount them and set PATH_MAP={top}=/data{top}."]


async def _late_histories(conn: AsyncConnection) -> list[str]:
    query = select(sources.c.name, sources.c.history_since, sources.c.succeeded_at).where(
        sources.c.history_since.is_not(None)
    )
    return [
        f"The watch history of {name} starts on {since:%d %b %Y}: what was watched before is unknown, "
        "and rules that look back further leave items out."
        for name, since, read in await conn.execute(query)
        if _is_late(since, read)
    ]


def _is_late(since: datetime, read: datetime | None) -> bool:
    return read is not None and read - since < LATE


async def _shared_roots(conn: AsyncConnection) -> list[str]:
    query = (
        select(holdings.c.role, holdings.c.scope, holdings.c.source)
        .where(holdings.c.role.in_((Role.MOVIES.value, Role.SHOWS.value)), holdings.c.gone_at.is_(None))
        .distinct()
    )
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for role, scope, source in await conn.execute(query):
        owners[role, scope].add(source)
    return [
        f"{' and '.join(sorted(names))} keep their entries in one folder {scope}: deleting in one leaves the "
        "other with missing files; give each its own root folder."
        for (_, scope), names in sorted(owners.items())
        if len(names) > 1
    ]


async def _refused_gates(conn: AsyncConnection) -> set[str]:
    """Targets whose gate failed and that never removed anything since."""
    ended = steps.c.state.in_((StepState.FAILED.value, StepState.DONE.value))
    query = select(steps.c.target, steps.c.state).where(steps.c.position == 0, ended).order_by(steps.c.id)
    last = {row.target: row.state for row in await conn.execute(query)}
    return {target for target, state in last.items() if state == StepState.FAILED}
