"""The configured household: which servers there are, and what each is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain

from cascade.errors import Rejected
from cascade.media import Role
from cascade.ports import Arr, Attempt, Disk, Keeper, MediaServer, Requests, Server, Target, WatchSource
from cascade.step import Probe, Proposal, Step, Subject


@dataclass(frozen=True, slots=True)
class Servers:
    """Every configured server by role, in the configured order. One server may stand in several roles.

    `targets` are keyed by instance name. `four_k` names the instances that hold 4K copies.
    """

    media: tuple[MediaServer, ...]
    watch: tuple[WatchSource, ...]
    movies: tuple[Arr, ...]
    shows: tuple[Arr, ...]
    requests: tuple[Requests, ...]
    targets: Mapping[str, Target]
    disk: Disk
    four_k: frozenset[str] = field(default_factory=frozenset)
    anime: tuple[Keeper, ...] = ()

    def all(self) -> tuple[Server, ...]:
        """Every server once, in the order of the cascade."""
        seen: dict[str, Server] = {}
        roles = (self.media, self.watch, self.shows, self.movies, self.requests, self.anime)
        for server in chain.from_iterable(roles):
            seen.setdefault(server.name, server)
        return tuple(seen.values())

    def ahead(self, name: str) -> tuple[str, ...]:
        """The media servers that come before one; all of them for a server that is none."""
        names = [server.name for server in self.media]
        return tuple(names[: names.index(name)] if name in names else names)

    def of(self, role: Role) -> tuple[Server, ...]:
        """The servers of one role."""
        by_role: dict[Role, tuple[Server, ...]] = {
            Role.MEDIA: self.media,
            Role.WATCH: self.watch,
            Role.MOVIES: self.movies,
            Role.SHOWS: self.shows,
            Role.REQUESTS: self.requests,
            Role.ANIME: self.anime,
        }
        return by_role[role]

    def target(self, name: str) -> Target:
        """The target of that name; one that left the settings raises Rejected whatever it is asked."""
        return self.targets.get(name) or _LeftSettings(name)

    def keepers(self) -> tuple[Keeper, ...]:
        """All that keep entries with files and are no media server."""
        return (*self.movies, *self.shows, *self.anime)


@dataclass(frozen=True, slots=True)
class _LeftSettings:
    """Stands for a target that steps still name."""

    name: str

    async def plan(self, subject: Subject) -> Proposal:  # noqa: ARG002 - as targets are
        raise self._error()

    async def probe(self, step: Step) -> Probe:  # noqa: ARG002
        raise self._error()

    async def apply(self, step: Step, attempt: Attempt) -> None:  # noqa: ARG002
        raise self._error()

    def _error(self) -> Rejected:
        return Rejected(
            f"{self.name} is no longer in the settings, so nothing of it can be done or proved; put it back "
            "for as long as this is open.",
            server=self.name,
        )
