"""People of an organization; what the owner of the data directory can do for them."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from docyard.cli import data
from docyard.cli.hidden import read_hidden
from docyard.cli.options import DataDir, Org, example

EXAMPLE = example("docyard members set-password jane@acme.com --org acme")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("set-password", epilog=EXAMPLE)(set_password)


def set_password(
    user: Annotated[str, typer.Argument(metavar="USER", help="E-mail or user ID.")],
    *,
    data_dir: DataDir = None,
    org: Org = None,
) -> None:
    """Set a person's password; it is read from the terminal or from standard input.

    Their sessions end, and a lock after failed attempts is lifted.
    """
    password = read_hidden("Password")
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.services import passwords
        from docyard.services.organizations import get_member

        member = get_member(session, organization_id=org, user=user)
        passwords.set_password(session, member=member, password=password, now=datetime.now(UTC))
    typer.echo(f"The password of {member.user_id} is set.")
