"""Secrets of an organization: admins set them, runs name them, nobody reads their values back."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller, Workspace, caller_of
from docyard.domain.permissions import Permission
from docyard.domain.secrets import Secret, SecretAccess
from docyard.errors import Conflict, Invalid, NotFound, Unavailable
from docyard.services import access
from docyard.services.audit_events import note
from docyard.store import deliveries, drives, members, secrets, sign_in_providers
from docyard.store.database import Session
from docyard.store.keyring import Keyring, SecretUnreadable

_ALIAS = re.compile(r"[A-Za-z0-9_]{1,255}")
_VALUE_LENGTH = 45_000
_DESCRIPTION_LENGTH = 1_000


class SecretNotFound(NotFound):
    """The organization has no secret of that alias, or none for that workspace."""

    code = "secret_not_found"


class SecretExists(Conflict):
    """The organization has a secret of that alias."""

    code = "secret_exists"


class SecretKeysMissing(Unavailable):
    """There are secrets, and the file with the keys that they are encrypted with is gone."""

    code = "secret_keys_missing"
    retryable = False


@dataclass(frozen=True, slots=True)
class SecretContent:
    """What a request says of a secret; None where it says nothing.

    Attributes:
        value: 1 to 45,000 characters.
        workspaces: names; heeded only where access is, or stays, ``SOME``.
    """

    description: str | None
    value: str | None = field(repr=False)
    access: SecretAccess | None
    workspaces: Sequence[str] | None


def create_secret(
    session: Session, caller: Caller, *, keyring: Keyring, alias: str, content: SecretContent, now: datetime
) -> Secret:
    """Set a new secret of the caller's organization.

    Raises:
        AdminsOnly: The caller is no admin.
        Invalid: The alias, the value or the description breaks its rule, or workspaces are missing.
        WorkspaceNotFound: The organization lacks a workspace that is named.
        SecretExists: The alias is taken.
    """
    access.require_admin(caller, to="create secrets")
    if not _ALIAS.fullmatch(alias):
        raise Invalid(
            f"{alias[:80]!r} cannot be an alias; "
            "expected 1 to 255 letters from A to Z, digits or underscores."
        )
    if content.access is None:
        raise Invalid("A new secret needs 'allowed_workspaces_type': ALL, SOME or NONE.")
    secret = Secret(
        id=uuid4(),
        organization_id=caller.organization_id,
        alias=alias,
        description=_checked_description(content.description or ""),
        access=content.access,
        workspaces=_workspaces(session, caller, content.access, content.workspaces or ()),
        created_at=now,
        created_by=caller.user_id,
        updated_at=now,
        updated_by=caller.user_id,
    )
    sealed = _seal(session, keyring, content.value or "")
    if not secrets.add_secret(session, secret=secret, encrypted_value=sealed):
        raise SecretExists(f"A secret {alias!r} exists already. Update it, or choose another alias.")
    _note(session, caller, action="secret.created", target=alias, now=now)
    return secret


def update_secret(
    session: Session, caller: Caller, *, keyring: Keyring, alias: str, content: SecretContent, now: datetime
) -> Secret:
    """Change what ``content`` says of a secret and leave the rest as it is.

    Raises:
        AdminsOnly: The caller is no admin.
        SecretNotFound: The organization has no such secret.
        Invalid: The value or the description breaks its rule, or workspaces are missing.
        WorkspaceNotFound: The organization lacks a workspace that is named.
    """
    access.require_admin(caller, to="update secrets")
    old = _get_secret(session, caller, alias)
    kind = content.access or old.access
    names = content.workspaces
    if names is None:
        names = [workspace.name for workspace in old.workspaces]
    new = replace(
        old,
        description=old.description
        if content.description is None
        else _checked_description(content.description),
        access=kind,
        workspaces=_workspaces(session, caller, kind, names),
        updated_at=now,
        updated_by=caller.user_id,
    )
    sealed = None if content.value is None else _seal(session, keyring, content.value)
    secrets.update_secret(session, secret=new, encrypted_value=sealed)
    _note(session, caller, action="secret.updated", target=alias, now=now)
    return new


def delete_secret(session: Session, caller: Caller, *, alias: str, now: datetime) -> None:
    """Delete a secret and its value; keys that name it are left without one.

    Raises:
        AdminsOnly: The caller is no admin.
        SecretNotFound: The organization has no such secret.
    """
    access.require_admin(caller, to="delete secrets")
    secrets.remove_secret(session, secret_id=_get_secret(session, caller, alias).id)
    _note(session, caller, action="secret.deleted", target=alias, now=now)


def list_secrets(
    session: Session, caller: Caller, *, workspace: str | None, alias: str | None
) -> Sequence[Secret]:
    """Return the organization's secrets by alias; those open to a workspace, or of one alias, when given.

    Members see no names of workspaces that they may not enter.

    Raises:
        AdminsOnly: A plain member named no workspace.
        WorkspaceNotFound: There is no such workspace.
        WorkspaceClosed: The caller is not in it.
    """
    if workspace is None:
        access.require_admin(caller, to="list all secrets; others name a 'workspace' of theirs")
        room = None
    else:
        room = access.enter_workspace(session, caller, name=workspace, to=Permission.READ)
    found = secrets.list_secrets(
        session,
        organization_id=caller.organization_id,
        workspace_id=None if room is None else room.id,
        alias=alias,
    )
    known = {open_room.id for open_room in access.list_open_workspaces(session, caller)}
    return [
        replace(secret, workspaces=tuple(each for each in secret.workspaces if each.id in known))
        for secret in found
    ]


def check_usable(session: Session, *, workspace: Workspace, aliases: Iterable[str]) -> None:
    """Refuse aliases whose secrets runs in the workspace cannot use.

    Raises:
        SecretNotFound: There is no secret of an alias, or it is not open to the workspace.
    """
    for alias in aliases:
        secret = secrets.find_secret(session, organization_id=workspace.organization_id, alias=alias)
        if secret is None or not secret.is_open_to(workspace):
            raise SecretNotFound(
                f"There is no secret {alias[:80]!r} for workspace {workspace.name!r}. "
                "An admin can set it, or open it to the workspace."
            )


def rotate_keys(session: Session, *, keyring: Keyring, now: datetime) -> int:
    """Encrypt all secrets of all organizations anew, and return how many there are.

    Credentials of drives, webhooks of deliveries and client secrets of sign-in providers are encrypted
    anew as well.

    A keyring with a key file gets a new key for that; keys from the settings are used as they are,
    the first one first. The owner's shell alone may do this; it acts as each organization's first admin.

    Raises:
        SecretKeysMissing: The key file is gone.
        SecretUnreadable: A secret was encrypted with a key that is no more; nothing has changed.
    """
    found = secrets.list_encrypted(session)
    check_keys(session, keyring)
    if keyring.has_key_file:
        keyring.add_key()
    for secret in found:
        value = keyring.encrypt_again(secret.value, what=f"secret {secret.alias!r}")
        secrets.replace_encrypted(session, secret_id=secret.id, value=value)
        admin = members.find_first_admin(session, organization_id=secret.organization_id)
        if admin is not None:
            _note(session, caller_of(admin), action="secret.encrypted_anew", target=secret.alias, now=now)
    _encrypt_drives_again(session, keyring, now=now)
    _encrypt_webhooks_again(session, keyring)
    _encrypt_client_secrets_again(session, keyring)
    return len(found)


def _encrypt_drives_again(session: Session, keyring: Keyring, *, now: datetime) -> None:
    for drive in drives.list_all_drives(session):
        what = f"the credentials of drive {drive.name!r}"
        again = keyring.encrypt_again(drive.encrypted_credentials, what=what)
        drives.replace_credentials(session, drive_id=drive.id, encrypted=again)
        admin = members.find_first_admin(session, organization_id=drive.organization_id)
        if admin is not None:
            _note(session, caller_of(admin), action="drive.encrypted_anew", target=drive.name, now=now)


def _encrypt_webhooks_again(session: Session, keyring: Keyring) -> None:
    for delivery_id, sealed in deliveries.list_encrypted(session):
        # A webhook whose key is lost fails by itself, and keeps nobody from getting new keys.
        with suppress(SecretUnreadable):
            again = keyring.encrypt_again(sealed, what=f"the webhook of delivery {delivery_id}")
            deliveries.replace_encrypted(session, delivery_id=delivery_id, value=again)


def _encrypt_client_secrets_again(session: Session, keyring: Keyring) -> None:
    for organization_id, sealed in sign_in_providers.list_encrypted(session):
        # Likewise: people cannot sign in there, until the client secret is set again.
        with suppress(SecretUnreadable):
            again = keyring.encrypt_again(
                sealed, what=f"the client secret of organization {organization_id!r}"
            )
            sign_in_providers.replace_encrypted(session, organization_id=organization_id, value=again)


def _note(session: Session, caller: Caller, *, action: str, target: str, now: datetime) -> None:
    note(
        session,
        caller,
        category=AuditCategory.SECRET,
        action=action,
        target=target,
        workspace=None,
        now=now,
    )


def _get_secret(session: Session, caller: Caller, alias: str) -> Secret:
    secret = secrets.find_secret(session, organization_id=caller.organization_id, alias=alias)
    if secret is None:
        raise SecretNotFound(f"There is no secret {alias[:80]!r} in organization {caller.organization_id!r}.")
    return secret


def _checked_description(description: str) -> str:
    if len(description) > _DESCRIPTION_LENGTH:
        raise Invalid(
            f"A secret's description may have {_DESCRIPTION_LENGTH} characters; {len(description)} were sent."
        )
    return description


def _workspaces(
    session: Session, caller: Caller, kind: SecretAccess, names: Sequence[str]
) -> tuple[Workspace, ...]:
    if kind is not SecretAccess.SOME:
        return ()
    if not names:
        raise Invalid("'allowed_workspaces_type' SOME needs at least one name in 'allowed_workspaces'.")
    return tuple(
        access.enter_workspace(session, caller, name=name, to=Permission.READ) for name in sorted(set(names))
    )


def _seal(session: Session, keyring: Keyring, value: str) -> str:
    if not 0 < len(value) <= _VALUE_LENGTH:
        raise Invalid(
            f"A secret's value has 1 to {_VALUE_LENGTH} characters; {len(value)} were sent as 'value'."
        )
    check_keys(session, keyring)
    return keyring.encrypt(value)


def check_keys(session: Session, keyring: Keyring) -> None:
    """Keep a new key from being made in silence where the old one is needed.

    Raises:
        SecretKeysMissing: The old one is gone.
    """
    if not keyring.has_keys() and (secrets.is_any_secret(session) or drives.is_any_drive(session)):
        raise SecretKeysMissing(
            "The key file of the secrets is gone from the data directory. Bring it back from a backup, "
            "or delete all secrets, disconnect all drives and set them up again."
        )
