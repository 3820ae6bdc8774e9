"""A hint: what a server reported, in our words. It is believed only when a reading proves it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from cascade.media import NO_IDS, ExternalIds, Kind


class Says(StrEnum):
    """What a server reports."""

    ENTRY_DELETED = "entry-deleted"  # with its files, as far as the server intends
    ENTRY_DROPPED = "entry-dropped"  # the entry alone: its files stay, which is drift
    FILE_DELETED = "file-deleted"
    FILE_REPLACED = "file-replaced"  # an upgrade: no deletion
    ARRIVED = "arrived"  # there is a file of it, or a new entry in a media server
    WANTED = "wanted"  # an entry without a file, or a request: it may come
    CHECK = "check"  # something happened, and there is a reason to look
    TEST = "test"


DELETIONS = frozenset({Says.ENTRY_DELETED, Says.ENTRY_DROPPED, Says.FILE_DELETED})
"""What calls for a reading of the item."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One report of one server about one title, season or file.

    `source` is the instance's name, `ref` its own number of the entry (for a file: of the film or show that
    holds it). `kind` is what went; None = the server did not say. `files` are names without folders: the
    bot may see them elsewhere. `reason` is the server's own word for why.
    """

    source: str
    says: Says
    kind: Kind | None = None
    ref: str | None = None
    ids: ExternalIds = NO_IDS
    title: str = ""
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    files: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def caused(self) -> bool:
        """Whether the server did it itself, rather than find it done."""
        noticed = {"missingfromdisk", "nolinkedepisodes"}
        return self.says in DELETIONS and (self.reason or "").casefold() not in noticed

    def stored(self) -> dict[str, object]:
        """The form the inbox keeps."""
        return asdict(self)


def load_hint(stored: Mapping[str, Any]) -> Hint:
    """Read a hint as the inbox keeps it."""
    return Hint(
        **{
            **stored,
            "says": Says(stored["says"]),
            "kind": None if stored["kind"] is None else Kind(stored["kind"]),
            "ids": ExternalIds(**stored["ids"]),
            "episodes": tuple(stored["episodes"]),
            "files": tuple(stored["files"]),
        }
    )
