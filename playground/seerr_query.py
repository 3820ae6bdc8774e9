"""What Seerr's listings accept as a query, and what its filters let through."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from playground.request import MediaRow, Request
from playground.seerr_rows import AVAILABLE, DELETED, Family

T = TypeVar("T")

REQUEST_FILTERS = {"all", "approved", "available", "pending", "processing", "unavailable", "failed"}
MEDIA_FILTERS = {"all", "available", "partial", "allavailable", "processing", "pending"}
DEFAULT_TAKE = 10

# Filter -> the request statuses it means; `completed` is younger than Overseerr.
_REQUEST_STATUSES = {
    "approved": {2},
    "processing": {2},
    "pending": {1},
    "unavailable": {1, 2},
    "failed": {4},
    "completed": {5},
    "deleted": {5},
}
_UNFINISHED = {1, 2, 3, 4}
_MEDIA_STATUSES = {
    "available": {5},
    "partial": {4},
    "allavailable": {4, 5},
    "processing": {3},
    "pending": {2},
}


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a listing: `take` rows after `skip`."""

    take: int
    skip: int

    def cut(self, rows: Sequence[T]) -> Sequence[T]:
        """Give the rows of the slice."""
        return rows[self.skip : self.skip + self.take]

    def info(self, results: int) -> dict[str, int]:
        """Render pageInfo for a listing of so many rows."""
        page = math.ceil(self.skip / self.take) + 1
        return {
            "pages": math.ceil(results / self.take),
            "pageSize": self.take,
            "results": results,
            "page": page,
        }


def complaint(query: Mapping[str, str], filters: set[str], names: set[str]) -> str | None:
    """Say what the server's own validator finds wrong with a query, None when it is fine."""
    for name, value in query.items():
        if name in {"take", "skip"} and not value.isdigit():
            return f"request/query/{name} must be number"
        if name == "filter" and value not in filters:
            return "request/query/filter must be equal to one of the allowed values"
        if name not in {"take", "skip", *names}:
            return f"Unknown query parameter '{name}'"
    return None


def asked_page(query: Mapping[str, str]) -> Page:
    """Read the page that is asked for; ten rows unless told otherwise (`take=0` counts as unsaid)."""
    return Page(int(query.get("take", 0)) or DEFAULT_TAKE, int(query.get("skip", 0)))


def request_filters(of: Family) -> set[str]:
    """Give the filters of /request."""
    return REQUEST_FILTERS if of == "overseerr" else REQUEST_FILTERS | {"deleted", "completed"}


def media_filters(of: Family) -> set[str]:
    """Give the filters of /media: `deleted` is accepted by the younger ones, and filters nothing."""
    return MEDIA_FILTERS if of == "overseerr" else MEDIA_FILTERS | {"deleted"}


def request_passes(word: str, of: Family) -> Callable[[Request, MediaRow], bool]:
    """Give the test behind a filter of /request."""
    statuses = _REQUEST_STATUSES.get(word)
    if word == "available":
        statuses = {2} if of == "overseerr" else {5}
    media_statuses = {
        "available": {AVAILABLE},
        "deleted": {DELETED},
        "processing": _UNFINISHED,
        "unavailable": _UNFINISHED,
    }.get(word)

    def passes(request: Request, media: MediaRow) -> bool:
        status = 2 if of == "overseerr" and request.status == 5 else request.status
        of_media = media.status_4k if request.is_4k else media.status
        return (statuses is None or status in statuses) and (
            media_statuses is None or of_media in media_statuses
        )

    return passes


def media_passes(word: str) -> Callable[[MediaRow], bool]:
    """Give the test behind a filter of /media. There is none for `deleted`: every row passes."""
    statuses = _MEDIA_STATUSES.get(word)
    return lambda media: statuses is None or media.status in statuses
