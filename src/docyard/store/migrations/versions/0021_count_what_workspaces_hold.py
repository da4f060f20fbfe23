"""Count what workspaces hold."""

import sqlalchemy as sa
from alembic import op

from docyard.store.tables import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("docyard_organizations", sa.Column("quota_bytes", sa.BigInteger(), nullable=True))
    op.add_column("docyard_workspaces", sa.Column("quota_bytes", sa.BigInteger(), nullable=True))
    op.create_table(
        "docyard_storage",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("measured_bytes", sa.BigInteger(), nullable=False),
        sa.Column("added_bytes", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("measured_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["docyard_workspaces.id"],
            name=op.f("fk_docyard_storage_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_docyard_storage")),
    )
    op.create_table(
        "docyard_reservations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["docyard_workspaces.id"],
            name=op.f("fk_docyard_reservations_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_reservations")),
    )
    op.create_index(op.f("ix_docyard_reservations_workspace_id"), "docyard_reservations", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("docyard_reservations")
    op.drop_table("docyard_storage")
    op.drop_column("docyard_workspaces", "quota_bytes")
    op.drop_column("docyard_organizations", "quota_bytes")
