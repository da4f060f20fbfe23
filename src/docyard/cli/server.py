"""``docyard serve`` and ``docyard worker``."""

import ctypes
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from docyard import __version__
from docyard.cli import data
from docyard.cli.options import DataDir, LogFormat, Processes, example

if TYPE_CHECKING:
    from docyard.services.organizations import Founding

# linux/prctl.h
_PR_SET_PDEATHSIG = 1


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=example("docyard serve --data-dir data --port 8080"))(serve)
    app.command(epilog=example("docyard worker --data-dir data --processes 4"))(worker)


def serve(
    *,
    data_dir: DataDir = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; by default this machine only.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="By default 8080; 0: any free.")] = None,
    processes: Processes = None,
    worker: Annotated[
        bool | None, typer.Option(help="Whether a worker runs beside the API; by default one does.")
    ] = None,
    log_format: LogFormat = None,
) -> None:
    """Serve the API and work on runs until stopped with Ctrl-C or SIGTERM."""
    from docyard.cli.logs import configure_logs

    settings = data.read_settings(
        data_dir, host=host, port=port, processes=processes, serve_worker=worker, log_format=log_format
    )
    data.make_data_dir(settings)
    configure_logs(settings.log_format, level=logging.INFO)
    # The server raises the signal that ended it once more after winding down; that is no failure.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    from docyard.main.server import serve as run_server

    run_server(settings, announce=_announce)


def worker(
    *,
    data_dir: DataDir = None,
    processes: Processes = None,
    log_format: LogFormat = None,
    parent: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Work on runs, beside or instead of the server's own worker, until stopped."""
    if parent is not None:
        _die_with(parent)
    from docyard.cli.logs import configure_logs

    settings = data.read_settings(data_dir, processes=processes, log_format=log_format)
    data.make_data_dir(settings)
    configure_logs(settings.log_format, level=logging.INFO)
    from docyard.main.worker import work

    work(settings)


def _announce(url: str, founding: "Founding | None") -> None:
    typer.echo(f"docyard {__version__} listens on {url}")
    typer.echo(f"API documentation     {url}/api/docs")
    if founding is not None:
        typer.echo(f"first organization    {founding.organization_id}")
        typer.echo(f"its admin             {founding.user_id}")
        typer.echo(f"API token             {founding.api_token}   (shown only this once)")
        typer.echo(f"to sign in            docyard members set-password {founding.user_id}")
    sys.stdout.flush()


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent is gone, however that ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise typer.Exit(1)
