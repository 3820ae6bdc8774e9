"""The tables of the Library."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import JSON

from cascade.media import Role
from cascade.schema import Instant, metadata

# One row per configured server: its identity and how its last sync went.
sources = Table(
    "sources",
    metadata,
    Column("name", String, primary_key=True),  # the instance's name: "plex", "radarr", "uhd"
    Column(
        "server", String, nullable=False
    ),  # which software: "plex", "tautulli", "radarr", "sonarr", "seerr"
    Column("identity", String),  # machineIdentifier, ServerId or root folders; None = never read
    Column("version", String),
    Column("started_at", Instant),  # of the last sync
    Column("succeeded_at", Instant),  # start of the last whole sync: facts are at least this old
    Column("duration_ms", Integer),
    Column("rows", Integer),
    Column("error", Text),  # of the last sync; None = it went well
    Column("alert", Text),  # a guard that holds until a person acts; None = none
    Column("history_since", Instant),  # watch sources: plays are recorded from here; None = not known
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("accept_shrink", Boolean, nullable=False, server_default=text("0")),
)

# Guards compare counts per section or root folder, not per server.
scopes = Table(
    "scopes",
    metadata,
    Column("source", ForeignKey("sources.name", ondelete="CASCADE"), primary_key=True),
    Column("scope", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("whole_at", Instant, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column(
        "parent_id", ForeignKey("items.id", ondelete="CASCADE"), index=True
    ),  # season of an episode, show of a season
    Column("show_id", ForeignKey("items.id", ondelete="CASCADE"), index=True),  # None for films and shows
    Column("title", String, nullable=False),
    Column("title_key", String, nullable=False),
    Column("show_title_key", String),
    Column("year", Integer),
    Column("season_number", Integer),  # of a season or episode
    Column("number", Integer),  # of an episode
    Column("tmdb", Integer),
    Column("tvdb", Integer),
    Column("imdb", String),
    Column("anidb", Integer),
    Column("guid", String),
    Column("library", String, nullable=False),
    Column("library_key", String, nullable=False),
    Column("added_at", Instant),
    Column("released_at", Instant),
    Column("size_bytes", BigInteger),
    Column("copies", Integer),
    Column("resolution", String),  # None where unknown or where versions differ
    Column("rating", Float),
    Column("critic_rating", Float),
    Column("is_4k", Boolean),  # the request class of this copy; None = its versions differ
    # from plays
    Column("last_play_at", Instant),
    Column("plays", Integer, nullable=False, server_default="0"),
    Column("viewers", Integer, nullable=False, server_default="0"),
    Column("in_progress", Boolean, nullable=False, server_default=text("0")),
    Column(
        "watch_doubt", Boolean, nullable=False, server_default=text("0")
    ),  # an unresolved play of this name and year
    # from Radarr or Sonarr
    Column("status", String),
    Column("monitored", Boolean),
    Column("votes", Integer),
    Column("last_aired_at", Instant),
    Column("arr_match", String, nullable=False, server_default="none"),  # none, one, ambiguous, conflicting
    # from requests
    Column("requested_at", Instant),
    Column("requester_watched", Boolean),
    # life
    Column("gone_at", Instant),  # None = believed present
    Column("gone_why", String),  # "deleted" by us, "absent" from the server, "arriving": not derived yet
    CheckConstraint("kind IN ('movie','show','season','episode')", name="kind"),
    Index("ix_items_present", "kind", "gone_at"),
    Index("ix_items_ids_tmdb", "kind", "tmdb"),
    Index("ix_items_ids_tvdb", "kind", "tvdb"),
    Index("ix_items_ids_imdb", "kind", "imdb"),
    Index("ix_items_name", "title_key", "year"),
    Index("ix_items_guid", "guid"),
)

# One row per entry of a server that holds an item: a Plex item, a Radarr film, a Sonarr show.
holdings = Table(
    "holdings",
    metadata,
    Column("source", ForeignKey("sources.name", ondelete="CASCADE"), primary_key=True),
    Column("ref", String, primary_key=True),
    Column(
        "item_id", ForeignKey("items.id", ondelete="CASCADE"), index=True
    ),  # None = no item is proved to be it
    Column("role", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("scope", String, nullable=False),  # section or root folder
    Column("title", String, nullable=False),
    Column("year", Integer),
    Column("tmdb", Integer),
    Column("tvdb", Integer),
    Column("imdb", String),
    Column("anidb", Integer),
    Column("path", String),
    Column("size_bytes", BigInteger),
    Column("monitored", Boolean),
    Column("status", String),
    Column("votes", Integer),
    Column("last_aired_at", Instant),
    Column("tags", JSON),
    Column("snapshot", JSON),  # what brings it back later
    Column("in_progress", Boolean),  # media servers: begun by the accounts the listing speaks for
    Column("match", String),  # for *arr entries: one, none, ambiguous, conflicting
    Column("generation", Integer, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("gone_at", Instant),
    Index("ix_holdings_tmdb", "role", "kind", "tmdb"),
    Index("ix_holdings_tvdb", "role", "kind", "tvdb"),
    Index("ix_holdings_imdb", "role", "kind", "imdb"),
    Index("ix_holdings_generation", "source", "generation"),
)

# Files of an entry. `item_id` is the film or episode; season and show are kept beside it for roll-ups.
files = Table(
    "files",
    metadata,
    Column("source", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("path", String, primary_key=True),
    Column("path_key", String, nullable=False),
    Column("name", String, nullable=False, server_default=""),  # the last part of the path
    Column("size_bytes", BigInteger, nullable=False),
    Column("file_ref", String),
    Column("resolution", String),
    Column("role", String, nullable=False),  # a Role, or "second": see MEDIA_FILES
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), index=True),
    Column("season_id", Integer, index=True),
    Column("show_id", Integer, index=True),
    Index("ix_files_path_key", "path_key"),
    Index("ix_files_name", "name", "size_bytes"),
)

MEDIA_FILES = (Role.MEDIA.value, "second")
"""The roles of files of media servers: "second" where a server that comes first lists the item's files."""

