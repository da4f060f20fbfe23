"""Service accounts."""

from fastapi import APIRouter, Response

from docyard.api.backend import Reading, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.paging import Limit, Offset
from docyard.api.wire.service_accounts import (
    CreateServiceAccount,
    NewServiceAccountBody,
    ServiceAccountBody,
    ServiceAccountList,
    UpdateServiceAccount,
)
from docyard.api.wire.text import Text
from docyard.api.wire.tokens import NewTokenBody
from docyard.domain.identity import MemberKind
from docyard.services import members, service_accounts

router = APIRouter(prefix="/v2/service-accounts", tags=["service-accounts"], route_class=Route)


@router.get("", operation_id="listServiceAccounts")
def list_service_accounts(
    caller: WithCaller, session: Reading, limit: Limit = 100, offset: Offset = 0
) -> ServiceAccountList:
    """List the organization's service accounts, by user ID."""
    found = members.list_members(session, caller, kind=MemberKind.SERVICE_ACCOUNT, limit=limit, offset=offset)
    return ServiceAccountList(service_accounts=[ServiceAccountBody.of(account) for account in found])


@router.post("", operation_id="createServiceAccount", status_code=201)
def create_service_account(
    body: CreateServiceAccount, caller: WithCaller, session: Writing
) -> NewServiceAccountBody:
    """Create a service account, and a first token for it if asked to; for admins."""
    account, token = service_accounts.create_service_account(
        session,
        caller,
        display_name=body.display_name,
        role=body.role,
        first_token=body.token.first_token() if body.token else None,
        now=now(),
    )
    return NewServiceAccountBody(
        service_account=ServiceAccountBody.of(account),
        token=NewTokenBody.of_new(token) if token else None,
    )


@router.get("/{user_id}", operation_id="getServiceAccount")
def read_service_account(user_id: Text, caller: WithCaller, session: Reading) -> ServiceAccountBody:
    """Read what is known of a service account."""
    account = members.get_account(session, caller, user_id=user_id, kind=MemberKind.SERVICE_ACCOUNT)
    return ServiceAccountBody.of(account)


@router.patch("/{user_id}", operation_id="updateServiceAccount")
def update_service_account(
    user_id: Text, body: UpdateServiceAccount, caller: WithCaller, session: Writing
) -> ServiceAccountBody:
    """Rename a service account, change its role, disable or enable it; for admins."""
    account = service_accounts.update_service_account(
        session, caller, user_id=user_id, change=body.change(), now=now()
    )
    return ServiceAccountBody.of(account)


@router.delete("/{user_id}", operation_id="deleteServiceAccount", status_code=204)
def delete_service_account(user_id: Text, caller: WithCaller, session: Writing) -> Response:
    """Delete a service account with its tokens; for admins."""
    service_accounts.delete_service_account(session, caller, user_id=user_id, now=now())
    return Response(status_code=204)
