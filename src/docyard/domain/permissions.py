"""Who may do what: one table from permissions to the lowest role that has them.

Admins of the organization have every permission in every workspace, and alone what is not of one
workspace: members, groups, service accounts, secrets, the audit log, drives of the organization.
"""

from collections.abc import Mapping
from enum import StrEnum

from docyard.domain.identity import WorkspaceRole


class Permission(StrEnum):
    """What may be done in a workspace."""

    READ = "read"
    REVIEW = "review"
    ASSIGN_REVIEWS = "assign_reviews"
    UPLOAD = "upload"
    RUN = "run"
    DELETE = "delete"
    PUSH_APPS = "push_apps"
    DEPLOY = "deploy"
    CONNECT_DRIVES = "connect_drives"
    MANAGE_WORKSPACE = "manage_workspace"


LOWEST_ROLE: Mapping[Permission, WorkspaceRole] = {
    Permission.READ: WorkspaceRole.REVIEWER,
    Permission.REVIEW: WorkspaceRole.REVIEWER,
    Permission.ASSIGN_REVIEWS: WorkspaceRole.REVIEW_MANAGER,
    Permission.UPLOAD: WorkspaceRole.TESTER,
    Permission.RUN: WorkspaceRole.TESTER,
    Permission.DELETE: WorkspaceRole.DEVELOPER,
    Permission.PUSH_APPS: WorkspaceRole.DEVELOPER,
    Permission.DEPLOY: WorkspaceRole.DEVELOPER,
    Permission.CONNECT_DRIVES: WorkspaceRole.MANAGER,
    Permission.MANAGE_WORKSPACE: WorkspaceRole.MANAGER,
}

# For people: "… to <do what>".
DEEDS: Mapping[Permission, str] = {
    Permission.READ: "read batches, files, runs, results, apps and deployments",
    Permission.REVIEW: "review documents",
    Permission.ASSIGN_REVIEWS: "assign reviews",
    Permission.UPLOAD: "create batches and write files",
    Permission.RUN: "start, cancel and retry runs",
    Permission.DELETE: "delete batches, files and runs",
    Permission.PUSH_APPS: "push, publish, share and delete apps",
    Permission.DEPLOY: "create, change and delete deployments",
    Permission.CONNECT_DRIVES: "connect, change and disconnect drives",
    Permission.MANAGE_WORKSPACE: "change the workspace and who is in it",
}


def allows(role: WorkspaceRole, permission: Permission) -> bool:
    """Tell whether the role has the permission."""
    return role.includes(LOWEST_ROLE[permission])
