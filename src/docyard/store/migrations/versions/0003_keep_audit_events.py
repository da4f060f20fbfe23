"""Keep audit events."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_audit_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["docyard_organizations.id"],
            name=op.f("fk_docyard_audit_events_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_audit_events")),
    )
    with op.batch_alter_table("docyard_audit_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_docyard_audit_events_organization_id_at"), ["organization_id", "at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("docyard_audit_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_docyard_audit_events_organization_id_at"))

    op.drop_table("docyard_audit_events")
