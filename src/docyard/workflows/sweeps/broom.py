"""What every kind of sweeping works with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from docyard.domain.audit_events import AuditCategory, AuditEvent
from docyard.domain.identity import Organization
from docyard.domain.sweeps import Keeping, KeptWorkspace, Swept
from docyard.store import audit_events, organizations, retention, sweeps
from docyard.store.database import Database, Session
from docyard.workflows.drives import Drives

# Who deletes, in the audit log; no user ID can be this, for want of an underscore.
_ACTOR = "docyard"


@dataclass(frozen=True, slots=True)
class Broom:
    """One sweep's reach.

    Attributes:
        organization_id: None for all organizations.
        is_trial: nothing is deleted, only counted.
        with_orphans: folders of the built-in drive go, too, whose batch or run is gone.
        sweep_id: where what was deleted is counted; None: nowhere.
    """

    database: Database
    drives: Drives
    keeping: Keeping
    now: datetime
    organization_id: str | None = None
    is_trial: bool = False
    with_orphans: bool = False
    sweep_id: UUID | None = None

    def list_organizations(self) -> Sequence[Organization]:
        """Return the organizations to sweep in."""
        with self.database.read() as session:
            found = organizations.list_organizations(session)
        return [each for each in found if self.organization_id in (None, each.id)]

    def list_workspaces(self) -> Sequence[KeptWorkspace]:
        """Return the workspaces to sweep in that do not keep everything for ever."""
        with self.database.read() as session:
            return retention.list_kept_workspaces(session, organization_id=self.organization_id)

    def note(self, session: Session, swept: Swept) -> None:
        """Note what goes with the session's transaction: how much, never what was in it."""
        if swept.items == 0:
            return
        if self.sweep_id is not None:
            sweeps.count_swept(session, sweep_id=self.sweep_id, swept=swept)
        if not swept.organization_id:
            return
        noun = swept.kind.value.replace("_", " ")
        event = AuditEvent(
            organization_id=swept.organization_id,
            at=self.now,
            category=AuditCategory.WORKSPACE if swept.workspace else AuditCategory.ORGANIZATION,
            action=f"retention.{swept.kind.value}_deleted",
            target=f"{swept.items} {noun}",
            workspace=swept.workspace or None,
            user_id=_ACTOR,
            email="",
            ip=None,
        )
        audit_events.add_event(session, event=event)
