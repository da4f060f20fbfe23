"""Stop runs of deployments for review."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "docyard_deployments",
        sa.Column("review_enabled", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "docyard_runs", sa.Column("review_completed", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("docyard_runs", "review_completed")
    op.drop_column("docyard_deployments", "review_enabled")
