"""Commands written by hand reach a server elsewhere as they reach the data here."""

import json
from datetime import UTC, datetime
from pathlib import Path

from docyard.domain.identity import Member, OrganizationRole, user_id_of
from docyard.services.members import add_member
from tests.cli.conftest import Run
from tests.databases import opened_database
from tests.server import Organization, Server


def test_apps_are_pushed_and_deployed_on_a_server_elsewhere(
    run: Run, live: Server, tenant: Organization, tmp_path: Path
) -> None:
    path = tmp_path / "app.yaml"
    path.write_text("name: Elsewhere\nfields: [{name: total}]\n")
    at = ("--url", live.url, "--token", tenant.token)
    pushed = json.loads(run("apps", "push", path, *at, "--json").out)
    assert pushed["owner"] == tenant.user_id
    assert run("apps", "show", "Elsewhere", *at).out == path.read_text()
    create = ("deployments", "create", "--app", pushed["id"], "--name", "elsewhere", *at)
    assert "Elsewhere 1.0.0" in run(*create).out
    shown = json.loads(run("deployments", "show", "elsewhere", *at, "--json").out)
    assert shown["app_id"] == pushed["id"]


def test_problems_that_a_server_finds_name_their_places(
    run: Run, live: Server, tenant: Organization, tmp_path: Path
) -> None:
    path = tmp_path / "app.yaml"
    path.write_text("name: Broken\nfields: [{name: total, type: amont}]\n")
    done = run("apps", "push", path, "--url", live.url, "--token", tenant.token)
    assert (done.code, done.out) == (2, "")
    assert f"{path}:2:30: " in done.err


def test_a_server_elsewhere_refuses_a_wrong_token(run: Run, live: Server) -> None:
    done = run("apps", "list", "--url", live.url, "--token", "nonsense")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")


def test_a_server_that_is_not_there_is_named(run: Run) -> None:
    done = run("deployments", "list", "--url", "http://127.0.0.1:9", "--token", "t")
    assert done.code == 1
    assert "http://127.0.0.1:9" in done.err


def test_one_of_several_apps_of_a_name_must_be_named(run: Run, data_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "app.yaml"
    path.write_text("name: Twice\nfields: [{name: total}]\n")
    hire(data_dir, "one@acme.com")
    for user in ("one@acme.com", "jane@acme.com"):
        assert run("apps", "push", path, "--data-dir", data_dir, "--user", user).code == 0
    show = ("apps", "show", "Twice", "--data-dir", data_dir)
    done = run(*show)
    assert (done.code, done.out) == (2, "")
    assert "--owner" in done.err
    assert run(*show, "--owner", "one_acme.com").out == path.read_text()


def hire(data_dir: Path, email: str) -> None:
    member = Member("acme", user_id_of(email), email, OrganizationRole.MEMBER)
    with opened_database(data_dir) as database, database.write() as session:
        add_member(session, member=member, now=datetime.now(UTC))
