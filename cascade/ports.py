"""What the domain needs of the world. A source reads facts; a target plans and applies steps."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar, runtime_checkable

from pydantic import SecretStr

from cascade.media import (
    ArrEntry,
    ExternalIds,
    Kind,
    MediaEntry,
    MediaFile,
    Play,
    Request,
    Requester,
    RequestMedia,
    Role,
    Section,
)
from cascade.step import Probe, Proposal, Step, Subject

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """A part of a listing, in the server's order.

    `total` is the server's count of the whole listing at that moment; None for a listing that comes in one
    answer (its end is proved by the answer being complete). `skipped` counts rows that could not be
    understood: a listing with such rows is not whole.
    """

    rows: tuple[T_co, ...]
    total: int | None
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a server says it is. `clock` is its HTTP Date, None where it sent none."""

    identity: str
    version: str
    clock: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """One server's state for a person. `may_delete` is None where the server does not say."""

    name: str
    server: str
    reachable: bool
    version: str | None
    may_delete: bool | None
    message: str
    advice: tuple[str, ...] = ()
    recycle_bin: str | None = None  # *arr only: where deleted files go; None = they go for good


@dataclass(frozen=True, slots=True)
class RootFolder:
    """A folder an *arr keeps its entries under. `accessible` False means its mount is lost."""

    path: str
    accessible: bool
    free_bytes: int | None


@dataclass(frozen=True, slots=True)
class ImportList:
    """A list that adds titles to a Radarr or Sonarr; `tags` are what it gives to each."""

    name: str
    tags: frozenset[str]
    automatic: bool  # it adds without anybody's doing


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """A disk as the bot sees it."""

    total_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class FileStat:
    """A file as the bot sees it; `links` counts its names on that disk."""

    size_bytes: int
    links: int
    device: int
    inode: int


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a server is to post, and how it shows that it is the one; `name` is what it is listed under."""

    name: str
    url: str
    user: str
    password: SecretStr = field(repr=False)


class Server(Protocol):
    """Anything with an address. `name` is the instance's name, `server` the software."""

    @property
    def name(self) -> str: ...
    @property
    def server(self) -> str: ...
    @property
    def roles(self) -> frozenset[Role]: ...
    async def identity(self) -> Identity: ...
    async def check(self) -> Health: ...
    async def aclose(self) -> None: ...


class MediaServer(Server, Protocol):
    """Holds the library people watch."""

    def expect_identity(self, identity: str | None) -> None:
        """Say which server the Library was read from; another one proves nothing gone."""
        ...

    async def sections(self) -> tuple[Section, ...]: ...
    def entries(self, section: Section, kind: Kind) -> AsyncIterator[Page[MediaEntry]]: ...
    async def read(self, ref: str) -> MediaEntry:
        """Read one entry now; NotFound on a 404, which proves nothing by itself."""
        ...

    async def leaves(self, ref: str) -> tuple[MediaEntry, ...]:
        """Read every episode beneath a show or season now."""
        ...

    async def poster(self, ref: str) -> bytes | None:
        """Read the picture of an entry: a JPEG, PNG or WebP of at most 1 MB, for a plan of one item.

        None where there is none, it is something else, or it is not there within seconds: a picture is
        decoration, so this raises nothing. The key goes in a header, and the picture's address to nobody.
        Plex names it in the entry's `thumb`; Jellyfin has it at `/Items/{id}/Images/Primary`.
        """
        ...

    async def playing(self) -> frozenset[str]:
        """The refs being played now, with the seasons and shows they lie in."""
        ...


class WatchSource(Server, Protocol):
    """Knows who watched what. One that is no media server has the identity of the one it records."""

    def plays(self, since: datetime | None = None) -> AsyncIterator[Page[Play]]:
        """Read the history newest first, down to `since` (inclusive) or to its beginning."""
        ...


