"""Fingerprints of documents, and which of a run's documents others had before."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import aliased

from docyard.domain.fingerprints import Fingerprint, Verdict
from docyard.domain.runs import RunStatus
from docyard.store.database import Session
from docyard.store.tables import FingerprintRow, RunRow, WorkspaceRow


def keep_fingerprints(
    session: Session,
    *,
    run_id: UUID,
    workspace_id: UUID,
    position: int,
    content: str,
    fingerprints: Sequence[Fingerprint],
) -> Sequence[str]:
    """Keep those of a file in place of the ones that it had, and return the digests that it has no more.

    Those that it had before stay recorded as early as they were. None of them is marked. ``content`` is
    the same for files of the same bytes.
    """
    of_file = (FingerprintRow.run_id == run_id, FingerprintRow.position == position)
    columns = (FingerprintRow.id, FingerprintRow.document, FingerprintRow.field, FingerprintRow.digest)
    found = session.execute(select(*columns).where(*of_file))
    earlier = {(row.document, row.field, row.digest): row.id for row in found}
    places = [(each.document, each.field, each.digest) for each in fingerprints]
    gone = earlier.keys() - places
    new = [place for place in places if place not in earlier]
    session.execute(update(FingerprintRow).where(*of_file).values(is_marked=False))
    session.execute(delete(FingerprintRow).where(FingerprintRow.id.in_([earlier[place] for place in gone])))
    if new:
        _take_turns(session, workspace_id)
    session.add_all(
        FingerprintRow(
            run_id=run_id,
            workspace_id=workspace_id,
            position=position,
            content=content,
            document=document,
            field=field,
            digest=digest,
        )
        for document, field, digest in new
    )
    session.flush()
    return [digest for _, _, digest in gone]


def list_stopped_runs(session: Session, *, workspace_id: UUID, digests: Sequence[str]) -> Sequence[UUID]:
    """Return runs that wait for a review, in which documents with these digests are marked."""
    query = (
        select(FingerprintRow.run_id)
        .join(RunRow, RunRow.id == FingerprintRow.run_id)
        .where(
            FingerprintRow.workspace_id == workspace_id,
            FingerprintRow.digest.in_(digests),
            FingerprintRow.is_marked,
            RunRow.status == RunStatus.STOPPED_AT_CHECKPOINT.value,
        )
        .distinct()
    )
    return session.scalars(query).all() if digests else ()


def list_new_verdicts(session: Session, *, run_id: UUID) -> Sequence[Verdict]:
    """Return what is to be said otherwise than it is marked, in the order of results.

    Another document had the values before if they were recorded earlier, for another run, or if it stands
    earlier, in the same run. A file with the same bytes is the same file, and no duplicate of itself.
    """
    own, other = FingerprintRow, aliased(FingerprintRow)
    earlier_run = and_(other.run_id != own.run_id, other.id < own.id, other.content != own.content)
    earlier_file = and_(
        other.run_id == own.run_id, other.position < own.position, other.content != own.content
    )
    earlier_document = and_(
        other.run_id == own.run_id, other.position == own.position, other.document < own.document
    )
    is_duplicate = (
        select(other.id)
        .where(
            other.workspace_id == own.workspace_id,
            other.digest == own.digest,
            or_(earlier_run, earlier_file, earlier_document),
        )
        .correlate(own)
        .exists()
    )
    query = (
        select(own.position, own.document, own.field, is_duplicate.label("is_duplicate"))
        .where(own.run_id == run_id, own.is_marked != is_duplicate)
        .order_by(own.position, own.document, own.field)
    )
    return tuple(
        Verdict(row.position, row.document, row.field, row.is_duplicate) for row in session.execute(query)
    )


def mark_fingerprints(session: Session, *, run_id: UUID, verdicts: Sequence[Verdict]) -> None:
    """Note what results say by now."""
    for verdict in verdicts:
        session.execute(
            update(FingerprintRow)
            .where(
                FingerprintRow.run_id == run_id,
                FingerprintRow.position == verdict.position,
                FingerprintRow.document == verdict.document,
                FingerprintRow.field == verdict.field,
            )
            .values(is_marked=verdict.is_duplicate)
        )


def _take_turns(session: Session, workspace_id: UUID) -> None:
    """Have fingerprints of a workspace recorded one transaction after the other.

    Of two that record the same at the same time, neither would else see the other's. On SQLite there is
    one writer at a time anyway.
    """
    row = select(WorkspaceRow.id).where(WorkspaceRow.id == workspace_id)
    session.execute(row.with_for_update(key_share=True))
