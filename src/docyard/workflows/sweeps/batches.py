"""Batches that nobody touched for long and that no run names any more."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

import structlog

from docyard.domain.batches import Batch
from docyard.domain.drives import BUILT_IN_DRIVE_ID
from docyard.domain.sweeps import KeptWorkspace, SweepKind, Swept
from docyard.drives import Drive
from docyard.errors import DocyardError
from docyard.store import batches, retention
from docyard.workflows.sweeps.broom import Broom

_log = structlog.get_logger()

_AT_ONCE = 50


def sweep_batches(broom: Broom) -> Iterator[Swept]:
    """Delete each batch's files, then its row: killed in between, the next sweep finds it again.

    In a trial, batches are not found that only runs name which would go, too.
    """
    for kept in broom.list_workspaces():
        last = 0
        while page := _list(broom, kept, last):
            last = page[-1]
            with broom.database.read() as session:
                folders = retention.list_input_folders(
                    session, organization_id=kept.workspace.organization_id
                )
            for batch_id in page:
                swept = _sweep_batch(broom, kept, batch_id, folders)
                if swept is not None:
                    yield swept


def _list(broom: Broom, kept: KeptWorkspace, last: int) -> Sequence[int]:
    with broom.database.read() as session:
        return retention.list_old_batches(
            session,
            workspace_id=kept.workspace.id,
            before=kept.cutoff(broom.now),
            after=last,
            limit=_AT_ONCE,
        )


def _sweep_batch(
    broom: Broom, kept: KeptWorkspace, batch_id: int, folders: Collection[tuple[UUID, str]]
) -> Swept | None:
    with broom.database.read() as session:
        batch = batches.find_batch(session, batch_id=batch_id)
    if batch is None:
        return None
    try:
        size = _empty(broom, batch, folders)
    except DocyardError as refusal:
        _log.warning("sweep.batch_kept", batch_id=batch_id, reason=refusal.message)
        return None
    if size is None:
        return None
    swept = Swept(SweepKind.BATCHES, kept.workspace.organization_id, kept.workspace.name, 1, size)
    if broom.is_trial:
        return swept
    with broom.database.write() as session:
        if not retention.take_batch(session, batch_id=batch_id, before=kept.cutoff(broom.now)):
            return None
        broom.note(session, swept)
    return swept


def _empty(broom: Broom, batch: Batch, folders: Collection[tuple[UUID, str]]) -> int | None:
    """Delete a batch's files and return their bytes, those on connected drives not counted.

    None, and nothing deleted, for one that a run was started over as a folder, or within a folder.
    """
    with broom.database.read() as session:
        drive = broom.drives.find(session, drive_id=batch.drive_id)
    if drive is None:
        return 0
    key = drive.key_of(batch.path_suffix, workspace=batch.workspace)
    if any(each == drive.id and _overlap(key, folder) for each, folder in folders):
        return None
    size = _size(drive, key) if drive.id == BUILT_IN_DRIVE_ID else 0
    if not broom.is_trial:
        drive.delete(key)
    return size


def _overlap(key: str, folder: str) -> bool:
    return f"{key}/".startswith(f"{folder}/".removeprefix("/")) or f"{folder}/".startswith(f"{key}/")


def _size(drive: Drive, key: str) -> int:
    return sum(entry.size_bytes for entry in drive.walk(key))