class Keeper(Server, Protocol):
    """Keeps entries with files, beside the media servers: Radarr, Sonarr, Shoko."""

    def entries(self) -> AsyncIterator[Page[ArrEntry]]: ...
    async def read(self, ref: str) -> ArrEntry:
        """Read one entry now, with its files; NotFound when its id filter or item answer says so."""
        ...

    async def root_folders(self) -> tuple[RootFolder, ...]: ...


class Arr(Keeper, Protocol):
    """Fetches films or shows."""

    async def files(self, ref: str) -> tuple[MediaFile, ...]:
        """Read the files of one entry now; for a show with their season in `MediaFile.season`."""
        ...

    async def import_lists(self) -> tuple[ImportList, ...]:
        """Read the lists that add titles by themselves or on demand."""
        ...

    async def holds(self, ids: ExternalIds) -> bool:
        """Whether an entry carries this title's number now, whatever its files."""
        ...


@runtime_checkable
class Announcer(Protocol):
    """Lets a program set its webhooks up."""

    @property
    def name(self) -> str: ...
    async def install_webhook(self, hook: Webhook) -> bool:
        """Set a webhook up, or bring the one of that name up to date; True where it is new.

        The server tries it out first. Refused, with its reason, where that fails; nothing is changed then.
        """
        ...


@dataclass(frozen=True, slots=True)
class FileGone:
    """A server says that a file went: `ref` is its number, `entry` that of what holds it where it says so."""

    ref: str
    entry: str | None
    name: str  # without folders


@dataclass(frozen=True, slots=True)
class EntryGone:
    """A server says that an entry went, with whatever it held."""

    ref: str


Told = FileGone | EntryGone


class Listener(Protocol):
    """Who is told what a server tells of its own accord."""

    async def joined(self) -> None:
        """From now on everything is heard."""
        ...

    async def heard(self, told: Told) -> None: ...
    async def garbled(self) -> None:
        """Something was told that cannot be read."""
        ...


@runtime_checkable
class Teller(Keeper, Protocol):
    """Tells of its own accord what goes."""

    async def listen(self, listener: Listener) -> None:
        """Listen until the connection ends, which raises a CascadeError that says why."""
        ...

    async def has_file(self, ref: str) -> bool:
        """Whether it has a file of that number now."""
        ...


class Requests(Server, Protocol):
    """Takes wishes."""

    def requests(self) -> AsyncIterator[Page[Request]]: ...
    def media(self) -> AsyncIterator[Page[RequestMedia]]: ...
    async def requesters(self) -> tuple[Requester, ...]:
        """Everybody who may request, whether they did or not."""
        ...


Attempt = Callable[[str], AbstractAsyncContextManager[None]]
"""Wraps each destructive call: entering commits the intent (or raises), leaving commits the outcome."""


class Target(Protocol):
    """Plans and applies steps on one server."""

    @property
    def name(self) -> str: ...
    async def plan(self, subject: Subject) -> Proposal:
        """Plan the steps for a subject this target holds; an *arr step only where files agree."""
        ...

    async def probe(self, step: Step) -> Probe:
        """Read the server and compare with what the step expects; the only source of proof."""
        ...

    async def apply(self, step: Step, attempt: Attempt) -> None:
        """Carry the step out, each destructive call inside `async with attempt("METHOD what")`.

        Called only after probe() said intact or mixed; does what is left. Proof is the caller's, by probe().
        """
        ...


class Disk(Protocol):
    """The bot's own view of the disks."""

    async def space(self, path: str) -> DiskSpace | None:
        """Space of the disk that holds a path; None when the path cannot be seen."""
        ...

    async def stat(self, path: str) -> FileStat | None:
        """The file at a path; None when it is not there."""
        ...

    async def visible(self, path: str) -> bool:
        """Whether the folder of a path can be seen, so that a missing file is truly missing."""
        ...


PathMap = Mapping[str, str]
"""Prefixes of server paths and what the bot sees instead; the longest prefix wins."""
