"""The tables of the household: preferences, people, posts, talks, accounts and what the disks held."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import JSON

from cascade.schema import Instant, metadata

# One row per preference that was ever changed; what has no row is as it was installed.
preferences = Table(
    "preferences",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", JSON(none_as_null=False), nullable=False),  # null is a value too: "no channel"
    Column("changed_by", String, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("plex", String),
    Column("seerr", String),
    Column("jellyfin", String),
    Column("discord_id", String, unique=True),
    Column("guessed", Boolean, nullable=False),
)

# A name is one person's: histories and requests are compared by names, whichever server they come from.
person_names = Table(
    "person_names",
    metadata,
    Column("key", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
)

# Where something stands in a room, so that it can be edited later.
posts = Table(
    "posts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("room_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("person_id", String),
    Column("put_at", Instant, nullable=False),
    UniqueConstraint("kind", "ref"),
)

disk_samples = Table(
    "disk_samples",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("total_bytes", BigInteger, nullable=False),
    Column("free_bytes", BigInteger, nullable=False),
    Index("ix_disk_samples_path_at", "path", "at"),
)

# What calls of a language model cost; never what was said in them.
model_calls = Table(
    "model_calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("person", String, nullable=False),
    Column("model", String, nullable=False),
    Column("input", Integer, nullable=False),
    Column("cached", Integer, nullable=False),
    Column("written", Integer, nullable=False),
    Column("output", Integer, nullable=False),
    Column("reasoning", Integer, nullable=False),
    Column("micros", BigInteger),  # millionths of a dollar; None = the model has no known price
    Column("outcome", String, nullable=False),
)

# What somebody said in a room, until it is too old to be gone on with.
conversations = Table(
    "conversations",
    metadata,
    Column("room_id", BigInteger, primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("messages", JSON, nullable=False),
    Column("query", Text),
    Column("question", JSON(none_as_null=True)),
    Column("plan_id", String),
    Column("extra", JSON, nullable=False),
)
