"""Deleting files and batches."""

from docyard.domain.jobs import Job
from docyard.store import batches, uploads
from docyard.workflows.worker import Worker


def delete_path(worker: Worker, job: Job) -> None:
    """Delete a file, or a folder with all below it."""
    with worker.database.read() as session:
        drive = worker.drives.open(session, drive_id=job.drive_id, path=job.target)
    drive.delete(job.target)


def delete_batch(worker: Worker, job: Job) -> None:
    """Delete the files first: as long as the row is there, a crash is made good by doing it again.

    What lies on a drive that is not connected any more stays there.
    """
    with worker.database.read() as session:
        batch = batches.find_batch(session, batch_id=int(job.target))
        if batch is None:
            return
        open_uploads = uploads.list_uploads_of_batch(session, batch_id=batch.id)
        drive = worker.drives.find(session, drive_id=batch.drive_id)
    for upload in open_uploads:
        worker.drives.built_in.delete(upload.key)
    if drive is not None:
        drive.delete(drive.key_of(batch.path_suffix, workspace=batch.workspace))
    with worker.database.write() as session:
        batches.remove_batch(session, batch_id=batch.id)
    if drive is not None:
        # What was uploaded while the rest was deleted.
        drive.delete(drive.key_of(batch.path_suffix, workspace=batch.workspace))
