import json
from pathlib import Path

from sqlalchemy import inspect

from tests.cli.conftest import Run
from tests.databases import connected


def test_init_founds_an_organization(spawn: Run, tmp_path: Path) -> None:
    folder = tmp_path / "some" / "data"
    done = spawn("init", "--data-dir", folder, "--org", "acme", "--admin", "Jane@Acme.com", "--json")
    assert (done.code, done.err) == (0, "")
    founding = json.loads(done.out)
    assert founding["organization_id"] == "acme"
    assert founding["user_id"] == "jane_acme.com"
    assert len(founding["api_token"]) > 30


def test_init_adds_another_organization(run: Run, data_dir: Path) -> None:
    done = run("init", "--data-dir", data_dir, "--org", "beta", "--admin", "bo@beta.com", "--json")
    assert done.code == 0
    assert json.loads(done.out)["organization_id"] == "beta"
    assert run("apps", "list", "--data-dir", data_dir, "--org", "acme").code == 0


def test_init_refuses_an_organization_that_is_there_and_changes_nothing(run: Run, data_dir: Path) -> None:
    before = dump(data_dir)
    done = run("init", "--data-dir", data_dir, "--org", "acme", "--admin", "eve@acme.com", "--json")
    assert (done.code, done.out) == (2, "")
    assert "'acme' exists already" in done.err
    assert dump(data_dir) == before


def test_init_says_the_same_for_people(run: Run, tmp_path: Path) -> None:
    done = run("init", "--data-dir", tmp_path, "--org", "acme", "--admin", "jane@acme.com")
    assert done.code == 0
    assert "jane_acme.com" in done.out
    assert "shown only this once" in done.out


def dump(data_dir: Path) -> list[str]:
    """Return all rows of the database."""
    with connected(data_dir) as connection:
        return [
            repr(row)
            for table in sorted(inspect(connection).get_table_names())
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
        ]
