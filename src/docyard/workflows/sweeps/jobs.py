"""Jobs that are over, of before what their workspace keeps."""

from collections.abc import Iterator

from docyard.domain.sweeps import KeptWorkspace, SweepKind, Swept
from docyard.store import retention
from docyard.workflows.sweeps.broom import Broom
from docyard.workflows.sweeps.rows import sweep_rows


def sweep_jobs(broom: Broom) -> Iterator[Swept]:
    """Delete them; none that anybody still waits for."""
    for kept in broom.list_workspaces():
        yield from _sweep_workspace(broom, kept)


def _sweep_workspace(broom: Broom, kept: KeptWorkspace) -> Iterator[Swept]:
    workspace, before = kept.workspace, kept.cutoff(broom.now)
    return sweep_rows(
        broom,
        Swept(SweepKind.JOBS, workspace.organization_id, workspace.name, items=0),
        count=lambda session: retention.count_old_jobs(session, workspace_id=workspace.id, before=before),
        find=lambda session, limit: retention.list_old_jobs(
            session, workspace_id=workspace.id, before=before, limit=limit
        ),
        delete=lambda session, ids: retention.delete_jobs(session, ids=ids),
    )
