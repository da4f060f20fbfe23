"""Sweep what is old."""

import sqlalchemy as sa
from alembic import op

from docyard.store.tables import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("docyard_organizations", sa.Column("retention_days", sa.Integer(), nullable=True))
    op.add_column("docyard_workspaces", sa.Column("retention_days", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_docyard_runs_batch_id"), "docyard_runs", ["batch_id"])
    op.create_table(
        "docyard_sweeps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=True),
        sa.Column("night", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["docyard_organizations.id"],
            name=op.f("fk_docyard_sweeps_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_sweeps")),
        sa.UniqueConstraint("night", name=op.f("uq_docyard_sweeps_night")),
    )
    op.create_index(op.f("ix_docyard_sweeps_started_at"), "docyard_sweeps", ["started_at"])
    op.create_table(
        "docyard_swept",
        sa.Column("sweep_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sweep_id"],
            ["docyard_sweeps.id"],
            name=op.f("fk_docyard_swept_sweep_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "sweep_id", "kind", "organization_id", "workspace", name=op.f("pk_docyard_swept")
        ),
    )


def downgrade() -> None:
    op.drop_table("docyard_swept")
    op.drop_table("docyard_sweeps")
    op.drop_index(op.f("ix_docyard_runs_batch_id"), table_name="docyard_runs")
    op.drop_column("docyard_workspaces", "retention_days")
    op.drop_column("docyard_organizations", "retention_days")
