"""Say where jobs take from what they copy."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("docyard_jobs", sa.Column("source_drive_id", sa.Uuid(), nullable=True))
    op.add_column("docyard_jobs", sa.Column("source", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("docyard_jobs") as batch_op:
        batch_op.drop_column("source")
        batch_op.drop_column("source_drive_id")
