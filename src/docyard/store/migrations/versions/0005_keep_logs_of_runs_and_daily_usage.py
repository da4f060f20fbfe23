"""Keep logs of runs and daily usage."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_usage",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("failed_files", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("engine_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["docyard_organizations.id"], name=op.f("fk_docyard_usage_organization_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "day", name=op.f("pk_docyard_usage")),
    )
    with op.batch_alter_table("docyard_usage", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_docyard_usage_organization_id_day"), ["organization_id", "day"], unique=False
        )

    op.create_table(
        "docyard_run_events",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("file_position", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["docyard_runs.id"], name=op.f("fk_docyard_run_events_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "sequence", name=op.f("pk_docyard_run_events")),
    )
    with op.batch_alter_table("docyard_run_files", schema=None) as batch_op:
        batch_op.add_column(sa.Column("error_code", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("error_message", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("error_retryable", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("page_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("document_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("engine_s", sa.Double(), nullable=True))

    with op.batch_alter_table("docyard_runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retry_of", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("event_count", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(batch_op.f("ix_docyard_runs_retry_of"), ["retry_of"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("docyard_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_docyard_runs_retry_of"))
        batch_op.drop_column("event_count")
        batch_op.drop_column("retry_of")

    with op.batch_alter_table("docyard_run_files", schema=None) as batch_op:
        batch_op.drop_column("engine_s")
        batch_op.drop_column("document_count")
        batch_op.drop_column("page_count")
        batch_op.drop_column("error_retryable")
        batch_op.drop_column("error_message")
        batch_op.drop_column("error_code")

    op.drop_table("docyard_run_events")
    with op.batch_alter_table("docyard_usage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_docyard_usage_organization_id_day"))

    op.drop_table("docyard_usage")
