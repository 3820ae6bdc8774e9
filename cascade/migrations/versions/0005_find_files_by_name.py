"""Find files by name: two servers may call the folders of one file otherwise."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_files_name"), "files", ["name", "size_bytes"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_files_name"), table_name="files")