# Values of set fields: genre, label, collection, favorited-by, tag, on, watched-by, requested-by.
item_values = Table(
    "item_values",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("field", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("source", String, primary_key=True),
    Column("value", String, nullable=False),
    Index("ix_item_values_field_key", "field", "key"),
    sqlite_with_rowid=False,
)

plays = Table(
    "plays",
    metadata,
    Column("source", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column(
        "item_id", ForeignKey("items.id", ondelete="CASCADE"), index=True
    ),  # None = no present item is proved to be it
    Column("ref", String),
    Column("guid", String),
    Column("kind", String, nullable=False),
    Column("title_key", String, nullable=False),
    Column("year", Integer),
    Column("person", String, nullable=False),
    Column("person_key", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("completed", Boolean, nullable=False),
    Column("parted_at", Instant),  # when we deleted what it is of: it says nothing of any other item
    Index("ix_plays_ref", "ref"),
    Index("ix_plays_guid", "guid"),
    Index("ix_plays_name", "title_key"),
)

requests = Table(
    "requests",
    metadata,
    Column("source", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("tmdb", Integer),
    Column("tvdb", Integer),
    Column("is_4k", Boolean, nullable=False),
    Column("seasons", JSON, nullable=False),
    Column("person", String, nullable=False),
    Column("person_key", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", Integer, nullable=False),
    Column("media_ref", String, nullable=False),
    Column("generation", Integer, nullable=False),
    Index("ix_requests_tmdb", "kind", "tmdb"),
)

request_media = Table(
    "request_media",
    metadata,
    Column("source", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("tmdb", Integer),
    Column("tvdb", Integer),
    Column("status", Integer, nullable=False),
    Column("status_4k", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Index("ix_request_media_tmdb", "kind", "tmdb"),
)

# A standing veto: by query, or by external id.
protections = Table(
    "protections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("query", Text),
    Column("kind", String),
    Column("provider", String),
    Column("external_id", String),
    Column("reason", Text, nullable=False),
    Column("added_by", String, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("ends_at", Instant),  # None = until somebody removes it
    CheckConstraint("(query IS NULL) <> (provider IS NULL)", name="query_or_id"),
)

# Items that went without us, as they were known the moment before: what came of it is decided later.
departures = Table(
    "departures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("known", JSON, nullable=False),  # title, files, holdings, plays, requests, snapshot
    Column("next_at", Instant),  # None = now
    Column("settled_at", Instant),  # None = not decided yet
    Column("ruling", String),
    Column("event_id", String),
    Index("ix_departures_open", "next_at", sqlite_where=text("settled_at IS NULL")),
)
