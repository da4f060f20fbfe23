import io
import sys
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tests.cli.conftest import Done, Run
from tests.databases import connected, stored_bytes


@pytest.fixture
def set_password(run: Run, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Set a password that comes over standard input."""

    def call(password: bytes, *arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(password)))
        return run("members", "set-password", *arguments, "--data-dir", data_dir)

    return call


def kept(data_dir: Path) -> list[str]:
    with connected(data_dir) as connection:
        return list(connection.exec_driver_sql("SELECT hash FROM docyard_passwords").scalars())


def test_set_password_keeps_its_argon2_hash_alone(set_password: Run, data_dir: Path) -> None:
    done = set_password(b"correct horse battery\n", "jane@acme.com")
    assert (done.code, done.out) == (0, "The password of jane_acme.com is set.\n")
    (kept_hash,) = kept(data_dir)
    assert kept_hash.startswith("$argon2id$")
    assert PasswordHasher().verify(kept_hash, "correct horse battery")
    assert b"battery" not in stored_bytes(data_dir)

    assert set_password(b"another one, longer", "jane_acme.com", "--org", "acme").code == 0
    (replaced,) = kept(data_dir)
    assert PasswordHasher().verify(replaced, "another one, longer")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        (b"", "this one has 0"),
        (b"elevenchars\n", "12 to 1024 characters; this one has 11"),
        (b"x" * 1025, "this one has 1025"),
        (b"Jane@Acme.com\n", "e-mail address"),
        (b"jane_acme.com\n", "e-mail address"),
        (b"\xff\xfe not unicode", "not text in UTF-8"),
    ],
)
def test_passwords_that_break_a_rule_are_refused(
    set_password: Run, data_dir: Path, password: bytes, words: str
) -> None:
    done = set_password(password, "jane@acme.com")
    assert done.code == 2
    assert words in done.err
    assert kept(data_dir) == []


def test_nobody_of_that_name(set_password: Run, data_dir: Path) -> None:
    assert "no member 'joe@acme.com'" in set_password(b"correct horse battery", "joe@acme.com").err
    assert kept(data_dir) == []
