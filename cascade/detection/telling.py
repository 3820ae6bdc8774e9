"""From a departure that is proved to the event that tells of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cascade.detection.classify import Deleted
from cascade.detection.hints import DELETIONS, Says
from cascade.detection.inbox import Report
from cascade.detection.leaving import Departure
from cascade.ledger.events import DeletionEvent, Result
from cascade.ledger.states import Stands
from cascade.servers import Servers

EXTERNAL = "external"
_ARRS = frozenset({"sonarr", "radarr"})
_WHO = "System (external detection)"


def event_of_departure(
    event_id: str,
    departure: Departure,
    ruling: Deleted,
    said: Sequence[Report],
    servers: Servers,
) -> DeletionEvent:
    """Say who did it as far as a server said so, what is gone, and what is left to be cleared away."""
    known = departure.known
    software = {server.name: server.server for server in servers.all()}
    cause = cause_of(said, software)
    media = [one.name for one in servers.media if one.name in known.held]
    gone = tuple(dict.fromkeys((*media, *ruling.gone_from)))
    left = {name: f"{name} still has its entry, without a file." for name in ruling.entries}
    left |= {name: f"{name} still has its request." for name in known.requests}
    return DeletionEvent(
        id=event_id,
        at=departure.at,
        source=EXTERNAL if cause is None else software.get(cause.hint.source, cause.hint.source),
        by=_WHO if cause is None else f"System ({cause.hint.source})",
        plan_id=None,
        item_id=departure.item_id,
        kind=known.kind,
        title=known.title,
        year=known.year,
        ids=known.ids,
        size_bytes=known.size_bytes,
        snapshot=known.snapshot,
        results=_results(gone, left, departure.at),
        status=Stands.PARTIAL if left else Stands.COMPLETED,
        error=" ".join(left.values()) or None,
        can_undo=bool(known.snapshot),
        last_play_at=known.last_play_at,
        requested_by=known.requested_by,
        reason=_reason(said),
        detected_by=said[0].by if said else known.found_by,
        already_gone=gone,
    )


def cause_of(said: Iterable[Report], software: Mapping[str, str]) -> Report | None:
    """The report of the server that did it; None where each only noticed, or nobody said anything.

    Radarr and Sonarr say whether they deleted a file or missed it, and an entry is nobody's to remove but
    theirs. A media server reports both alike: its word counts only where no other has anything to say. So
    does Shoko, which does not watch for files that vanish: who hears of it there first hears of its doing.
    """
    reports = [one for one in said if one.hint.says in {Says.ENTRY_DELETED, Says.FILE_DELETED}]
    arrs = [one for one in reports if software.get(one.hint.source) in _ARRS]
    did = [one for one in arrs if one.hint.caused]
    if did or not arrs:
        return next(iter(did or reports), None)
    return reports[0] if software.get(reports[0].hint.source) == "shoko" else None


def _reason(said: Sequence[Report]) -> str | None:
    words = [
        f"{one.hint.source} says {one.hint.says.value}" + (f" ({one.hint.reason})" if one.hint.reason else "")
        for one in said
        if one.hint.says in DELETIONS
    ]
    return "; ".join(dict.fromkeys(words)) or None


def _results(gone: Iterable[str], left: dict[str, str], at: datetime) -> dict[str, Result]:
    done = Result(success=True, skipped=True, message="It was gone already.", error=None, at=at)
    found = dict.fromkeys(gone, done)
    for name, error in left.items():
        found.setdefault(name, Result(success=False, skipped=False, message=None, error=error, at=None))
    return found
