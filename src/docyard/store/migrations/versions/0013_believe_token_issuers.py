"""Believe token issuers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("docyard_organizations") as batch_op:
        batch_op.add_column(
            sa.Column("docyard_tokens", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    op.create_table(
        "docyard_token_issuers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("jwks", sa.Text(), nullable=True),
        sa.Column("jwks_url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["docyard_organizations.id"],
            name=op.f("fk_docyard_token_issuers_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_token_issuers")),
        sa.UniqueConstraint(
            "organization_id", "name", name=op.f("uq_docyard_token_issuers_organization_id_name")
        ),
        sa.UniqueConstraint(
            "organization_id",
            "issuer",
            "audience",
            name=op.f("uq_docyard_token_issuers_organization_id_issuer_audience"),
        ),
    )
    with op.batch_alter_table("docyard_token_issuers") as batch_op:
        batch_op.create_index(batch_op.f("ix_docyard_token_issuers_issuer"), ["issuer"])
    op.create_table(
        "docyard_token_identities",
        sa.Column("issuer_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["issuer_id"],
            ["docyard_token_issuers.id"],
            name=op.f("fk_docyard_token_identities_issuer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["docyard_members.organization_id", "docyard_members.user_id"],
            name=op.f("fk_docyard_token_identities_organization_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("issuer_id", "subject", name=op.f("pk_docyard_token_identities")),
    )


def downgrade() -> None:
    op.drop_table("docyard_token_identities")
    op.drop_table("docyard_token_issuers")
    with op.batch_alter_table("docyard_organizations") as batch_op:
        batch_op.drop_column("docyard_tokens")
