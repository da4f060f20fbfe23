"""Jobs that are over, of before what their workspace keeps."""

from collections.abc import Iterator

from docyard.domain.sweeps import SweepKind, Swept
from docyard.store import retention
from docyard.workflows.sweeps.broom import Broom

_AT_ONCE = 500


def sweep_jobs(broom: Broom) -> Iterator[Swept]:
    """Delete them some hundreds at a time; none that anybody still waits for."""
    for kept in broom.list_workspaces():
        workspace, before = kept.workspace, kept.cutoff(broom.now)
        if broom.is_trial:
            with broom.database.read() as session:
                count = retention.count_old_jobs(session, workspace_id=workspace.id, before=before)
            yield Swept(SweepKind.JOBS, workspace.organization_id, workspace.name, count)
            continue
        is_more = True
        while is_more:
            with broom.database.write() as session:
                ids = retention.list_old_jobs(
                    session, workspace_id=workspace.id, before=before, limit=_AT_ONCE
                )
                count = retention.delete_jobs(session, ids=ids)
                swept = Swept(SweepKind.JOBS, workspace.organization_id, workspace.name, count)
                broom.note(session, swept)
            is_more = len(ids) == _AT_ONCE
            yield swept
