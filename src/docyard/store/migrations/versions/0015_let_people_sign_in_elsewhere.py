"""Let people sign in with another system."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_sign_in_providers",
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("encrypted_client_secret", sa.Text(), nullable=True),
        sa.Column("email_domains", sa.JSON(), nullable=False),
        sa.Column("adds_members", sa.Boolean(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["docyard_organizations.id"],
            name=op.f("fk_docyard_sign_in_providers_organization_id"),
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_docyard_sign_in_providers")),
    )
    op.create_table(
        "docyard_sign_in_starts",
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("code_verifier", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("next_path", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["docyard_sign_in_providers.organization_id"],
            name=op.f("fk_docyard_sign_in_starts_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_docyard_sign_in_starts")),
    )


def downgrade() -> None:
    op.drop_table("docyard_sign_in_starts")
    op.drop_table("docyard_sign_in_providers")
