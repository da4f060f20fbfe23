"""API tokens of members."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from docyard.cli import data, output
from docyard.cli.asking import ask
from docyard.cli.options import AsJson, DataDir, Org, Token, Url, User, example

if TYPE_CHECKING:
    import httpx

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
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Make an API token that never expires; it is shown only this once.

    On a server elsewhere it is a further one of the user whose token is given.
    """
    if url is None:
        made = _create_here(data_dir, org=org, user=user, name=name)
    else:
        from docyard.cli import clients

        target = clients.Target(data_dir=data_dir, org=org, user=user, url=url, token=token)
        with clients.open_client(target) as client:
            made = _create_there(client, name=name)
    if as_json:
        output.print_json(made)
    else:
        typer.echo(made["api_token"])


def _create_here(data_dir: Path | None, *, org: str | None, user: str | None, name: str) -> dict[str, str]:
    """Make a token whatever the organization says about tokens: who has its data may."""
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.services.organizations import get_member
        from docyard.services.tokens import create_token

        member = get_member(session, organization_id=org, user=user)
        value = create_token(session, member=member, name=name, now=datetime.now(UTC))
    return {"organization_id": member.organization_id, "user_id": member.user_id, "api_token": value}


def _create_there(client: "httpx.Client", *, name: str) -> dict[str, str]:
    organization = ask(client, "GET", "/v2/me").json()["organization"]["id"]
    made = ask(client, "POST", "/v2/tokens", json={"name": name}).json()
    return {"organization_id": organization, "user_id": made["user_id"], "api_token": made["token"]}
