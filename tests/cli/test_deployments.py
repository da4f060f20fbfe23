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
