"""The tables of the ledger. Invariants that matter stand here too, not only in code."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import JSON

from cascade.schema import Instant, metadata

plans = Table(
    "plans",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("state", String, nullable=False),
    Column("by", String, nullable=False),
    Column("query", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("document", Text, nullable=False),  # the plan without its items, as it was shown
    Column("successor", String),  # the plan that replaced this one
    Column("by_id", String),  # who may confirm; None = it was not made by somebody with an id
    Column("asked", Text),  # the query as it was asked; None = the query itself
    CheckConstraint(
        "state IN ('proposed','confirmed','running','finished','cancelled','expired')", name="state"
    ),
)

plan_items = Table(
    "plan_items",
    metadata,
    Column("plan_id", ForeignKey("plans.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item_id", Integer, nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("plan_id", "item_id"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String, primary_key=True),
    Column("plan_id", ForeignKey("plans.id"), nullable=False, unique=True),  # a plan is used once
    Column("state", String, nullable=False),
    Column("by", String, nullable=False),
    Column("source", String, nullable=False),  # discord, cli, schedule
    Column("confirmed_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("stop_asked_by", String),  # None = nobody asked
    Column("accept_partial", Boolean, nullable=False),
    Column("besides", JSON),  # servers that were silent when it was confirmed and are done without
    Column("free_before", BigInteger),  # bytes free on the disk at confirmation; None = not seen
    Column("free_after", BigInteger),  # likewise when it was last worked on
)

# A run's items are its reservation against the day's caps; what is skipped or fails is given back.
run_items = Table(
    "run_items",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("locked", Boolean, nullable=False, server_default=text("0")),
    Column("message", Text),
    Column("begun_at", Instant),
    Column("ended_at", Instant),
    Index("ix_run_items_due", "run_id", "state", "position"),
    # One active run per item: two overlapping plans cannot both take it.
    Index("uq_run_items_lock", "item_id", unique=True, sqlite_where=text("locked = 1")),
)

steps = Table(
    "steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("item_id", Integer, nullable=False),
    Column("position", Integer, nullable=False),  # 0 is the gate
    Column("target", String, nullable=False),
    Column("action", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", Instant),  # None = now
    Column("proved_at", Instant),
    Column("message", Text),
    UniqueConstraint("run_id", "item_id", "target", "action", "ref"),
    Index("ix_steps_item", "run_id", "item_id", "position"),
    Index("ix_steps_due", "state", "next_attempt_at"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("step_id", ForeignKey("steps.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("call", Text, nullable=False),
    Column("intended_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("outcome", String),  # None = the process died: in doubt
    Column("message", Text),
)

deletion_events = Table(
    "deletion_events",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("updated_at", Instant, nullable=False),
    Column("source", String, nullable=False),  # discord, cli, schedule, sonarr, radarr, plex, ..., external
    Column("by", String, nullable=False),
    Column("plan_id", String),
    Column("run_id", String),
    Column("item_id", Integer),
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("title_key", String, nullable=False, index=True),
    Column("year", Integer),
    Column("ids", JSON, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("snapshot", JSON, nullable=False),  # taken before: enough to bring it back
    Column("results", JSON, nullable=False),  # target -> {success, skipped, message, error, at}
    Column("status", String, nullable=False),
    Column("error", Text),
    Column("can_undo", Boolean, nullable=False),
    Column("last_play_at", Instant),  # this and the following as the plan had them
    Column("requested_by", JSON),
    Column("reason", Text),  # the rule as a sentence
    Column("frees_bytes", BigInteger),
    Column("detected_by", String),  # webhook, signalr, reconcile, sync; None = a run of ours
    Column("already_gone", JSON),  # instances that no longer had it when it was noticed
    UniqueConstraint("run_id", "item_id"),
)

# Append-only: everything that happened, in order.
activity_log = Table(
    "activity_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("action", String, nullable=False),
    Column("by", String, nullable=False),
    Column("status", String, nullable=False),
    Column("duration_ms", Integer),
    Column("items", Integer),
    Column("plan_id", String),
    Column("run_id", String),
    Column("event_id", String),
    Column("detail", Text),
)

# What the feed still has to say; posting may fail, so it is a queue in the database.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("event_id", String, nullable=False),
    Column("status", String, nullable=False),  # how the event stood, or "given-up"
    Column("posted_at", Instant),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant),  # None = now
    Column("told", String, nullable=False, server_default=""),  # the rooms that heard it, as words
    UniqueConstraint("event_id", "status"),
    Index("ix_outbox_waiting", "id", sqlite_where=text("posted_at IS NULL")),
)
