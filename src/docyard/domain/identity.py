"""Who acts: organizations, workspaces, members, tokens."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class WorkspaceKind(StrEnum):
    """Personal workspaces are their owner's alone; shared and production ones have members."""

    PERSONAL = "personal"
    SHARED = "shared"
    PRODUCTION = "production"


class OrganizationRole(StrEnum):
    """An admin reaches every workspace of the organization; a member only their own."""

    MEMBER = "member"
    ADMIN = "admin"


class WorkspaceRole(StrEnum):
    """What somebody is in a workspace; each role includes those that stand before it."""

    REVIEWER = "reviewer"
    REVIEW_MANAGER = "review_manager"
    TESTER = "tester"
    DEVELOPER = "developer"
    MANAGER = "workspace_manager"

    def includes(self, other: "WorkspaceRole") -> bool:
        """Tell whether this role may do all that the other may."""
        ranks = list(WorkspaceRole)
        return ranks.index(self) >= ranks.index(other)


class MemberKind(StrEnum):
    """People sign in and have a personal workspace; service accounts only have tokens."""

    PERSON = "person"
    SERVICE_ACCOUNT = "service_account"


class MemberStatus(StrEnum):
    """Who was invited may be put into groups and workspaces before joining.

    A disabled account keeps its places and tokens, and none of them works.
    """

    INVITED = "invited"
    JOINED = "joined"
    DISABLED = "disabled"


class GroupRole(StrEnum):
    """What somebody is in a group; managers add and remove members and name managers."""

    MEMBER = "member"
    MANAGER = "manager"


class TokenCreation(StrEnum):
    """Whose API tokens work: everyone's, those of members of chosen groups, or nobody's."""

    EVERYONE = "everyone"
    GROUPS = "groups"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Organization:
    """An owner of everything else; ``id`` is a short slug that stands in paths.

    Attributes:
        docyard_tokens: whether API tokens of docyard's own work; else only those of token issuers do.
        retention_days: how long workspaces that do not say keep what is finished; None: for ever.
        quota_bytes: what all workspaces together may hold on the built-in drive; None: no limit.
    """

    id: str
    name: str
    token_creation: TokenCreation = TokenCreation.EVERYONE
    docyard_tokens: bool = True
    retention_days: int | None = None
    quota_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Workspace:
    """A room that members share; its ``name`` stands in paths, its ``id`` never changes.

    Attributes:
        development_workspace_id: where what a production workspace runs is developed, if it is linked.
        retention_days: how long what is finished is kept; 0: for ever; None: as the organization says.
        quota_bytes: what it may hold on the built-in drive; None: as much as the organization.
    """

    id: UUID
    organization_id: str
    name: str
    kind: WorkspaceKind
    development_workspace_id: UUID | None = None
    retention_days: int | None = None
    quota_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """An account in an organization.

    Attributes:
        user_id: a person's e-mail with ``@`` replaced by ``_``; a service account's own word.
        email: empty for service accounts.
        display_name: as others see it; empty where nobody chose one.
    """

    organization_id: str
    user_id: str
    email: str
    role: OrganizationRole
    kind: MemberKind = MemberKind.PERSON
    status: MemberStatus = MemberStatus.JOINED
    display_name: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invited person shows to join; its value is known only to who received it."""

    organization_id: str
    user_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """Members that get roles in workspaces together.

    Attributes:
        may_create_tokens: where the organization lets groups have API tokens, this is one of them.
    """

    id: UUID
    organization_id: str
    name: str
    description: str
    may_create_tokens: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class GroupMember:
    """Somebody in a group."""

    member: Member
    role: GroupRole


@dataclass(frozen=True, slots=True)
class WorkspaceMember:
    """Somebody who is in a workspace by themselves, in that role."""

    member: Member
    role: WorkspaceRole


@dataclass(frozen=True, slots=True)
class WorkspaceGroup:
    """A group whose members are in a workspace, in that role or in a higher one of their own."""

    group: Group
    role: WorkspaceRole


@dataclass(frozen=True, slots=True)
class Token:
    """An API token's record; the value itself is known only to who received it.

    Attributes:
        user_id: whom it speaks for.
        created_by: user ID of who made it, or last gave it a new value.
        last_used_at: to the minute, and None for one that was never used.
    """

    id: UUID
    organization_id: str
    user_id: str
    name: str
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    description: str = ""
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request, in which organization, proven by a token or the owner's shell.

    Attributes:
        is_service_account: has no personal workspace, so every workspace must be named.
        ip: where the request came from; None for the owner's shell.
        token_id: the API token that proves who it is; None for another proof.
        session_id: the session that proves it, where somebody signed in.
    """

    organization_id: str
    user_id: str
    is_admin: bool
    is_service_account: bool = False
    ip: str | None = None
    token_id: UUID | None = None
    session_id: UUID | None = None


def caller_of(member: Member, *, ip: str | None = None, token_id: UUID | None = None) -> Caller:
    """Return the caller that a member is; without ``ip`` in the owner's shell."""
    return Caller(
        organization_id=member.organization_id,
        user_id=member.user_id,
        is_admin=member.role is OrganizationRole.ADMIN,
        is_service_account=member.kind is MemberKind.SERVICE_ACCOUNT,
        ip=ip,
        token_id=token_id,
    )


def user_id_of(email: str) -> str:
    """Return the user ID of an e-mail address: ``jane@acme.com`` is ``jane_acme.com``."""
    return email.strip().lower().replace("@", "_")
