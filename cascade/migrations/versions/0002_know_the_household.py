"""Know the household: preferences, people, posts, disk samples, and what the feed tells of a deletion."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Batches copy a table; SQLAlchemy does not read CHECK constraints back, so they are named here.
_STATES = "state IN ('proposed','confirmed','running','finished','cancelled','expired')"


def plan_states() -> sa.CheckConstraint:
    return sa.CheckConstraint(_STATES, name=op.f("ck_plans_state"))


def upgrade() -> None:
    with op.batch_alter_table("plans", recreate="always", table_args=(plan_states(),)) as batch_op:
        batch_op.add_column(sa.Column("by_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("asked", sa.Text(), nullable=True))
    with op.batch_alter_table("runs", recreate="always") as batch_op:
        batch_op.add_column(sa.Column("besides", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("free_before", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("free_after", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("deletion_events", recreate="always") as batch_op:
        batch_op.add_column(sa.Column("last_play_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("requested_by", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("frees_bytes", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("outbox", recreate="always") as batch_op:
        batch_op.add_column(sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("next_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("told", sa.String(), server_default="", nullable=False))
    op.create_index("ix_outbox_waiting", "outbox", ["id"], sqlite_where=sa.text("posted_at IS NULL"))

    op.create_table(
        "preferences",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_preferences")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("plex", sa.String(), nullable=True),
        sa.Column("seerr", sa.String(), nullable=True),
        sa.Column("jellyfin", sa.String(), nullable=True),
        sa.Column("discord_id", sa.String(), nullable=True),
        sa.Column("guessed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("discord_id", name=op.f("uq_people_discord_id")),
    )
    op.create_table(
        "person_names",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_names_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_person_names")),
    )
    op.create_index(op.f("ix_person_names_person_id"), "person_names", ["person_id"], unique=False)
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("put_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("kind", "ref", name=op.f("uq_posts_kind_ref")),
    )
    op.create_table(
        "disk_samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("total_bytes", sa.BigInteger(), nullable=False),
        sa.Column("free_bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disk_samples")),
    )
    op.create_index("ix_disk_samples_path_at", "disk_samples", ["path", "at"], unique=False)


def downgrade() -> None:
    for table in ("disk_samples", "posts", "person_names", "people", "preferences"):
        op.drop_table(table)
    op.drop_index("ix_outbox_waiting", table_name="outbox")
    with op.batch_alter_table("outbox", recreate="always") as batch_op:
        batch_op.drop_column("told")
        batch_op.drop_column("next_at")
        batch_op.drop_column("tries")
    with op.batch_alter_table("deletion_events", recreate="always") as batch_op:
        for column in ("frees_bytes", "reason", "requested_by", "last_play_at"):
            batch_op.drop_column(column)
    with op.batch_alter_table("runs", recreate="always") as batch_op:
        for column in ("free_after", "free_before", "besides"):
            batch_op.drop_column(column)
    with op.batch_alter_table("plans", recreate="always", table_args=(plan_states(),)) as batch_op:
        batch_op.drop_column("asked")
        batch_op.drop_column("by_id")
