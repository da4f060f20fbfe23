"""What commands change is noted like what the API changes."""

import io
from pathlib import Path

import pytest

from docyard.domain.audit_events import AuditCategory, AuditEvent
from docyard.store import audit_events
from docyard.store.audit_events import AuditFilter
from tests.cli.conftest import Run
from tests.databases import opened_database

EVERYTHING = AuditFilter(category=None, email=None, at_from=None, at_before=None)

APP = "name: Notes\nversion: 1.0.0\nfields:\n  - name: a\n    type: text\n"


def log(data_dir: Path) -> list[AuditEvent]:
    """All events of the organization acme, oldest first."""
    with opened_database(data_dir) as database, database.read() as session:
        found = audit_events.list_events(
            session, organization_id="acme", narrowed=EVERYTHING, limit=100, offset=0
        )
    return list(found)[::-1]


def test_commands_are_noted(run: Run, data_dir: Path, tmp_path: Path) -> None:
    before = len(log(data_dir))
    (tmp_path / "notes.yaml").write_text(APP)
    at = ("--data-dir", data_dir)
    assert run("apps", "push", tmp_path / "notes.yaml", *at).code == 0
    assert run("apps", "push", tmp_path / "notes.yaml", *at).code == 0
    assert run("deployments", "create", "--app", "Notes", "--name", "filing", *at).code == 0
    assert run("deployments", "create", "--app", "Notes", "--name", "filing", *at).code == 2
    token = run("tokens", "create", "--name", "laptop", *at).out.strip()
    events = log(data_dir)[before:]
    assert [(event.category, event.action, event.target, event.workspace) for event in events] == [
        (AuditCategory.APP, "app.pushed", "Notes 1.0.0", "jane_acme.com"),
        (AuditCategory.APP_DEPLOYMENT, "deployment.created", "filing", "jane_acme.com"),
        (AuditCategory.TOKEN, "token.created", "laptop", None),
    ]
    assert {(event.user_id, event.email, event.ip) for event in events} == {
        ("jane_acme.com", "jane@acme.com", None)
    }
    assert token not in repr(events)


def test_secrets_are_noted_without_their_values(
    run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"hunter2")))
    assert run("secrets", "set", "key", "--data-dir", data_dir).code == 0
    assert run("secrets", "rotate-key", "--data-dir", data_dir).code == 0
    assert run("secrets", "delete", "key", "--data-dir", data_dir).code == 0
    events = [event for event in log(data_dir) if event.category is AuditCategory.SECRET]
    assert [(event.action, event.target) for event in events] == [
        ("secret.created", "key"),
        ("secret.encrypted_anew", "key"),
        ("secret.deleted", "key"),
    ]
    assert "hunter2" not in repr(log(data_dir))
