"""Secrets of an organization; their values are never printed."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from docyard.cli import data
from docyard.cli.asking import ask, over_api
from docyard.cli.hidden import read_hidden
from docyard.cli.options import DataDir, example
from docyard.errors import Invalid

if TYPE_CHECKING:
    import httpx

EXAMPLE = example("docyard secrets set db_password --org acme --workspace Claims < password.txt")

_PATH = "/v2/aihub/secrets"

Alias = Annotated[str, typer.Argument(metavar="ALIAS", help="Letters, digits and underscores.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("set", epilog=EXAMPLE)(over_api(set_secret))
    app.command("rotate-key", epilog=example("docyard secrets rotate-key --data-dir data"))(rotate_key)


def set_secret(
    client: "httpx.Client",
    *,
    alias: Alias,
    description: Annotated[str | None, typer.Option(help="What the secret is for.")] = None,
    workspace: Annotated[
        list[str] | None, typer.Option(help="Workspace that may use it; repeat for several. By default all.")
    ] = None,
    nowhere: Annotated[bool, typer.Option("--nowhere", help="No workspace may use it for now.")] = False,
) -> None:
    """Set a secret, or change one; the value is read from the terminal or from standard input.

    What is not said of a secret that is there already stays as it is.
    """
    if workspace and nowhere:
        raise Invalid("--workspace and --nowhere exclude each other; give one of them.")
    is_new = not ask(client, "GET", _PATH, params={"alias": alias}).json()["secrets"]
    access = "NONE" if nowhere else "SOME" if workspace else "ALL" if is_new else None
    body = {
        "alias": alias,
        "value": read_hidden("Value"),
        "description": description,
        "allowed_workspaces_type": access,
        "allowed_workspaces": workspace or None,
    }
    ask(client, "POST" if is_new else "PATCH", _PATH, json=body)
    typer.echo(f"Secret {alias} is {'set' if is_new else 'changed'}.")


def rotate_key(*, data_dir: DataDir = None) -> None:
    """Encrypt the secrets of all organizations with a new key, or the first of DOCYARD_SECRET_KEYS."""
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.services import secrets

        count = secrets.rotate_keys(session, keyring=parts.keyring, now=datetime.now(UTC))
    typer.echo(f"Encrypted anew: {count}.")
