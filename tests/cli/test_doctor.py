import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from docyard.doctor import CHECKS
from docyard.domain.workers import Worker
from docyard.store.workers import add_worker
from tests.cli.conftest import Done, Run
from tests.databases import connected, opened_database
from tests.server import Organization, Server


def found(done: Done) -> dict[str, list[dict[str, Any]]]:
    """What was found, by check; every check has something to say."""
    by_check: dict[str, list[dict[str, Any]]] = {name: [] for name in CHECKS}
    for each in json.loads(done.out)["checks"]:
        by_check[each["check"]].append(each)
    assert all(by_check.values())
    return by_check


def states(done: Done) -> dict[str, str]:
    """The state of each check's first finding."""
    return {name: findings[0]["state"] for name, findings in found(done).items()}


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """One engine process, so that the machine that runs the tests has memory enough."""
    monkeypatch.setenv("DOCYARD_PROCESSES", "1")


@pytest.fixture
def scans(run: Run, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a connected drive."""
    folder = tmp_path / "scans"
    folder.mkdir()
    monkeypatch.setenv("DOCYARD_LOCAL_DRIVE_FOLDERS", str(tmp_path))
    options = ["--name", "Scans", "--type", "local", "--options", json.dumps({"folder": str(folder)})]
    made = run("drives", "create", "--data-dir", data_dir, *options)
    assert made.code == 0, made.err
    return folder


def test_a_data_directory_without_a_server(run: Run, data_dir: Path, roomy: None) -> None:
    done = run("doctor", "--data-dir", data_dir, "--json")
    seen = states(done)
    assert seen.pop("worker") == "warning"
    assert seen.pop("disk space") in {"ok", "warning"}
    assert seen.pop("memory") in {"ok", "warning"}
    assert set(seen.values()) == {"ok"}
    assert done.code == 0
    read, languages = (finding["seen"] for finding in found(done)["OCR"])
    assert "'Total 1250' was drawn and read" in read
    assert "scans are read in af, " in languages
    assert not list((data_dir / "drive" / "files").rglob("docyard-check*"))


def test_a_running_server(live: Server, tenant: Organization) -> None:
    checked = json.loads(live.run("doctor", "--data-dir", str(live.data_dir), "--json"))["checks"]
    (worker,) = (each for each in checked if each["check"] == "worker")
    assert worker["state"] == "ok"
    assert worker["seen"].startswith("1 alive: ")


def test_it_prints_a_table_for_people(run: Run, data_dir: Path) -> None:
    done = run("doctor", "--data-dir", data_dir)
    assert done.out.splitlines()[0].split("  ")[0] == "CHECK"
    assert all(any(line.startswith(name) for line in done.out.splitlines()) for name in CHECKS)
    assert "Start 'docyard serve'" in done.out


def test_nothing_is_made_where_nothing_is(run: Run, tmp_path: Path) -> None:
    done = run("doctor", "--data-dir", tmp_path / "nowhere", "--json")
    seen = states(done)
    assert (done.code, seen["data directory"], seen["database"]) == (1, "failed", "failed")
    assert seen["drives"] == seen["worker"] == "warning"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.sqlite
def test_a_damaged_database_is_named(run: Run, data_dir: Path) -> None:
    (data_dir / "docyard.db").write_bytes(b"no database at all" * 1000)
    done = run("doctor", "--data-dir", data_dir, "--json")
    assert (done.code, states(done)["database"]) == (1, "failed")
    assert "not a database" in found(done)["database"][0]["seen"]


def test_tables_of_other_versions_are_told_apart(run: Run, data_dir: Path) -> None:
    for revision, state, words in (("0001", "warning", "serve"), ("9999", "failed", "newer")):
        with connected(data_dir) as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
        done = run("doctor", "--data-dir", data_dir, "--json")
        (finding,) = found(done)["database"]
        assert finding["state"] == state
        assert words in finding["mend"]
        assert states(done)["worker"] == "warning"


def test_open_and_lost_keys_are_named(run: Run, data_dir: Path, scans: Path) -> None:
    keys = data_dir / "secret.keys"
    keys.chmod(0o644)
    done = run("doctor", "--data-dir", data_dir, "--json")
    file, values = found(done)["secret keys"]
    assert (done.code, file["state"], values["state"]) == (1, "failed", "ok")
    assert file["mend"] == f"chmod 600 {keys}"
    keys.unlink()
    done = run("doctor", "--data-dir", data_dir, "--json")
    (values,) = found(done)["secret keys"]
    assert (done.code, values["state"]) == (1, "failed")
    assert "drive 'Scans'" in values["seen"]


def test_a_clock_that_is_wrong_is_named(run: Run, data_dir: Path) -> None:
    later = datetime.now(UTC) + timedelta(minutes=10)
    worker = Worker(executor_id="elsewhere:1", host="elsewhere", pid=1, started_at=later, heartbeat_at=later)
    with opened_database(data_dir) as database, database.write() as session:
        add_worker(session, worker=worker)
    done = run("doctor", "--data-dir", data_dir, "--json")
    assert (done.code, states(done)["clock"]) == (1, "failed")


def test_a_drive_that_is_gone_is_named(run: Run, data_dir: Path, scans: Path) -> None:
    done = run("doctor", "--data-dir", data_dir, "--json")
    assert [each["state"] for each in found(done)["drives"]] == ["ok", "ok"]
    shutil.rmtree(scans)
    done = run("doctor", "--data-dir", data_dir, "--json")
    assert done.code == 1
    assert [each["state"] for each in found(done)["drives"]] == ["ok", "failed"]
    assert "'Scans'" in found(done)["drives"][1]["seen"]


def test_postgresql(run: Run, tmp_path: Path, postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCYARD_DATABASE_URL", postgresql_url)
    folder = tmp_path / "data"
    assert run("init", "--data-dir", folder, "--org", "acme", "--admin", "jane@acme.com").code == 0
    done = run("doctor", "--data-dir", folder, "--json")
    seen = states(done)
    assert {seen[name] for name in ("journal", "clock", "drives", "secret keys")} == {"ok"}
    assert "PostgreSQL" in found(done)["database"][0]["seen"]
