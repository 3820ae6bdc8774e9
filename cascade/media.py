"""What a household owns: titles, their copies, and what each server says of them."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a MediaItem is; a season lies in a show, an episode in a season."""

    MOVIE = "movie"
    SHOW = "show"
    SEASON = "season"
    EPISODE = "episode"


class Role(StrEnum):
    """What a configured server is asked for."""

    MEDIA = "media"  # holds the library people watch: Plex, Jellyfin
    WATCH = "watch"  # knows who watched what: Plex, Tautulli
    MOVIES = "movies"  # fetches films: Radarr
    SHOWS = "shows"  # fetches shows: Sonarr
    REQUESTS = "requests"  # takes wishes: Overseerr, Jellyseerr, Seerr
    ANIME = "anime"  # knows the files of anime: Shoko


def text_key(text: str) -> str:
    """Return the form in which texts are compared: NFC, case folded, outer spaces gone."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).strip()


@dataclass(frozen=True, slots=True)
class ExternalIds:
    """The numbers by which servers agree on a title; a movie and a show can share one."""

    tmdb: int | None = None
    tvdb: int | None = None
    imdb: str | None = None
    anidb: int | None = None

    def conflicts(self, other: "ExternalIds") -> bool:
        """Whether both name the same provider with different numbers."""
        return any(mine != theirs for mine, theirs in self._shared(other))

    def agrees(self, other: "ExternalIds") -> bool:
        """Whether both name a provider with the same number, and none with different ones."""
        shared = self._shared(other)
        return bool(shared) and all(mine == theirs for mine, theirs in shared)

    def _shared(self, other: "ExternalIds") -> list[tuple[int | str, int | str]]:
        """The numbers of the providers that both name."""
        pairs: tuple[tuple[int | str | None, int | str | None], ...] = (
            (self.tmdb, other.tmdb),
            (self.tvdb, other.tvdb),
            (self.imdb, other.imdb),
            (self.anidb, other.anidb),
        )
        return [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]


NO_IDS = ExternalIds()


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One file of an item; `path` is as the bot sees it (PATH_MAP applied), `ref` the server's file id."""

    path: str
    size_bytes: int
    ref: str | None = None
    resolution: str | None = None  # "2160p", "1080p", "720p", "576p", "480p"; None = the server did not say
    added_at: datetime | None = None
    season: int | None = None  # in a Sonarr show's listing


@dataclass(frozen=True, slots=True)
class Section:
    """One library of a media server."""

    ref: str
    title: str
    kind: Kind  # MOVIE or SHOW


@dataclass(frozen=True, slots=True)
class MediaEntry:
    """One row of a media server's listing: a copy of a title, or a show or season that holds copies.

    `None` is "the server did not say" throughout. Shows and seasons have no files of their own.
    """

    ref: str
    kind: Kind
    section: str  # title of the library
    title: str
    year: int | None = None
    parent_ref: str | None = None  # the season of an episode, the show of a season
    show_ref: str | None = None  # the show of an episode or season
    number: int | None = None  # season or episode number
    season_number: int | None = None  # of an episode
    guid: str | None = None
    ids: ExternalIds = NO_IDS
    added_at: datetime | None = None
    released_on: date | None = None
    files: tuple[MediaFile, ...] = ()
    genres: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    favorited_by: tuple[str, ...] = ()  # the people whose favourite it is
    rating: float | None = None  # audience, 0-10; a 0 without votes arrives as None
    critic_rating: float | None = None  # 0-10
    in_progress: bool | None = None  # by the accounts the listing speaks for
    owner_plays: int = 0  # plays of the token's own account
    owner_last_play: datetime | None = None


UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""When a play was of which its source knows that it happened, and not when: it makes `watched` unknown."""


@dataclass(frozen=True, slots=True)
class Play:
    """One row of a watch history. `at` is UNDATED where the source knows no day."""

    key: str  # unique within its source
    ref: str | None  # the media server's entry; may be dead
    kind: Kind  # MOVIE or EPISODE
    title: str
    at: datetime
    person: str  # as the source names them
    year: int | None = None
    guid: str | None = None
    completed: bool = True  # False: begun and left, which makes the item "in progress"


@dataclass(frozen=True, slots=True)
class ArrEntry:
    """One film in Radarr, one show in Sonarr, or one series in Shoko.

    `snapshot` is what brings it back later: root folder, quality profile, tags, monitored, seasons.
    """

    ref: str
    kind: Kind  # MOVIE or SHOW
    title: str
    path: str  # its folder, PATH_MAP applied
    root_folder: str
    monitored: bool
    year: int | None = None
    ids: ExternalIds = NO_IDS
    status: str | None = None  # "continuing", "ended", "upcoming", "released", ...
    tags: tuple[str, ...] = ()
    quality_profile: str | None = None
    added_at: datetime | None = None
    size_bytes: int = 0
    files: tuple[MediaFile, ...] = ()  # films; a show's files are read one show at a time
    votes: int | None = None
    last_aired_at: datetime | None = None
    next_airing_at: datetime | None = None
    coming_seasons: frozenset[int] = frozenset()  # seasons with episodes that have yet to air
    snapshot: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """One wish in Overseerr or Seerr; numbers nobody knows yet stay as they are."""

    ref: str
    kind: Kind  # MOVIE or SHOW
    ids: ExternalIds
    is_4k: bool
    person: str  # the requester's name in the media server where known, else the display name
    at: datetime
    status: int
    media_ref: str
    seasons: tuple[int, ...] = ()  # empty for films


@dataclass(frozen=True, slots=True)
class RequestMedia:
    """Seerr's own row about a title: it says "available" until somebody removes it."""

    ref: str
    kind: Kind
    ids: ExternalIds
    status: int
    status_4k: int


@dataclass(frozen=True, slots=True)
class Requester:
    """Somebody who may request; `discord_id` is None where there is none or it is not ours to read."""

    name: str  # as `Request.person`
    discord_id: str | None
