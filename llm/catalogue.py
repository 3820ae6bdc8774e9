"""What a reader may know of the Library: names and counts, and titles only on request."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cascade.media import Kind

NAMED = ("library", "genre", "tag", "label", "collection", "on", "watched-by", "requested-by", "favorited-by")
"""The fields whose values are names of the household."""
PEOPLE = ("watched-by", "requested-by", "favorited-by")
"""Those of them that are people."""


@dataclass(frozen=True, slots=True)
class Named:
    """One value of a field, as a rule has to write it. `aliases` are other names of the same person."""

    name: str
    count: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One item of a search. The title is untrusted text."""

    item_id: int
    kind: Kind
    title: str
    year: int | None
    size_bytes: int


class Group(StrEnum):
    """How the Library's figures are shared out."""

    KIND = "kind"
    LIBRARY = "library"
    GENRE = "genre"
    REQUESTER = "requester"
    UNWATCHED = "unwatched"  # by time since the last watch


@dataclass(frozen=True, slots=True)
class Share:
    """One row of such figures. The name is untrusted text."""

    name: str
    items: int
    size_bytes: int


class Catalogue(Protocol):
    """The Library as a reader sees it: read-only and bounded. Wiring supplies it."""

    async def names(self, field: str, limit: int) -> tuple[Named, ...]:
        """Values of a field, the most frequent first."""
        ...

    async def search(self, text: str, kind: Kind | None, limit: int) -> tuple[Found, ...]:
        """Items whose title holds a text, the closest first."""
        ...

    async def stats(self, group: Group) -> tuple[Share, ...]:
        """Items and bytes by group, the largest first."""
        ...
