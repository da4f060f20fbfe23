"""Upload sessions and the parts they have received."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from docyard.domain.batches import UploadPart, UploadSession
from docyard.store.database import Session
from docyard.store.tables import UploadPartRow, UploadSessionRow


def find_upload(session: Session, *, session_id: UUID) -> UploadSession | None:
    """Return the upload session of that id, whoever owns its batch."""
    row = session.get(UploadSessionRow, session_id)
    return None if row is None else _upload(row)


def list_uploads_of_batch(session: Session, *, batch_id: int) -> Sequence[UploadSession]:
    """Return the batch's sessions that were neither committed nor aborted."""
    query = select(UploadSessionRow).where(UploadSessionRow.batch_id == batch_id)
    return tuple(_upload(row) for row in session.scalars(query))


def list_uploads_before(session: Session, *, created_before: datetime) -> Sequence[UploadSession]:
    """Return all sessions created before that time."""
    query = select(UploadSessionRow).where(UploadSessionRow.created_at < created_before)
    return tuple(_upload(row) for row in session.scalars(query))


def add_upload(session: Session, *, upload: UploadSession) -> None:
    """Add an upload session of a batch."""
    session.add(
        UploadSessionRow(
            id=upload.id,
            batch_id=upload.batch_id,
            file_name=upload.file_name,
            file_size_bytes=upload.file_size_bytes,
            part_size_bytes=upload.part_size_bytes,
            created_at=upload.created_at,
        )
    )
    session.flush()


def remove_upload(session: Session, *, session_id: UUID) -> None:
    """Remove an upload session with its parts' rows; harmless if it is gone."""
    session.execute(delete(UploadSessionRow).where(UploadSessionRow.id == session_id))


def list_parts(session: Session, *, session_id: UUID) -> Sequence[UploadPart]:
    """Return the parts received so far, by number."""
    query = select(UploadPartRow).where(UploadPartRow.session_id == session_id)
    return tuple(_part(row) for row in session.scalars(query.order_by(UploadPartRow.number)))


def replace_part(session: Session, *, session_id: UUID, part: UploadPart) -> UploadPart | None:
    """Note a part as received and return the one of that number that it replaces, if there is one."""
    row = session.get(UploadPartRow, (session_id, part.number))
    replaced = None if row is None else _part(row)
    session.merge(
        UploadPartRow(session_id=session_id, number=part.number, part_id=part.id, size_bytes=part.size_bytes)
    )
    session.flush()
    return replaced


def _upload(row: UploadSessionRow) -> UploadSession:
    return UploadSession(
        id=row.id,
        batch_id=row.batch_id,
        file_name=row.file_name,
        file_size_bytes=row.file_size_bytes,
        part_size_bytes=row.part_size_bytes,
        created_at=row.created_at,
    )


def _part(row: UploadPartRow) -> UploadPart:
    return UploadPart(number=row.number, id=row.part_id, size_bytes=row.size_bytes)
