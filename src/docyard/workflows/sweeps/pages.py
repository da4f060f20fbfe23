"""Digitized pages, kept so that a file need not be read twice, and the pictures of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from docyard.domain.drives import DriveEntry
from docyard.domain.page_images import is_image
from docyard.domain.sweeps import KeptWorkspace, SweepKind, Swept
from docyard.workflows.page_images import FOLDER
from docyard.workflows.sweeps.broom import Broom


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
        for folder in broom.drives.built_in.list_folder(f"{FOLDER}/{organization.id}"):
            yield _sweep_folder(broom, folder.key, organization_id=organization.id, before=before)


def _cutoff(broom: Broom, kept: list[KeptWorkspace]) -> datetime | None:
    periods = [timedelta(days=each.days) for each in kept]
    if broom.keeping.pages is not None:
        periods.append(broom.keeping.pages)
    return broom.now - min(periods) if periods else None


def _sweep_folder(broom: Broom, key: str, *, organization_id: str, before: datetime) -> Swept:
    drive = broom.drives.built_in
    old = _old(list(drive.walk(key)), before=before)
    swept = Swept(SweepKind.PAGES, organization_id, "", len(old), sum(entry.size_bytes for entry in old))
    if not broom.is_trial and old:
        for entry in old:
            drive.delete(entry.key)
        with broom.database.write() as session:
            broom.note(session, swept)
    return swept


def _old(entries: list[DriveEntry], *, before: datetime) -> list[DriveEntry]:
    """Return what is too old; a picture goes with the digitized pages of its file, whenever it was drawn."""
    young = [entry for entry in entries if not entry.modified_at or entry.modified_at >= before]
    digitized = {_content(entry) for entry in young if not is_image(entry.key)}
    kept = {entry.key for entry in young if _content(entry) in digitized}
    return [entry for entry in entries if entry.key not in kept]


def _content(entry: DriveEntry) -> str:
    return entry.key.rpartition("/")[2].split("-", 1)[0]
