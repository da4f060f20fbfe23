"""An organization with a shared workspace, something of everything in it, and everybody around it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from docyard.domain.identity import (
    Member,
    MemberKind,
    OrganizationRole,
    Token,
    Workspace,
    WorkspaceKind,
    WorkspaceRole,
)
from docyard.services.tokens import create_token, hash_token
from docyard.store import members, tokens, workspaces
from tests.accounts import Account, Site, wait_for_run
from tests.documents import invoice_pdf
from tests.storages import Storage
from tests.waiting import wait_until

WORKSPACE = "Claims"


@dataclass(frozen=True, slots=True)
class World:
    """Who and what there is.

    Attributes:
        roles: a member of the workspace in each role.
        service: a service account that is a developer in the workspace.
        bystander: a member of the organization who is not in the workspace.
        stranger: the admin of another organization.
        intruders: headers that prove nobody, by what is wrong with them.
        run_id: a run that is over.
        s3: a storage that can be connected as a drive.
        session_id: a multipart upload of ``batch_id`` that is open, for 3 bytes.
    """

    admin: Account
    roles: Mapping[WorkspaceRole, Account]
    service: Account
    bystander: Account
    stranger: Account
    intruders: Mapping[str, Mapping[str, str]]
    workspace_id: UUID
    batch_id: int
    run_id: str
    deployment_id: str
    session_id: str
    job_id: str
    s3: Storage

    @property
    def drive_path(self) -> str:
        """The workspace's drive, without a slash before it."""
        return f"{self.admin.organization_id}/{WORKSPACE}/fs/Instabase Drive"

    def file_path(self, name: str = "a.pdf") -> str:
        """A file of the batch."""
        return f"{self.drive_path}/batches/{self.batch_id}/{name}"

    def make(self, method: str, path: str, **options: Any) -> Any:
        """Do something as the admin and return what was answered."""
        answer = self.admin.call(method, path, **options)
        assert answer.status_code < 300, (method, path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def make_batch(self, *names: str) -> int:
        """Make another batch in the workspace, with files of those names."""
        batch_id: int = self.make("POST", "/v2/batches", json={"name": "more", "workspace": WORKSPACE})["id"]
        for name in names:
            self.make("PUT", f"/v2/batches/{batch_id}/files/{name}", data=invoice_pdf())
        return batch_id

    def start_run(self) -> str:
        """Start another run in the workspace."""
        body = {"app_name": "Invoice", "batch_id": self.batch_id, "output_workspace": WORKSPACE}
        run_id: str = self.make("POST", "/v2/apps/runs", json=body)["id"]
        return run_id

    def make_delivery(self) -> str:
        """Have a run in the workspace tell nobody of its end, until that is given up."""
        body = {
            "app_name": "Invoice",
            "batch_id": self.batch_id,
            "output_workspace": WORKSPACE,
            "settings": {"webhook_config": {"url": "http://127.0.0.1:9/"}},
        }
        run_id = self.make("POST", "/v2/apps/runs", json=body)["id"]

        def failed() -> str | None:
            (delivery,) = self.make("GET", "/v2/deliveries", params={"run_id": run_id})["deliveries"]
            return delivery["id"] if delivery["status"] == "FAILED" else None

        return wait_until(failed, f"the end of the delivery of run {run_id}")


def build_world(site: Site, s3: Storage) -> World:
    """Make all of it on a running server."""
    admin = site.found()
    workspace_id = _share_workspace(admin)
    roles = {
        role: _hire(admin, Member(admin.organization_id, f"{role.value}_example.com", f"{role}@example.com",
                                  OrganizationRole.MEMBER), workspace_id=workspace_id, role=role)
        for role in WorkspaceRole
    }  # fmt: skip
    robot = Member(
        admin.organization_id, "robot", "", OrganizationRole.MEMBER, kind=MemberKind.SERVICE_ACCOUNT
    )
    empty = World(
        admin=admin,
        roles=roles,
        service=_hire(admin, robot, workspace_id=workspace_id, role=WorkspaceRole.DEVELOPER),
        bystander=admin.hire("bystander@example.com"),
        stranger=site.found(),
        intruders={},
        workspace_id=workspace_id,
        batch_id=0,
        run_id="",
        deployment_id="",
        session_id="",
        job_id="",
        s3=s3,
    )
    world = replace(empty, intruders=_intruders(empty), batch_id=empty.make_batch("a.pdf"))
    upload = {"batch_id": world.batch_id, "filename": "b.pdf", "file_size": 3}
    return replace(
        world,
        run_id=_finished(world, world.start_run()),
        deployment_id=_deploy(world),
        session_id=world.make("POST", "/v2/batches/multipart-upload", json=upload)["session_id"],
        job_id=world.make("DELETE", f"/v2/batches/{world.make_batch()}")["job_id"],
    )


def _share_workspace(admin: Account) -> UUID:
    workspace = Workspace(uuid4(), admin.organization_id, WORKSPACE, WorkspaceKind.SHARED)
    with admin.site.database.write() as session:
        workspaces.add_workspace(session, workspace=workspace, now=datetime.now(UTC))
    return workspace.id


def _hire(admin: Account, member: Member, *, workspace_id: UUID, role: WorkspaceRole) -> Account:
    now = datetime.now(UTC)
    with admin.site.database.write() as session:
        members.add_member(session, member=member, now=now)
        workspaces.add_workspace_member(session, workspace_id=workspace_id, user_id=member.user_id, role=role)
        token = create_token(session, member=member, name="token", now=now)
    return Account(admin.site, admin.organization_id, member.user_id, token)


def _intruders(world: World) -> Mapping[str, Mapping[str, str]]:
    now = datetime.now(UTC)
    for name in ("expired", "revoked"):
        token = Token(
            id=uuid4(),
            organization_id=world.admin.organization_id,
            user_id=world.admin.user_id,
            name=name,
            created_at=now - timedelta(days=2),
            created_by=world.admin.user_id,
            expires_at=now - timedelta(days=1) if name == "expired" else None,
            revoked_at=now if name == "revoked" else None,
        )
        with world.admin.site.database.write() as session:
            value = f"{name} {world.admin.organization_id}"
            tokens.add_token(session, token=token, token_hash=hash_token(value))
    own = world.admin.organization_id
    return {
        "no token": {},
        "wrong token": {"Authorization": "Bearer nonsense"},
        "expired token": {"Authorization": f"Bearer expired {own}"},
        "revoked token": {"Authorization": f"Bearer revoked {own}"},
        "foreign context": world.stranger.headers | {"IB-Context": own},
    }


def _deploy(world: World) -> str:
    body = {"name": "claims", "app_name": "Invoice", "workspace": WORKSPACE}
    deployment_id: str = world.make("POST", "/v2/apps/deployments", json=body)["id"]
    return deployment_id


def _finished(world: World, run_id: str) -> str:
    wait_for_run(world.admin, run_id)
    path = f"/v2/apps/runs/{run_id}/files/0/pages/0/image"
    # Kept once it is drawn, which may take longer than a request waits.
    wait_until(lambda: world.admin.call("GET", path).status_code != 503, "the picture of a page")
    return run_id
