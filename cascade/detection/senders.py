"""From what a server sent to hints. Pure; a payload that says nothing to us becomes no hint."""

from collections.abc import Callable, Mapping

from pydantic import ValidationError

from cascade.detection.hints import Hint, Says
from cascade.detection.payloads import ArrFile, ArrPayload, JellyfinPayload, PlexPayload, SeerrPayload, Title
from cascade.errors import BadInput
from cascade.media import NO_IDS, ExternalIds, Kind

Reader = Callable[[str, bytes | str], Hint | None]
_JELLYFIN_KINDS = {"Movie": Kind.MOVIE, "Series": Kind.SHOW, "Season": Kind.SEASON, "Episode": Kind.EPISODE}
_PLEX_KINDS = {kind.value: kind for kind in Kind}
_SEERR_KINDS = {"movie": Kind.MOVIE, "tv": Kind.SHOW}
_UPGRADES = frozenset({"upgrade", "manualoverride"})


def read_hint(software: str, source: str, body: bytes | str) -> Hint | None:
    """Read what an instance (`source`) of some software sent; None = nothing that concerns deletions.

    BadInput where it is no payload of that software.
    """
    try:
        return READERS[software](source, body)
    except (ValidationError, RecursionError) as error:
        raise BadInput(
            f"What {source} sent is no webhook of {software}; look at its webhook settings."
        ) from error


def _sonarr(source: str, body: bytes | str) -> Hint | None:
    sent = ArrPayload.model_validate_json(body)
    says = _arr_says(sent)
    if says is None:
        return None
    title = sent.series or Title()
    by_file = sent.event_type in {"EpisodeFileDelete", "Download"}
    numbers = tuple(one.episode_number for one in sent.episodes if one.episode_number is not None)
    seasons = {one.season_number for one in sent.episodes}
    return Hint(
        source,
        says,
        kind=Kind.EPISODE if by_file else Kind.SHOW,
        ref=None if title.id is None else str(title.id),
        ids=ExternalIds(tmdb=title.tmdb_id, tvdb=title.tvdb_id, imdb=title.imdb_id),
        title=title.title or "",
        year=title.year,
        season=seasons.pop() if by_file and len(seasons) == 1 else None,
        episodes=numbers if by_file else (),
        files=_names(sent.episode_file),
        reason=sent.delete_reason,
    )


def _radarr(source: str, body: bytes | str) -> Hint | None:
    sent = ArrPayload.model_validate_json(body)
    says = _arr_says(sent)
    if says is None:
        return None
    title = sent.movie or Title()
    return Hint(
        source,
        says,
        kind=Kind.MOVIE,
        ref=None if title.id is None else str(title.id),
        ids=ExternalIds(tmdb=title.tmdb_id, imdb=title.imdb_id),
        title=title.title or "",
        year=title.year,
        files=_names(sent.movie_file),
        reason=sent.delete_reason,
    )


def _arr_says(sent: ArrPayload) -> Says | None:
    match sent.event_type:
        case "Test":
            return Says.TEST
        case "SeriesDelete" | "MovieDelete":
            return Says.ENTRY_DELETED if sent.deleted_files else Says.ENTRY_DROPPED
        case "EpisodeFileDelete" | "MovieFileDelete":
            upgraded = (sent.delete_reason or "").casefold() in _UPGRADES
            return Says.FILE_REPLACED if upgraded else Says.FILE_DELETED
        case "Download":
            return Says.ARRIVED
        case "SeriesAdd" | "MovieAdded":
            return Says.WANTED
        case _:
            return None


def _jellyfin(source: str, body: bytes | str) -> Hint | None:
    sent = JellyfinPayload.model_validate_json(body)
    says = {
        "ItemDeleted": Says.ENTRY_DELETED,
        "ItemRemoved": Says.ENTRY_DELETED,
        "ItemAdded": Says.ARRIVED,
        "Generic": Says.TEST,
        "None": Says.TEST,
    }.get(sent.notification_type)
    kind = _JELLYFIN_KINDS.get(sent.item_type or "")
    if says is None or (kind is None and says is not Says.TEST):
        return None
    # Numbers of an episode are its own, and no number of its show.
    own = kind in {Kind.MOVIE, Kind.SHOW}
    return Hint(
        source,
        says,
        kind=kind,
        ref=None if sent.item_id is None else sent.item_id.replace("-", "").lower(),
        ids=ExternalIds(sent.tmdb, sent.tvdb, sent.imdb) if own else NO_IDS,
        title=(sent.name if own else sent.series_name or sent.name) or "",
        year=sent.year,
        season=sent.season,
        episodes=() if sent.episode is None else (sent.episode,),
    )


def _plex(source: str, body: bytes | str) -> Hint | None:
    sent = PlexPayload.model_validate_json(body)
    says = {"library.new": Says.ARRIVED, "library.on.deck": Says.ARRIVED}.get(sent.event, Says.CHECK)
    entry = sent.metadata
    if entry is None:
        return Hint(source, Says.CHECK)
    kind = _PLEX_KINDS.get(entry.type or "")
    return Hint(source, says, kind, entry.rating_key, title=entry.title or "", year=entry.year)


def _seerr(source: str, body: bytes | str) -> Hint | None:
    sent = SeerrPayload.model_validate_json(body)
    if sent.notification_type == "TEST_NOTIFICATION":
        return Hint(source, Says.TEST)
    media = sent.media
    kind = _SEERR_KINDS.get(media.media_type or "") if media else None
    if media is None or kind is None:
        return None
    wanted = sent.notification_type.startswith("MEDIA_") and sent.notification_type != "MEDIA_DECLINED"
    ids = ExternalIds(tmdb=media.tmdb, tvdb=media.tvdb)
    says = Says.WANTED if wanted else Says.CHECK
    return Hint(source, says, kind, ids=ids, title=sent.subject or "", reason=sent.notification_type[:40])


def _names(file: ArrFile | None) -> tuple[str, ...]:
    """The name of a file without its folders, on Windows too."""
    path = (file.path or file.relative_path) if file else None
    return () if path is None else (path.replace("\\", "/").rpartition("/")[2],)


READERS: Mapping[str, Reader] = {
    "sonarr": _sonarr,
    "radarr": _radarr,
    "jellyfin": _jellyfin,
    "plex": _plex,
    "seerr": _seerr,
}
"""How the webhooks of each software are read, by its name."""
