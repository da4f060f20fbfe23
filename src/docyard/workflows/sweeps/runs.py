"""Runs that are over for longer than their workspace keeps them, with all that they wrote."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import structlog

from docyard.domain.drives import BUILT_IN_DRIVE_ID
from docyard.domain.sweeps import KeptWorkspace, SweepKind, Swept
from docyard.errors import DocyardError
from docyard.store import retention, runs
from docyard.store.retention import OldRun
from docyard.workflows.sweeps.broom import Broom

_log = structlog.get_logger()

_AT_ONCE = 50


def sweep_runs(broom: Broom) -> Iterator[Swept]:
    """Delete output folders, then rows, results and logs; neither what goes on nor what is still told.

    A run whose drive cannot be reached stays for the next sweep.
    """
    for kept in broom.list_workspaces():
        last: OldRun | None = None
        while page := _list(broom, kept, last):
            yield _sweep_page(broom, kept, page, behind=last)
            last = page[-1]


def _list(broom: Broom, kept: KeptWorkspace, last: OldRun | None) -> Sequence[OldRun]:
    with broom.database.read() as session:
        return retention.list_old_runs(
            session,
            workspace_id=kept.workspace.id,
            before=kept.cutoff(broom.now),
            after=last,
            limit=_AT_ONCE,
        )


def _sweep_page(broom: Broom, kept: KeptWorkspace, page: Sequence[OldRun], *, behind: OldRun | None) -> Swept:
    sizes = {run.id: size for run in page if (size := _empty(broom, run)) is not None}
    if broom.is_trial:
        return _swept(kept, sizes)
    with broom.database.write() as session:
        found = retention.list_old_runs(
            session,
            workspace_id=kept.workspace.id,
            before=kept.cutoff(broom.now),
            after=behind,
            limit=_AT_ONCE,
        )
        # A delivery that was sent anew meanwhile keeps its run.
        gone = {run.id: sizes[run.id] for run in found if run.id in sizes}
        for run_id in gone:
            runs.delete_run(session, run_id=run_id)
        swept = _swept(kept, gone)
        broom.note(session, swept)
    return swept


def _empty(broom: Broom, run: OldRun) -> int | None:
    """Delete a run's own folder and return its bytes, those on connected drives not counted."""
    try:
        with broom.database.read() as session:
            drive = broom.drives.find(session, drive_id=run.output_drive_id)
        if drive is None:
            return 0
        is_ours = run.output_drive_id == BUILT_IN_DRIVE_ID
        size = sum(entry.size_bytes for entry in drive.walk(run.output_key)) if is_ours else 0
        if not broom.is_trial:
            drive.delete(run.output_key)
    except DocyardError as refusal:
        _log.warning("sweep.run_kept", run_id=str(run.id), reason=refusal.message)
        return None
    return size


def _swept(kept: KeptWorkspace, sizes: dict[UUID, int]) -> Swept:
    workspace = kept.workspace
    return Swept(SweepKind.RUNS, workspace.organization_id, workspace.name, len(sizes), sum(sizes.values()))
