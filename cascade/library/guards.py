"""The shrink guard: a listing that lost too much marks nothing gone until a person says it is right."""

from collections.abc import Mapping

ABSENCES_AT_MOST = 50
_ALWAYS_ALLOWED = 5
_SHARE_ALLOWED = 0.2


def shrink(source: str, before: Mapping[str, int], after: Mapping[str, int]) -> str | None:
    """Compare the rows per scope (section, root folder) with those expected; None = nothing is wrong.

    `before` is the last count less what we deleted since. A scope that is no longer listed counts zero.
    """
    lost = [
        f"{after.get(scope, 0)} of {count} in {scope}"
        for scope, count in before.items()
        if _suspicious(count, after.get(scope, 0))
    ]
    if not lost:
        return None
    return (
        f"{source} lists only {', '.join(lost)}; nothing was marked gone and its facts are not used. "
        f"If that is right, run `sync --accept-shrink {source}`; else look at its mounts and database."
    )


def absences(source: str, count: int) -> str | None:
    """Refuse to believe that many things vanished at once; None = few enough to ask for each."""
    if count <= ABSENCES_AT_MOST:
        return None
    return (
        f"{source} no longer lists {count} things it listed before, which is more than {ABSENCES_AT_MOST}; "
        f"nothing was marked gone. If that is right, run `sync --accept-shrink {source}`."
    )


def _suspicious(before: int, after: int) -> bool:
    if after == 0:
        return before > 0
    return before - after > max(_ALWAYS_ALLOWED, before * _SHARE_ALLOWED)
