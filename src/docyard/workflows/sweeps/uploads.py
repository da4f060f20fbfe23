"""Multipart uploads that nobody ended, and parts whose upload is gone."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from docyard.domain.batches import UploadSession
from docyard.domain.sweeps import SweepKind, Swept
from docyard.store import batches, retention, uploads
from docyard.workflows.sweeps.broom import Broom

_ROOT = "_uploads"

# Nobody uploads parts for longer than this; the official SDK leaves its session open when it fails.
_UPLOADS_LAST = timedelta(days=7)

# Whoever writes a part has a row for it soon.
_PARTS_LAST = timedelta(days=1)


def sweep_uploads(broom: Broom) -> Iterator[Swept]:
    """Drop uploads that were left open for a week, and with the whole server parts of no upload."""
    with broom.database.read() as session:
        found = uploads.list_uploads_before(session, created_before=broom.now - _UPLOADS_LAST)
    for upload in found:
        swept = _sweep_upload(broom, upload)
        if swept is not None:
            yield swept
    if broom.organization_id is None:
        yield from _sweep_parts(broom)


def _sweep_upload(broom: Broom, upload: UploadSession) -> Swept | None:
    with broom.database.read() as session:
        batch = batches.find_batch(session, batch_id=upload.batch_id)
    if batch is None or broom.organization_id not in (None, batch.workspace.organization_id):
        return None
    size = _size(broom, upload.key)
    swept = Swept(SweepKind.UPLOADS, batch.workspace.organization_id, batch.workspace.name, 1, size)
    if not broom.is_trial:
        broom.drives.built_in.delete(upload.key)
        with broom.database.write() as session:
            uploads.remove_upload(session, session_id=upload.id)
            broom.note(session, swept)
    return swept


def _sweep_parts(broom: Broom) -> Iterator[Swept]:
    drive = broom.drives.built_in
    keys = {UUID(entry.key.rpartition("/")[2]): entry.key for entry in drive.list_folder(_ROOT)}
    with broom.database.read() as session:
        kept = retention.find_kept_uploads(session, ids=keys.keys())
    for upload_id, key in keys.items():
        newest = max((each.modified_at for each in drive.walk(key) if each.modified_at), default=broom.now)
        if upload_id in kept or newest > broom.now - _PARTS_LAST:
            continue
        swept = Swept(SweepKind.UPLOADS, "", "", 1, _size(broom, key))
        if not broom.is_trial:
            drive.delete(key)
            with broom.database.write() as session:
                broom.note(session, swept)
        yield swept


def _size(broom: Broom, key: str) -> int:
    return sum(entry.size_bytes for entry in broom.drives.built_in.walk(key))
