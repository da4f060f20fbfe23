"""The one place where refusals become a sentence on stderr and an exit code."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from docyard.errors import DocyardError, InvalidAppFile, Unavailable

FAILED = 1
WRONG = 2


@contextmanager
def reported() -> Iterator[None]:
    """End the process with ``error: <sentence>`` when the block refuses; bugs keep their traceback."""
    try:
        yield
    except DocyardError as refusal:
        typer.echo(f"error: {refusal.message}", err=True)
        sys.exit(FAILED if isinstance(refusal, Unavailable) else WRONG)


def describe_problems(refusal: InvalidAppFile, path: Path) -> str:
    """Return one line per problem in the form that editors jump to."""
    return "\n".join(
        f"{path}:{problem.line}:{problem.column}: {problem.message}" for problem in refusal.problems
    )


@contextmanager
def problems_located(path: Path) -> Iterator[None]:
    """Print where in ``path`` the problems of an app file are, before it is refused."""
    try:
        yield
    except InvalidAppFile as refusal:
        typer.echo(describe_problems(refusal, path), err=True)
        raise
