"""What is older than it is to be kept, found in pages and deleted by ids."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, exists, func, or_, select

from docyard.domain.deliveries import DeliveryStatus
from docyard.domain.jobs import JobState
from docyard.domain.runs import FINAL_RUN_STATUSES
from docyard.domain.sweeps import KeptWorkspace, retention_of
from docyard.store.database import Session
from docyard.store.tables import (
    AuditEventRow,
    BatchRow,
    DeliveryRow,
    IdempotencyKeyRow,
    JobRow,
    OrganizationRow,
    RunRow,
    UploadSessionRow,
    WorkspaceRow,
)
from docyard.store.workspaces import workspace_of

_DELIVERY_IS_OVER = DeliveryRow.status.in_([DeliveryStatus.DELIVERED.value, DeliveryStatus.FAILED.value])
_JOB_IS_OVER = JobRow.state.not_in([JobState.PENDING.value, JobState.RUNNING.value])


@dataclass(frozen=True, slots=True)
class OldRun:
    """A run that is over for longer than its workspace keeps it."""

    id: UUID
    started_at: datetime
    output_drive_id: UUID
    output_key: str


def list_kept_workspaces(session: Session, *, organization_id: str | None) -> Sequence[KeptWorkspace]:
    """Return the workspaces that keep what is finished for a time, of one organization or of all."""
    query = select(WorkspaceRow, OrganizationRow.retention_days).join(
        OrganizationRow, OrganizationRow.id == WorkspaceRow.organization_id
    )
    if organization_id is not None:
        query = query.where(WorkspaceRow.organization_id == organization_id)
    found = session.execute(query.order_by(WorkspaceRow.organization_id, WorkspaceRow.name))
    return tuple(
        KeptWorkspace(workspace_of(row), days)
        for row, of_organization in found
        if (days := retention_of(workspace_days=row.retention_days, organization_days=of_organization))
    )


def list_old_runs(
    session: Session, *, workspace_id: UUID, before: datetime, after: OldRun | None, limit: int
) -> Sequence[OldRun]:
    """Return runs that were over by then and have nothing on its way to receivers, behind ``after``."""
    on_its_way = exists().where(DeliveryRow.run_id == RunRow.id, ~_DELIVERY_IS_OVER)
    query = select(RunRow.id, RunRow.started_at, RunRow.output_drive_id, RunRow.output_key).where(
        RunRow.workspace_id == workspace_id,
        RunRow.status.in_([status.value for status in FINAL_RUN_STATUSES]),
        # The index has the start, which is no later than the end.
        RunRow.started_at < before,
        RunRow.finished_at < before,
        ~on_its_way,
    )
    if after is not None:
        later = and_(RunRow.started_at == after.started_at, RunRow.id > after.id)
        query = query.where(or_(RunRow.started_at > after.started_at, later))
    found = session.execute(query.order_by(RunRow.started_at, RunRow.id).limit(limit))
    return tuple(OldRun(*row) for row in found)


def list_old_batches(
    session: Session, *, workspace_id: UUID, before: datetime, after: int, limit: int
) -> Sequence[int]:
    """Return the numbers, above ``after``, of batches untouched since then that no run or upload names."""
    query = select(BatchRow.id).where(
        BatchRow.workspace_id == workspace_id,
        BatchRow.id > after,
        BatchRow.updated_at < before,
        ~exists().where(RunRow.batch_id == BatchRow.id),
        ~exists().where(UploadSessionRow.batch_id == BatchRow.id),
    )
    return tuple(session.scalars(query.order_by(BatchRow.id).limit(limit)))


def take_batch(session: Session, *, batch_id: int, before: datetime) -> bool:
    """Remove the row of such a batch; False, and nothing changed, where it is in use by now."""
    removed = session.execute(
        delete(BatchRow)
        .where(
            BatchRow.id == batch_id,
            BatchRow.updated_at < before,
            ~exists().where(RunRow.batch_id == BatchRow.id),
            ~exists().where(UploadSessionRow.batch_id == BatchRow.id),
        )
        .returning(BatchRow.id)
    )
    return removed.first() is not None


def list_input_folders(session: Session, *, organization_id: str) -> Collection[tuple[UUID, str]]:
    """Return drive and key of each folder, no batch, that a kept run was started over."""
    query = select(RunRow.input_drive_id, RunRow.input_key).where(
        RunRow.organization_id == organization_id, RunRow.batch_id.is_(None)
    )
    return {(row.input_drive_id, row.input_key) for row in session.execute(query.distinct())}


def list_old_deliveries(
    session: Session, *, workspace_id: UUID, before: datetime, limit: int
) -> Sequence[UUID]:
    """Return deliveries that were over by then."""
    query = select(DeliveryRow.id).where(
        DeliveryRow.workspace_id == workspace_id, _DELIVERY_IS_OVER, DeliveryRow.finished_at < before
    )
    return tuple(session.scalars(query.order_by(DeliveryRow.id).limit(limit)))


def count_old_deliveries(session: Session, *, workspace_id: UUID, before: datetime) -> int:
    """Return how many there are."""
    query = select(func.count()).where(
        DeliveryRow.workspace_id == workspace_id, _DELIVERY_IS_OVER, DeliveryRow.finished_at < before
    )
    return session.scalar(query) or 0


def delete_deliveries(session: Session, *, ids: Collection[UUID]) -> int:
    """Delete those of the deliveries that are over, with their attempts, and return how many."""
    gone = delete(DeliveryRow).where(DeliveryRow.id.in_(ids), _DELIVERY_IS_OVER).returning(DeliveryRow.id)
    return len(session.execute(gone).all())


def list_old_jobs(session: Session, *, workspace_id: UUID, before: datetime, limit: int) -> Sequence[UUID]:
    """Return jobs of before then that are over."""
    query = select(JobRow.id).where(
        JobRow.workspace_id == workspace_id, _JOB_IS_OVER, JobRow.created_at < before
    )
    return tuple(session.scalars(query.order_by(JobRow.id).limit(limit)))


def count_old_jobs(session: Session, *, workspace_id: UUID, before: datetime) -> int:
    """Return how many there are."""
    query = select(func.count()).where(
        JobRow.workspace_id == workspace_id, _JOB_IS_OVER, JobRow.created_at < before
    )
    return session.scalar(query) or 0


def delete_jobs(session: Session, *, ids: Collection[UUID]) -> int:
    """Delete those of the jobs that are over and return how many."""
    gone = delete(JobRow).where(JobRow.id.in_(ids), _JOB_IS_OVER).returning(JobRow.id)
    return len(session.execute(gone).all())


def list_old_audit_events(
    session: Session, *, organization_id: str, before: datetime, limit: int
) -> Sequence[int]:
    """Return the numbers of events noted before then."""
    query = select(AuditEventRow.id).where(
        AuditEventRow.organization_id == organization_id, AuditEventRow.at < before
    )
    return tuple(session.scalars(query.order_by(AuditEventRow.at).limit(limit)))


def count_old_audit_events(session: Session, *, organization_id: str, before: datetime) -> int:
    """Return how many there are."""
    query = select(func.count()).where(
        AuditEventRow.organization_id == organization_id, AuditEventRow.at < before
    )
    return session.scalar(query) or 0


def delete_audit_events(session: Session, *, ids: Collection[int]) -> int:
    """Delete events and return how many there were."""
    gone = delete(AuditEventRow).where(AuditEventRow.id.in_(ids)).returning(AuditEventRow.id)
    return len(session.execute(gone).all())


def count_old_keys(session: Session, *, before: datetime) -> int:
    """Return how many requests under idempotency keys were made before then."""
    return session.scalar(select(func.count()).where(IdempotencyKeyRow.created_at < before)) or 0


def list_kept_batches(session: Session, *, workspace_id: UUID) -> Collection[int]:
    """Return the numbers of all batches of a workspace."""
    return set(session.scalars(select(BatchRow.id).where(BatchRow.workspace_id == workspace_id)))


def list_kept_outputs(session: Session, *, organization_id: str, drive_id: UUID) -> Collection[str]:
    """Return the keys of the folders on a drive that an organization's runs write to."""
    query = select(RunRow.output_key).where(
        RunRow.organization_id == organization_id, RunRow.output_drive_id == drive_id
    )
    return set(session.scalars(query))


def find_kept_uploads(session: Session, *, ids: Collection[UUID]) -> Collection[UUID]:
    """Return those of the ids that upload sessions have."""
    return set(session.scalars(select(UploadSessionRow.id).where(UploadSessionRow.id.in_(ids))))
