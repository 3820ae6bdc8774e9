"""The shrink guard: a listing that lost too much marks nothing gone until a person says it is right."""

from collections.abc import Mapping
from dataclasses import dataclass

ABSENCES_AT_MOST = 50
_ALWAYS_ALLOWED = 5


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may vanish between two readings: titles of one server, and which share (0 to 1) of one scope."""

    titles: int = ABSENCES_AT_MOST
    share: float = 0.2


ORDINARY = Allowance()


def shrink(
    source: str, before: Mapping[str, int], after: Mapping[str, int], share: float = ORDINARY.share
) -> str | None:
    """Compare the rows per scope (section, root folder) with those expected; None = nothing is wrong.

    `before` is the last count less what we deleted since. A scope that is no longer listed counts zero.
    """
    lost = [
        f"{after.get(scope, 0)} of {count} in {scope}"
        for scope, count in before.items()
        if _suspicious(count, after.get(scope, 0), share)
    ]
    if not lost:
        return None
    return (
        f"{source} lists only {', '.join(lost)}; nothing was marked gone and its facts are not used. "
        f"If that is right, run `sync --accept-shrink {source}`; else look at its mounts and database."
    )


def absences(source: str, count: int, titles: int = 0, allowed: int = ORDINARY.titles) -> str | None:
    """Refuse to believe that many things, or so many titles, vanished at once; None = few enough to ask."""
    if count > ABSENCES_AT_MOST:
        said = f"{count} things it listed before, which is more than {ABSENCES_AT_MOST}"
    elif titles > allowed:
        said = f"{titles} titles it listed before, which is more than {allowed}"
    else:
        return None
    return (
        f"{source} no longer lists {said}; "
        f"nothing was marked gone. If that is right, run `sync --accept-shrink {source}`."
    )


def unreachable(source: str, folder: str, server: str, count: int) -> str:
    """Say why what lay in a folder is not taken for deleted, though a media server lists it no more."""
    return (
        f"{server} cannot reach {folder}, and {source} no longer lists {count} things in it; nothing was "
        f"marked gone. Look at its mount; if they are deleted, run `sync --accept-shrink {source}`."
    )


def lost(before: Mapping[str, int], after: Mapping[str, int]) -> int:
    """Count the rows that are fewer than expected, over all scopes."""
    return sum(max(0, count - after.get(scope, 0)) for scope, count in before.items())


def _suspicious(before: int, after: int, share: float) -> bool:
    if after == 0:
        return before > 0
    return before - after > max(_ALWAYS_ALLOWED, before * share)
