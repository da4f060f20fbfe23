import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from docyard import __version__
from docyard.cli import build_app
from tests.cli.conftest import Run

COMMAND: Any = typer.main.get_command(build_app())


def below(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Name a command and all below it."""
    yield path
    for name in command.list_commands(None) if hasattr(command, "list_commands") else ():
        yield from below(command.get_command(None, name), (*path, name))


# Those of a noun are not asked for here: they come from the API, which takes a second to load.
@pytest.mark.parametrize("name", COMMAND.list_commands(None))
def test_help_ends_with_an_example_of_the_command(run: Run, name: str) -> None:
    for path in below(COMMAND.get_command(None, name), (name,)):
        assert_shows_example(run, path)


def test_help_of_all_ends_with_an_example(run: Run) -> None:
    assert_shows_example(run, ())


def assert_shows_example(run: Run, path: tuple[str, ...]) -> None:
    done = run(*path, "--help")
    assert done.code == 0, path
    assert f"Example:\n    docyard {' '.join(path)}".rstrip() in done.out, path
    assert "``" not in done.out, path


def test_all_promised_commands_are_there() -> None:
    assert {
        ("init",),
        ("serve",),
        ("worker",),
        ("extract",),
        ("doctor",),
        ("backup",),
        ("restore",),
        ("apps", "push"),
        ("apps", "list"),
        ("apps", "show"),
        ("apps", "validate"),
        ("deployments", "create"),
        ("deployments", "list"),
        ("tokens", "create"),
        ("members", "set-password"),
        ("secrets", "set"),
        ("secrets", "list"),
        ("secrets", "delete"),
        ("secrets", "rotate-key"),
    } <= set(below(COMMAND, ()))


def test_version(spawn: Run) -> None:
    done = spawn("--version")
    assert (done.code, done.out) == (0, f"docyard {__version__}\n")


def test_help_loads_none_of_the_heavy_rooms() -> None:
    program = (
        "import sys; sys.argv = ['docyard', 'extract', '--help']\n"
        "from docyard.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.exit(str({'fastapi', 'dbos', 'sqlalchemy', 'onnxruntime', 'numpy', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert done.stderr.strip() == "set()"
