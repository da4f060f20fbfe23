"""Who the caller is."""

from collections.abc import Sequence
from dataclasses import dataclass

from docyard.domain.identity import Caller, Member, Organization, Token
from docyard.services.members import get_account
from docyard.services.organizations import get_settings
from docyard.services.tokens import get_token
from docyard.services.workspaces import OpenWorkspace, list_workspaces
from docyard.store.database import Session

_MOST_WORKSPACES = 1_000


@dataclass(frozen=True, slots=True)
class Me:
    """The caller's account and what is open to it.

    Attributes:
        workspaces: the first thousand that they may enter, by name.
        token: what proves the request; None where it is no API token.
    """

    member: Member
    organization: Organization
    workspaces: Sequence[OpenWorkspace]
    token: Token | None


def describe_caller(session: Session, caller: Caller) -> Me:
    """Return who the caller is.

    Raises:
        MemberNotFound: They were removed a moment ago.
    """
    token_id = caller.token_id
    return Me(
        member=get_account(session, caller, user_id=caller.user_id),
        organization=get_settings(session, caller).organization,
        workspaces=list_workspaces(session, caller, name=None, limit=_MOST_WORKSPACES, offset=0),
        token=None if token_id is None else get_token(session, caller, token_id=token_id),
    )
