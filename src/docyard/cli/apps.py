"""App files and the apps made from them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from docyard.cli import data, output, refusals
from docyard.cli.files import read_text
from docyard.cli.options import AsJson, DataDir, Org, User, Workspace, example
from docyard.errors import InvalidAppFile

EXAMPLE = example("docyard apps push receipts.yaml --data-dir data --org acme")

AppFile = Annotated[Path, typer.Argument(metavar="FILE", help="App file (YAML).")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=EXAMPLE)(push)
    app.command("list", epilog=example("docyard apps list --data-dir data --org acme"))(list_apps)
    app.command(epilog=example("docyard apps show Receipt --prebuilt > my-receipts.yaml"))(show)
    app.command(epilog=example("docyard apps validate receipts.yaml"))(validate)


def push(
    file: AppFile,
    *,
    data_dir: DataDir = None,
    org: Org = None,
    workspace: Workspace = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """Publish an app file as a version of your app; pushing the same file again is harmless."""
    text = read_text(file)
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.services import apps

        caller = data.find_caller(session, org=org, user=user)
        with refusals.problems_located(file):
            app, version = apps.push_app(
                session, caller, file=text, workspace=workspace, now=datetime.now(UTC)
            )
    if as_json:
        output.print_json(
            {"id": str(app.id), "name": app.name, "owner": app.owner, "version": version.version}
        )
    else:
        typer.echo(f"{app.name} {version.version} is ready to run, owner {app.owner}.")


def list_apps(
    *, data_dir: DataDir = None, org: Org = None, user: User = None, as_json: AsJson = False
) -> None:
    """List the apps that the user can run, each with its latest version."""
    with data.open_data(data_dir) as parts, parts.database.read() as session:
        from docyard.services import apps

        caller = data.find_caller(session, org=org, user=user)
        rows = [
            {
                "id": str(app.id),
                "name": app.name,
                "owner": app.owner,
                "version": apps.list_versions(session, app)[0].version,
                "description": app.description,
            }
            for app in apps.list_apps(session, caller)
        ]
    if as_json:
        output.print_json(rows)
    else:
        output.print_table(
            ("name", "version", "owner", "description"),
            [(row["name"], row["version"], row["owner"], row["description"]) for row in rows],
        )


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the app.")],
    *,
    version: Annotated[str | None, typer.Option(help="By default the latest in production.")] = None,
    owner: Annotated[str | None, typer.Option(help="Whose app, where several have the name.")] = None,
    prebuilt: Annotated[
        bool, typer.Option("--prebuilt", help="Of the apps shipped with docyard; needs no data directory.")
    ] = False,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
) -> None:
    """Print the app file of an app."""
    if prebuilt:
        from docyard.engine.appfiles import prebuilt_app_file

        typer.echo(prebuilt_app_file(name), nl=False)
        return
    with data.open_data(data_dir) as parts, parts.database.read() as session:
        from docyard.services import apps

        caller = data.find_caller(session, org=org, user=user)
        app = apps.get_named_app(session, caller, name=name, owner=owner)
        typer.echo(apps.get_version(session, app, version=version).file, nl=False)


def validate(file: AppFile) -> None:
    """Check an app file; every problem is printed as path:line:column: what is wrong."""
    from docyard.engine.appfiles import load_app

    text = read_text(file)
    try:
        app = load_app(text)
    except InvalidAppFile as refusal:
        typer.echo(refusals.describe_problems(refusal, file))
        raise typer.Exit(refusals.WRONG) from refusal
    names = ", ".join(f"{kind.name} ({len(kind.fields)} fields)" for kind in app.classes)
    typer.echo(f"{file}: {app.name} {app.version} is valid: {names}.")
