import json
from pathlib import Path
from uuid import UUID

from tests.cli.conftest import Run


def test_create_pins_an_app_version(run: Run, data_dir: Path) -> None:
    done = run(
        "deployments", "create", "--data-dir", data_dir, "--org", "acme", "--app", "Receipt",
        "--name", "tills", "--json",
    )  # fmt: skip
    assert done.code == 0
    created = json.loads(done.out)
    assert str(UUID(created["id"])) == created["id"] == created["deployment_id"]
    assert UUID(created["app_id"])
    assert (created["name"], created["app"]) == ("tills", "Receipt")
    assert created["workspace"] == "jane_acme.com"
    assert created["version"]
    listed = json.loads(run("deployments", "list", "--data-dir", data_dir, "--json").out)
    assert [(row["id"], row["name"]) for row in listed] == [(created["id"], "tills")]
    assert created["id"] in run("deployments", "list", "--data-dir", data_dir).out


def test_create_refuses_a_name_that_is_taken(run: Run, data_dir: Path) -> None:
    create = ("deployments", "create", "--data-dir", data_dir, "--app", "Receipt", "--name", "tills")
    assert run(*create).code == 0
    done = run(*create)
    assert (done.code, done.out) == (2, "")
    assert "'tills' exists already" in done.err


def test_settings_are_given_shown_changed_and_cleared(run: Run, data_dir: Path) -> None:
    at = ("--data-dir", data_dir, "--json")
    created = json.loads(
        run(
            "deployments", "create", "--app", "Receipt", "--name", "tills", *at,
            "--key", "region=EU", "--key", 'limits={"a": [1]}', "--tag", "one", "--tag", "two",
            "--output-dir", "acme/jane_acme.com/fs/Instabase Drive/out", "--review",
        ).out
    )  # fmt: skip
    assert created["keys"] == {"custom": {"region": "EU", "limits": {"a": [1]}}, "secret": {}}
    assert (created["tags"], created["review_enabled"]) == (["one", "two"], True)
    assert json.loads(run("deployments", "show", "tills", *at).out) == created
    assert json.loads(run("deployments", "show", created["id"], *at).out) == created
    text = run("deployments", "show", "tills", "--data-dir", data_dir).out
    assert '"limits": {"a": [1]}' in text
    changed = json.loads(
        run("deployments", "update", "tills", *at, "--name", "desk", "--clear", "keys", "--tag", "x").out
    )
    assert (changed["name"], changed["tags"]) == ("desk", ["x"])
    assert changed["keys"]["custom"] == {}
    assert changed["output_dir"] == created["output_dir"]
    cleared = json.loads(run("deployments", "update", "desk", *at, "--clear", "output-dir").out)
    assert (cleared["output_dir"], cleared["review_enabled"]) == (None, True)
    passing = json.loads(run("deployments", "update", "desk", *at, "--no-review").out)
    assert passing["review_enabled"] is False
    assert run("deployments", "delete", "desk", "--data-dir", data_dir).out == "Deployment desk is deleted.\n"
    assert json.loads(run("deployments", "list", *at).out) == []


def test_update_points_to_another_version(run: Run, data_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "app.yaml"
    for version in ("1.0.0", "1.1.0"):
        path.write_text(f'name: Tickets\nversion: "{version}"\nfields: [{{name: total}}]\n')
        assert run("apps", "push", path, "--data-dir", data_dir).code == 0
    create = ("deployments", "create", "--app", "Tickets", "--name", "t", "--version", "1.0.0")
    assert "Tickets 1.0.0" in run(*create, "--data-dir", data_dir).out
    update = ("deployments", "update", "t", "--data-dir", data_dir)
    assert "Tickets 1.1.0" in run(*update, "--latest").out
    assert "Tickets 1.0.0" in run(*update, "--version", "1.0.0").out


def test_update_refuses_what_it_does_not_understand(run: Run, data_dir: Path) -> None:
    create = ("deployments", "create", "--app", "Receipt", "--name", "tills", "--data-dir", data_dir)
    assert run(*create).code == 0
    update = ("deployments", "update", "tills", "--data-dir", data_dir)
    for options in ((), ("--key", "region"), ("--clear", "name"), ("--latest", "--version", "1")):
        done = run(*update, *options)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("error: ")
    assert run("deployments", "show", "nothing", "--data-dir", data_dir).code == 2
