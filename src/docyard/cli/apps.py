"""Apps: pushing app files, showing, sharing, deleting; their versions stand in ``app_versions``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docyard.cli import app_versions, examples, output, refusals
from docyard.cli.app_versions import AppName, Latest, Owner, find_app, read_app_file
from docyard.cli.asking import ask, ask_for_all, over_api
from docyard.cli.files import read_text
from docyard.cli.options import AsJson, DataDir, Org, Token, Url, User, Workspace, example
from docyard.errors import AppFileProblem, InvalidAppFile

if TYPE_CHECKING:
    import httpx

EXAMPLE = example("docyard apps push receipts.yaml --data-dir data --org acme")

AppFile = Annotated[Path, typer.Argument(metavar="FILE", help="App file (YAML).")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=EXAMPLE)(over_api(push))
    app.command("list", epilog=example("docyard apps list --data-dir data --org acme"))(over_api(list_apps))
    app.command("show", epilog=example("docyard apps show Receipt --prebuilt > my-receipts.yaml"))(show)
    app_versions.register(app)
    app.command(epilog=example("docyard apps share Tickets --with Travel --org acme"))(over_api(share))
    app.command(epilog=example("docyard apps delete Tickets --org acme"))(over_api(delete))
    app.command(epilog=example("docyard apps validate receipts.yaml invoices.yaml"))(validate)
    examples.register(app)
    app.command(epilog=example("docyard apps schema > app-file.schema.json"))(schema)


def push(
    client: "httpx.Client",
    *,
    file: AppFile,
    pre_production: Annotated[
        bool, typer.Option("--pre-production", help="Not for production yet: runs must name the version.")
    ] = False,
    app_id: Annotated[
        str | None, typer.Option("--app-id", help="App to push to; by default your own of the file's name.")
    ] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Push an app file as a version of your app; pushing the same file again is harmless."""
    state = "PRE_PRODUCTION" if pre_production else "PRODUCTION"
    body = {"file": read_text(file), "workspace": workspace, "app_id": app_id, "state": state}
    with refusals.problems_located(file):
        pushed = _push(client, body)
    if as_json:
        output.print_json(pushed)
    else:
        stands = "ready to run" if pushed["state"] == "PRODUCTION" else "in pre-production"
        typer.echo("{name} {version} is {stands}, owner {owner}.".format(**pushed, stands=stands))


def list_apps(
    client: "httpx.Client",
    *,
    name: Annotated[str | None, typer.Option(help="Only apps of this name.")] = None,
    owner: Annotated[
        str | None, typer.Option(help="Only apps of this user; docyard has the prebuilt.")
    ] = None,
    workspace: Annotated[str | None, typer.Option(help="Only apps that belong to this workspace.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the apps that the user can run, each with its latest version in production."""
    found = ask_for_all(client, "/v2/apps", noun="apps", name=name, owner=owner, workspace=workspace)
    rows = [_described(app) for app in found]
    if as_json:
        output.print_json(rows)
    else:
        columns = ("name", "version", "owner", "workspace", "description")
        output.print_table(columns, [[row[column] or "–" for column in columns] for row in rows])


def show(
    *,
    name: AppName,
    version: Latest = None,
    owner: Owner = None,
    prebuilt: Annotated[
        bool, typer.Option("--prebuilt", help="Of the apps shipped with docyard; asks no server.")
    ] = False,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Print the app file of an app, or what is known of the app as JSON."""
    if prebuilt:
        from docyard.engine.appfiles import prebuilt_app_file

        file = prebuilt_app_file(name)
        output.print_json({"file": file}) if as_json else typer.echo(file, nl=False)
        return
    from docyard.cli import clients

    target = clients.Target(data_dir=data_dir, org=org, user=user, url=url, token=token)
    with clients.open_client(target) as client:
        _show(client, name=name, version=version, owner=owner, as_json=as_json)


def _show(
    client: "httpx.Client", *, name: str, version: str | None, owner: str | None, as_json: bool
) -> None:
    app = find_app(client, name, owner=owner)
    number, file = read_app_file(client, app, version=version)
    if as_json:
        output.print_json(_described(app) | {"version": number, "file": file.decode()})
    else:
        typer.echo(file, nl=False)


def share(
    client: "httpx.Client",
    *,
    name: AppName,
    workspaces: Annotated[
        list[str] | None, typer.Option("--with", help="Workspace that may use it; repeat for several.")
    ] = None,
    organization: Annotated[
        bool, typer.Option("--organization", help="Everybody in the organization may use it.")
    ] = False,
    owner: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Say who else may use an app; replaces what was said before, so nobody without options."""
    app = find_app(client, name, owner=owner)
    body = {"visibility": "organization" if organization else "workspace", "workspaces": workspaces}
    shared = ask(client, "PUT", f"/v2/apps/{app['id']}/sharing", json=body).json()
    if as_json:
        output.print_json(_described(shared))
    else:
        others = "the whole organization" if organization else ", ".join(shared["shared_with"])
        typer.echo(
            f"{shared['name']} is for {shared['workspace']}{f' and {others}' if others else ' alone'}."
        )


def delete(client: "httpx.Client", *, name: AppName, owner: Owner = None) -> None:
    """Delete an app that no deployment uses; its runs keep their results."""
    app = find_app(client, name, owner=owner)
    ask(client, "DELETE", f"/v2/apps/{app['id']}")
    typer.echo(f"{app['name']} is deleted.")


def validate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="App files (YAML).")],
    *,
    as_json: AsJson = False,
) -> None:
    """Check app files; every problem is printed as path:line:column: what is wrong."""
    verdicts = [_validate(file, quietly=as_json) for file in files]
    if as_json:
        output.print_json(verdicts[0] if len(files) == 1 else verdicts)
    if not all(verdict["valid"] for verdict in verdicts):
        raise typer.Exit(refusals.WRONG)


def _validate(file: Path, *, quietly: bool) -> dict[str, Any]:
    """Return what ``--json`` says of an app file; print the same for people unless quietly."""
    from docyard.engine.appfiles import load_app

    try:
        app = load_app(read_text(file))
    except InvalidAppFile as refusal:
        if not quietly:
            typer.echo(refusals.describe_problems(refusal, file))
        problems = [
            {"line": each.line, "column": each.column, "message": each.message} for each in refusal.problems
        ]
        return {"file": str(file), "valid": False, "app": None, "problems": problems}
    if not quietly:
        names = ", ".join(f"{kind.name} (fields: {len(kind.fields)})" for kind in app.classes)
        typer.echo(f"{file}: {app.name} {app.version} is valid: {names}.")
        return {"valid": True}
    from docyard.api.wire.apps import AppSummary

    return {"file": str(file), "valid": True, "app": AppSummary.of(app).model_dump(), "problems": []}


def schema() -> None:
    """Print the JSON Schema of app files, for editors that complete and check as one types."""
    from docyard.engine.appfiles import app_file_schema

    output.print_json(app_file_schema())


def _push(client: "httpx.Client", body: dict[str, Any]) -> Any:
    from docyard.cli.answers import Refused

    try:
        return ask(client, "POST", "/v2/apps", json=body).json()
    except Refused as refusal:
        if not refusal.problems:
            raise
        problems = tuple(AppFileProblem(**problem) for problem in refusal.problems)
        raise InvalidAppFile(refusal.message, problems) from None


def _described(app: dict[str, Any]) -> dict[str, Any]:
    """Return an app with its latest version also under the shorter name."""
    return app | {"version": app["latest_version"]}
