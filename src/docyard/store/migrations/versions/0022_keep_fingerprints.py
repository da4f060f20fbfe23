"""Keep fingerprints of documents, for rules against duplicates."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_fingerprints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["docyard_runs.id"],
            name=op.f("fk_docyard_fingerprints_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_fingerprints")),
    )
    with op.batch_alter_table("docyard_fingerprints") as batch_op:
        batch_op.create_index(batch_op.f("ix_docyard_fingerprints_run_id"), ["run_id"])
        batch_op.create_index(
            batch_op.f("ix_docyard_fingerprints_workspace_id_digest"), ["workspace_id", "digest"]
        )
