"""Name drives in rows; everything so far lies on the built-in one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("docyard_batches", "drive_id"),
    ("docyard_jobs", "drive_id"),
    ("docyard_runs", "input_drive_id"),
    ("docyard_runs", "output_drive_id"),
)


def upgrade() -> None:
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(column, sa.Uuid(), nullable=False, server_default="0" * 32))


def downgrade() -> None:
    for table, column in _COLUMNS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column)
