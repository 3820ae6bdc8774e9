"""What Jellyfin's rows are to us: entries, plays, libraries, files and ids."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cascade.connectors.jellyfin_wire import Folder, Row, Seen, Source, User
from cascade.connectors.paths import within
from cascade.media import UNDATED, ExternalIds, Kind, MediaEntry, MediaFile, Play, Section

ToBot = Callable[[str], str]
"""Translates a path of the server to what the bot sees."""

TYPES = {Kind.MOVIE: "Movie", Kind.SHOW: "Series", Kind.SEASON: "Season", Kind.EPISODE: "Episode"}
KINDS = {name: kind for kind, name in TYPES.items()}
LIBRARIES: Mapping[str | None, tuple[Kind, ...]] = {
    "movies": (Kind.MOVIE,),
    "tvshows": (Kind.SHOW,),
    "mixed": (Kind.MOVIE, Kind.SHOW),
    None: (Kind.MOVIE, Kind.SHOW),
}
# Widths and heights up to which Jellyfin itself calls a picture by these names.
RESOLUTIONS = ((854, 480, "480p"), (1024, 576, "576p"), (1280, 962, "720p"), (2560, 1440, "1080p"),
               (4096, 3072, "2160p"))  # fmt: skip
MOST_PLAYS = 99  # nobody counts further, and a broken counter must not fill the database


@dataclass(frozen=True, slots=True)
class Marks:
    """The collections an entry is in and the people whose favourite it is, by id."""

    collections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    favorites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def media_entry(
    row: Row, section: str, to_bot: ToBot, marks: Marks, more: Iterable[Source] = ()
) -> MediaEntry:
    """Read an entry. It has no guid: Jellyfin makes an id of the path, so that it never means another item.

    `more` are the files of further parts.
    """
    kind = KINDS[row.type]
    return MediaEntry(
        ref=row.id,
        kind=kind,
        section=section,
        title=row.name or "",
        year=row.production_year or None,
        parent_ref=row.season_id if kind is Kind.EPISODE else row.series_id,
        show_ref=row.series_id,
        number=row.index_number,
        season_number=row.parent_index_number if kind is Kind.EPISODE else None,
        ids=external_ids(row.provider_ids or {}),
        added_at=moment(row.date_created),
        released_on=released.date() if (released := moment(row.premiere_date)) else None,
        files=files((*(row.media_sources or ()), *more), to_bot)
        if kind in {Kind.MOVIE, Kind.EPISODE}
        else (),
        genres=row.genres or (),
        labels=row.tags or (),
        collections=marks.collections.get(row.id, ()),
        favorited_by=marks.favorites.get(row.id, ()),
        rating=row.community_rating or None,
        critic_rating=row.critic_rating / 10 if row.critic_rating else None,
    )


def files(sources: Iterable[Source], to_bot: ToBot) -> tuple[MediaFile, ...]:
    """List the files of all versions; none where one is no file of a known size, such as a web stream."""
    found: list[MediaFile] = []
    for source in sources:
        if source.path is None or source.size is None or source.is_remote:
            return ()
        found.append(
            MediaFile(to_bot(source.path), source.size, ref=source.id, resolution=resolution(source))
        )
    return tuple(found)


def resolution(source: Source) -> str | None:
    """Name the resolution of a version as Jellyfin does: a film in wide format has fewer lines."""
    video = next((one for one in source.media_streams or () if one.type == "Video"), None)
    if video is None or not video.width or not video.height:
        return None
    return next((name for w, h, name in RESOLUTIONS if video.width <= w and video.height <= h), None)


def external_ids(ids: Mapping[str, str | None]) -> ExternalIds:
    """Read the ids of a title."""
    found = {name.casefold(): text.strip() for name, text in ids.items() if text}
    imdb = found.get("imdb", "").casefold()
    return ExternalIds(
        tmdb=_number(found.get("tmdb")),
        tvdb=_number(found.get("tvdb")),
        imdb=imdb if imdb.startswith("tt") else None,
        anidb=_number(found.get("anidb")),
    )


def sections(folder: Folder) -> tuple[Section, ...]:
    """Read a library: none for music and other kinds, two for one that mixes films and shows."""
    return tuple(
        Section(folder.item_id, folder.name, kind) for kind in LIBRARIES.get(folder.collection_type, ())
    )


def section_of(path: str, folders: Iterable[Folder]) -> str | None:
    """Name the library that a path of the server lies in, None where it lies in none."""
    found = [
        (len(location), folder.name)
        for folder in folders
        for location in folder.locations or ()
        if sections(folder) and within(path, location)
    ]
    return max(found)[1] if found else None


def watched(row: Seen, user: User) -> tuple[Play, ...]:
    """Read what a person watched: as many plays as Jellyfin counts, of which it dates the last alone."""
    at = moment(row.user_data.last_played_date) or UNDATED
    count = min(max(row.user_data.play_count, 1), MOST_PLAYS)
    return tuple(_play(row, user, str(number), at, completed=True) for number in range(1, count + 1))


def begun(row: Seen, user: User) -> tuple[Play, ...]:
    """Read what a person began and left; one second later than the last play it may be, which it follows."""
    at = moment(row.user_data.last_played_date)
    if at is None or not row.user_data.playback_position_ticks:
        return ()
    return (_play(row, user, "begun", at + timedelta(seconds=1), completed=False),)


def _play(row: Seen, user: User, key: str, at: datetime, *, completed: bool) -> Play:
    return Play(
        key=f"{user.id}:{row.id}:{key}",
        ref=row.id,
        kind=KINDS[row.type],
        title=row.name or "",
        at=at,
        person=user.name,
        year=row.production_year or None,
        completed=completed,
    )


def moment(at: datetime | None) -> datetime | None:
    """Read a time; Jellyfin writes the year 1 for one it does not know."""
    if at is None or at.year <= UNDATED.year:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 and int(text) else None
