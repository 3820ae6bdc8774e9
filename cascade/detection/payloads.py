"""What the servers send: untrusted, so that every field may be missing and every other one is passed over."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

_LONGEST = 500  # characters of a title or a path; more is no name


def _number(value: object) -> int | None:
    """A provider's number; 0, empty texts and what a template left unfilled mean that there is none."""
    text = str(value).strip() if isinstance(value, str | int) else ""
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 16 else None


def _count(value: object) -> int | None:
    """A number in a row, where 0 is one: specials are season 0."""
    return 0 if str(value).strip() == "0" else _number(value)


def _text(value: object) -> str | None:
    text = str(value).strip()[:_LONGEST] if isinstance(value, str | int) else ""
    return text or None


def _list(value: object) -> object:
    return value if isinstance(value, list) else []


def _flag(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.casefold() == "true")


Number = Annotated[int | None, BeforeValidator(_number)]
Count = Annotated[int | None, BeforeValidator(_count)]
Text = Annotated[str | None, BeforeValidator(_text)]
Flag = Annotated[bool, BeforeValidator(_flag)]


class Payload(BaseModel):
    """A part of a payload."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)


class ArrFile(Payload):
    """A file in Sonarr or Radarr."""

    path: Text = None
    relative_path: Text = None


class Episode(Payload):
    """An episode in Sonarr."""

    season_number: Count = None
    episode_number: Count = None


class Title(Payload):
    """A series or film in Sonarr or Radarr; both send tmdbId, Sonarr from version 4 on."""

    id: Number = None
    title: Text = None
    year: Number = None
    tvdb_id: Number = None
    tmdb_id: Number = None
    imdb_id: Text = None


class ArrPayload(Payload):
    """What Sonarr and Radarr send: event types in PascalCase, reasons in camelCase, older ones in Pascal."""

    event_type: str
    series: Title | None = None
    movie: Title | None = None
    episodes: Annotated[tuple[Episode, ...], BeforeValidator(_list)] = Field((), max_length=1000)
    episode_file: ArrFile | None = None
    movie_file: ArrFile | None = None
    delete_reason: Text = None
    deleted_files: Flag = False


class JellyfinPayload(BaseModel):
    """What the Webhook plugin sends with all properties, or by the template that `webhooks` prints."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    notification_type: str = Field(alias="NotificationType")
    item_id: Text = Field(None, alias="ItemId")
    item_type: Text = Field(None, alias="ItemType")
    name: Text = Field(None, alias="Name")
    year: Number = Field(None, alias="Year")
    series_name: Text = Field(None, alias="SeriesName")
    season: Count = Field(None, alias="SeasonNumber")
    episode: Count = Field(None, alias="EpisodeNumber")
    tmdb: Number = Field(None, alias="Provider_tmdb")
    tvdb: Number = Field(None, alias="Provider_tvdb")
    imdb: Text = Field(None, alias="Provider_imdb")


class PlexMetadata(Payload):
    """The entry an event of Plex is about."""

    rating_key: Text = None
    type: Text = None
    title: Text = None
    year: Number = None


class PlexPayload(BaseModel):
    """The JSON part of what Plex sends; there is no event for deletions."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    event: str
    metadata: PlexMetadata | None = Field(None, alias="Metadata")


class SeerrMedia(BaseModel):
    """The title of a request; people edit the template, so that anything may be missing."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    media_type: Text = None
    tmdb: Number = Field(None, alias="tmdbId")
    tvdb: Number = Field(None, alias="tvdbId")


class SeerrPayload(BaseModel):
    """What Overseerr and Seerr send by their default template."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    notification_type: str
    subject: Text = None
    media: SeerrMedia | None = None
