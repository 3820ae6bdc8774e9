"""The six people of the household and the numbers each server knows them by."""

from dataclasses import dataclass

OWNER_AT_PLEX_TV = 2100


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who watches and requests.

    `plex_id` is the Plex account (1 is the server's owner in Plex's own history rows), `seerr_id` the
    Seerr user, `discord_id` is None for somebody who never linked one.
    """

    name: str
    plex_id: int
    seerr_id: int
    discord_id: int | None
    email: str

    @property
    def plex_tv_id(self) -> int:
        """Give the account's number at plex.tv, which Tautulli and Seerr use for the owner too."""
        return OWNER_AT_PLEX_TV if self.plex_id == 1 else self.plex_id


PEOPLE = (
    Person("Olga", 1, 1, 100000000000000001, "olga@home.example"),
    Person("anna", 2101, 2, 100000000000000002, "anna@home.example"),
    Person("Ben", 2102, 3, 100000000000000003, "ben@home.example"),
    Person("Chloé", 2103, 4, None, "chloe@home.example"),
    Person("dimitri.k", 2104, 5, 100000000000000005, "dimitri@home.example"),
    Person("Tante Elfriede", 2105, 6, None, "elfriede@home.example"),
)
OWNER = PEOPLE[0]
