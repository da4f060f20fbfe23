"""Fingerprints of documents, and which of a run's documents others had before."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from docyard.domain.fingerprints import Duplicate, Fingerprint
from docyard.store.database import Session
from docyard.store.tables import FingerprintRow


def add_fingerprints(
    session: Session,
    *,
    run_id: UUID,
    workspace_id: UUID,
    position: int,
    content: str,
    fingerprints: Sequence[Fingerprint],
) -> None:
    """Keep those of a file that has none yet; ``content`` is the SHA-256 of its bytes."""
    session.add_all(
        FingerprintRow(
            run_id=run_id,
            workspace_id=workspace_id,
            position=position,
            content=content,
            document=each.document,
            field=each.field,
            digest=each.digest,
        )
        for each in fingerprints
    )
    session.flush()


def list_duplicates(session: Session, *, run_id: UUID) -> Sequence[Duplicate]:
    """Return what other documents of the workspace had before, in the order of results.

    Before is: recorded earlier, for another run; standing earlier, in the same run. A file with the same
    bytes is the same file, and no duplicate of itself.
    """
    own, other = FingerprintRow, aliased(FingerprintRow)
    earlier_run = and_(other.run_id != own.run_id, other.id < own.id, other.content != own.content)
    earlier_file = and_(
        other.run_id == own.run_id, other.position < own.position, other.content != own.content
    )
    earlier_document = and_(
        other.run_id == own.run_id, other.position == own.position, other.document < own.document
    )
    query = (
        select(own.position, own.document, own.field)
        .join(other, and_(other.workspace_id == own.workspace_id, other.digest == own.digest))
        .where(own.run_id == run_id, or_(earlier_run, earlier_file, earlier_document))
        .distinct()
        .order_by(own.position, own.document, own.field)
    )
    return tuple(Duplicate(row.position, row.document, row.field) for row in session.execute(query))
