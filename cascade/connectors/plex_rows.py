"""What Plex's rows are to us: entries, plays, libraries, files and ids."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cascade.connectors.plex_wire import Directory, Media, PlayRow, Row, Tag
from cascade.media import ExternalIds, Kind, MediaEntry, MediaFile, Play, Section

ToBot = Callable[[str], str]
"""Translates a path of the server to what the bot sees."""

# A number beyond the year 9999 is no date; Python could not hold it.
END_OF_TIME = 253_402_300_799


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
