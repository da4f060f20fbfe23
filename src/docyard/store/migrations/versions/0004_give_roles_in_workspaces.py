"""Give roles in workspaces, alone or through groups, and tell people from service accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("docyard_members") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Text(), nullable=False, server_default="person"))
        batch_op.add_column(sa.Column("status", sa.Text(), nullable=False, server_default="joined"))
        batch_op.add_column(sa.Column("display_name", sa.Text(), nullable=False, server_default=""))
    # Whoever was in a workspace so far might do everything there.
    with op.batch_alter_table("docyard_workspace_members") as batch_op:
        batch_op.add_column(sa.Column("role", sa.Text(), nullable=False, server_default="workspace_manager"))
    op.create_table(
        "docyard_groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["docyard_organizations.id"], name=op.f("fk_docyard_groups_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_groups")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_docyard_groups_organization_id_name")),
    )
    op.create_table(
        "docyard_group_members",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["docyard_groups.id"],
            name=op.f("fk_docyard_group_members_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_docyard_group_members")),
    )
    op.create_table(
        "docyard_workspace_groups",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["docyard_groups.id"],
            name=op.f("fk_docyard_workspace_groups_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["docyard_workspaces.id"],
            name=op.f("fk_docyard_workspace_groups_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "group_id", name=op.f("pk_docyard_workspace_groups")),
    )


def downgrade() -> None:
    op.drop_table("docyard_workspace_groups")
    op.drop_table("docyard_group_members")
    op.drop_table("docyard_groups")
    with op.batch_alter_table("docyard_workspace_members") as batch_op:
        batch_op.drop_column("role")
    with op.batch_alter_table("docyard_members") as batch_op:
        batch_op.drop_column("display_name")
        batch_op.drop_column("status")
        batch_op.drop_column("kind")
