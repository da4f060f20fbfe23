"""API tokens of members."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from docyard.cli import data, output
from docyard.cli.options import AsJson, DataDir, Org, User, example

EXAMPLE = example("docyard tokens create --org acme --user jane@acme.com --name laptop")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=EXAMPLE)(create)


def create(
    *,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """Make an API token that never expires; it is shown only this once."""
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.services.organizations import get_member
        from docyard.services.tokens import create_token

        member = get_member(session, organization_id=org, user=user)
        value = create_token(session, member=member, name=name, now=datetime.now(UTC))
    if as_json:
        output.print_json(
            {"organization_id": member.organization_id, "user_id": member.user_id, "api_token": value}
        )
    else:
        typer.echo(value)
