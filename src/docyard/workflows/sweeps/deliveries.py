"""Deliveries whose outcome is known for longer than their workspace keeps it."""

from collections.abc import Iterator

from docyard.domain.sweeps import KeptWorkspace, SweepKind, Swept
from docyard.store import retention
from docyard.workflows.sweeps.broom import Broom
from docyard.workflows.sweeps.rows import sweep_rows


def sweep_deliveries(broom: Broom) -> Iterator[Swept]:
    """Delete them; none that anybody still waits for."""
    for kept in broom.list_workspaces():
        yield from _sweep_workspace(broom, kept)


def _sweep_workspace(broom: Broom, kept: KeptWorkspace) -> Iterator[Swept]:
    workspace, before = kept.workspace, kept.cutoff(broom.now)
    return sweep_rows(
        broom,
        Swept(SweepKind.DELIVERIES, workspace.organization_id, workspace.name, items=0),
        count=lambda session: retention.count_old_deliveries(
            session, workspace_id=workspace.id, before=before
        ),
        find=lambda session, limit: retention.list_old_deliveries(
            session, workspace_id=workspace.id, before=before, limit=limit
        ),
        delete=lambda session, ids: retention.delete_deliveries(session, ids=ids),
    )
