"""App files and the apps made from them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docyard.cli import data, output, refusals
from docyard.cli.files import read_text
from docyard.cli.options import AsJson, DataDir, Org, User, Workspace, example
from docyard.errors import Invalid, InvalidAppFile

if TYPE_CHECKING:
    from docyard.domain.apps import App
    from docyard.domain.identity import Caller
    from docyard.store.database import Session

EXAMPLE = example("docyard apps push receipts.yaml --data-dir data --org acme")

AppFile = Annotated[Path, typer.Argument(metavar="FILE", help="App file (YAML).")]
AppName = Annotated[str, typer.Argument(metavar="APP", help="Name or ID of the app.")]
Owner = Annotated[str | None, typer.Option(help="Whose app, where several have the name.")]
Latest = Annotated[str | None, typer.Option(help="By default the latest in production.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=EXAMPLE)(push)
    app.command("list", epilog=example("docyard apps list --data-dir data --org acme"))(list_apps)
    app.command(epilog=example("docyard apps show Receipt --prebuilt > my-receipts.yaml"))(show)
    app.command(epilog=example("docyard apps versions Tickets --org acme"))(versions)
    app.command(epilog=example("docyard apps publish Tickets 1.1.0 --org acme"))(publish)
    app.command(epilog=example("docyard apps export Tickets --version 1.0.0 --out tickets.yaml"))(export)
    app.command(epilog=example("docyard apps diff Tickets 1.0.0 1.1.0 --org acme"))(diff)
    app.command(epilog=example("docyard apps share Tickets --with Travel --org acme"))(share)
    app.command(epilog=example("docyard apps delete Tickets --org acme"))(delete)
    app.command(epilog=example("docyard apps validate receipts.yaml"))(validate)


def push(
    file: AppFile,
    *,
    pre_production: Annotated[
        bool, typer.Option("--pre-production", help="Not for production yet: runs must name the version.")
    ] = False,
    app_id: Annotated[
        str | None, typer.Option("--app-id", help="App to push to; by default your own of the file's name.")
    ] = None,
    data_dir: DataDir = None,
    org: Org = None,
    workspace: Workspace = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """Push an app file as a version of your app; pushing the same file again is harmless."""
    text = read_text(file)
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.api.ids import parse_id
        from docyard.api.wire.app_versions import PushedBody
        from docyard.domain.apps import AppState
        from docyard.services import app_versions

        caller = data.find_caller(session, org=org, user=user)
        wanted = app_versions.Push(
            file=text,
            workspace=workspace,
            app_id=None if app_id is None else parse_id(app_id, noun="app"),
            state=AppState.PRE_PRODUCTION if pre_production else AppState.PRODUCTION,
        )
        with refusals.problems_located(file):
            pushed = app_versions.push_app(session, caller, push=wanted, now=datetime.now(UTC))
    app, version = pushed.app, pushed.version
    if as_json:
        output.print_json(PushedBody.of_push(pushed).model_dump())
    elif version.state is AppState.PRODUCTION:
        typer.echo(f"{app.name} {version.version} is ready to run, owner {app.owner}.")
    else:
        typer.echo(f"{app.name} {version.version} is in pre-production, owner {app.owner}.")


def list_apps(
    *,
    name: Annotated[str | None, typer.Option(help="Only apps of this name.")] = None,
    owner: Annotated[
        str | None, typer.Option(help="Only apps of this user; docyard has the prebuilt.")
    ] = None,
    workspace: Annotated[str | None, typer.Option(help="Only apps that belong to this workspace.")] = None,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """List the apps that the user can run, each with its latest version in production."""
    with data.open_data(data_dir) as parts, parts.database.read() as session:
        from docyard.services import apps

        caller = data.find_caller(session, org=org, user=user)
        found = apps.list_apps(session, caller, name=name, owner=owner, workspace=workspace)
        rows = _describe(session, caller, found)
    if as_json:
        output.print_json(rows)
    else:
        output.print_table(
            ("name", "version", "owner", "workspace", "description"),
            [
                (
                    row["name"],
                    row["version"] or "–",
                    row["owner"],
                    row["workspace"] or "–",
                    row["description"],
                )
                for row in rows
            ],
        )


def show(
    name: AppName,
    *,
    version: Latest = None,
    owner: Owner = None,
    prebuilt: Annotated[
        bool, typer.Option("--prebuilt", help="Of the apps shipped with docyard; needs no data directory.")
    ] = False,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """Print the app file of an app, or what is known of the app as JSON."""
    if prebuilt:
        from docyard.engine.appfiles import prebuilt_app_file

        _print_file(prebuilt_app_file(name), as_json=as_json)
        return
    with data.open_data(data_dir) as parts, parts.database.read() as session:
        from docyard.services import app_versions

        caller = data.find_caller(session, org=org, user=user)
        app = _find(session, caller, name=name, owner=owner)
        found = app_versions.get_version(session, caller, app, version=version)
        (described,) = _describe(session, caller, [app])
    _print_file(found.file, as_json=as_json, more=described | {"version": found.version})


def versions(
    name: AppName,
    *,
    owner: Owner = None,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """List the versions of an app, latest first."""
    with data.open_data(data_dir) as parts, parts.database.read() as session:
        from docyard.api.wire.app_versions import AppVersionBody
        from docyard.services import app_versions

        caller = data.find_caller(session, org=org, user=user)
        found = app_versions.list_versions(session, caller, _find(session, caller, name=name, owner=owner))
    if as_json:
        output.print_json([AppVersionBody.of(version).model_dump() for version in found])
    else:
        output.print_table(
            ("version", "state", "created at"),
            [
                (each.version, each.state.value, each.created_at.isoformat(timespec="seconds"))
                for each in found
            ],
        )


def publish(
    name: AppName,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Number of the version.")],
    *,
    owner: Owner = None,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """Move a version of an app from pre-production to production."""
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.api.wire.app_versions import AppVersionBody
        from docyard.services import app_versions

        caller = data.find_caller(session, org=org, user=user)
        app = _find(session, caller, name=name, owner=owner)
        published = app_versions.publish_version(
            session, caller, app_id=app.id, version=version, now=datetime.now(UTC)
        )
    if as_json:
        output.print_json(AppVersionBody.of(published).model_dump())
    else:
        typer.echo(f"{app.name} {published.version} is in production.")


def export(
    name: AppName,
    *,
    version: Latest = None,
    owner: Owner = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; by default standard output.")
    ] = None,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
) -> None:
    """Write an app's file, byte by byte as it was pushed."""
    with data.open_data(data_dir) as parts, parts.database.read() as session:
        from docyard.services import app_versions

        caller = data.find_caller(session, org=org, user=user)
        app = _find(session, caller, name=name, owner=owner)
        file = app_versions.get_version(session, caller, app, version=version).file
    if out is None:
        typer.echo(file.encode("utf-8"), nl=False)
        return
    try:
        out.write_bytes(file.encode("utf-8"))
    except OSError as refusal:
        raise Invalid(f"{str(out)!r} cannot be written: {refusal.strerror}.") from refusal
    typer.echo(f"{out} is written.")


