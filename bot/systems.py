"""The household's servers as the feed speaks of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from bot.instances import MEDIA_SERVERS, Instance, Software

_NAMES = {
    Software.PLEX: "Plex",
    Software.JELLYFIN: "Jellyfin",
    Software.TAUTULLI: "Tautulli",
    Software.SONARR: "Sonarr",
    Software.RADARR: "Radarr",
    Software.SEERR: "Seerr",
    Software.SHOKO: "Shoko",
}


@dataclass(frozen=True, slots=True)
class Systems:
    """Which server does what. `names` is how people call each one: a second Radarr by its own name."""

    names: Mapping[str, str]
    media: frozenset[str]
    arrs: frozenset[str]
    requests: frozenset[str]

    @classmethod
    def of(cls, instances: Iterable[Instance]) -> Self:
        """Sort the configured servers."""
        known = {one.name: one.software for one in instances}
        return cls(
            names={name: _NAMES[software] if name == software else name for name, software in known.items()},
            media=_which(known, *MEDIA_SERVERS),
            arrs=_which(known, Software.SONARR, Software.RADARR),
            requests=_which(known, Software.SEERR),
        )

    def called(self, names: Iterable[str]) -> str:
        """Return servers by the names people use."""
        return ", ".join(self.names.get(name, name) for name in names)


def _which(known: Mapping[str, Software], *wanted: Software) -> frozenset[str]:
    return frozenset(name for name, software in known.items() if software in wanted)
