"""What commands print on stdout."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer

# Wide enough that nothing is cut where output goes into a file or a pipe.
_PIPED_WIDTH = 250


def print_json(value: Any) -> None:
    """Print a value as JSON for programs."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_line(text: str = "") -> None:
    """Print one line for people."""
    typer.echo(text)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None) -> None:
    """Print rows for people; cells are printed as they stand."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=None if title is None else Text(title),
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        header_style="dim",
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _PIPED_WIDTH
    console.print(table)


@contextmanager
def progress(title: str, *, total: int) -> Iterator[Callable[[], None]]:
    """Show a bar on stderr during the block where that is a terminal; call the result per step."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=total)
        yield lambda: bar.advance(task)


@contextmanager
def run_progress() -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Show how a run gets on on stderr during the block where that is a terminal.

    Call the result with what the API tells of its files; what is not known is left out.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("files"), TextColumn("{task.description}"))
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None)

        def show(files: Mapping[str, Any]) -> None:
            ended = files["total"] - files["queued"]
            bar.update(task, total=files["total"], completed=ended, description=describe_pace(files))

        yield show


def describe_pace(files: Mapping[str, Any]) -> str:
    """Return pages, rate and time left for people, each where it is known."""
    parts = [f"{files['pages']} pages"]
    if files["pages_per_minute"] is not None:
        parts.append(f"{files['pages_per_minute']:.0f} per minute")
    if files["seconds_left"] is not None:
        minutes, seconds = divmod(round(files["seconds_left"]), 60)
        parts.append(f"{minutes}:{seconds:02} left")
    return ", ".join(parts)
