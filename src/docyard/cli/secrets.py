"""Secrets of an organization; their values are never printed."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from docyard.cli import data
from docyard.cli.hidden import read_hidden
from docyard.cli.options import DataDir, Org, User, example
from docyard.errors import Invalid

EXAMPLE = example("docyard secrets set db_password --org acme --workspace Claims < password.txt")

Alias = Annotated[str, typer.Argument(metavar="ALIAS", help="Letters, digits and underscores.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("set", epilog=EXAMPLE)(set_secret)
    app.command("rotate-key", epilog=example("docyard secrets rotate-key --data-dir data"))(rotate_key)


def set_secret(
    alias: Alias,
    *,
    description: Annotated[str | None, typer.Option(help="What the secret is for.")] = None,
    workspace: Annotated[
        list[str] | None, typer.Option(help="Workspace that may use it; repeat for several. By default all.")
    ] = None,
    nowhere: Annotated[bool, typer.Option("--nowhere", help="No workspace may use it for now.")] = False,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
) -> None:
    """Set a secret, or change one; the value is read from the terminal or from standard input.

    What is not said of a secret that is there already stays as it is.
    """
    if workspace and nowhere:
        raise Invalid("--workspace and --nowhere exclude each other; give one of them.")
    value = read_hidden("Value")
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.domain.secrets import SecretAccess
        from docyard.services import secrets

        caller = data.find_caller(session, org=org, user=user)
        is_new = not secrets.list_secrets(session, caller, workspace=None, alias=alias)
        chosen = SecretAccess.NONE if nowhere else SecretAccess.SOME if workspace else None
        content = secrets.SecretContent(
            description=description,
            value=value,
            access=chosen or (SecretAccess.ALL if is_new else None),
            workspaces=workspace or None,
        )
        act = secrets.create_secret if is_new else secrets.update_secret
        act(session, caller, keyring=parts.keyring, alias=alias, content=content, now=datetime.now(UTC))
    typer.echo(f"Secret {alias} is {'set' if is_new else 'changed'}.")


def rotate_key(*, data_dir: DataDir = None) -> None:
    """Encrypt the secrets of all organizations with a new key, or the first of DOCYARD_SECRET_KEYS."""
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.services import secrets

        count = secrets.rotate_keys(session, keyring=parts.keyring, now=datetime.now(UTC))
    typer.echo(f"Encrypted anew: {count}.")
