"""App versions put to work under an ID of their own."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docyard.cli import data, output
from docyard.cli.options import AsJson, DataDir, Org, User, Workspace, example
from docyard.errors import Invalid

if TYPE_CHECKING:
    from docyard.domain.deployments import Deployment
    from docyard.domain.identity import Caller
    from docyard.store.database import Session

EXAMPLE = example("docyard deployments create --org acme --app Receipt --name receipts")

Name = Annotated[str, typer.Argument(metavar="DEPLOYMENT", help="Name or ID of the deployment.")]
Description = Annotated[str | None, typer.Option(help="What it is for; by default the app's own.")]
CustomKeys = Annotated[
    list[str] | None,
    typer.Option(
        "--key", metavar="NAME=VALUE", help="Custom key; the value is JSON, or else text. Repeatable."
    ),
]
SecretKeys = Annotated[
    list[str] | None,
    typer.Option("--secret-key", metavar="NAME=ALIAS", help="Secret key and a secret's alias. Repeatable."),
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="Tag of every run. Repeatable.")]
OutputDir = Annotated[
    str | None, typer.Option("--output-dir", help="Full path of a folder in the workspace for results.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=EXAMPLE)(create)
    app.command("list", epilog=example("docyard deployments list --org acme"))(list_deployments)
    app.command(epilog=example("docyard deployments show receipts --org acme"))(show)
    app.command(epilog=example("docyard deployments update receipts --version 1.1.0 --org acme"))(update)
    app.command(epilog=example("docyard deployments delete receipts --org acme"))(delete)


def create(
    *,
    app: Annotated[str, typer.Option(help="Name of the app.")],
    name: Annotated[str, typer.Option(help="Name of the deployment; unique in the organization.")],
    version: Annotated[str | None, typer.Option(help="By default the latest in production.")] = None,
    owner: Annotated[str | None, typer.Option(help="Whose app, where several have the name.")] = None,
    description: Description = None,
    keys: CustomKeys = None,
    secret_keys: SecretKeys = None,
    tags: Tags = None,
    output_dir: OutputDir = None,
    data_dir: DataDir = None,
    org: Org = None,
    workspace: Workspace = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """Pin an app version under a new deployment ID."""
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.services import apps, deployments

        caller = data.find_caller(session, org=org, user=user)
        deployment = deployments.create_deployment(
            session,
            caller,
            drives=parts.drives,
            app=apps.get_named_app(session, caller, name=app, owner=owner),
            content=deployments.DeploymentContent(
                name=name,
                description=description,
                version=version,
                custom_keys=_values(keys),
                secret_keys=_aliases(secret_keys),
                tags=tags,
                output_dir=output_dir,
            ),
            workspace=workspace,
            now=datetime.now(UTC),
        )
        (described,) = _describe(session, [deployment])
    _print(described, as_json=as_json)


def list_deployments(
    *,
    workspace: Annotated[str | None, typer.Option(help="Only those of this workspace.")] = None,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """List the deployments of all workspaces that the user may enter."""
    with data.open_data(data_dir) as parts, parts.database.read() as session:
        from docyard.services import deployments

        caller = data.find_caller(session, org=org, user=user)
        found = deployments.list_deployments(session, caller, workspace=workspace)
        rows = _describe(session, found)
    if as_json:
        output.print_json(rows)
    else:
        output.print_table(
            ("id", "name", "app", "version", "workspace", "created by"),
            [
                tuple(row[key] for key in ("id", "name", "app_name", "version", "workspace", "created_by"))
                for row in rows
            ],
        )


def show(
    name: Name,
    *,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """Show all settings of a deployment."""
    with data.open_data(data_dir) as parts, parts.database.read() as session:
        caller = data.find_caller(session, org=org, user=user)
        (described,) = _describe(session, [_find(session, caller, name)])
    if as_json:
        output.print_json(described)
    else:
        shown = ((key, value) for key, value in described.items() if value not in (None, [], ""))
        output.print_table(
            ("setting", "value"),
            [
                (key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
                for key, value in shown
            ],
        )


def update(
    deployment: Name,
    *,
    name: Annotated[str | None, typer.Option(help="New name.")] = None,
    version: Annotated[str | None, typer.Option(help="Version of the same app to point to.")] = None,
    latest: Annotated[bool, typer.Option("--latest", help="Point to the latest in production.")] = False,
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    keys: CustomKeys = None,
    secret_keys: SecretKeys = None,
    tags: Tags = None,
    output_dir: OutputDir = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(help="keys, secret-keys, tags, description or output-dir: back to none. Repeatable."),
    ] = None,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    as_json: AsJson = False,
) -> None:
    """Change a deployment; keys and tags replace those before, and what is not given stays."""
    given: dict[str, Any] = {
        "name": name,
        "version": version,
        "description": description,
        "custom_keys": _values(keys),
        "secret_keys": _aliases(secret_keys),
        "tags": tags,
        "output_dir": output_dir,
    }
    said = {key for key, value in given.items() if value is not None} | _cleared(clear or ())
    if latest:
        said.add("version")
    if not said or (latest and version is not None):
        raise Invalid("Say what to change, such as --version 1.1.0 or --latest, not both of these.")
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.services import deployments

        caller = data.find_caller(session, org=org, user=user)
        changed = deployments.update_deployment(
            session,
            caller,
            drives=parts.drives,
            deployment_id=_find(session, caller, deployment).id,
            content=deployments.DeploymentContent(**given | {"name": name or ""}),
            said=said,
            now=datetime.now(UTC),
        )
        (described,) = _describe(session, [changed])
    _print(described, as_json=as_json)


def delete(name: Name, *, data_dir: DataDir = None, org: Org = None, user: User = None) -> None:
    """Delete a deployment; its runs stay readable."""
    with data.open_data(data_dir) as parts, parts.database.write() as session:
        from docyard.services import deployments

        caller = data.find_caller(session, org=org, user=user)
        found = _find(session, caller, name)
        deployments.delete_deployment(session, caller, deployment_id=found.id, now=datetime.now(UTC))
    typer.echo(f"Deployment {found.name} is deleted.")


def _find(session: "Session", caller: "Caller", name: str) -> "Deployment":
    """Return what is meant by a name, or else by an id."""
    from uuid import UUID

    from docyard.services import deployments

    try:
        deployment_id = UUID(name)
    except ValueError:
        return deployments.get_named_deployment(session, caller, name=name)
    return deployments.get_deployment(session, caller, deployment_id=deployment_id)


def _describe(session: "Session", found: Any) -> list[dict[str, Any]]:
    """Return deployments as the API has them, with id and app also under the other usual names."""
    from docyard.api.wire.deployments import DeploymentBody
    from docyard.services import deployments

    bodies = (DeploymentBody.of(*each).model_dump() for each in deployments.list_targets(session, found))
    return [body | {"deployment_id": body["id"], "app": body["app_name"]} for body in bodies]


def _print(described: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        output.print_json(described)
    else:
        typer.echo("{id}  {name}: {app_name} {version}".format(**described))


def _values(pairs: list[str] | None) -> dict[str, Any] | None:
    return None if pairs is None else {name: _value(text) for name, text in map(_pair, pairs)}


def _aliases(pairs: list[str] | None) -> dict[str, str] | None:
    return None if pairs is None else dict(map(_pair, pairs))


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not (name and sign):
        raise Invalid(f"{text!r} is no key with a value; write NAME=VALUE.")
    return name, value


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _cleared(words: Any) -> set[str]:
    names = {"keys": "custom_keys", "secret-keys": "secret_keys", "output-dir": "output_dir"}
    plain = {"tags", "description"}
    unknown = [word for word in words if word not in names and word not in plain]
    if unknown:
        known = ", ".join(sorted([*names, *plain]))
        raise Invalid(f"--clear {unknown[0]!r} is unknown; expected one of {known}.")
    return {names.get(word, word) for word in words}
