"""Which facts may be believed at planning time, judged from how the last syncs went."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cascade.library.status import SourceStatus
from cascade.media import Role
from cascade.rules.knowledge import Knowledge

_ASKED_FOR = {
    Role.MEDIA: "No media server is configured; set PLEX_URL and PLEX_TOKEN, or JELLYFIN_URL and "
    "JELLYFIN_API_KEY.",
    Role.WATCH: "No watch history is configured; set PLEX_URL, JELLYFIN_URL or TAUTULLI_URL.",
    Role.MOVIES: "No Radarr is configured; set RADARR_URL and RADARR_API_KEY.",
    Role.SHOWS: "No Sonarr is configured; set SONARR_URL and SONARR_API_KEY.",
    Role.REQUESTS: "No Seerr is configured; set SEERR_URL and SEERR_API_KEY.",
    Role.ANIME: "No Shoko is configured; set SHOKO_URL and SHOKO_API_KEY.",
}


def believe(
    configured: Mapping[Role, Iterable[str]],
    stored: Mapping[str, SourceStatus],
    *,
    now: datetime,
    zone: ZoneInfo,
    max_age: timedelta,
) -> Knowledge:
    """Judge every role: usable when each of its servers was read whole, lately, and without an alert.

    After a sync that failed, the facts of the last whole one stand for as long as they are fresh.
    """
    usable, read_at, why_not = set[Role](), dict[Role, datetime](), dict[Role, str]()
    for role in Role:
        names = list(configured.get(role, ()))
        reasons = [why for name in names if (why := _against(name, stored.get(name), now, max_age))]
        if not names:
            why_not[role] = _ASKED_FOR[role]
        elif reasons:
            why_not[role] = " ".join(reasons)
        else:
            usable.add(role)
            read_at[role] = min(stored[name].succeeded_at or now for name in names)
    since = _covered_since([stored.get(name) for name in configured.get(Role.WATCH, ())])
    return Knowledge(now, zone, frozenset(usable), since, read_at, why_not)


def _against(name: str, status: SourceStatus | None, now: datetime, max_age: timedelta) -> str | None:
    if status is None or status.succeeded_at is None:
        error = f" ({status.error})" if status and status.error else ""
        return (status and status.alert) or f"{name} has never been read whole{error}; run `sync {name}`."
    if status.alert is not None:
        return status.alert
    if now - status.succeeded_at > max_age:
        error = f" ({status.error})" if status.error else ""
        hours = (now - status.succeeded_at) // timedelta(hours=1)
        return f"{name} was last read whole {hours} h ago{error}; run `sync {name}`."
    return None


def _covered_since(watch: list[SourceStatus | None]) -> datetime | None:
    """From here every watch source has recorded plays; None when one has none at all."""
    starts = [status.history_since if status else None for status in watch]
    known = [start for start in starts if start is not None]
    return max(known) if known and len(known) == len(starts) else None
