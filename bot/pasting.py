"""What to paste into a server so that it reports deletions. Pure; the secrets are meant to be seen."""

from dataclasses import dataclass, replace
from typing import Final

from pydantic import SecretStr

from cascade.detection.doors import HEADER, IN_PATH, USER
from cascade.ports import Webhook

NAME: Final = "Cascadarr"
_FILES: Final = "switch on On File Import and On File Upgrade,"
_STEPS: Final = {
    "radarr": (
        "Settings > Connect > + > Webhook, method POST;",
        f"{_FILES} On Movie Added, On Movie Delete,",
        "On Movie File Delete and On Movie File Delete For Upgrade",
    ),
    "sonarr": (
        "Settings > Connect > + > Webhook, method POST;",
        f"{_FILES} On Series Add, On Series Delete,",
        "On Episode File Delete and On Episode File Delete For Upgrade",
    ),
    "jellyfin": (
        "Dashboard > Plugins > Webhook > Add Generic Destination;",
        "choose Item Added and Item Deleted, and Movies, Episodes, Season and Series;",
        "choose Send All Properties, and add a request header",
    ),
    "plex": (
        "Account settings > Webhooks > Add Webhook (needs Plex Pass);",
        "Plex reports no deletions, only what is new",
    ),
    "seerr": (
        "Settings > Notifications > Webhook; leave the payload as it is,",
        "and paste the secret as Authorization Header",
    ),
}
"""What a person does in each server, by its software."""


@dataclass(frozen=True, slots=True)
class Pasting:
    """What one server is told.

    `user` and `header` are None where it takes none, `secret` where it stands in the address, since it can be
    nowhere else. `outcome` and `error` are of an installation.
    """

    source: str
    software: str
    url: str
    user: str | None
    secret: str | None
    header: str | None
    steps: tuple[str, ...]
    outcome: str | None = None
    error: str | None = None

    def webhook(self) -> Webhook:
        """The same for the server's API."""
        return Webhook(NAME, self.url, self.user or USER, SecretStr(self.secret or ""))

    def installed(self, outcome: str) -> "Pasting":
        """The same, set up."""
        return replace(self, outcome=outcome)

    def failed(self, error: str) -> "Pasting":
        """The same, and why it could not be set up."""
        return replace(self, error=error)

    def document(self) -> dict[str, object]:
        """The form for programs."""
        return {
            "server": self.source,
            "software": self.software,
            "url": self.url,
            "user": self.user,
            "secret": self.secret,
            "header": self.header,
            "steps": list(self.steps),
            "outcome": self.outcome,
            "error": self.error,
        }


def pasting(source: str, software: str, address: str, secret: str) -> Pasting:
    """Say what to paste into one server."""
    in_path = software in IN_PATH
    url = f"{address}/hooks/{source}"
    return Pasting(
        source,
        software,
        url=f"{url}/{secret}" if in_path else url,
        user=USER if software in {"radarr", "sonarr"} else None,
        secret=None if in_path else secret,
        header={"jellyfin": HEADER, "seerr": "Authorization"}.get(software),
        steps=_STEPS[software],
    )
