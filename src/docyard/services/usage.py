"""What workspaces used, for those who manage them."""

from collections.abc import Sequence
from datetime import date

from docyard.domain.identity import Caller
from docyard.domain.permissions import Permission
from docyard.domain.usage import UsageSum, UsageUnit
from docyard.errors import Invalid
from docyard.services import access
from docyard.store import usage
from docyard.store.database import Session


def list_usage(
    session: Session,
    caller: Caller,
    *,
    workspace: str | None,
    first: date,
    last: date,
    by: UsageUnit,
    limit: int,
    offset: int,
) -> Sequence[UsageSum]:
    """Return a page of usage from ``first`` to ``last`` (UTC days, both included).

    Without a workspace it is the organization's for admins, and that of the workspaces that the
    caller manages for others.

    Raises:
        Invalid: ``first`` is after ``last``.
        WorkspaceNotFound: There is no workspace of that name.
        WorkspaceClosed: The caller is not in it.
        RoleTooLow: The caller does not manage it.
    """
    if first > last:
        raise Invalid(f"'from' ({first}) is after 'to' ({last}); swap them.")
    manage = Permission.MANAGE_WORKSPACE
    if workspace is not None:
        ids = [access.enter_workspace(session, caller, name=workspace, to=manage).id]
    elif caller.is_admin:
        ids = None
    else:
        ids = [room.id for room in access.list_workspaces_open_to(session, caller, to=manage)]
    return usage.list_usage(
        session,
        organization_id=caller.organization_id,
        workspace_ids=ids,
        first=first,
        last=last,
        by=by,
        limit=limit,
        offset=offset,
    )
