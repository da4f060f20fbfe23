"""Note of which fingerprints results say that another document has the same, to judge that anew."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "docyard_fingerprints",
        sa.Column("is_marked", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
