"""Connect drives."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_drives",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("encrypted_credentials", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["docyard_organizations.id"], name=op.f("fk_docyard_drives_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["docyard_workspaces.id"],
            name=op.f("fk_docyard_drives_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_drives")),
    )
    with op.batch_alter_table("docyard_drives", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_docyard_drives_organization_id_name"), ["organization_id", "name"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_docyard_drives_workspace_id"), ["workspace_id"], unique=False)

    op.add_column("docyard_organizations", sa.Column("default_drive_id", sa.Uuid(), nullable=True))
    op.add_column("docyard_workspaces", sa.Column("default_drive_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("docyard_workspaces", schema=None) as batch_op:
        batch_op.drop_column("default_drive_id")

    with op.batch_alter_table("docyard_organizations", schema=None) as batch_op:
        batch_op.drop_column("default_drive_id")

    with op.batch_alter_table("docyard_drives", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_docyard_drives_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_docyard_drives_organization_id_name"))

    op.drop_table("docyard_drives")
