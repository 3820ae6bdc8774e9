"""The tables of detection: hints that wait, and what was found that is not as it was left."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import JSON

from cascade.schema import Instant, metadata

# What servers reported, kept before they get an answer. A row is work until it has an outcome.
inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("received_at", Instant, nullable=False, index=True),
    Column("source", String, nullable=False),  # the instance's name; "shoko" and "plex" are such names too
    Column("digest", String, nullable=False),  # of what was said, so that the same is kept once
    Column("by", String, nullable=False),  # how it came: webhook, signalr
    Column("hint", JSON, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant),  # None = now
    Column("handled_at", Instant),  # None = still work
    Column("outcome", String),  # an Outcome
    Column("item_id", Integer, index=True),  # what it is about, once that is known
    Column("event_id", String),  # the deletion it led to, or that it echoes
    Column("message", Text),  # why it waits, or what came of it
    Index("ix_inbox_digest", "source", "digest", "received_at"),
    Index("ix_inbox_open", "next_at", sqlite_where=text("handled_at IS NULL")),
)

# Gone from one system and not from another.
drift = Table(
    "drift",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
    Column("missing_from", String, nullable=False),  # the instance's name
    Column("held_by", JSON, nullable=False),  # the instances that still hold it
    Column("detected_by", String, nullable=False),
    Column("message", Text),  # what the server said of it
    Column("seen_at", Instant, nullable=False),
    Column("checked_at", Instant, nullable=False),  # when it was last found to be so still
    Column("told_at", Instant),  # when the feed heard of it
    Column("resolved_at", Instant),
    Column("resolution", String),  # "finished", "refreshed", "protected", "ended" by itself, "gone"
    Column("resolved_by", String),
    Index("uq_drift_open", "item_id", "missing_from", unique=True, sqlite_where=text("resolved_at IS NULL")),
)

# A deleted title that is there again.
returns = Table(
    "returns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event_id", ForeignKey("deletion_events.id", ondelete="CASCADE"), nullable=False),
    Column("item_id", Integer),  # the item it is now; None = only a request or an entry without files
    Column("source", String, nullable=False),  # the instance where it was seen
    Column("ref", String),
    Column("seen_at", Instant, nullable=False),
    Column("explained", JSON, nullable=False),  # sentences, as far as the servers tell
    Column("told_at", Instant),
    Column("decision", String),  # "fine", "deleted", "protected"
    Column("decided_by", String),
    Column("decided_at", Instant),
    # A deletion is undone once; what is deleted again has an event of its own.
    Index("uq_returns_event_id", "event_id", unique=True),
)

# Too much vanished at once, or its folder cannot be reached: nothing is believed until a person says so.
outages = Table(
    "outages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("scope", String, nullable=False),  # a root folder or section; "" = the whole instance
    Column("count", Integer, nullable=False),  # items that seem to be gone
    Column("total", Integer),  # of that many; None = not counted
    Column("since", Instant, nullable=False),
    Column("message", Text, nullable=False),
    Column("told_at", Instant),
    Column("released_at", Instant),
    Column("released_by", String),
    Column("believed", Boolean),  # at its release: True = it was a deletion, False = it was not
    Index("uq_outages_open", "source", "scope", unique=True, sqlite_where=text("released_at IS NULL")),
)

# One row per comparison of everything believed present with what the servers list.
reconciliations = Table(
    "reconciliations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("began_at", Instant, nullable=False, index=True),
    Column("ended_at", Instant),  # None = at work, or killed
    Column("by", String, nullable=False),
    Column("checked", Integer, nullable=False, server_default="0"),
    Column("found", JSON),  # what it came to, as it is printed
    Column("error", Text),
)
