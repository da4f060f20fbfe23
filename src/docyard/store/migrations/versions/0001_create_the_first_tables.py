"""Create the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_organizations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_organizations")),
    )
    op.create_table(
        "docyard_workers",
        sa.Column("executor_id", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("executor_id", name=op.f("pk_docyard_workers")),
    )
    op.create_table(
        "docyard_members",
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["docyard_organizations.id"], name=op.f("fk_docyard_members_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "user_id", name=op.f("pk_docyard_members")),
    )
    op.create_table(
        "docyard_workspaces",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["docyard_organizations.id"],
            name=op.f("fk_docyard_workspaces_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_workspaces")),
        sa.UniqueConstraint(
            "organization_id", "name", name=op.f("uq_docyard_workspaces_organization_id_name")
        ),
    )
    op.create_table(
        "docyard_apps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["docyard_organizations.id"], name=op.f("fk_docyard_apps_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["docyard_workspaces.id"], name=op.f("fk_docyard_apps_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_apps")),
        sa.UniqueConstraint(
            "organization_id", "owner", "name", name=op.f("uq_docyard_apps_organization_id_owner_name")
        ),
    )
    op.create_table(
        "docyard_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("drive_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["docyard_organizations.id"], name=op.f("fk_docyard_batches_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["docyard_workspaces.id"], name=op.f("fk_docyard_batches_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_batches")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("docyard_batches", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_docyard_batches_organization_id_workspace_id"),
            ["organization_id", "workspace_id"],
            unique=False,
        )

    op.create_table(
        "docyard_jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["docyard_organizations.id"], name=op.f("fk_docyard_jobs_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["docyard_workspaces.id"], name=op.f("fk_docyard_jobs_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_jobs")),
    )
    op.create_table(
        "docyard_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["docyard_members.organization_id", "docyard_members.user_id"],
            name=op.f("fk_docyard_tokens_organization_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_docyard_tokens_hash")),
    )
    op.create_table(
        "docyard_workspace_members",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["docyard_workspaces.id"],
            name=op.f("fk_docyard_workspace_members_workspace_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_docyard_workspace_members")),
    )
    op.create_table(
        "docyard_app_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("app_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["app_id"], ["docyard_apps.id"], name=op.f("fk_docyard_app_versions_app_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_app_versions")),
        sa.UniqueConstraint("app_id", "version", name=op.f("uq_docyard_app_versions_app_id_version")),
    )
    op.create_table(
        "docyard_upload_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("part_size_bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["docyard_batches.id"],
            name=op.f("fk_docyard_upload_sessions_batch_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_upload_sessions")),
    )
    op.create_table(
        "docyard_deployments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("app_version_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["app_version_id"],
            ["docyard_app_versions.id"],
            name=op.f("fk_docyard_deployments_app_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["docyard_organizations.id"],
            name=op.f("fk_docyard_deployments_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["docyard_workspaces.id"], name=op.f("fk_docyard_deployments_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_deployments")),
        sa.UniqueConstraint(
            "organization_id", "name", name=op.f("uq_docyard_deployments_organization_id_name")
        ),
    )
    op.create_table(
        "docyard_upload_parts",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["docyard_upload_sessions.id"],
            name=op.f("fk_docyard_upload_parts_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_docyard_upload_parts")),
    )
    op.create_table(
        "docyard_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("app_id", sa.Uuid(), nullable=False),
        sa.Column("app_version_id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=True),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("input_path", sa.Text(), nullable=False),
        sa.Column("input_key", sa.Text(), nullable=False),
        sa.Column("output_path", sa.Text(), nullable=False),
        sa.Column("output_key", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("searchable_pdf", sa.Boolean(), nullable=False),
        sa.Column("passwords", sa.JSON(), nullable=False),
        sa.Column("custom_keys", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["docyard_apps.id"], name=op.f("fk_docyard_runs_app_id")),
        sa.ForeignKeyConstraint(
            ["app_version_id"], ["docyard_app_versions.id"], name=op.f("fk_docyard_runs_app_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["docyard_deployments.id"], name=op.f("fk_docyard_runs_deployment_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["docyard_organizations.id"], name=op.f("fk_docyard_runs_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["docyard_workspaces.id"], name=op.f("fk_docyard_runs_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_runs")),
    )
    with op.batch_alter_table("docyard_runs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_docyard_runs_organization_id_started_at"),
            ["organization_id", "started_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_docyard_runs_workspace_id_started_at"),
            ["workspace_id", "started_at"],
            unique=False,
        )

    op.create_table(
        "docyard_run_files",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["docyard_runs.id"], name=op.f("fk_docyard_run_files_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_docyard_run_files")),
    )
    with op.batch_alter_table("docyard_run_files", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_docyard_run_files_run_id_status"), ["run_id", "status"], unique=False
        )

    op.create_table(
        "docyard_results",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id", "position"],
            ["docyard_run_files.run_id", "docyard_run_files.position"],
            name=op.f("fk_docyard_results_run_id_position"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_docyard_results")),
    )


def downgrade() -> None:
    op.drop_table("docyard_results")
    with op.batch_alter_table("docyard_run_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_docyard_run_files_run_id_status"))

    op.drop_table("docyard_run_files")
    with op.batch_alter_table("docyard_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_docyard_runs_workspace_id_started_at"))
        batch_op.drop_index(batch_op.f("ix_docyard_runs_organization_id_started_at"))

    op.drop_table("docyard_runs")
    op.drop_table("docyard_upload_parts")
    op.drop_table("docyard_deployments")
    op.drop_table("docyard_upload_sessions")
    op.drop_table("docyard_app_versions")
    op.drop_table("docyard_workspace_members")
    op.drop_table("docyard_tokens")
    op.drop_table("docyard_jobs")
    with op.batch_alter_table("docyard_batches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_docyard_batches_organization_id_workspace_id"))

    op.drop_table("docyard_batches")
    op.drop_table("docyard_apps")
    op.drop_table("docyard_workspaces")
    op.drop_table("docyard_members")
    op.drop_table("docyard_workers")
    op.drop_table("docyard_organizations")
