"""The caller's organization and its settings."""

from fastapi import APIRouter

from docyard.api.backend import Reading, WithCaller, Writing, now
from docyard.api.body import BoundedRoute
from docyard.api.wire.organizations import OrganizationBody, UpdateOrganization
from docyard.domain.storage import Quota
from docyard.domain.sweeps import Retention
from docyard.services import organizations
from docyard.services.organizations import OrganizationLimits

router = APIRouter(prefix="/v2/organization", tags=["organization"], route_class=BoundedRoute)


@router.get("", operation_id="getOrganization")
def read_organization(caller: WithCaller, session: Reading) -> OrganizationBody:
    """Read the settings of one's organization."""
    return OrganizationBody.of(organizations.get_settings(session, caller))


@router.patch("", operation_id="updateOrganization")
def update_organization(body: UpdateOrganization, caller: WithCaller, session: Writing) -> OrganizationBody:
    """Change the organization's name, whose API tokens work, or how long things are kept; for admins."""
    given = body.model_fields_set
    settings = organizations.update_settings(
        session,
        caller,
        name=body.name,
        token_creation=body.token_creation,
        token_group_ids=body.token_group_ids,
        docyard_tokens=body.docyard_tokens,
        limits=OrganizationLimits(
            retention=Retention(body.retention_days) if "retention_days" in given else None,
            quota=Quota(body.quota_bytes) if "quota_bytes" in given else None,
        ),
        now=now(),
    )
    return OrganizationBody.of(settings)
