"""App versions put to work under an ID of their own."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from docyard.cli import data, output
from docyard.cli.options import AsJson, DataDir, Org, User, Workspace, example

EXAMPLE = example("docyard deployments create --org acme --app Receipt --name receipts")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=EXAMPLE)(create)
    app.command("list", epilog=example("docyard deployments list --org acme"))(list_deployments)


def create(
    *,
    app: Annotated[str, typer.Option(help="Name of the app.")],
    name: Annotated[str, typer.Option(help="Name of the deployment; unique in the organization.")],
    version: Annotated[str | None, typer.Option(help="By default the latest in production.")] = None,
    owner: Annotated[str | None, typer.Option(help="Whose app, where several have the name.")] = None,
    data_dir: DataDir = None,
    org: Org = None,
    workspace: Workspace = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """Pin an app version under a new deployment ID."""
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.domain.permissions import Permission
        from docyard.services import access, apps, deployments

        caller = data.find_caller(session, org=org, user=user)
        found = apps.get_named_app(session, caller, name=app, owner=owner)
        pinned = apps.get_version(session, found, version=version)
        deployment = deployments.create_deployment(
            session,
            caller,
            name=name,
            app=found,
            version=pinned,
            workspace=workspace,
            now=datetime.now(UTC),
        )
        room = access.enter_workspace(session, caller, name=workspace, to=Permission.DEPLOY)
    if as_json:
        output.print_json(
            {
                "id": str(deployment.id),
                "deployment_id": str(deployment.id),
                "name": deployment.name,
                "app": found.name,
                "app_id": str(found.id),
                "version": pinned.version,
                "workspace": room.name,
            }
        )
    else:
        typer.echo(f"{deployment.id}  {deployment.name}: {found.name} {pinned.version}")


def list_deployments(
    *, data_dir: DataDir = None, org: Org = None, user: User = None, as_json: AsJson = False
) -> None:
    """List the deployments of all workspaces that the user may enter."""
    with data.open_data(data_dir) as parts, parts.database.read() as session:
        from docyard.services import deployments

        caller = data.find_caller(session, org=org, user=user)
        rows = [
            {
                "id": str(deployment.id),
                "name": deployment.name,
                "description": deployment.description,
                "created_by": deployment.created_by,
                "created_at": deployment.created_at.isoformat(),
            }
            for deployment in deployments.list_deployments(session, caller)
        ]
    if as_json:
        output.print_json(rows)
    else:
        output.print_table(
            ("id", "name", "created by", "created at"),
            [(row["id"], row["name"], row["created_by"], row["created_at"]) for row in rows],
        )
