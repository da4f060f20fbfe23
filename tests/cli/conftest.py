"""Ways to run commands."""

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from docyard.cli import main
from tests import databases


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run a command in this process."""

    def call(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["docyard", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return Done(int(ended.value.code or 0), written.out, written.err)

    yield call
    # Commands send logs to the stderr of their time, which is closed after the test.
    structlog.reset_defaults()
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)


@pytest.fixture
def spawn() -> Run:
    """Run a command in a process of its own, as a shell does."""

    def call(*arguments: str | Path) -> Done:
        command = [sys.executable, "-m", "docyard", *map(str, arguments)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
        return Done(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "data"
    databases.furnish(folder)
    arguments = ["--data-dir", str(folder), "--org", "acme", "--admin", "jane@acme.com"]
    subprocess.run([sys.executable, "-m", "docyard", "init", *arguments], check=True, capture_output=True)
    return folder


@pytest.fixture
def data_dir(_template: Path, tmp_path: Path) -> Path:
    """A data directory with the organization acme and its admin jane@acme.com."""
    return databases.copy_data(_template, tmp_path / "data")
