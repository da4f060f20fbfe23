"""Digitized pages, which are kept so that a file need not be read twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from docyard.domain.sweeps import KeptWorkspace, SweepKind, Swept
from docyard.workflows.sweeps.broom import Broom

_ROOT = "_digitization"


def sweep_pages(broom: Broom) -> Iterator[Swept]:
    """Delete pages that were digitized too long ago, folder by folder.

    Workspaces of an organization share them, so the workspace that keeps its runs for the shortest
    time decides where that is shorter than what the server keeps.
    """
    kept = broom.list_workspaces()
    for organization in broom.list_organizations():
        before = _cutoff(broom, [each for each in kept if each.workspace.organization_id == organization.id])
        if before is None:
            continue
        for folder in broom.drives.built_in.list_folder(f"{_ROOT}/{organization.id}"):
            yield _sweep_folder(broom, folder.key, organization_id=organization.id, before=before)


def _cutoff(broom: Broom, kept: list[KeptWorkspace]) -> datetime | None:
    periods = [timedelta(days=each.days) for each in kept]
    if broom.keeping.pages is not None:
        periods.append(broom.keeping.pages)
    return broom.now - min(periods) if periods else None


def _sweep_folder(broom: Broom, key: str, *, organization_id: str, before: datetime) -> Swept:
    drive = broom.drives.built_in
    old = [entry for entry in drive.walk(key) if entry.modified_at and entry.modified_at < before]
    swept = Swept(SweepKind.PAGES, organization_id, "", len(old), sum(entry.size_bytes for entry in old))
    if not broom.is_trial and old:
        for entry in old:
            drive.delete(entry.key)
        with broom.database.write() as session:
            broom.note(session, swept)
    return swept
