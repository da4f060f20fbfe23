"""Keep answers under idempotency keys."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_idempotency_keys",
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("sealed_body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["docyard_organizations.id"],
            name=op.f("fk_docyard_idempotency_keys_organization_id"),
        ),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_docyard_idempotency_keys")),
    )
    with op.batch_alter_table("docyard_idempotency_keys", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_docyard_idempotency_keys_created_at"), ["created_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("docyard_idempotency_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_docyard_idempotency_keys_created_at"))

    op.drop_table("docyard_idempotency_keys")
