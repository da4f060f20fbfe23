"""Keep deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("encrypted_webhook", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["docyard_organizations.id"],
            name=op.f("fk_docyard_deliveries_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["docyard_workspaces.id"],
            name=op.f("fk_docyard_deliveries_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_deliveries")),
    )
    with op.batch_alter_table("docyard_deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_docyard_deliveries_run_id"), ["run_id"])
        batch_op.create_index(
            batch_op.f("ix_docyard_deliveries_workspace_id_created_at"), ["workspace_id", "created_at"]
        )

    op.create_table(
        "docyard_delivery_attempts",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_code", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["docyard_deliveries.id"],
            name=op.f("fk_docyard_delivery_attempts_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=op.f("pk_docyard_delivery_attempts")),
    )


def downgrade() -> None:
    op.drop_table("docyard_delivery_attempts")
    with op.batch_alter_table("docyard_deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_docyard_deliveries_workspace_id_created_at"))
        batch_op.drop_index(batch_op.f("ix_docyard_deliveries_run_id"))

    op.drop_table("docyard_deliveries")
