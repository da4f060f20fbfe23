"""``docyard init``."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from docyard.cli import data, output
from docyard.cli.options import AsJson, DataDir, example


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=example("docyard init --data-dir data --org acme --admin jane@acme.com"))(init)


def init(
    *,
    data_dir: DataDir = None,
    org: Annotated[str, typer.Option(help="ID of the organization to add, e.g. acme.")],
    admin: Annotated[str, typer.Option(help="E-mail of its first admin.")],
    as_json: AsJson = False,
) -> None:
    """Make a data directory, or add an organization to one; print its admin's API token."""
    settings = data.read_settings(data_dir)
    data.make_data_dir(settings)
    from docyard.main.parts import open_parts
    from docyard.services.organizations import found_organization

    with open_parts(settings) as parts, parts.database.write() as session:
        founding = found_organization(session, organization_id=org, admin_email=admin, now=datetime.now(UTC))
    if as_json:
        output.print_json(asdict(founding))
        return
    typer.echo(f"organization   {founding.organization_id}")
    typer.echo(f"user ID        {founding.user_id}")
    typer.echo(f"API token      {founding.api_token}   (shown only this once)")
    typer.echo(
        f"to sign in     docyard members set-password {founding.user_id} --org {founding.organization_id}"
    )
