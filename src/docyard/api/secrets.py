"""Secrets of an organization."""

from typing import Annotated

from fastapi import APIRouter, Query

from docyard.api.backend import Reading, WithBackend, WithCaller, Writing, now
from docyard.api.idempotency_keys import Route
from docyard.api.wire.secrets import CreateSecret, DeleteSecret, Nothing, SecretBody, SecretList, UpdateSecret
from docyard.api.wire.text import Text
from docyard.services import secrets

router = APIRouter(prefix="/v2/aihub/secrets", tags=["secrets"], route_class=Route)


@router.get("", operation_id="listSecrets")
def list_secrets(
    caller: WithCaller,
    session: Reading,
    workspace: Annotated[Text | None, Query(description="Members who are no admins must name one.")] = None,
    alias: Annotated[Text | None, Query()] = None,
) -> SecretList:
    """List secrets, without their values: all, or those that a workspace may use."""
    found = secrets.list_secrets(session, caller, workspace=workspace, alias=alias)
    return SecretList(secrets=[SecretBody.of(secret) for secret in found])


@router.post("", operation_id="createSecret")
def create_secret(body: CreateSecret, backend: WithBackend, caller: WithCaller, session: Writing) -> Nothing:
    """Set a new secret; for admins."""
    secrets.create_secret(
        session, caller, keyring=backend.keyring, alias=body.alias, content=body.content(), now=now()
    )
    return Nothing()


@router.patch("", operation_id="updateSecret")
def update_secret(body: UpdateSecret, backend: WithBackend, caller: WithCaller, session: Writing) -> Nothing:
    """Change a secret; what is left out stays as it is; for admins."""
    secrets.update_secret(
        session, caller, keyring=backend.keyring, alias=body.alias, content=body.content(), now=now()
    )
    return Nothing()


@router.delete("", operation_id="deleteSecret")
def delete_secret(body: DeleteSecret, caller: WithCaller, session: Writing) -> Nothing:
    """Delete a secret; for admins."""
    secrets.delete_secret(session, caller, alias=body.alias, now=now())
    return Nothing()
