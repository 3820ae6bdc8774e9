"""The registry of fields: every fact a rule may test, declared once.

Parser, printer, SQL, evaluator, command options, the model's schema and the reference page read this list.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from cascade.media import Kind, Role


class FieldKind(StrEnum):
    """How a field is written and compared."""

    TEXT = "text"
    SET = "set"
    NUMBER = "number"
    SIZE = "size"
    DATE = "date"
    SPAN = "span"
    FLAG = "flag"
    CHOICE = "choice"


class Said(StrEnum):
    """Who says a fact, and so whose failure makes it unknown."""

    MEDIA = "media"
    WATCH = "watch"
    ARR = "arr"  # Radarr for films, Sonarr for shows, seasons and episodes
    REQUESTS = "requests"

    def role(self, kind: Kind) -> Role:
        """Return the role that says this for items of a kind."""
        match self:
            case Said.MEDIA:
                return Role.MEDIA
            case Said.WATCH:
                return Role.WATCH
            case Said.REQUESTS:
                return Role.REQUESTS
            case Said.ARR:
                return Role.MOVIES if kind is Kind.MOVIE else Role.SHOWS


@dataclass(frozen=True, slots=True)
class Field:
    """One fact that a rule may test.

    `column` is the column of `items`, or for SET the `field` of `item_values`. `twin` joins a date field and
    its span. `contains` makes plain text match a part. `never` marks a date that can be *never*.
    `beneath` makes a text match its folder. `scale` is the top of a rating.
    `phrase` is how a sentence says it; empty means by its name. `notes` says when it is unknown or special.
    """

    name: str
    kind: FieldKind
    said: Said
    column: str
    help: str
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    twin: str | None = None
    contains: bool = False
    never: bool = False
    beneath: bool = False
    scale: int | None = None
    phrase: str = ""
    notes: str = ""


_K, _S = FieldKind, Said

FIELDS: tuple[Field, ...] = (
    Field("title", _K.TEXT, _S.MEDIA, "title_key", "title of the film, show or season", contains=True),
    Field(
        "show",
        _K.TEXT,
        _S.MEDIA,
        "show_title_key",
        "title of the show a season or episode is of",
        contains=True,
        notes="Unknown for films.",
    ),
    Field(
        "season",
        _K.NUMBER,
        _S.MEDIA,
        "season_number",
        "season number; 0 is the specials",
        notes="Unknown for films and shows.",
    ),
    Field("year", _K.NUMBER, _S.MEDIA, "year", "year of release"),
    Field("library", _K.TEXT, _S.MEDIA, "library_key", "library of the media server", aliases=("section",)),
    Field(
        "on",
        _K.SET,
        _S.ARR,
        "on",
        "server or instance that holds it, such as radarr or uhd",
        aliases=("instance",),
        phrase="held by",
        notes="Unknown where the entry in Radarr or Sonarr is ambiguous or conflicting.",
    ),
    Field("copies", _K.NUMBER, _S.MEDIA, "copies", "number of versions in one entry", aliases=("versions",)),
    Field("added", _K.DATE, _S.MEDIA, "added_at", "day it was added", twin="age", phrase="added"),
    Field("age", _K.SPAN, _S.MEDIA, "added_at", "time since it was added", twin="added", phrase="added"),
    Field(
        "released",
        _K.DATE,
        _S.MEDIA,
        "released_at",
        "day of release",
        twin="released-age",
        phrase="released",
        notes="A day without a time, taken as midnight in the household's time zone.",
    ),
    Field(
        "released-age",
        _K.SPAN,
        _S.MEDIA,
        "released_at",
        "time since release",
        twin="released",
        phrase="released",
    ),
    Field(
        "last-aired",
        _K.DATE,
        _S.ARR,
        "last_aired_at",
        "day its newest episode aired",
        twin="aired-age",
        phrase="last aired",
        notes="Unknown for films.",
    ),
    Field(
        "aired-age",
        _K.SPAN,
        _S.ARR,
        "last_aired_at",
        "time since its newest episode aired",
        twin="last-aired",
        phrase="last aired",
    ),
    Field(
        "watched",
        _K.DATE,
        _S.WATCH,
        "last_play_at",
        "day anybody last watched it",
        twin="unwatched",
        never=True,
        phrase="last watched",
        notes="Never watched is no date: only `watched:never` and `unwatched:` select it. "
        "A known play proves watched; the opposite needs a history that reaches back that far.",
    ),
    Field(
        "unwatched",
        _K.SPAN,
        _S.WATCH,
        "last_play_at",
        "time since anybody watched it, or since it was added if that is later",
        twin="watched",
        phrase="last watched",
        notes="Unknown where the watch history does not reach back as far as the rule asks, "
        "or where a play of this name could not be matched.",
    ),
    Field(
        "plays",
        _K.NUMBER,
        _S.WATCH,
        "plays",
        "number of plays by everybody",
        phrase="plays",
        notes='A known count proves "more than"; "fewer than" needs a history from the day it was added on.',
    ),
    Field(
        "viewers",
        _K.NUMBER,
        _S.WATCH,
        "viewers",
        "number of different people who watched it",
        phrase="viewers",
        notes="As `plays`.",
    ),
    Field(
        "watched-by",
        _K.SET,
        _S.WATCH,
        "watched-by",
        "people who watched it",
        aliases=("viewer",),
        phrase="watched by",
        notes="A known play proves yes; no needs a history from the day it was added on.",
    ),
    Field(
        "in-progress",
        _K.FLAG,
        _S.WATCH,
        "in_progress",
        "somebody began it and has not finished",
        phrase="in progress",
    ),
    Field(
        "size",
        _K.SIZE,
        _S.MEDIA,
        "size_bytes",
        "size of all its files",
        notes="Decimal units: 1GB is 10^9 bytes, 1GiB is 2^30.",
    ),
    Field("genre", _K.SET, _S.MEDIA, "genre", "genres"),
    Field("label", _K.SET, _S.MEDIA, "label", "labels in the media server"),
    Field(
        "tag",
        _K.SET,
        _S.ARR,
        "tag",
        "tags in Radarr or Sonarr",
        notes="Unknown where the entry in Radarr or Sonarr is ambiguous or conflicting.",
    ),
    Field("collection", _K.SET, _S.MEDIA, "collection", "collections in the media server"),
    Field(
        "favorited-by",
        _K.SET,
        _S.MEDIA,
        "favorited-by",
        "people whose favourite it is",
        aliases=("favorite-of",),
        phrase="a favourite of",
        notes="Favourites of Jellyfin; Plex has none. A season has those of its show.",
    ),
    Field(
        "requested",
        _K.DATE,
        _S.REQUESTS,
        "requested_at",
        "day it was last requested",
        twin="requested-age",
        never=True,
        phrase="last requested",
        notes="Never requested is no date: only `requested:never` selects it.",
    ),
    Field(
        "requested-age",
        _K.SPAN,
        _S.REQUESTS,
        "requested_at",
        "time since it was last requested",
        twin="requested",
        phrase="last requested",
        notes="Unknown for what was never requested.",
    ),
    Field(
        "requested-by",
        _K.SET,
        _S.REQUESTS,
        "requested-by",
        "people who requested it",
        aliases=("requester",),
        phrase="requested by",
    ),
    Field(
        "requester-watched",
        _K.FLAG,
        _S.REQUESTS,
        "requester_watched",
        "everybody who requested it has watched it since",
        phrase="watched by everybody who requested it",
        notes="Unknown for what was never requested. No needs a history from the day it was added on.",
    ),
    Field(
        "rating",
        _K.NUMBER,
        _S.MEDIA,
        "rating",
        "audience rating, 0 to 10",
        aliases=("audience-rating",),
        scale=10,
        notes="A 0 without votes is unknown. `6`, `6/10` and `60%` are the same.",
    ),
    Field(
        "critic-rating",
        _K.NUMBER,
        _S.MEDIA,
        "critic_rating",
        "critics' rating, 0 to 10",
        scale=10,
        phrase="critics' rating",
        notes="As `rating`.",
    ),
    Field("votes", _K.NUMBER, _S.ARR, "votes", "number of votes behind the rating"),
    Field(
        "resolution",
        _K.CHOICE,
        _S.MEDIA,
        "resolution",
        "resolution of every version; unknown where versions differ",
        aliases=("res",),
        choices=("2160p", "1080p", "720p", "576p", "480p"),
        notes="Unknown where the versions of one entry differ, so that no version goes that was not meant. "
        "`4k` is `2160p`.",
    ),
    Field(
        "status",
        _K.CHOICE,
        _S.ARR,
        "status",
        "status of the show or film",
        choices=("continuing", "ended", "upcoming", "released", "announced", "incinemas", "deleted"),
    ),
    Field("monitored", _K.FLAG, _S.ARR, "monitored", "Radarr or Sonarr looks for it"),
    Field(
        "path",
        _K.TEXT,
        _S.MEDIA,
        "path",
        "folder that holds every file of it",
        beneath=True,
        phrase="files",
        notes="Holds only if every file lies in the folder; unknown if some do.",
    ),
    Field("tmdb", _K.NUMBER, _S.MEDIA, "tmdb", "number at themoviedb.org"),
    Field("tvdb", _K.NUMBER, _S.MEDIA, "tvdb", "number at thetvdb.com"),
    Field("imdb", _K.TEXT, _S.MEDIA, "imdb", "id at imdb.com, such as tt0052618"),
)

CHOICE_SPELLINGS = {"4k": "2160p", "uhd": "2160p"}

_BY_NAME = {name: field for field in FIELDS for name in (field.name, *field.aliases)}


def find(name: str) -> Field | None:
    """Return the field of a name or alias in any case, or None."""
    return _BY_NAME.get(name.casefold())


def field_named(name: str) -> Field:
    """Return the field a term names; raises KeyError for a name no parser lets through."""
    return _BY_NAME[name]


def names() -> tuple[str, ...]:
    """Every field name, without aliases, in the order of the registry."""
    return tuple(field.name for field in FIELDS)


def roles_of(names: Collection[str], kind: Kind) -> set[Role]:
    """Name the roles whose word fields rest on, for items of a kind."""
    return {field.said.role(kind) for name in names if (field := find(name)) is not None}
