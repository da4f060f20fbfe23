"""Keep packets of runs."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_packets",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["docyard_runs.id"],
            name=op.f("fk_docyard_packets_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_docyard_packets")),
    )


def downgrade() -> None:
    op.drop_table("docyard_packets")
