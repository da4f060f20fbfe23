"""All tables. Every row belongs to an organization, most to a workspace."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


def _while_it_lives(deleted_at: str) -> dict[str, Any]:
    """Return how an index says that it holds only rows that are not deleted."""
    condition = text(f"{deleted_at} IS NULL")
    return {"sqlite_where": condition, "postgresql_where": condition}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python on both databases; SQLite keeps no zone of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return (
            None
            if value is None
            else (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))
        )


class Table(DeclarativeBase):
    """Base of all tables; names are prefixed, since DBOS keeps its own in the same SQLite file."""

    # SQLAlchemy declares less than what it sets.
    __table__: ClassVar[sqlalchemy.Table]
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: UtcDateTime,
        date: Date,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class OrganizationRow(Table):
    __tablename__ = "docyard_organizations"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    token_creation: Mapped[str]
    # A drive, or the built-in one; None means no choice was made.
    default_drive_id: Mapped[UUID | None]
    docyard_tokens: Mapped[bool]
    retention_days: Mapped[int | None]
    quota_bytes: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]


class MemberRow(Table):
    __tablename__ = "docyard_members"
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str]
    role: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    display_name: Mapped[str]
    created_at: Mapped[datetime]


class InvitationRow(Table):
    __tablename__ = "docyard_invitations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["docyard_members.organization_id", "docyard_members.user_id"],
            ondelete="CASCADE",
        ),
    )
    organization_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]


class WorkspaceRow(Table):
    __tablename__ = "docyard_workspaces"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    name: Mapped[str]
    kind: Mapped[str]
    # No foreign key: SQLite adds none to a table that others refer to without losing their rows.
    development_workspace_id: Mapped[UUID | None]
    default_drive_id: Mapped[UUID | None]
    # 0 means for ever, and None what the organization says.
    retention_days: Mapped[int | None]
    quota_bytes: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]


class WorkspaceMemberRow(Table):
    __tablename__ = "docyard_workspace_members"
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_workspaces.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]


class GroupRow(Table):
    __tablename__ = "docyard_groups"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    name: Mapped[str]
    description: Mapped[str]
    may_create_tokens: Mapped[bool]
    created_at: Mapped[datetime]


class GroupMemberRow(Table):
    __tablename__ = "docyard_group_members"
    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_groups.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]


class WorkspaceGroupRow(Table):
    __tablename__ = "docyard_workspace_groups"
    workspace_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_workspaces.id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_groups.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str]


class TokenRow(Table):
    __tablename__ = "docyard_tokens"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "user_id"], ["docyard_members.organization_id", "docyard_members.user_id"]
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str]
    user_id: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class TokenIssuerRow(Table):
    __tablename__ = "docyard_token_issuers"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        UniqueConstraint("organization_id", "issuer", "audience"),
        Index(None, "issuer"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    name: Mapped[str]
    issuer: Mapped[str]
    audience: Mapped[str]
    jwks: Mapped[str | None]
    jwks_url: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TokenIdentityRow(Table):
    __tablename__ = "docyard_token_identities"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["docyard_members.organization_id", "docyard_members.user_id"],
            ondelete="CASCADE",
        ),
    )
    issuer_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_token_issuers.id", ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str]
    user_id: Mapped[str]
    created_at: Mapped[datetime]


class SignInProviderRow(Table):
    __tablename__ = "docyard_sign_in_providers"
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"), primary_key=True)
    issuer: Mapped[str]
    client_id: Mapped[str]
    encrypted_client_secret: Mapped[str | None]
    email_domains: Mapped[list[str]]
    adds_members: Mapped[bool]
    role: Mapped[str]
    updated_at: Mapped[datetime]


class SignInStartRow(Table):
    __tablename__ = "docyard_sign_in_starts"
    state_hash: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(
        ForeignKey("docyard_sign_in_providers.organization_id", ondelete="CASCADE")
    )
    nonce: Mapped[str]
    code_verifier: Mapped[str]
    redirect_uri: Mapped[str]
    next_path: Mapped[str]
    expires_at: Mapped[datetime]


class PasswordRow(Table):
    __tablename__ = "docyard_passwords"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["docyard_members.organization_id", "docyard_members.user_id"],
            ondelete="CASCADE",
        ),
    )
    organization_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str]
    set_at: Mapped[datetime]


class SignInAttemptsRow(Table):
    # Not bound to members: addresses of nobody are counted and locked alike.
    __tablename__ = "docyard_sign_in_attempts"
    email_hash: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    failing_since: Mapped[datetime | None]
    locked_until: Mapped[datetime | None]


class SessionRow(Table):
    __tablename__ = "docyard_sessions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["docyard_members.organization_id", "docyard_members.user_id"],
            ondelete="CASCADE",
        ),
        Index(None, "organization_id", "user_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str]
    user_id: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ip: Mapped[str | None]
    user_agent: Mapped[str]


class AppRow(Table):
    __tablename__ = "docyard_apps"
    __table_args__ = (
        Index(None, "organization_id", "owner", "name", unique=True, **_while_it_lives("deleted_at")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("docyard_organizations.id"))
    workspace_id: Mapped[UUID | None] = mapped_column(ForeignKey("docyard_workspaces.id"))
    owner: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    visibility: Mapped[str] = mapped_column(server_default="workspace")
    created_at: Mapped[datetime]
    # Deleted apps stay for the runs that used them.
    deleted_at: Mapped[datetime | None]


class AppWorkspaceRow(Table):
    """A workspace that may use an app of another one."""

    __tablename__ = "docyard_app_workspaces"
    app_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_apps.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_workspaces.id", ondelete="CASCADE"), primary_key=True
    )


class AppVersionRow(Table):
    __tablename__ = "docyard_app_versions"
    __table_args__ = (UniqueConstraint("app_id", "version"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    app_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_apps.id"))
    version: Mapped[str]
    state: Mapped[str]
    file: Mapped[str]
    created_at: Mapped[datetime]


class DeploymentRow(Table):
    __tablename__ = "docyard_deployments"
    __table_args__ = (Index(None, "organization_id", "name", unique=True, **_while_it_lives("deleted_at")),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_workspaces.id"))
    app_version_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_app_versions.id"))
    name: Mapped[str]
    description: Mapped[str]
    custom_keys: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    secret_keys: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    tags: Mapped[list[str]] = mapped_column(server_default="[]")
    output_dir: Mapped[str | None]
    review_enabled: Mapped[bool] = mapped_column(server_default=false())
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    # Deleted deployments stay for their runs.
    deleted_at: Mapped[datetime | None]


class DriveRow(Table):
    __tablename__ = "docyard_drives"
    __table_args__ = (Index(None, "organization_id", "name"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    workspace_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("docyard_workspaces.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    type: Mapped[str]
    options: Mapped[dict[str, Any]]
    encrypted_credentials: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class BatchRow(Table):
    __tablename__ = "docyard_batches"
    # AUTOINCREMENT, so that the number of a deleted batch never names another one.
    __table_args__ = (Index(None, "organization_id", "workspace_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_workspaces.id"))
    drive_id: Mapped[UUID]
    drive_name: Mapped[str]
    name: Mapped[str]
    owner: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class UploadSessionRow(Table):
    __tablename__ = "docyard_upload_sessions"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("docyard_batches.id", ondelete="CASCADE"))
    file_name: Mapped[str]
    file_size_bytes: Mapped[int] = mapped_column(BigInteger)
    part_size_bytes: Mapped[int]
    created_at: Mapped[datetime]


class UploadPartRow(Table):
    __tablename__ = "docyard_upload_parts"
    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_upload_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)


class JobRow(Table):
    __tablename__ = "docyard_jobs"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_workspaces.id"))
    kind: Mapped[str]
    drive_id: Mapped[UUID]
    target: Mapped[str]
    state: Mapped[str]
    message: Mapped[str]
    created_at: Mapped[datetime]
    source_drive_id: Mapped[UUID | None]
    source: Mapped[str | None]


class RunRow(Table):
    __tablename__ = "docyard_runs"
    __table_args__ = (
        Index(None, "organization_id", "started_at"),
        Index(None, "workspace_id", "started_at", "id"),
        Index(None, "batch_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_workspaces.id"))
    app_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_apps.id"))
    app_version_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_app_versions.id"))
    deployment_id: Mapped[UUID | None] = mapped_column(ForeignKey("docyard_deployments.id"))
    started_by: Mapped[str]
    batch_id: Mapped[int | None]
    input_path: Mapped[str]
    input_drive_id: Mapped[UUID]
    input_key: Mapped[str]
    output_path: Mapped[str]
    output_drive_id: Mapped[UUID]
    output_key: Mapped[str]
    status: Mapped[str]
    message: Mapped[str | None]
    searchable_pdf: Mapped[bool]
    passwords: Mapped[dict[str, Any]]
    custom_keys: Mapped[dict[str, Any]]
    secret_keys: Mapped[dict[str, Any]]
    tags: Mapped[list[str]]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    # No foreign key: SQLite would have to write the table anew for it, which empties those that refer to it.
    retry_of: Mapped[UUID | None] = mapped_column(index=True)
    event_count: Mapped[int] = mapped_column(server_default="0", default=0)
    review_completed: Mapped[bool] = mapped_column(server_default=false(), default=False)
    # 0 in runs of releases that did not keep it.
    file_count: Mapped[int] = mapped_column(server_default="0", default=0)
    # How often a worker was asked to follow a review, and how far one has come.
    revision: Mapped[int] = mapped_column(server_default="0", default=0)
    revised: Mapped[int] = mapped_column(server_default="0", default=0)


class SecretRow(Table):
    __tablename__ = "docyard_secrets"
    __table_args__ = (UniqueConstraint("organization_id", "alias"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    alias: Mapped[str]
    description: Mapped[str]
    encrypted_value: Mapped[str]
    access: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str]


class SecretWorkspaceRow(Table):
    __tablename__ = "docyard_secret_workspaces"
    secret_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_secrets.id", ondelete="CASCADE"), primary_key=True
    )
    workspace_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_workspaces.id", ondelete="CASCADE"), primary_key=True
    )


class AuditEventRow(Table):
    __tablename__ = "docyard_audit_events"
    __table_args__ = (Index(None, "organization_id", "at"),)
    # SQLite counts up for columns of this very type only.
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    at: Mapped[datetime]
    category: Mapped[str]
    action: Mapped[str]
    target: Mapped[str]
    workspace: Mapped[str | None]
    user_id: Mapped[str]
    email: Mapped[str]
    ip: Mapped[str | None]


class RunFileRow(Table):
    __tablename__ = "docyard_run_files"
    __table_args__ = (Index(None, "run_id", "status"),)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_runs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    error_retryable: Mapped[bool | None]
    page_count: Mapped[int | None]
    document_count: Mapped[int | None]
    engine_s: Mapped[float | None]
    starts: Mapped[int] = mapped_column(server_default="0", default=0)
    ended_at: Mapped[datetime | None]


class RunEventRow(Table):
    __tablename__ = "docyard_run_events"
    run_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_runs.id", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    level: Mapped[str]
    kind: Mapped[str]
    message: Mapped[str]
    file_position: Mapped[int | None]
    file_name: Mapped[str | None]
    code: Mapped[str | None]


class UsageRow(Table):
    __tablename__ = "docyard_usage"
    __table_args__ = (Index(None, "organization_id", "day"),)
    # Of a workspace that may be deleted: what was used stays.
    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    runs: Mapped[int]
    files: Mapped[int]
    failed_files: Mapped[int]
    pages: Mapped[int]
    documents: Mapped[int]
    engine_s: Mapped[float]


class SweepRow(Table):
    __tablename__ = "docyard_sweeps"
    __table_args__ = (
        # One per night, however many workers there are.
        UniqueConstraint("night"),
        Index(None, "started_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    # None means all organizations.
    organization_id: Mapped[str | None] = mapped_column(ForeignKey("docyard_organizations.id"))
    night: Mapped[date | None]
    state: Mapped[str]
    message: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class SweptRow(Table):
    __tablename__ = "docyard_swept"
    sweep_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_sweeps.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    # Empty for what belongs to no organization, or to no workspace.
    organization_id: Mapped[str] = mapped_column(primary_key=True)
    workspace: Mapped[str] = mapped_column(primary_key=True)
    items: Mapped[int]
    size_bytes: Mapped[int] = mapped_column(BigInteger)


class StorageRow(Table):
    __tablename__ = "docyard_storage"
    workspace_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_workspaces.id", ondelete="CASCADE"), primary_key=True
    )
    measured_bytes: Mapped[int] = mapped_column(BigInteger)
    added_bytes: Mapped[int] = mapped_column(BigInteger)
    # Of measurements; one that ends under another number than it began with is overtaken.
    number: Mapped[int]
    measured_at: Mapped[datetime | None]


class ReservationRow(Table):
    __tablename__ = "docyard_reservations"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_workspaces.id", ondelete="CASCADE"), index=True
    )
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class ResultRow(Table):
    __tablename__ = "docyard_results"
    __table_args__ = (
        ForeignKeyConstraint(
            ["run_id", "position"],
            ["docyard_run_files.run_id", "docyard_run_files.position"],
            ondelete="CASCADE",
        ),
    )
    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]


class DueRevisionRow(Table):
    __tablename__ = "docyard_due_revisions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["run_id", "position"],
            ["docyard_run_files.run_id", "docyard_run_files.position"],
            ondelete="CASCADE",
        ),
    )
    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)


class PacketRow(Table):
    __tablename__ = "docyard_packets"
    run_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_runs.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[str]


class FingerprintRow(Table):
    __tablename__ = "docyard_fingerprints"
    __table_args__ = (Index(None, "workspace_id", "digest"),)
    # Counts up: what was recorded first is no duplicate.
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_runs.id", ondelete="CASCADE"), index=True)
    workspace_id: Mapped[UUID]
    position: Mapped[int]
    document: Mapped[int]
    field: Mapped[str]
    digest: Mapped[str]
    content: Mapped[str]
    # Whether the result has the alert.
    is_marked: Mapped[bool] = mapped_column(server_default=false(), default=False)


class IdempotencyKeyRow(Table):
    __tablename__ = "docyard_idempotency_keys"
    slot: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    fingerprint: Mapped[str]
    attempt: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]]
    sealed_body: Mapped[str]


class DeliveryRow(Table):
    __tablename__ = "docyard_deliveries"
    __table_args__ = (Index(None, "run_id"), Index(None, "workspace_id", "created_at"))
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_workspaces.id", ondelete="CASCADE"))
    # No foreign key: what is on its way arrives also when its run is deleted.
    run_id: Mapped[UUID]
    url: Mapped[str]
    encrypted_webhook: Mapped[str]
    body: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class DeliveryAttemptRow(Table):
    __tablename__ = "docyard_delivery_attempts"
    delivery_id: Mapped[UUID] = mapped_column(
        ForeignKey("docyard_deliveries.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    status_code: Mapped[int | None]
    error: Mapped[str | None]


class WorkerRow(Table):
    __tablename__ = "docyard_workers"
    executor_id: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(server_default="", default="")
    application_version: Mapped[str] = mapped_column(server_default="1", default="1")


class LanguageModelRow(Table):
    __tablename__ = "docyard_models"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("docyard_organizations.id"))
    name: Mapped[str]
    base_url: Mapped[str]
    model: Mapped[str]
    # No foreign key: a secret may be deleted, and models that name it say so when they are asked.
    secret_alias: Mapped[str | None]
    input_price_micros: Mapped[int] = mapped_column(BigInteger)
    output_price_micros: Mapped[int] = mapped_column(BigInteger)
    context_tokens: Mapped[int]
    output_tokens: Mapped[int]
    requests_at_a_time: Mapped[int]
    vision: Mapped[bool]
    timeout_s: Mapped[float]
    answer_mode: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ModelRequestRow(Table):
    __tablename__ = "docyard_model_requests"
    __table_args__ = (Index(None, "run_id", "question"), Index(None, "model_id", "state"))
    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("docyard_runs.id", ondelete="CASCADE"))
    # No foreign key: what a run spent outlives the model.
    model_id: Mapped[UUID]
    model: Mapped[str]
    question: Mapped[str]
    state: Mapped[str]
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    cost_micros: Mapped[int] = mapped_column(BigInteger)
    answer: Mapped[str | None]
    sent_at: Mapped[datetime]
    ends_at: Mapped[datetime]
