"""What a household should set up better, said before it hurts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
from cascade.rules.words import join
from cascade.servers import Servers

LATE = timedelta(days=2 * 365)  # a watch history shorter than this leaves "unwatched:>2y" unknown
_SAMPLE = 5  # files looked at per folder; one that is seen is enough


async def advise(db: Database, servers: Servers, policy: Policy, health: Sequence[Health]) -> tuple[str, ...]:
    """Look at the servers' answers and at the Library; each advice is one sentence with what to do."""
    async with db.read() as conn:
        late = await _late_histories(conn)
        shared = await _shared_roots(conn)
        refused = await _refused_gates(conn)
        samples = await _samples(conn)
    said = [text for one in health for text in one.advice]
    said += await _strange_recorders(servers)
    if policy.order is Order.MEDIA_FIRST:
        media = {server.name for server in servers.media}
        said += [
            _first(name, "does not allow deletion: allow it in its library settings, or")
            for name in sorted(_forbidden(health) & media)
        ]
        said += [
            _first(name, "refused deletions before, as with a read-only mount;")
            for name in sorted(refused & media)
        ]
        said += [
            f"A deletion by the media server bypasses the recycle bin of {one.name}; "
            "set CASCADE_ORDER=arr-first to use it."
            for one in health
            if one.recycle_bin
        ]
    return tuple(dict.fromkeys([*said, *await _unseen(servers.disk, samples), *late, *shared]))


def _first(name: str, why: str) -> str:
    return f"{name} {why} set CASCADE_ORDER=arr-first, so that Sonarr and Radarr remove the files."


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


async def _samples(conn: AsyncConnection) -> dict[str, list[str]]:
    """Some files of each top folder, as servers name it where PATH_MAP says nothing else."""
    found: dict[str, list[str]] = defaultdict(list)
    async for path in await conn.stream_scalars(select(files.c.path)):
        its = found["/" + path.strip("/").split("/")[0]]
        if len(its) < _SAMPLE:
            its.append(path)
    return found


async def _unseen(disk: Disk, samples: Mapping[str, Sequence[str]]) -> list[str]:
    """Without eyes on the files nobody can tell which bytes come back, or that a file is really gone."""
    hidden = [
        top for top, paths in sorted(samples.items()) if not any([await disk.visible(path) for path in paths])
    ]
    if not hidden:
        return []
    blind = f"The files under {join(hidden, 'and')} cannot be seen from here"
    mapped = ",".join(f"{top}=/data{top}" for top in hidden)
    return [f"{blind}, so the space that comes back is unknown; mount them and set PATH_MAP={mapped}."]


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
