"""Plex's JSON, and how its rows become ours."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from cascade.media import ExternalIds, Kind, MediaEntry, MediaFile, Play, Section

R = TypeVar("R")
ToBot = Callable[[str], str]
"""Translates a path of the server to what the bot sees."""

# A number beyond the year 9999 is no date; Python could not hold it.
END_OF_TIME = 253_402_300_799


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


@dataclass(frozen=True, slots=True)
class Tags:
    """All genres, labels and collections of a library's entries, by ratingKey."""

    genres: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, ...]]
    collections: Mapping[str, tuple[str, ...]]


def media_entry(row: Row, section: str, to_bot: ToBot, tags: Tags | None = None) -> MediaEntry:
    """Read an entry. Only films and episodes can be in progress; view states are the owner's alone.

    A row of a listing does not carry all its tags, so they come from `tags` where given.
    """
    playable = row.type in {"movie", "episode"}
    show = row.grandparent_rating_key if row.type == "episode" else row.parent_rating_key
    return MediaEntry(
        ref=row.rating_key,
        kind=Kind(row.type),
        section=row.section_title or section,
        title=row.title,
        year=row.year or None,
        parent_ref=row.parent_rating_key,
        show_ref=show,
        number=row.index,
        season_number=row.parent_index if row.type == "episode" else None,
        guid=row.guid or None,
        ids=external_ids(row.guid or "", (row_id.id for row_id in row.ids)),
        added_at=moment(row.added_at),
        released_on=day(row.originally_available_at),
        files=files(row, to_bot),
        genres=_names(row.genres) if tags is None else tags.genres.get(row.rating_key, ()),
        labels=_names(row.labels) if tags is None else tags.labels.get(row.rating_key, ()),
        collections=_names(row.collections) if tags is None else tags.collections.get(row.rating_key, ()),
        rating=row.audience_rating or None,
        critic_rating=row.rating or None,
        in_progress=bool(row.view_offset) if playable else None,
        owner_plays=row.view_count or 0,
        owner_last_play=moment(row.last_viewed_at),
    )


def files(row: Row, to_bot: ToBot) -> tuple[MediaFile, ...]:
    """List the files of every version of a film or episode."""
    return tuple(
        MediaFile(to_bot(part.file), part.size, ref=part.id, resolution=resolution(media))
        for media in row.media
        for part in media.parts
    )


def resolution(media: Media) -> str | None:
    """Read a resolution; Plex's "sd" covers 480 and 576 lines, which the height tells apart."""
    text = (media.video_resolution or "").casefold()
    if text == "4k":
        return "2160p"
    if text == "sd":
        return "576p" if (media.height or 0) > 480 else "480p"
    return f"{text}p" if text.isascii() and text.isdigit() else None


# Guids of Plex's older agents carry the id of the title itself; behind a slash follow season and episode.
_OLD_AGENTS = {"imdb": "imdb", "themoviedb": "tmdb", "thetvdb": "tvdb"}
_OLD_GUID = re.compile(r"com\.plexapp\.agents\.(\w+)://(?:(tvdb|tmdb|imdb|anidb)\d?-)?(\w+)(?:\?|$)")


def external_ids(guid: str, ids: Iterable[str]) -> ExternalIds:
    """Read the ids of a title; a provider that is named with two different ids is not believed."""
    found: dict[str, str] = {}
    torn: set[str] = set()
    for provider, value in (*_old_ids(guid), *(_split(text) for text in ids)):
        if found.setdefault(provider, value) != value:
            torn.add(provider)
    sole = {provider: value for provider, value in found.items() if provider not in torn} if torn else found
    imdb = sole.get("imdb", "").casefold()
    return ExternalIds(
        tmdb=_number(sole.get("tmdb")),
        tvdb=_number(sole.get("tvdb")),
        imdb=imdb if imdb.startswith("tt") else None,
        anidb=_number(sole.get("anidb")),
    )


def _split(text: str) -> tuple[str, str]:
    provider, _, value = text.partition("://")
    return provider, value


def _old_ids(guid: str) -> tuple[tuple[str, str], ...]:
    if not guid.startswith("com.") or (old := _OLD_GUID.match(guid)) is None:
        return ()
    agent, provider, value = old.groups()
    return ((provider or _OLD_AGENTS.get(agent, ""), value),)


def play(row: PlayRow, person: str) -> Play | None:
    """Read a row of history; None for music and other kinds. Plex writes one when something was watched."""
    at = moment(row.viewed_at)
    if row.type not in {"movie", "episode"} or at is None:
        return None
    released = day(row.originally_available_at)
    return Play(
        key=row.history_key,
        ref=row.rating_key or None,
        kind=Kind(row.type),
        title=row.title,
        at=at,
        person=person,
        year=released.year if released else None,
        guid=row.guid or None,
    )


def section(row: Directory) -> Section | None:
    """Read a library; None for music and photos."""
    return Section(row.key, row.title, Kind(row.type)) if row.type in {"movie", "show"} else None


def moment(seconds: int | None) -> datetime | None:
    """Read seconds since 1970; 0 and what lies outside the calendar is no date."""
    if seconds is None or not 0 < seconds <= END_OF_TIME:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def day(text: str | None) -> date | None:
    """Read a day; some servers append a time to it."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _names(tags: Iterable[Tag]) -> tuple[str, ...]:
    return tuple(tag.tag for tag in tags)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 and int(text) else None
