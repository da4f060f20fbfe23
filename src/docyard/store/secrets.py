"""Secrets and the workspaces they are open to; values are encrypted before they get here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from docyard.domain.identity import Workspace
from docyard.domain.secrets import Secret, SecretAccess
from docyard.store.database import Session
from docyard.store.tables import SecretRow, SecretWorkspaceRow, WorkspaceRow
from docyard.store.workspaces import workspace_of


@dataclass(frozen=True, slots=True)
class EncryptedSecret:
    """A secret's value as it is stored."""

    id: UUID
    organization_id: str
    alias: str
    value: str = field(repr=False)


def add_secret(session: Session, *, secret: Secret, encrypted_value: str) -> bool:
    """Add a secret; False, and nothing changed, where its alias is taken."""
    row = SecretRow(
        id=secret.id,
        organization_id=secret.organization_id,
        alias=secret.alias,
        description=secret.description,
        encrypted_value=encrypted_value,
        access=secret.access.value,
        created_at=secret.created_at,
        created_by=secret.created_by,
        updated_at=secret.updated_at,
        updated_by=secret.updated_by,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    _open_to(session, secret)
    return True


def find_secret(session: Session, *, organization_id: str, alias: str) -> Secret | None:
    """Return the organization's secret of that alias, if there is one."""
    found = list_secrets(session, organization_id=organization_id, workspace_id=None, alias=alias)
    return found[0] if found else None


def list_secrets(
    session: Session, *, organization_id: str, workspace_id: UUID | None, alias: str | None
) -> Sequence[Secret]:
    """Return the organization's secrets by alias; those open to a workspace, or of one alias, when given."""
    query = select(SecretRow).where(SecretRow.organization_id == organization_id)
    if alias is not None:
        query = query.where(SecretRow.alias == alias)
    if workspace_id is not None:
        listed = select(SecretWorkspaceRow.secret_id).where(SecretWorkspaceRow.workspace_id == workspace_id)
        query = query.where(or_(SecretRow.access == SecretAccess.ALL.value, SecretRow.id.in_(listed)))
    rows = session.scalars(query.order_by(SecretRow.alias)).all()
    rooms = _workspaces(session, {row.id for row in rows})
    return tuple(_secret(row, workspaces=rooms.get(row.id, ())) for row in rows)


def update_secret(session: Session, *, secret: Secret, encrypted_value: str | None) -> None:
    """Bring a secret to what it is now; without a value the old one stays."""
    row = session.get_one(SecretRow, secret.id)
    row.description = secret.description
    row.access = secret.access.value
    row.updated_at = secret.updated_at
    row.updated_by = secret.updated_by
    if encrypted_value is not None:
        row.encrypted_value = encrypted_value
    session.execute(delete(SecretWorkspaceRow).where(SecretWorkspaceRow.secret_id == secret.id))
    _open_to(session, secret)


def remove_secret(session: Session, *, secret_id: UUID) -> None:
    """Remove a secret and its value; harmless if it is gone."""
    session.execute(delete(SecretRow).where(SecretRow.id == secret_id))


def is_any_secret(session: Session) -> bool:
    """Tell whether any organization has a secret."""
    return session.scalar(select(SecretRow.id).limit(1)) is not None


def list_encrypted(session: Session) -> Sequence[EncryptedSecret]:
    """Return the stored values of all organizations, which nobody else changes until the session ends."""
    rows = session.scalars(select(SecretRow).order_by(SecretRow.id).with_for_update())
    return tuple(
        EncryptedSecret(
            id=row.id, organization_id=row.organization_id, alias=row.alias, value=row.encrypted_value
        )
        for row in rows
    )


def find_encrypted(session: Session, *, organization_id: str, alias: str) -> str | None:
    """Return the stored value of the organization's secret of that alias, if there is one."""
    return session.scalar(
        select(SecretRow.encrypted_value).where(
            SecretRow.organization_id == organization_id, SecretRow.alias == alias
        )
    )


def replace_encrypted(session: Session, *, secret_id: UUID, value: str) -> None:
    """Store the same value under another encryption."""
    session.get_one(SecretRow, secret_id).encrypted_value = value
    session.flush()


def _open_to(session: Session, secret: Secret) -> None:
    session.add_all(
        SecretWorkspaceRow(secret_id=secret.id, workspace_id=workspace.id) for workspace in secret.workspaces
    )
    session.flush()


def _workspaces(session: Session, secret_ids: Collection[UUID]) -> dict[UUID, tuple[Workspace, ...]]:
    query = (
        select(SecretWorkspaceRow.secret_id, WorkspaceRow)
        .join(WorkspaceRow, WorkspaceRow.id == SecretWorkspaceRow.workspace_id)
        .where(SecretWorkspaceRow.secret_id.in_(secret_ids))
        .order_by(WorkspaceRow.name)
    )
    found: dict[UUID, tuple[Workspace, ...]] = {}
    for secret_id, row in session.execute(query):
        found[secret_id] = (*found.get(secret_id, ()), workspace_of(row))
    return found


def _secret(row: SecretRow, *, workspaces: tuple[Workspace, ...]) -> Secret:
    return Secret(
        id=row.id,
        organization_id=row.organization_id,
        alias=row.alias,
        description=row.description,
        access=SecretAccess(row.access),
        workspaces=workspaces,
        created_at=row.created_at,
        created_by=row.created_by,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )
