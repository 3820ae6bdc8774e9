"""Seerr's JSON and how its rows become ours. Overseerr, Jellyseerr and Seerr differ in numbers alone."""

from datetime import UTC
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from cascade.media import ExternalIds, Kind, Request, RequestMedia

R = TypeVar("R")

KINDS = {"movie": Kind.MOVIE, "tv": Kind.SHOW}


class Wire(BaseModel):
    """Base of what Seerr sends."""

    model_config = ConfigDict(alias_generator=to_camel, frozen=True)


class MediaRow(Wire):
    """Seerr's row about a title. A film and a show may share a tmdbId; statuses may be any number."""

    id: int
    media_type: Literal["movie", "tv"]
    tmdb_id: int
    tvdb_id: int | None = None
    imdb_id: str | None = None
    status: int
    status_4k: int = Field(1, alias="status4k")


class Season(Wire):
    """One season of a request."""

    season_number: int


class User(Wire):
    """Who asked; Seerr knows people by several names."""

    id: int
    plex_username: str | None = None
    jellyfin_username: str | None = None
    display_name: str | None = None
    username: str | None = None


class Notifications(Wire):
    """How one user wants to be told; `discordId` is empty text or null where none was given."""

    discord_id: str | None = None


class RequestRow(Wire):
    """One request with its media row."""

    id: int
    status: int
    created_at: AwareDatetime
    is_4k: bool = Field(False, alias="is4k")
    media: MediaRow
    seasons: tuple[Season, ...] = ()
    requested_by: User | None = None


class PageInfo(Wire):
    """Where a page stands; `results` is the size of the whole listing."""

    results: int = Field(ge=0)


class Listing(Wire, Generic[R]):
    """A page of rows; a row that cannot be understood stays what it was and is no R."""

    page_info: PageInfo
    rows: list[Annotated[R | object, Field(union_mode="left_to_right")]] = Field(alias="results")


class Status(Wire):
    """What anybody may know of the server."""

    version: str


class Me(Wire):
    """The user the key acts as, with the bits of his permissions."""

    permissions: int


REQUESTS = TypeAdapter(Listing[RequestRow])
MEDIA = TypeAdapter(Listing[MediaRow])
REQUEST = TypeAdapter(RequestRow)
USERS = TypeAdapter(Listing[User])
NOTIFICATIONS = TypeAdapter(Notifications)
STATUS = TypeAdapter(Status)
ME = TypeAdapter(Me)


def request(row: RequestRow) -> Request:
    """Read a request."""
    return Request(
        ref=str(row.id),
        kind=KINDS[row.media.media_type],
        ids=external_ids(row.media),
        is_4k=row.is_4k,
        person=user_name(row.requested_by),
        at=row.created_at.astimezone(UTC),
        status=row.status,
        media_ref=str(row.media.id),
        seasons=tuple(sorted(season.season_number for season in row.seasons)),
    )


def media(row: MediaRow) -> RequestMedia:
    """Read a media row."""
    return RequestMedia(
        str(row.id), KINDS[row.media_type], external_ids(row), status=row.status, status_4k=row.status_4k
    )


def external_ids(row: MediaRow) -> ExternalIds:
    """Read the ids of a title; 0 and empty text are no id."""
    imdb = (row.imdb_id or "").casefold()
    return ExternalIds(
        tmdb=row.tmdb_id or None, tvdb=row.tvdb_id or None, imdb=imdb if imdb.startswith("tt") else None
    )


def product(version: str) -> str:
    """Name the software by its version: 1.x is Overseerr, 2.x Jellyseerr, later ones are Seerr."""
    match version.removeprefix("v").partition(".")[0]:
        case "0" | "1":
            return "Overseerr"
        case "2":
            return "Jellyseerr"
        case major if major.isdigit():
            return "Seerr"
        case _:
            return "Seerr (development build)"


def user_name(user: User | None) -> str:
    """Name a user as their media server does, where that is known."""
    if user is None:
        return "a removed user"
    names = (user.plex_username, user.jellyfin_username, user.display_name, user.username)
    return next((name for name in names if name), f"user {user.id}")
