"""Alembic's entry: migrates over the connection that ``schema.migrate`` hands in."""

from typing import Any, Literal

from alembic import context

from docyard.store.tables import Table, UtcDateTime


def _render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our time type as the plain one: migrations must not import what may change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    render_item=_render,
    # DBOS keeps its tables beside ours; autogenerate must not take them for leftovers.
    include_name=lambda name, kind, _: kind != "table" or (name or "").startswith("docyard_"),
)
with context.begin_transaction():
    context.run_migrations()
