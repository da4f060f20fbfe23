"""Keep secrets, and the aliases of those that a run uses."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_secrets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("encrypted_value", sa.Text(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["docyard_organizations.id"], name=op.f("fk_docyard_secrets_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_secrets")),
        sa.UniqueConstraint(
            "organization_id", "alias", name=op.f("uq_docyard_secrets_organization_id_alias")
        ),
    )
    op.create_table(
        "docyard_secret_workspaces",
        sa.Column("secret_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["secret_id"],
            ["docyard_secrets.id"],
            name=op.f("fk_docyard_secret_workspaces_secret_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["docyard_workspaces.id"],
            name=op.f("fk_docyard_secret_workspaces_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("secret_id", "workspace_id", name=op.f("pk_docyard_secret_workspaces")),
    )
    with op.batch_alter_table("docyard_runs", schema=None) as batch_op:
        # Runs of older days have no secret keys.
        batch_op.add_column(sa.Column("secret_keys", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("docyard_runs", schema=None) as batch_op:
        batch_op.drop_column("secret_keys")

    op.drop_table("docyard_secret_workspaces")
    op.drop_table("docyard_secrets")
