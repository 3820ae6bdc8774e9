"""Plex's JSON: the shapes of its answers, as far as they are read."""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

R = TypeVar("R")


class Wire(BaseModel):
    """Base of what Plex sends: camelCase names, unknown ones ignored, numbers where text is expected."""

    model_config = ConfigDict(alias_generator=to_camel, coerce_numbers_to_str=True, frozen=True)


class Tag(Wire):
    """A genre, label or collection."""

    tag: str


class Id(Wire):
    """An id in another database, such as `tmdb://603`."""

    id: str


class Part(Wire):
    """One file; `exists` only where the answer was asked to look."""

    id: str
    file: str
    size: int
    exists: bool | None = None


class Media(Wire):
    """One version with its files."""

    video_resolution: str | None = None
    height: int | None = None
    deleted_at: int | None = None
    parts: tuple[Part, ...] = Field((), alias="Part")


class Row(Wire):
    """An entry of any kind the domain knows."""

    rating_key: str
    type: Literal["movie", "show", "season", "episode"]
    title: str
    guid: str | None = None
    year: int | None = None
    index: int | None = None
    parent_index: int | None = None
    parent_rating_key: str | None = None
    grandparent_rating_key: str | None = None
    added_at: int | None = None
    originally_available_at: str | None = None
    thumb: str | None = None
    rating: float | None = None
    audience_rating: float | None = None
    view_offset: int | None = None
    view_count: int | None = None
    last_viewed_at: int | None = None
    deleted_at: int | None = None  # in the trash: a scan found its files gone
    section_id: str | None = Field(None, alias="librarySectionID")
    section_title: str | None = Field(None, alias="librarySectionTitle")
    ids: tuple[Id, ...] = Field((), alias="Guid")
    media: tuple[Media, ...] = Field((), alias="Media")
    genres: tuple[Tag, ...] = Field((), alias="Genre")
    labels: tuple[Tag, ...] = Field((), alias="Label")
    collections: tuple[Tag, ...] = Field((), alias="Collection")


class PlayRow(Wire):
    """A row of history. The ratingKey may be dead, or missing when the item is gone."""

    history_key: str
    viewed_at: int
    account_id: int = Field(alias="accountID")
    type: str
    title: str = ""
    rating_key: str | None = None
    guid: str | None = None
    originally_available_at: str | None = None


class Playing(Wire):
    """Something that plays now."""

    rating_key: str
    parent_rating_key: str | None = None
    grandparent_rating_key: str | None = None


class Directory(Wire):
    """A library."""

    key: str
    title: str
    type: str


class Container(Wire, Generic[R]):
    """A page of rows; a row that cannot be understood stays what it was and is no R."""

    size: int | None = None
    total_size: int | None = None
    section_title: str | None = Field(None, alias="librarySectionTitle")
    rows: list[Annotated[R | object, Field(union_mode="left_to_right")]] = Field(
        default_factory=list, alias="Metadata"
    )

    @property
    def total(self) -> int:
        """Give the size of the whole listing; Plex states it only where pages were asked for."""
        return self.total_size if self.total_size is not None else self.size or len(self.rows)


class Libraries(Wire):
    """The list of libraries."""

    directories: list[Directory] = Field(default_factory=list, alias="Directory")


class Choice(Wire):
    """A genre, label or collection of a library; `key` filters a listing by it."""

    key: str
    title: str


class Choices(Wire):
    """The list of those."""

    choices: list[Choice] = Field(default_factory=list, alias="Directory")


class Bare(Wire):
    """An entry of which nothing but its number is wanted."""

    rating_key: str


class Root(Wire):
    """What the server says of itself; allowMediaDeletion is absent while deletion is off."""

    machine_identifier: str = Field(min_length=1)
    version: str
    allow_media_deletion: bool = False


class Envelope(BaseModel, Generic[R]):
    """Every answer of Plex."""

    container: R = Field(alias="MediaContainer")


ENTRIES = TypeAdapter(Envelope[Container[Row]])
PLAYS = TypeAdapter(Envelope[Container[PlayRow]])
PLAYING = TypeAdapter(Envelope[Container[Playing]])
CHOICES = TypeAdapter(Envelope[Choices])
BARE = TypeAdapter(Envelope[Container[Bare]])
LIBRARIES = TypeAdapter(Envelope[Libraries])
ROOT = TypeAdapter(Envelope[Root])
