"""Who is in what, and whose tokens work, asked of both databases."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from docyard.domain.identity import (
    Group,
    GroupRole,
    Member,
    MemberKind,
    MemberStatus,
    Organization,
    OrganizationRole,
    Token,
    TokenCreation,
    Workspace,
    WorkspaceKind,
    WorkspaceRole,
)
from docyard.domain.jobs import Job, JobKind, JobState
from docyard.store import groups, jobs, members, organizations, tokens, workspaces
from docyard.store.database import Database, Session

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ACME = "acme"


@pytest.fixture
def filled(database: Database) -> Database:
    """Two organizations with a ``bob`` each, who is in workspace and group ``claims`` there."""
    with database.write() as session:
        for organization_id in (ACME, "other"):
            organizations.add_organization(
                session, organization=Organization(organization_id, organization_id), now=NOW
            )
            add(session, "jane", organization_id, role=OrganizationRole.ADMIN)
            add(session, "bob", organization_id)
            room = Workspace(uuid4(), organization_id, "claims", WorkspaceKind.SHARED)
            assert workspaces.add_workspace(session, workspace=room, now=NOW)
            group = Group(uuid4(), organization_id, "claims", "", may_create_tokens=False, created_at=NOW)
            assert groups.add_group(session, group=group)
            enter = workspaces.add_workspace_member
            enter(session, workspace_id=room.id, user_id="bob", role=WorkspaceRole.TESTER)
            groups.add_group_member(session, group_id=group.id, user_id="bob", role=GroupRole.MEMBER)
    return database


def add(
    session: Session,
    user_id: str,
    organization_id: str = ACME,
    *,
    role: OrganizationRole = OrganizationRole.MEMBER,
    kind: MemberKind = MemberKind.PERSON,
    status: MemberStatus = MemberStatus.JOINED,
) -> None:
    member = Member(organization_id, user_id, "", role, kind=kind, status=status)
    members.add_member(session, member=member, now=NOW)
    token = Token(uuid4(), organization_id, user_id, "t", NOW, user_id, expires_at=None)
    tokens.add_token(session, token=token, token_hash=f"{organization_id} {user_id}")


def room_of(session: Session, organization_id: str = ACME) -> UUID:
    room = workspaces.find_workspace(session, organization_id=organization_id, name="claims")
    assert room is not None
    return room.id


def group_of(session: Session, organization_id: str = ACME) -> UUID:
    (group,) = groups.list_groups(session, organization_id=organization_id, user_id=None, limit=9, offset=0)
    return group.id


def let_in(session: Session, role: WorkspaceRole) -> None:
    workspaces.add_workspace_group(
        session, workspace_id=room_of(session), group_id=group_of(session), role=role
    )


def is_open(session: Session, user_id: str) -> bool:
    bearer = tokens.find_bearer(session, token_hash=f"{ACME} {user_id}")
    assert bearer is not None
    asked = tokens.may_have_tokens(session, organization_id=ACME, user_id=user_id)
    assert bearer.is_open == asked
    return asked


def test_the_highest_role_counts(filled: Database) -> None:
    with filled.write() as session:

        def role() -> WorkspaceRole | None:
            return workspaces.find_role(session, workspace_id=room_of(session), user_id="bob")

        assert role() is WorkspaceRole.TESTER
        let_in(session, WorkspaceRole.REVIEWER)
        assert role() is WorkspaceRole.TESTER
        let_in(session, WorkspaceRole.MANAGER)
        assert role() is WorkspaceRole.MANAGER
        assert workspaces.remove_workspace_member(session, workspace_id=room_of(session), user_id="bob")
        assert role() is WorkspaceRole.MANAGER
        groups.delete_group(session, group_id=group_of(session))
        assert role() is None


def test_a_removed_member_leaves_everything_of_one_organization(filled: Database) -> None:
    with filled.write() as session:
        members.remove_member(session, organization_id=ACME, user_id="bob")
    with filled.read() as session:
        for organization_id, count in ((ACME, 0), ("other", 1)):
            room, group = room_of(session, organization_id), group_of(session, organization_id)
            assert (
                len(workspaces.list_workspace_members(session, workspace_id=room, limit=9, offset=0)) == count
            )
            assert len(groups.list_group_members(session, group_id=group, limit=9, offset=0)) == count
            bearer = tokens.find_bearer(session, token_hash=f"{organization_id} bob")
            assert (bearer is not None) == bool(count)


def test_only_people_who_joined_count_as_admins(filled: Database) -> None:
    with filled.write() as session:
        add(session, "invited", role=OrganizationRole.ADMIN, status=MemberStatus.INVITED)
        add(session, "robot", role=OrganizationRole.ADMIN, kind=MemberKind.SERVICE_ACCOUNT)
        assert members.count_admins(session, organization_id=ACME) == 1
        first = members.find_first_admin(session, organization_id=ACME)
        assert first is not None
        assert first.user_id == "jane"


def test_the_rule_of_whose_tokens_work(filled: Database) -> None:
    with filled.write() as session:
        add(session, "robot", role=OrganizationRole.ADMIN, kind=MemberKind.SERVICE_ACCOUNT)

        def who(rule: TokenCreation) -> list[str]:
            organizations.update_organization(session, organization=Organization(ACME, ACME, rule))
            return [user_id for user_id in ("bob", "jane", "robot") if is_open(session, user_id)]

        assert who(TokenCreation.EVERYONE) == ["bob", "jane", "robot"]
        assert who(TokenCreation.GROUPS) == ["jane"]
        groups.choose_token_groups(session, organization_id=ACME, group_ids=[group_of(session)])
        assert who(TokenCreation.GROUPS) == ["bob", "jane"]
        assert who(TokenCreation.NOBODY) == ["jane"]
        groups.choose_token_groups(session, organization_id=ACME, group_ids=[])
        assert groups.list_token_groups(session, organization_id=ACME) == ()


def test_taken_names_change_nothing(filled: Database) -> None:
    with filled.write() as session:
        room = Workspace(uuid4(), ACME, "claims", WorkspaceKind.SHARED)
        group = Group(uuid4(), ACME, "claims", "", may_create_tokens=False, created_at=NOW)
        assert not workspaces.add_workspace(session, workspace=room, now=NOW)
        assert not groups.add_group(session, group=group)
        other = Workspace(uuid4(), ACME, "other", WorkspaceKind.SHARED)
        assert workspaces.add_workspace(session, workspace=other, now=NOW)
        taken = Workspace(other.id, ACME, "claims", WorkspaceKind.SHARED)
        assert not workspaces.update_workspace(session, workspace=taken)
    with filled.read() as session:
        assert workspaces.get_workspace(session, workspace_id=other.id).name == "other"


def test_a_workspace_goes_with_its_jobs_and_memberships(filled: Database) -> None:
    with filled.write() as session:
        room = room_of(session)
        job = Job(uuid4(), ACME, room, JobKind.DELETE_PATH, UUID(int=0), "", JobState.RUNNING, "", NOW)
        jobs.add_job(session, job=job)
        assert workspaces.count_contents(session, workspace_id=room)["jobs under way"] == 1
        jobs.move_job(session, job_id=job.id, to=JobState.COMPLETE, message="")
        assert not any(workspaces.count_contents(session, workspace_id=room).values())
        let_in(session, WorkspaceRole.TESTER)
        assert workspaces.delete_workspace(session, workspace_id=room)
    with filled.read() as session:
        assert workspaces.find_workspace(session, organization_id=ACME, name="claims") is None
        assert workspaces.find_workspace(session, organization_id="other", name="claims") is not None
