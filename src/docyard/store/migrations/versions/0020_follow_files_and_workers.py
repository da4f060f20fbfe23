"""Count starts of files, tell when they ended, and which version a worker is of."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("docyard_run_files") as files:
        files.add_column(sa.Column("starts", sa.Integer(), server_default="0", nullable=False))
        files.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("docyard_runs") as runs:
        runs.add_column(sa.Column("file_count", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("docyard_workers") as workers:
        workers.add_column(sa.Column("place", sa.Text(), server_default="", nullable=False))
        workers.add_column(sa.Column("application_version", sa.Text(), server_default="1", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("docyard_workers") as workers:
        workers.drop_column("application_version")
        workers.drop_column("place")
    with op.batch_alter_table("docyard_runs") as runs:
        runs.drop_column("file_count")
    with op.batch_alter_table("docyard_run_files") as files:
        files.drop_column("ended_at")
        files.drop_column("starts")
