"""Share apps, give deployments keys, tags and a folder, and keep both after deletion."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_LIVING = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("docyard_apps") as batch_op:
        batch_op.add_column(sa.Column("visibility", sa.Text(), nullable=False, server_default="workspace"))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint("uq_docyard_apps_organization_id_owner_name", type_="unique")
        batch_op.create_index(
            batch_op.f("ix_docyard_apps_organization_id_owner_name"),
            ["organization_id", "owner", "name"],
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        )
    op.execute("UPDATE docyard_apps SET visibility = 'everyone' WHERE organization_id IS NULL")
    op.create_table(
        "docyard_app_workspaces",
        sa.Column("app_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["app_id"], ["docyard_apps.id"], name=op.f("fk_docyard_app_workspaces_app_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["docyard_workspaces.id"],
            name=op.f("fk_docyard_app_workspaces_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("app_id", "workspace_id", name=op.f("pk_docyard_app_workspaces")),
    )
    with op.batch_alter_table("docyard_deployments") as batch_op:
        batch_op.add_column(sa.Column("custom_keys", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("secret_keys", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("tags", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("output_dir", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint("uq_docyard_deployments_organization_id_name", type_="unique")
        batch_op.create_index(
            batch_op.f("ix_docyard_deployments_organization_id_name"),
            ["organization_id", "name"],
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        )


def downgrade() -> None:
    with op.batch_alter_table("docyard_deployments") as batch_op:
        batch_op.drop_index(batch_op.f("ix_docyard_deployments_organization_id_name"))
        batch_op.create_unique_constraint(
            "uq_docyard_deployments_organization_id_name", ["organization_id", "name"]
        )
        for name in ("deleted_at", "output_dir", "tags", "secret_keys", "custom_keys"):
            batch_op.drop_column(name)
    op.drop_table("docyard_app_workspaces")
    with op.batch_alter_table("docyard_apps") as batch_op:
        batch_op.drop_index(batch_op.f("ix_docyard_apps_organization_id_owner_name"))
        batch_op.create_unique_constraint(
            "uq_docyard_apps_organization_id_owner_name", ["organization_id", "owner", "name"]
        )
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("visibility")