def diff(
    name: AppName,
    before: Annotated[str, typer.Argument(metavar="FROM", help="Number of a version.")],
    after: Annotated[str, typer.Argument(metavar="TO", help="Number of another version.")],
    *,
    owner: Owner = None,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """Compare two versions of an app: what changed, then the files line by line."""
    with data.open_data(data_dir) as parts, parts.database.read() as session:
        from docyard.api.wire.app_versions import ComparisonBody
        from docyard.services import app_versions

        caller = data.find_caller(session, org=org, user=user)
        app = _find(session, caller, name=name, owner=owner)
        comparison = app_versions.compare_versions(session, caller, app, before=before, after=after)
    if as_json:
        output.print_json(ComparisonBody.of(comparison).model_dump(by_alias=True))
        return
    for change in comparison.changes:
        keys = ", ".join(each.key for each in change.differences)
        what = " / ".join((change.part, *change.path))
        output.print_line(f"{change.change}: {what}{f' ({keys})' if keys else ''}")
    if comparison.changes and comparison.text:
        output.print_line()
    typer.echo(comparison.text, nl=False)


def share(
    name: AppName,
    *,
    workspaces: Annotated[
        list[str] | None, typer.Option("--with", help="Workspace that may use it; repeat for several.")
    ] = None,
    organization: Annotated[
        bool, typer.Option("--organization", help="Everybody in the organization may use it.")
    ] = False,
    owner: Owner = None,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """Say who else may use an app; replaces what was said before, so nobody without options."""
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.domain.apps import AppVisibility
        from docyard.services import apps

        caller = data.find_caller(session, org=org, user=user)
        app = apps.share_app(
            session,
            caller,
            app_id=_find(session, caller, name=name, owner=owner).id,
            visibility=AppVisibility.ORGANIZATION if organization else AppVisibility.WORKSPACE,
            shared_with=workspaces or (),
            now=datetime.now(UTC),
        )
        (described,) = _describe(session, caller, [app])
    if as_json:
        output.print_json(described)
    else:
        others = "the whole organization" if organization else ", ".join(described["shared_with"])
        typer.echo(f"{app.name} is for {described['workspace']}{f' and {others}' if others else ' alone'}.")


def delete(
    name: AppName,
    *,
    owner: Owner = None,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
) -> None:
    """Delete an app that no deployment uses; its runs keep their results."""
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.services import apps

        caller = data.find_caller(session, org=org, user=user)
        app = _find(session, caller, name=name, owner=owner)
        apps.delete_app(session, caller, app_id=app.id, now=datetime.now(UTC))
    typer.echo(f"{app.name} is deleted.")


def validate(file: AppFile, *, as_json: AsJson = False) -> None:
    """Check an app file; every problem is printed as path:line:column: what is wrong."""
    from docyard.engine.appfiles import load_app

    text = read_text(file)
    try:
        app = load_app(text)
    except InvalidAppFile as refusal:
        if as_json:
            problems = [
                {"line": each.line, "column": each.column, "message": each.message}
                for each in refusal.problems
            ]
            output.print_json({"valid": False, "app": None, "problems": problems})
        else:
            typer.echo(refusals.describe_problems(refusal, file))
        raise typer.Exit(refusals.WRONG) from refusal
    if as_json:
        from docyard.api.wire.apps import AppSummary

        output.print_json({"valid": True, "app": AppSummary.of(app).model_dump(), "problems": []})
        return
    names = ", ".join(f"{kind.name} ({len(kind.fields)} fields)" for kind in app.classes)
    typer.echo(f"{file}: {app.name} {app.version} is valid: {names}.")


def _find(session: "Session", caller: "Caller", *, name: str, owner: str | None) -> "App":
    """Return what is meant by a name, or else by an id."""
    from uuid import UUID

    from docyard.services import apps

    try:
        app_id = UUID(name)
    except ValueError:
        return apps.get_named_app(session, caller, name=name, owner=owner)
    return apps.get_app(session, caller, app_id=app_id)


def _describe(session: "Session", caller: "Caller", found: Any) -> list[dict[str, Any]]:
    """Return apps as the API has them, with the latest version also under the shorter name."""
    from docyard.api.wire.apps import AppBody
    from docyard.services import apps

    bodies = (AppBody.of(entry).model_dump() for entry in apps.describe_apps(session, caller, found))
    return [body | {"version": body["latest_version"]} for body in bodies]


def _print_file(file: str, *, as_json: bool, more: dict[str, Any] | None = None) -> None:
    if as_json:
        output.print_json((more or {}) | {"file": file})
    else:
        typer.echo(file, nl=False)
