"""Keep language models and what runs ask them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "docyard_models",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("secret_alias", sa.Text(), nullable=True),
        sa.Column("input_price_micros", sa.BigInteger(), nullable=False),
        sa.Column("output_price_micros", sa.BigInteger(), nullable=False),
        sa.Column("context_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("requests_at_a_time", sa.Integer(), nullable=False),
        sa.Column("vision", sa.Boolean(), nullable=False),
        sa.Column("timeout_s", sa.Double(), nullable=False),
        sa.Column("answer_mode", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["docyard_organizations.id"],
            name=op.f("fk_docyard_models_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_models")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_docyard_models_organization_id_name")),
    )
    op.create_table(
        "docyard_model_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["docyard_runs.id"],
            name=op.f("fk_docyard_model_requests_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docyard_model_requests")),
    )
    with op.batch_alter_table("docyard_model_requests") as batch_op:
        batch_op.create_index(batch_op.f("ix_docyard_model_requests_run_id_question"), ["run_id", "question"])
        batch_op.create_index(batch_op.f("ix_docyard_model_requests_model_id_state"), ["model_id", "state"])


def downgrade() -> None:
    op.drop_table("docyard_model_requests")
    op.drop_table("docyard_models")
