"""Jellyfin's JSON: the shapes of its answers, as far as they are read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_pascal

R = TypeVar("R")


class Wire(BaseModel):
    """Base of what Jellyfin sends: PascalCase names, unknown ones ignored, lists that may be null."""

    model_config = ConfigDict(alias_generator=to_pascal, frozen=True)


class Stream(Wire):
    """One track of a file."""

    type: str
    width: int | None = None
    height: int | None = None


class Source(Wire):
    """One version with its file; a stream from elsewhere has no size."""

    id: str
    path: str | None = None
    size: int | None = None
    is_remote: bool = False
    media_streams: tuple[Stream, ...] | None = None


class Row(Wire):
    """An entry of any kind the domain knows."""

    id: str
    type: Literal["Movie", "Series", "Season", "Episode"]
    name: str | None = None
    path: str | None = None
    production_year: int | None = None
    index_number: int | None = None
    parent_index_number: int | None = None
    series_id: str | None = None
    season_id: str | None = None
    date_created: datetime | None = None
    premiere_date: datetime | None = None
    community_rating: float | None = None  # 0 to 10
    critic_rating: float | None = None  # 0 to 100
    part_count: int | None = None
    provider_ids: Mapping[str, str | None] | None = None
    genres: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    media_sources: tuple[Source, ...] | None = None


class Part(Wire):
    """A further part of a film that is cut in several files."""

    media_sources: tuple[Source, ...] | None = None


class UserData(Wire):
    """What one person did with an entry. Played may be set by hand or by an import, then without a day."""

    played: bool = False
    play_count: int = 0
    playback_position_ticks: int = 0
    last_played_date: datetime | None = None


class Seen(Wire):
    """An entry as one person knows it."""

    id: str
    type: Literal["Movie", "Episode"]
    name: str | None = None
    production_year: int | None = None
    user_data: UserData


class Bare(Wire):
    """An entry of which nothing but its id is wanted, a collection with its name."""

    id: str
    name: str | None = None


class Playing(Wire):
    """What plays in a session: the entry with its season and show."""

    id: str
    season_id: str | None = None
    series_id: str | None = None


class Session(Wire):
    """A device that is connected; most play nothing."""

    now_playing_item: Playing | None = None


class Policy(Wire):
    """What a person may do."""

    is_administrator: bool = False
    enable_content_deletion: bool = False
    enable_content_deletion_from_folders: tuple[str, ...] | None = None


class User(Wire):
    """A person with an account."""

    id: str
    name: str
    policy: Policy | None = None


class Folder(Wire):
    """A library; a mixed one has no type. `locations` are its folders."""

    name: str
    item_id: str
    collection_type: str | None = None
    locations: tuple[str, ...] | None = None


class OnDisk(Wire):
    """A file or folder on the server's disk."""

    name: str
    path: str
    type: str


class Info(Wire):
    """What the server says of itself."""

    id: str = Field(min_length=1)
    version: str


class Items(Wire, Generic[R]):
    """A page of rows; a row that cannot be understood stays what it was and is no R."""

    total_record_count: int = Field(ge=0)
    rows: list[Annotated[R | object, Field(union_mode="left_to_right")]] = Field(alias="Items")


ROWS = TypeAdapter(Items[Row])
SEEN = TypeAdapter(Items[Seen])
BARE = TypeAdapter(Items[Bare])
PARTS = TypeAdapter(Items[Part])
SESSIONS = TypeAdapter(list[Session])
USERS = TypeAdapter(list[User])
USER = TypeAdapter(User)
FOLDERS = TypeAdapter(list[Folder])
ON_DISK = TypeAdapter(list[OnDisk])
INFO = TypeAdapter(Info)
