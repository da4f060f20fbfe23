"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Data directory; by default DOCYARD_DATA_DIR, else 'data'."),
]
Org = Annotated[
    str | None, typer.Option("--org", help="Organization ID; may be left out where there is only one.")
]
User = Annotated[
    str | None,
    typer.Option("--user", help="User ID or e-mail to act as; by default the organization's first admin."),
]
Workspace = Annotated[
    str | None, typer.Option("--workspace", help="Workspace name; by default the user's personal one.")
]
Url = Annotated[
    str | None, typer.Option("--url", envvar="DOCYARD_URL", help="Server to ask instead of a data directory.")
]
Token = Annotated[str | None, typer.Option("--token", envvar="DOCYARD_TOKEN", help="API token for --url.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LogFormat = Annotated[str | None, typer.Option("--log-format", help="console or json.")]
Processes = Annotated[
    int | None, typer.Option("--processes", min=1, help="Engine processes; by default one per core.")
]


def example(command: str) -> str:
    r"""Return an epilog that shows the command on a line of its own (``\b`` stops rewrapping)."""
    return f"\b\nExample:\n  {command}"
