"""Keep passwords and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_passwords",
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["docyard_members.organization_id", "docyard_members.user_id"],
            name=op.f("fk_docyard_passwords_organization_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "user_id", name=op.f("pk_docyard_passwords")),
    )
    op.create_table(
        "docyard_sign_in_attempts",
        sa.Column("email_hash", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("email_hash", name=op.f("pk_docyard_sign_in_attempts")),
    )
    op.create_table(
        "docyard_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["docyard_members.organization_id", "docyard_members.user_id"],
            name=op.f("fk_docyard_sessions_organization_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_sessions")),
        sa.UniqueConstraint("hash", name=op.f("uq_docyard_sessions_hash")),
    )
    with op.batch_alter_table("docyard_sessions") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_docyard_sessions_organization_id_user_id"), ["organization_id", "user_id"]
        )


def downgrade() -> None:
    op.drop_table("docyard_sessions")
    op.drop_table("docyard_sign_in_attempts")
    op.drop_table("docyard_passwords")
