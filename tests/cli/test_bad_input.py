"""Whatever is typed wrong ends with exit code 2, one sentence on stderr, and no traceback."""

import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Run

# Words in braces are put in below.
BAD = {
    "unknown command": (["fly"], "fly"),
    "unknown option": (["apps", "list", "--fast"], "--fast"),
    "missing option": (["init", "--data-dir", "{data}"], "--org"),
    "data directory that is not there": (["apps", "list", "--data-dir", "{tmp}/none"], "docyard init"),
    "data directory that is a file": (
        ["init", "--data-dir", "{file}", "--org", "a", "--admin", "a@b"],
        "is a file",
    ),
    "data directory below a file": (
        ["init", "--data-dir", "{file}/data", "--org", "a", "--admin", "a@b"],
        "cannot be a data directory",
    ),
    "organization ID": (
        ["init", "--data-dir", "{data}", "--org", "A b", "--admin", "a@b"],
        "organization ID",
    ),
    "admin": (["init", "--data-dir", "{data}", "--org", "b", "--admin", "nobody"], "e-mail"),
    "organization": (["apps", "list", "--data-dir", "{data}", "--org", "nope"], "'nope'"),
    "user": (["apps", "list", "--data-dir", "{data}", "--user", "eve@acme.com"], "eve"),
    "app file that is not there": (["apps", "push", "{tmp}/none.yaml", "--data-dir", "{data}"], "none.yaml"),
    "app file that is a folder": (["apps", "validate", "{tmp}"], "directory"),
    "app file that is no text": (["apps", "validate", "{binary}"], "UTF-8"),
    "workspace": (["apps", "push", "{app}", "--data-dir", "{data}", "--workspace", "moon"], "'moon'"),
    "app": (["apps", "show", "Nope", "--data-dir", "{data}"], "'Nope'"),
    "prebuilt app": (["apps", "show", "Nope", "--prebuilt"], "Receipt"),
    "app version": (["apps", "show", "Receipt", "--version", "77", "--data-dir", "{data}"], "'77'"),
    "deployed app": (
        ["deployments", "create", "--data-dir", "{data}", "--app", "Nope", "--name", "n"],
        "'Nope'",
    ),
    "deployment without a name": (
        ["deployments", "create", "--data-dir", "{data}", "--app", "Receipt", "--name", ""],
        "name",
    ),
    "port": (["serve", "--data-dir", "{data}", "--port", "70000"], "--port"),
    "log format": (["serve", "--data-dir", "{data}", "--log-format", "xml"], "log_format"),
    "app to extract with": (["extract", "{file}", "--app", "Nope"], "Receipt"),
    "app file to extract with": (["extract", "{file}", "--app", "{tmp}/none.yaml"], "none.yaml"),
    "no file to extract": (["extract", "--app", "Receipt"], "FILE"),
    "two output formats": (["extract", "{file}", "--app", "Receipt", "--json", "--csv"], "--csv"),
    "no processes": (["extract", "{file}", "--app", "Receipt", "--processes", "0"], "--processes"),
}


@pytest.mark.parametrize(("typed", "named"), BAD.values(), ids=BAD)
def test_bad_input(run: Run, data_dir: Path, tmp_path: Path, typed: list[str], named: str) -> None:
    (tmp_path / "plain.txt").write_text("not a document")
    (tmp_path / "binary").write_bytes(b"\x89PNG\xff")
    (tmp_path / "app.yaml").write_text("name: X\nfields:\n  - name: a\n    type: text\n")
    places = {
        "tmp": tmp_path,
        "data": data_dir,
        "file": tmp_path / "plain.txt",
        "binary": tmp_path / "binary",
        "app": tmp_path / "app.yaml",
    }
    done = run(*(word.format(**places) for word in typed))
    assert (done.code, done.out) == (2, "")
    assert named in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("variable", "value", "code", "named"),
    [
        ("DOCYARD_PORT", "many", 2, "DOCYARD_PORT"),
        ("DOCYARD_DATABASE_URL", "nonsense", 2, "DOCYARD_DATABASE_URL"),
        ("DOCYARD_DATABASE_URL", "postgresql://jane:secret@127.0.0.1:1/docyard", 1, "127.0.0.1"),
    ],
)
def test_bad_settings(
    run: Run,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    code: int,
    named: str,
) -> None:
    monkeypatch.setenv(variable, value)
    done = run("apps", "list", "--data-dir", data_dir)
    assert done.code == code
    assert done.err.startswith("error: ")
    assert named in done.err
    assert "secret" not in done.err


@pytest.mark.sqlite
def test_a_database_that_is_none_is_named(run: Run, data_dir: Path) -> None:
    for file in data_dir.glob("docyard.db*"):
        file.unlink()
    (data_dir / "docyard.db").write_text("this is no database, whatever its name says" * 20)
    done = run("apps", "list", "--data-dir", data_dir)
    assert done.code == 1
    assert "docyard.db" in done.err


def test_a_port_that_is_taken_is_named(spawn: Run, data_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = spawn("serve", "--data-dir", data_dir, "--port", str(port))
    assert (done.code, done.out) == (1, "")
    assert str(port) in done.err
    assert "Traceback" not in done.err
