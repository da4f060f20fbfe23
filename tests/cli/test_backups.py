import json
import os
import sqlite3
from pathlib import Path

import pytest

from docyard.drives import open_built_in
from tests.cli.conftest import Run

# The last one alone is about PostgreSQL, and brings its own.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def filled(data_dir: Path) -> Path:
    """A data directory with files, a key and settings."""
    drive = open_built_in(root=data_dir / "drive", name="Instabase Drive")
    for number in range(20):
        drive.write(f"acme/w/batches/1/{number}/scan?.pdf", [os.urandom(1000 * number)])
    (data_dir / "secret.keys").write_text("key\n")
    (data_dir / "docyard.env").write_text("DOCYARD_PORT=9090\n")
    (data_dir / "drive" / "incoming" / "half").write_bytes(b"half")
    return data_dir


def content(data_dir: Path) -> dict[str, bytes]:
    root = data_dir / "drive" / "files"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def organizations(data_dir: Path) -> list[tuple[str]]:
    with sqlite3.connect(data_dir / "docyard.db") as database:
        return database.execute("SELECT id FROM docyard_organizations").fetchall()


def test_there_and_back(run: Run, filled: Path, tmp_path: Path) -> None:
    backup, fresh = tmp_path / "backup", tmp_path / "fresh"
    done = run("backup", backup, "--data-dir", filled)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Backed up into {backup}: 21 files, ")
    assert backup.stat().st_mode & 0o777 == 0o700
    assert run("restore", backup, "--check").code == 0
    done = run("restore", backup, "--data-dir", fresh)
    assert (done.code, done.err) == (0, "")
    assert "put secret.keys there" in done.out
    assert content(fresh) == content(filled)
    assert len(content(fresh)) == 20
    assert organizations(fresh) == [("acme",)]
    assert {path.name for path in fresh.iterdir()} == {"docyard.db", "drive"}
    assert run("members", "list", "--data-dir", fresh).code == 0


def test_keys_and_settings_only_when_asked_for(run: Run, filled: Path, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "without", "--data-dir", filled).code == 0
    assert not (tmp_path / "without" / "secret.keys").exists()
    assert not (tmp_path / "without" / "docyard.env").exists()
    assert run("backup", tmp_path / "with", "--with-keys", "--data-dir", filled).code == 0
    done = run("restore", tmp_path / "with", "--data-dir", tmp_path / "fresh")
    assert "put secret.keys there" not in done.out
    assert (tmp_path / "fresh" / "secret.keys").read_text() == "key\n"
    assert (tmp_path / "fresh" / "secret.keys").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "fresh" / "docyard.env").read_text() == "DOCYARD_PORT=9090\n"


def test_nothing_is_written_over(run: Run, filled: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "letter").write_text("mine")
    done = run("backup", taken, "--data-dir", filled)
    assert (done.code, "not empty" in done.err) == (2, True)
    assert run("backup", filled / "inside", "--data-dir", filled).code == 2
    assert run("backup", taken / "letter", "--data-dir", filled).code == 2
    assert run("backup", tmp_path / "backup", "--data-dir", filled).code == 0
    done = run("restore", tmp_path / "backup", "--data-dir", taken)
    assert (done.code, "not empty" in done.err) == (2, True)
    assert [path.name for path in taken.iterdir()] == ["letter"]
    assert run("backup", tmp_path / "other", "--data-dir", tmp_path / "nowhere").code == 2


@pytest.mark.parametrize("damage", ["changed", "shorter", "missing", "link", "database", "unfinished"])
def test_a_damaged_backup_is_refused_whole(run: Run, filled: Path, tmp_path: Path, damage: str) -> None:
    backup, fresh = tmp_path / "backup", tmp_path / "fresh"
    run("backup", backup, "--data-dir", filled)
    victim = max((path for path in (backup / "drive").rglob("*") if path.is_file()), key=os.path.getsize)
    data = victim.read_bytes()
    if damage == "changed":
        victim.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    elif damage == "shorter":
        victim.write_bytes(data[:-1])
    elif damage == "missing":
        victim.unlink()
    elif damage == "link":
        victim.unlink()
        victim.symlink_to("/etc/hostname")
    elif damage == "database":
        with (backup / "docyard.db").open("r+b") as file:
            file.seek(5000)
            file.write(b"\xff" * 10)
    else:
        (backup / "manifest.json").unlink()
    for done in (run("restore", backup, "--check"), run("restore", backup, "--data-dir", fresh)):
        assert (done.code, done.out) == (2, "")
        assert "backup" in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "data"]


@pytest.mark.parametrize("path", ["../../evil", "drive/files/../../../evil", "/etc/evil", "secret.keys/x"])
def test_a_forged_manifest_leads_nowhere(run: Run, filled: Path, tmp_path: Path, path: str) -> None:
    backup = tmp_path / "backup"
    run("backup", backup, "--data-dir", filled)
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["files"][1]["path"] = path
    (backup / "manifest.json").write_text(json.dumps(manifest))
    done = run("restore", backup, "--data-dir", tmp_path / "fresh")
    assert (done.code, "damaged" in done.err) == (2, True)
    assert not (tmp_path / "fresh").exists()


@pytest.mark.parametrize(
    ("manifest", "words"),
    [("{", "damaged"), ("[]", "damaged"), ('{"format": 2}', "newer"), ("{}", "damaged")],
)
def test_a_strange_manifest_is_refused(run: Run, tmp_path: Path, manifest: str, words: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    done = run("restore", tmp_path, "--check")
    assert (done.code, words in done.err) == (2, True)


def test_with_postgresql_the_drive_alone_is_backed_up(
    run: Run, tmp_path: Path, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, backup, fresh = tmp_path / "data", tmp_path / "backup", tmp_path / "fresh"
    monkeypatch.setenv("DOCYARD_DATABASE_URL", postgresql_url)
    open_built_in(root=folder / "drive").write("acme/w/a", [b"a"])
    done = run("backup", backup, "--data-dir", folder)
    assert (done.code, "pg_dump" in done.out) == (0, True)
    done = run("restore", backup, "--data-dir", fresh)
    assert (done.code, "pg_restore" in done.out) == (0, True)
    assert content(fresh) == {"acme/w/a": b"a"}
