"""Commands for every operation of the API, made from its own description.

They speak HTTP to a server elsewhere (``--url`` and ``--token``, or DOCYARD_URL and DOCYARD_TOKEN),
else to the API over the data directory here, as the user that ``--user`` names.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import cache, partial
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from docyard.cli.asking import is_id
from docyard.cli.operations import Operation, Parameter, Place, read_operations
from docyard.cli.options import AsJson, DataDir, Org, Token, Url, User, example

if TYPE_CHECKING:
    import httpx

# Groups of commands by noun, which are the tags of the API's routes; ``--help`` must know them
# without loading the API.
NOUNS: dict[str, str] = {
    "apps": "App files and the apps made from them.",
    "audit-events": "What was changed, by whom and from where.",
    "batches": "Sets of uploaded files.",
    "deliveries": "Messages to other systems, and sending them again.",
    "deployments": "App versions put to work under an ID of their own.",
    "drives": "Connected storage.",
    "files": "Files and folders by their full paths.",
    "groups": "Members who get roles together.",
    "jobs": "Work that goes on after its request was answered.",
    "me": "Who you are, and what is open to you.",
    "members": "People of an organization.",
    "models": "Language models that apps may name.",
    "organization": "What holds for everybody in the organization.",
    "runs": "Runs of apps and deployments, and their results.",
    "secrets": "Secrets of an organization; their values are never printed.",
    "service-accounts": "Accounts of programs.",
    "sessions": "Browsers of people who signed in.",
    "sweeps": "House-keeping: what was deleted because it was old.",
    "token-issuers": "Whose tokens are accepted beside our own.",
    "tokens": "API tokens of members.",
    "usage": "How much was worked, by day and workspace.",
    "workspaces": "Rooms that members share, and their roles in them.",
}

_TYPES: Mapping[str, type] = {"string": str, "integer": int, "number": float, "boolean": bool, "json": str}

# Parameters that take a name as well as an id, and what they name.
_NAMED: Mapping[str, str] = {"app_id": "app", "deployment_id": "deployment"}

_Out = Annotated[Path | None, typer.Option("--out", help="File to write the answer to.")]


_SHARED: Mapping[str, Any] = {
    "data_dir": DataDir,
    "org": Org,
    "user": User,
    "url": Url,
    "token": Token,
    "as_json": AsJson,
    "out": _Out,
}


class NounGroup(TyperGroup):
    """A group that has its noun's operations beside the commands written by hand, which win."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command; the API is loaded only for those that come from it."""
        own = super().get_command(ctx, cmd_name)
        return own if own is not None else _commands_of(self.name or "").get(cmd_name)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands."""
        own = super().list_commands(ctx)
        return [*own, *(name for name in _commands_of(self.name or "") if name not in own)]


@cache
def _operations() -> list[Operation]:
    from docyard.api.app import describe_api

    return read_operations(describe_api())


@cache
def _commands_of(noun: str) -> dict[str, Any]:
    """Return the commands of a noun's operations, by name."""
    group = typer.Typer(add_completion=False, rich_markup_mode=None)
    # A callback keeps a group a group where it has one command only.
    group.callback()(lambda: None)
    for operation in _operations():
        if operation.noun == noun:
            described = operation.description.replace("``", "")
            command = group.command(operation.command, help=described, epilog=_example(operation))
            command(_function(operation))
    made = typer.main.get_command(group)
    return dict(getattr(made, "commands", {}))


def _function(operation: Operation) -> Callable[..., None]:
    """Return a function whose parameters Typer reads as the command's arguments and options."""
    names = {_identifier(parameter): parameter for parameter in operation.parameters}

    def call(
        *,
        data_dir: Path | None,
        org: str | None,
        user: str | None,
        url: str | None,
        token: str | None,
        as_json: bool,
        out: Path | None,
        **given: Any,
    ) -> None:
        from docyard.cli import answers, clients

        target = clients.Target(data_dir=data_dir, org=org, user=user, url=url, token=token)
        values = {
            parameter: given[name] for name, parameter in names.items() if given[name] not in (None, [])
        }
        show = partial(answers.show, as_json=as_json, out=out)
        with clients.open_client(target) as client:
            clients.send(client, operation, _with_ids(client, values), then=show)

    parameters = [_declare(name, parameter) for name, parameter in names.items()]
    parameters += [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if name == "as_json" else None,
            annotation=kind,
        )
        for name, kind in _SHARED.items()
    ]
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return call


def _with_ids(client: "httpx.Client", values: Mapping[Parameter, Any]) -> dict[Parameter, Any]:
    """Put ids in the place of names."""
    from docyard.cli.app_versions import find_app
    from docyard.cli.deployments import find_deployment

    find: dict[str, Callable[[httpx.Client, str], Mapping[str, Any]]] = {
        "app": find_app,
        "deployment": find_deployment,
    }
    return {
        parameter: find[_NAMED[parameter.name]](client, value)["id"]
        if _takes_name(parameter) and not is_id(value)
        else value
        for parameter, value in values.items()
    }


def _takes_name(parameter: Parameter) -> bool:
    return parameter.name in _NAMED and parameter.place in (Place.PATH, Place.QUERY)


def _declare(name: str, parameter: Parameter) -> inspect.Parameter:
    kind: Any = _TYPES[parameter.kind]
    if parameter.is_list:
        kind = list[kind]
    description = " ".join(parameter.description.replace("``", "").split())
    if _takes_name(parameter):
        description = f"Name or ID of the {_NAMED[parameter.name]}."
    if parameter.is_argument:
        annotation: Any = Annotated[kind, typer.Argument(help=description, show_default=False)]
        default: Any = inspect.Parameter.empty
    else:
        hint = f"{description} (JSON)".strip() if parameter.kind == "json" else description
        annotation = Annotated[kind | None, typer.Option(_flags(parameter), help=hint)]
        default = inspect.Parameter.empty if parameter.is_required else None
        if parameter.is_required:
            annotation = Annotated[kind, typer.Option(_flags(parameter), help=hint)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _flags(parameter: Parameter) -> str:
    name = parameter.name.lower().replace("_", "-")
    return f"--{name}/--no-{name}" if parameter.kind == "boolean" else f"--{name}"


def _identifier(parameter: Parameter) -> str:
    name = parameter.name.lower().replace("-", "_").replace(".", "_")
    # The command's own options have their names, and Python some words.
    return f"{name}_" if name in _SHARED or iskeyword(name) else name


def _example(operation: Operation) -> str:
    words = [operation.noun, operation.command]
    for parameter in operation.parameters:
        if parameter.is_argument:
            words.append(parameter.name.upper())
        elif parameter.is_required:
            words.append(f"{_flags(parameter).split('/')[0]} …")
    return example(f"docyard {' '.join(words)}")
