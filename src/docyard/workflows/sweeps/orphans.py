"""Folders of the built-in drive whose batch or run is gone.

Connected drives are left alone: other programs, and other servers of docyard, have files there.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from docyard.domain.drives import DriveEntry
from docyard.domain.identity import Organization, Workspace
from docyard.domain.sweeps import SweepKind, Swept
from docyard.store import retention, workspaces
from docyard.workflows.sweeps.broom import Broom

# What is being made or deleted just now is no orphan.
_ORPHANED_AFTER = timedelta(days=1)


def sweep_orphans(broom: Broom) -> Iterator[Swept]:
    """Delete them where the sweep is asked to: people may have deleted a run and kept what it wrote."""
    if not broom.with_orphans:
        return
    for organization in broom.list_organizations():
        with broom.database.read() as session:
            found = workspaces.list_workspaces(session, organization_id=organization.id, user_id=None)
        for workspace in found:
            for entry in (*_batches(broom, workspace), *_outputs(broom, organization, workspace)):
                swept = _sweep_folder(broom, workspace, entry)
                if swept is not None:
                    yield swept


def _batches(broom: Broom, workspace: Workspace) -> list[DriveEntry]:
    drive = broom.drives.built_in
    found = drive.list_folder(drive.key_of("batches", workspace=workspace))
    with broom.database.read() as session:
        kept = retention.list_kept_batches(session, workspace_id=workspace.id)
    return [
        entry
        for entry in found
        if entry.is_folder and (name := _name(entry)).isascii() and name.isdigit() and int(name) not in kept
    ]


def _outputs(broom: Broom, organization: Organization, workspace: Workspace) -> list[DriveEntry]:
    drive = broom.drives.built_in
    found = drive.list_folder(drive.key_of("app-runs", workspace=workspace))
    with broom.database.read() as session:
        kept = retention.list_kept_outputs(session, organization_id=organization.id, drive_id=drive.id)
    # Folders that runs write below have other runs' ids at most by somebody's wish.
    needed = {"/".join(key.split("/")[:depth]) for key in kept for depth in range(1, key.count("/") + 2)}
    return [entry for entry in found if entry.is_folder and _is_id(_name(entry)) and entry.key not in needed]


def _sweep_folder(broom: Broom, workspace: Workspace, folder: DriveEntry) -> Swept | None:
    drive = broom.drives.built_in
    files = list(drive.walk(folder.key))
    newest = max((each.modified_at for each in files if each.modified_at), default=None)
    if newest is None or newest > broom.now - _ORPHANED_AFTER:
        return None
    size = sum(each.size_bytes for each in files)
    swept = Swept(SweepKind.ORPHANS, workspace.organization_id, workspace.name, 1, size)
    if not broom.is_trial:
        drive.delete(folder.key)
        with broom.database.write() as session:
            broom.note(session, swept)
    return swept


def _name(entry: DriveEntry) -> str:
    return entry.key.rpartition("/")[2]


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
