"""Note what workers are to look at again after corrections, so that many corrections make one way of it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("revision", "revised"):
        op.add_column("docyard_runs", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "docyard_due_revisions",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id", "position"],
            ["docyard_run_files.run_id", "docyard_run_files.position"],
            name=op.f("fk_docyard_due_revisions_run_id_position"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_docyard_due_revisions")),
    )
