"""Make the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.String(), nullable=True),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("event_id", sa.String(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_log")),
    )
    with op.batch_alter_table("activity_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_log_at"), ["at"], unique=False)

    op.create_table(
        "deletion_events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("plan_id", sa.String(), nullable=True),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("can_undo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion_events")),
        sa.UniqueConstraint("run_id", "item_id", name=op.f("uq_deletion_events_run_id_item_id")),
    )
    with op.batch_alter_table("deletion_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deletion_events_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_deletion_events_title_key"), ["title_key"], unique=False)

    op.create_table(
        "items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("show_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("show_title_key", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("season_number", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("tmdb", sa.Integer(), nullable=True),
        sa.Column("tvdb", sa.Integer(), nullable=True),
        sa.Column("imdb", sa.String(), nullable=True),
        sa.Column("anidb", sa.Integer(), nullable=True),
        sa.Column("guid", sa.String(), nullable=True),
        sa.Column("library", sa.String(), nullable=False),
        sa.Column("library_key", sa.String(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=True),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.Column("rating", sa.Float(), nullable=True),
        sa.Column("critic_rating", sa.Float(), nullable=True),
        sa.Column("is_4k", sa.Boolean(), nullable=True),
        sa.Column("last_play_at", sa.BigInteger(), nullable=True),
        sa.Column("plays", sa.Integer(), server_default="0", nullable=False),
        sa.Column("viewers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("in_progress", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("watch_doubt", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("monitored", sa.Boolean(), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("last_aired_at", sa.BigInteger(), nullable=True),
        sa.Column("arr_match", sa.String(), server_default="none", nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=True),
        sa.Column("requester_watched", sa.Boolean(), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.Column("gone_why", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('movie','show','season','episode')", name=op.f("ck_items_kind")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["items.id"], name=op.f("fk_items_parent_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["show_id"], ["items.id"], name=op.f("fk_items_show_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
    )
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.create_index("ix_items_guid", ["guid"], unique=False)
        batch_op.create_index("ix_items_ids_imdb", ["kind", "imdb"], unique=False)
        batch_op.create_index("ix_items_ids_tmdb", ["kind", "tmdb"], unique=False)
        batch_op.create_index("ix_items_ids_tvdb", ["kind", "tvdb"], unique=False)
        batch_op.create_index("ix_items_name", ["title_key", "year"], unique=False)
        batch_op.create_index(batch_op.f("ix_items_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_items_present", ["kind", "gone_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_items_show_id"), ["show_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("event_id", "status", name=op.f("uq_outbox_event_id_status")),
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("successor", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed','confirmed','running','finished','cancelled','expired')",
            name=op.f("ck_plans_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    op.create_table(
        "protections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("provider", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(query IS NULL) <> (provider IS NULL)", name=op.f("ck_protections_query_or_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protections")),
    )
    op.create_table(
        "request_media",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tmdb", sa.Integer(), nullable=True),
        sa.Column("tvdb", sa.Integer(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("status_4k", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "ref", name=op.f("pk_request_media")),
    )
    with op.batch_alter_table("request_media", schema=None) as batch_op:
        batch_op.create_index("ix_request_media_tmdb", ["kind", "tmdb"], unique=False)

    op.create_table(
        "requests",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("tmdb", sa.Integer(), nullable=True),
        sa.Column("tvdb", sa.Integer(), nullable=True),
        sa.Column("is_4k", sa.Boolean(), nullable=False),
        sa.Column("seasons", sa.JSON(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("media_ref", sa.String(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "ref", name=op.f("pk_requests")),
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index("ix_requests_tmdb", ["kind", "tmdb"], unique=False)

    op.create_table(
        "sources",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=True),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("succeeded_at", sa.BigInteger(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("alert", sa.Text(), nullable=True),
        sa.Column("history_since", sa.BigInteger(), nullable=True),
        sa.Column("generation", sa.Integer(), server_default="0", nullable=False),
        sa.Column("accept_shrink", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sources")),
    )
    op.create_table(
        "files",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("path_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("file_ref", sa.String(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("season_id", sa.Integer(), nullable=True),
        sa.Column("show_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_files_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "ref", "path", name=op.f("pk_files")),
    )
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_files_item_id"), ["item_id"], unique=False)
        batch_op.create_index("ix_files_path_key", ["path_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_season_id"), ["season_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_show_id"), ["show_id"], unique=False)

    op.create_table(
        "holdings",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("tmdb", sa.Integer(), nullable=True),
        sa.Column("tvdb", sa.Integer(), nullable=True),
        sa.Column("imdb", sa.String(), nullable=True),
        sa.Column("anidb", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("monitored", sa.Boolean(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.Column("last_aired_at", sa.BigInteger(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=True),
        sa.Column("snapshot", sa.JSON(), nullable=True),
        sa.Column("in_progress", sa.Boolean(), nullable=True),
        sa.Column("match", sa.String(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_holdings_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source"], ["sources.name"], name=op.f("fk_holdings_source"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "ref", name=op.f("pk_holdings")),
    )
    with op.batch_alter_table("holdings", schema=None) as batch_op:
        batch_op.create_index("ix_holdings_generation", ["source", "generation"], unique=False)
        batch_op.create_index("ix_holdings_imdb", ["role", "kind", "imdb"], unique=False)
        batch_op.create_index(batch_op.f("ix_holdings_item_id"), ["item_id"], unique=False)
        batch_op.create_index("ix_holdings_tmdb", ["role", "kind", "tmdb"], unique=False)
        batch_op.create_index("ix_holdings_tvdb", ["role", "kind", "tvdb"], unique=False)

    op.create_table(
        "item_values",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_item_values_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "field", "key", "source", name=op.f("pk_item_values")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("item_values", schema=None) as batch_op:
        batch_op.create_index("ix_item_values_field_key", ["field", "key"], unique=False)

    op.create_table(
        "plan_items",
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_plan_items_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", "position", name=op.f("pk_plan_items")),
        sa.UniqueConstraint("plan_id", "item_id", name=op.f("uq_plan_items_plan_id_item_id")),
    )
    op.create_table(
        "plays",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("guid", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("completed", sa.Boolean(), nullable=False),
        sa.Column("parted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_plays_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_plays")),
    )
    with op.batch_alter_table("plays", schema=None) as batch_op:
        batch_op.create_index("ix_plays_guid", ["guid"], unique=False)
        batch_op.create_index(batch_op.f("ix_plays_item_id"), ["item_id"], unique=False)
        batch_op.create_index("ix_plays_name", ["title_key"], unique=False)
        batch_op.create_index("ix_plays_ref", ["ref"], unique=False)

    op.create_table(
        "runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("stop_asked_by", sa.String(), nullable=True),
        sa.Column("accept_partial", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_runs_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_runs_plan_id")),
    )
    op.create_table(
        "scopes",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("whole_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["sources.name"], name=op.f("fk_scopes_source"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "scope", name=op.f("pk_scopes")),
    )
    op.create_table(
        "run_items",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("locked", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name=op.f("fk_run_items_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "item_id", name=op.f("pk_run_items")),
    )
    with op.batch_alter_table("run_items", schema=None) as batch_op:
        batch_op.create_index("ix_run_items_due", ["run_id", "state", "position"], unique=False)
        batch_op.create_index(
            "uq_run_items_lock", ["item_id"], unique=True, sqlite_where=sa.text("locked = 1")
        )

    op.create_table(
        "steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=True),
        sa.Column("proved_at", sa.BigInteger(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_steps_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
        sa.UniqueConstraint(
            "run_id",
            "item_id",
            "target",
            "action",
            "ref",
            name=op.f("uq_steps_run_id_item_id_target_action_ref"),
        ),
    )
    with op.batch_alter_table("steps", schema=None) as batch_op:
        batch_op.create_index("ix_steps_due", ["state", "next_attempt_at"], unique=False)
        batch_op.create_index("ix_steps_item", ["run_id", "item_id", "position"], unique=False)

    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("intended_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["step_id"], ["steps.id"], name=op.f("fk_attempts_step_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_step_id"), ["step_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempts_step_id"))

    op.drop_table("attempts")
    with op.batch_alter_table("steps", schema=None) as batch_op:
        batch_op.drop_index("ix_steps_item")
        batch_op.drop_index("ix_steps_due")

    op.drop_table("steps")
    with op.batch_alter_table("run_items", schema=None) as batch_op:
        batch_op.drop_index("uq_run_items_lock", sqlite_where=sa.text("locked = 1"))
        batch_op.drop_index("ix_run_items_due")

    op.drop_table("run_items")
    op.drop_table("scopes")
    op.drop_table("runs")
    with op.batch_alter_table("plays", schema=None) as batch_op:
        batch_op.drop_index("ix_plays_ref")
        batch_op.drop_index("ix_plays_name")
        batch_op.drop_index(batch_op.f("ix_plays_item_id"))
        batch_op.drop_index("ix_plays_guid")

    op.drop_table("plays")
    op.drop_table("plan_items")
    with op.batch_alter_table("item_values", schema=None) as batch_op:
        batch_op.drop_index("ix_item_values_field_key")

    op.drop_table("item_values")
    with op.batch_alter_table("holdings", schema=None) as batch_op:
        batch_op.drop_index("ix_holdings_tvdb")
        batch_op.drop_index("ix_holdings_tmdb")
        batch_op.drop_index(batch_op.f("ix_holdings_item_id"))
        batch_op.drop_index("ix_holdings_imdb")
        batch_op.drop_index("ix_holdings_generation")

    op.drop_table("holdings")
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_files_show_id"))
        batch_op.drop_index(batch_op.f("ix_files_season_id"))
        batch_op.drop_index("ix_files_path_key")
        batch_op.drop_index(batch_op.f("ix_files_item_id"))

    op.drop_table("files")
    op.drop_table("sources")
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_index("ix_requests_tmdb")

    op.drop_table("requests")
    with op.batch_alter_table("request_media", schema=None) as batch_op:
        batch_op.drop_index("ix_request_media_tmdb")

    op.drop_table("request_media")
    op.drop_table("protections")
    op.drop_table("plans")
    op.drop_table("outbox")
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_items_show_id"))
        batch_op.drop_index("ix_items_present")
        batch_op.drop_index(batch_op.f("ix_items_parent_id"))
        batch_op.drop_index("ix_items_name")
        batch_op.drop_index("ix_items_ids_tvdb")
        batch_op.drop_index("ix_items_ids_tmdb")
        batch_op.drop_index("ix_items_ids_imdb")
        batch_op.drop_index("ix_items_guid")

    op.drop_table("items")
    with op.batch_alter_table("deletion_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deletion_events_title_key"))
        batch_op.drop_index(batch_op.f("ix_deletion_events_at"))

    op.drop_table("deletion_events")
    with op.batch_alter_table("activity_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_log_at"))

    op.drop_table("activity_log")
