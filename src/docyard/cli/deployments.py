"""App versions put to work under an ID of their own."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docyard.cli import output
from docyard.cli.asking import ask, ask_for_all, is_id, over_api
from docyard.cli.options import AsJson, Workspace, example
from docyard.errors import Invalid, NotFound

if TYPE_CHECKING:
    import httpx

EXAMPLE = example("docyard deployments create --org acme --app Receipt --name receipts")

_PATH = "/v2/apps/deployments"

Name = Annotated[str, typer.Argument(metavar="DEPLOYMENT", help="Name or ID of the deployment.")]
CustomKeys = Annotated[
    list[str] | None,
    typer.Option("--key", metavar="NAME=VALUE", help="Custom key; the value is JSON, else text. Repeatable."),
]
SecretKeys = Annotated[
    list[str] | None,
    typer.Option("--secret-key", metavar="NAME=ALIAS", help="Secret key and a secret's alias. Repeatable."),
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="Tag of every run. Repeatable.")]
OutputDir = Annotated[
    str | None, typer.Option("--output-dir", help="Full path of a folder in the workspace for results.")
]
Review = Annotated[
    bool | None,
    typer.Option(
        "--review/--no-review",
        help="Stop runs with documents that break a rule, until somebody reviewed them.",
    ),
]
Clear = Annotated[
    list[str] | None,
    typer.Option(help="keys, secret-keys, tags, description or output-dir: back to none. Repeatable."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=EXAMPLE)(over_api(create))
    app.command("list", epilog=example("docyard deployments list --org acme"))(over_api(list_deployments))
    app.command(epilog=example("docyard deployments show receipts --org acme"))(over_api(show))
    app.command(epilog=example("docyard deployments update receipts --version 1.1.0"))(over_api(update))
    app.command(epilog=example("docyard deployments delete receipts --org acme"))(over_api(delete))


def create(
    client: "httpx.Client",
    *,
    app: Annotated[str, typer.Option(help="Name or ID of the app.")],
    name: Annotated[str, typer.Option(help="Name of the deployment; unique in the organization.")],
    version: Annotated[str | None, typer.Option(help="By default the latest in production.")] = None,
    owner: Annotated[str | None, typer.Option(help="Whose app, where several have the name.")] = None,
    description: Annotated[str | None, typer.Option(help="What it is for; by default the app's own.")] = None,
    keys: CustomKeys = None,
    secret_keys: SecretKeys = None,
    tags: Tags = None,
    output_dir: OutputDir = None,
    review: Review = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Pin an app version under a new deployment ID."""
    body = {
        "name": name,
        "app_id" if is_id(app) else "app_name": app,
        "owner": owner,
        "version": version,
        "workspace": workspace,
        "description": description,
        "keys": {"custom": _values(keys), "secret": _aliases(secret_keys)},
        "tags": tags,
        "output_dir": output_dir,
        "review_enabled": review,
    }
    _print(ask(client, "POST", _PATH, json=body).json(), as_json=as_json)


def list_deployments(
    client: "httpx.Client",
    *,
    workspace: Annotated[str | None, typer.Option(help="Only those of this workspace.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the deployments of all workspaces that the user may enter."""
    found = ask_for_all(client, _PATH, noun="deployments", workspace=workspace)
    if as_json:
        output.print_json([_described(each) for each in found])
    else:
        columns = ("id", "name", "app_name", "version", "workspace", "created_by")
        titles = [column.replace("_", " ") for column in columns]
        output.print_table(titles, [[each[column] for column in columns] for each in found])


def show(client: "httpx.Client", *, name: Name, as_json: AsJson = False) -> None:
    """Show all settings of a deployment."""
    found = find_deployment(client, name)
    if as_json:
        output.print_json(_described(found))
    else:
        shown = ((key, value) for key, value in found.items() if value not in (None, [], ""))
        output.print_table(("setting", "value"), [(key, _text(value)) for key, value in shown])


def update(
    client: "httpx.Client",
    *,
    deployment: Name,
    name: Annotated[str | None, typer.Option(help="New name.")] = None,
    version: Annotated[str | None, typer.Option(help="Version of the same app to point to.")] = None,
    latest: Annotated[bool, typer.Option("--latest", help="Point to the latest in production.")] = False,
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    keys: CustomKeys = None,
    secret_keys: SecretKeys = None,
    tags: Tags = None,
    output_dir: OutputDir = None,
    review: Review = None,
    clear: Clear = None,
    as_json: AsJson = False,
) -> None:
    """Change a deployment; keys and tags replace those before, and what is not given stays."""
    given = {
        "name": name,
        "version": version,
        "description": description,
        "tags": tags,
        "output_dir": output_dir,
        "review_enabled": review,
    }
    body: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    body |= _cleared(clear or ())
    body_keys = {"custom": _values(keys), "secret": _aliases(secret_keys)}
    said = {kind: value for kind, value in body_keys.items() if value is not None}
    if said or "keys" in body:
        body["keys"] = body.get("keys", {}) | said
    if latest:
        body["version"] = None
    if not body or (latest and version is not None):
        raise Invalid("Say what to change, such as --version 1.1.0 or --latest, not both of these.")
    changed = ask(client, "PATCH", f"{_PATH}/{find_deployment(client, deployment)['id']}", json=body).json()
    _print(changed, as_json=as_json)


def delete(client: "httpx.Client", *, name: Name) -> None:
    """Delete a deployment; its runs stay readable."""
    found = find_deployment(client, name)
    ask(client, "DELETE", f"{_PATH}/{found['id']}")
    typer.echo(f"Deployment {found['name']} is deleted.")


def find_deployment(client: "httpx.Client", name: str) -> dict[str, Any]:
    """Return the deployment that a word on the command line means: an id or a name.

    Raises:
        NotFound: There is none within reach.
    """
    if is_id(name):
        deployment: dict[str, Any] = ask(client, "GET", f"{_PATH}/{name}").json()
        return deployment
    found = ask_for_all(client, _PATH, noun="deployments", name=name)
    if not found:
        raise NotFound(f"There is no deployment {name!r}. 'docyard deployments list' shows what you can run.")
    return found[0]


def _described(deployment: dict[str, Any]) -> dict[str, Any]:
    """Return a deployment with id and app also under the names that requests have for them."""
    return deployment | {"deployment_id": deployment["id"], "app": deployment["app_name"]}


def _print(deployment: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        output.print_json(_described(deployment))
    else:
        typer.echo("{id}  {name}: {app_name} {version}".format(**deployment))


def _values(pairs: Sequence[str] | None) -> dict[str, Any] | None:
    return None if pairs is None else {name: _value(text) for name, text in map(_pair, pairs)}


def _aliases(pairs: Sequence[str] | None) -> dict[str, str] | None:
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


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _cleared(words: Sequence[str]) -> dict[str, Any]:
    """Return what a request says to take away."""
    body: dict[str, Any] = {}
    for word in words:
        if word in ("keys", "secret-keys"):
            body.setdefault("keys", {})["custom" if word == "keys" else "secret"] = None
        elif word in ("tags", "description", "output-dir"):
            body[word.replace("-", "_")] = None
        else:
            raise Invalid(
                f"--clear {word!r} is unknown; expected description, keys, output-dir, secret-keys or tags."
            )
    return body
