"""Let lists of runs pass over those before a page without reading them."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("docyard_runs") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_docyard_runs_workspace_id_started_at_id"), ["workspace_id", "started_at", "id"]
        )
        batch_op.drop_index(batch_op.f("ix_docyard_runs_workspace_id_started_at"))
