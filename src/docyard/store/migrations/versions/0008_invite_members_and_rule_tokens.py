"""Invite members, describe tokens and when they were used, say who may create them, link workspaces."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "docyard_organizations",
        sa.Column("token_creation", sa.Text(), nullable=False, server_default="everyone"),
    )
    op.add_column(
        "docyard_groups",
        sa.Column("may_create_tokens", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("docyard_workspaces", sa.Column("development_workspace_id", sa.Uuid(), nullable=True))
    op.add_column("docyard_tokens", sa.Column("description", sa.Text(), nullable=False, server_default=""))
    op.add_column("docyard_tokens", sa.Column("created_by", sa.Text(), nullable=False, server_default=""))
    op.add_column("docyard_tokens", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
    # Until now everybody made their own tokens.
    op.execute("UPDATE docyard_tokens SET created_by = user_id")
    op.create_table(
        "docyard_invitations",
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["docyard_members.organization_id", "docyard_members.user_id"],
            name=op.f("fk_docyard_invitations_organization_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "user_id", name=op.f("pk_docyard_invitations")),
        sa.UniqueConstraint("hash", name=op.f("uq_docyard_invitations_hash")),
    )


def downgrade() -> None:
    op.drop_table("docyard_invitations")
    for table, columns in (
        ("docyard_tokens", ("last_used_at", "created_by", "description")),
        ("docyard_workspaces", ("development_workspace_id",)),
        ("docyard_groups", ("may_create_tokens",)),
        ("docyard_organizations", ("token_creation",)),
    ):
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
