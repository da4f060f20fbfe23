import base64
import io
import json
import os
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken

from tests.cli.conftest import Run
from tests.databases import connected


@pytest.fixture
def keep(run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Set a secret whose value comes over standard input."""

    def call(value: bytes, *arguments: str | Path) -> object:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(value)))
        return run("secrets", "set", *arguments, "--data-dir", data_dir)

    return call  # type: ignore[return-value]


def kept(data_dir: Path) -> dict[str, bytes]:
    """What the database has of each secret's value."""
    with connected(data_dir) as connection:
        rows = connection.exec_driver_sql("SELECT alias, encrypted_value FROM docyard_secrets").fetchall()
    return {alias: value.encode() for alias, value in rows}


def keys(data_dir: Path) -> list[str]:
    return (data_dir / "secret.keys").read_text().split()


def new_key() -> str:
    """A key in the alphabet of ``openssl rand -base64 32``."""
    return base64.b64encode(os.urandom(32)).decode()


def fernet(key: str) -> Fernet:
    return Fernet(key.translate(str.maketrans("+/", "-_")))


def test_set_list_and_delete(run: Run, keep: Run, data_dir: Path) -> None:
    done = keep(b"hunter2\n", "db_password", "--description", "of the claims")
    assert (done.code, done.out) == (0, "Secret db_password is set.\n")
    (key,) = keys(data_dir)
    assert Fernet(key).decrypt(kept(data_dir)["db_password"]) == b"hunter2"
    (listed,) = json.loads(run("secrets", "list", "--data-dir", data_dir, "--json").out)["secrets"]
    assert (listed["alias"], listed["description"]) == ("db_password", "of the claims")
    assert (listed["allowed_workspaces_type"], listed["allowed_workspaces"]) == ("ALL", [])
    assert "db_password" in run("secrets", "list", "--data-dir", data_dir).out

    done = keep(b"two\r\nlines\r\n", "db_password", "--workspace", "jane_acme.com")
    assert (done.code, done.out) == (0, "Secret db_password is changed.\n")
    assert Fernet(key).decrypt(kept(data_dir)["db_password"]) == b"two\r\nlines"
    (listed,) = json.loads(run("secrets", "list", "--data-dir", data_dir, "--json").out)["secrets"]
    assert (listed["description"], listed["allowed_workspaces"]) == ("of the claims", ["jane_acme.com"])

    assert run("secrets", "delete", "db_password", "--data-dir", data_dir).code == 0
    assert kept(data_dir) == {}
    assert run("secrets", "delete", "db_password", "--data-dir", data_dir).code == 2


@pytest.mark.parametrize(
    ("value", "arguments", "named"),
    [
        (b"", ["a"], "45000"),
        (b"\n", ["a"], "45000"),
        (b"x" * 45_001, ["a"], "45001"),
        (b"\xff", ["a"], "UTF-8"),
        (b"v", ["a-b"], "'a-b'"),
        (b"v", ["a", "--workspace", "moon"], "'moon'"),
        (b"v", ["a", "--workspace", "jane_acme.com", "--nowhere"], "--nowhere"),
    ],
)
def test_bad_secrets(keep: Run, data_dir: Path, value: bytes, arguments: list[str], named: str) -> None:
    done = keep(value, *arguments)
    assert (done.code, done.out) == (2, "")
    assert named in done.err
    assert kept(data_dir) == {}


def test_rotation_makes_a_new_key_and_keeps_the_old_one(run: Run, keep: Run, data_dir: Path) -> None:
    keep(b"one", "a")
    keep(b"two", "b")
    (old,) = keys(data_dir)
    assert run("secrets", "rotate-key", "--data-dir", data_dir).out == "Encrypted anew: 2.\n"
    new, still = keys(data_dir)
    assert still == old != new
    assert {alias: Fernet(new).decrypt(value) for alias, value in kept(data_dir).items()} == {
        "a": b"one",
        "b": b"two",
    }
    assert (data_dir / "secret.keys").stat().st_mode & 0o777 == 0o600
    assert run("secrets", "rotate-key", "--data-dir", data_dir).code == 0
    assert len(keys(data_dir)) == 3


def test_keys_from_the_settings(run: Run, keep: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = new_key(), new_key()
    monkeypatch.setenv("DOCYARD_SECRET_KEYS", old)
    keep(b"value", "a")
    assert fernet(old).decrypt(kept(data_dir)["a"]) == b"value"
    assert not (data_dir / "secret.keys").exists()
    monkeypatch.setenv("DOCYARD_SECRET_KEYS", f"{new}, {old}")
    assert run("secrets", "rotate-key", "--data-dir", data_dir).code == 0
    assert fernet(new).decrypt(kept(data_dir)["a"]) == b"value"
    with pytest.raises(InvalidToken):
        fernet(old).decrypt(kept(data_dir)["a"])


def test_lost_and_broken_keys_are_named_and_nothing_changes(
    run: Run, keep: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(b"value", "a")
    before = kept(data_dir)
    key_file = data_dir / "secret.keys"
    for content, words in ((b"", "no keys"), (b"\xff\n", "key 1"), (new_key().encode(), "No key decrypts")):
        key_file.write_bytes(content)
        done = run("secrets", "rotate-key", "--data-dir", data_dir)
        assert done.code in {1, 2}
        assert words in done.err
    key_file.unlink()
    for done in (keep(b"other", "b"), run("secrets", "rotate-key", "--data-dir", data_dir)):
        assert done.code == 1
        assert "key file" in done.err
    assert not key_file.exists()
    assert kept(data_dir) == before

    monkeypatch.setenv("DOCYARD_SECRET_KEYS", f"{new_key()},sesame")
    done = keep(b"other", "b")
    assert done.code == 2
    assert "DOCYARD_SECRET_KEYS" in done.err
    assert "key 2" in done.err
    assert "sesame" not in done.err
    monkeypatch.setenv("DOCYARD_SECRET_KEYS", new_key())
    assert "'a'" in run("secrets", "rotate-key", "--data-dir", data_dir).err
    assert kept(data_dir) == before
