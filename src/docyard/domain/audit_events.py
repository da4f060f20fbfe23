"""Audit events: who changed what, when, and from where."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AuditCategory(StrEnum):
    """What an event is about; the API adds ``_v2`` to each (spec ``getAuditLogs``)."""

    ACCOUNT = "account"
    API = "api"
    APP_DEPLOYMENT_RUN = "app_deployment_run"
    APP_DEPLOYMENT = "app_deployment"
    APP = "app"
    DATA_SOURCE = "datasource"
    LOGIN = "login"
    TOKEN = "oauth2"  # noqa: S105 - the category's name, no token
    ORGANIZATION = "org"
    SECRET = "org_secrets"  # noqa: S105 - likewise
    PERMISSION = "perms"
    PROJECT = "projects"
    REVIEW = "review"
    WORKSPACE = "workspace"


# One sentence each for people.
AUDIT_CATEGORIES: dict[AuditCategory, str] = {
    AuditCategory.ACCOUNT: "Members are invited, join, change, leave; service accounts; passwords are set.",
    AuditCategory.API: "Batches, uploads and files are created, written and deleted.",
    AuditCategory.APP_DEPLOYMENT_RUN: (
        "Runs of deployments are started, cancelled and deleted; deliveries are replayed."
    ),
    AuditCategory.APP_DEPLOYMENT: "Deployments are created, changed and deleted.",
    AuditCategory.APP: (
        "Apps are pushed, published, shared and deleted; their own runs are started, cancelled and deleted."
    ),
    AuditCategory.DATA_SOURCE: "Drives are connected, changed and disconnected; default drives are chosen.",
    AuditCategory.LOGIN: "Members sign in and out, fail to, and are locked out.",
    AuditCategory.TOKEN: "API tokens, token issuers and identities are created, changed and taken back.",
    AuditCategory.ORGANIZATION: (
        "Organizations are founded and changed; roles in them; how people sign in; language models."
    ),
    AuditCategory.SECRET: "Secrets are created, updated, deleted and encrypted anew.",
    AuditCategory.PERMISSION: "Groups are made, changed, deleted; who is in groups and workspaces changes.",
    AuditCategory.PROJECT: "Automation projects; no events so far.",
    AuditCategory.REVIEW: "Reviews of runs that stopped at their checkpoint.",
    AuditCategory.WORKSPACE: "Workspaces are created, changed and deleted; what is old in them is deleted.",
}


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One change; it names things and holds nothing of what is in them.

    Attributes:
        action: what was done, a noun and a past participle such as ``batch.created``.
        target: number, id, name or path of what was changed.
        workspace: name of the workspace it is in, if it is in one.
        ip: where the request came from; None for the command line.
    """

    organization_id: str
    at: datetime
    category: AuditCategory
    action: str
    target: str
    workspace: str | None
    user_id: str
    email: str
    ip: str | None
