"""Versions of apps: listing, publishing, exporting, comparing; commands of the noun ``apps``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from docyard.cli import output
from docyard.cli.asking import ask, ask_for_all, is_id, over_api
from docyard.cli.options import AsJson, example
from docyard.errors import Invalid, NotFound

if TYPE_CHECKING:
    import httpx

AppName = Annotated[str, typer.Argument(metavar="APP", help="Name or ID of the app.")]
Owner = Annotated[str | None, typer.Option(help="Whose app, where several have the name.")]
Latest = Annotated[str | None, typer.Option(help="By default the latest in production.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=example("docyard apps versions Tickets --org acme"))(over_api(versions))
    app.command(epilog=example("docyard apps publish Tickets 1.1.0 --org acme"))(over_api(publish))
    app.command(epilog=example("docyard apps export Tickets --version 1.0.0 --out tickets.yaml"))(
        over_api(export)
    )
    app.command(epilog=example("docyard apps diff Tickets 1.0.0 1.1.0 --org acme"))(over_api(diff))


def versions(client: "httpx.Client", *, name: AppName, owner: Owner = None, as_json: AsJson = False) -> None:
    """List the versions of an app, latest first."""
    app = find_app(client, name, owner=owner)
    found = ask_for_all(client, f"/v2/apps/{app['id']}/versions", noun="versions")
    if as_json:
        output.print_json(found)
    else:
        output.print_table(("version", "state"), [(each["version"], each["state"]) for each in found])


def publish(
    client: "httpx.Client",
    *,
    name: AppName,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Number of the version.")],
    owner: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Move a version of an app from pre-production to production."""
    app = find_app(client, name, owner=owner)
    published = ask(client, "POST", f"{_path(app, version)}/publish").json()
    if as_json:
        output.print_json(published)
    else:
        typer.echo(f"{app['name']} {published['version']} is in production.")


def export(
    client: "httpx.Client",
    *,
    name: AppName,
    version: Latest = None,
    owner: Owner = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; by default standard output.")
    ] = None,
) -> None:
    """Write an app's file, byte by byte as it was pushed."""
    _, file = read_app_file(client, find_app(client, name, owner=owner), version=version)
    if out is None:
        typer.echo(file, nl=False)
        return
    try:
        out.write_bytes(file)
    except OSError as refusal:
        raise Invalid(f"{str(out)!r} cannot be written: {refusal.strerror}.") from refusal
    typer.echo(f"{out} is written.")


def diff(
    client: "httpx.Client",
    *,
    name: AppName,
    before: Annotated[str, typer.Argument(metavar="FROM", help="Number of a version.")],
    after: Annotated[str, typer.Argument(metavar="TO", help="Number of another version.")],
    owner: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Compare two versions of an app: what changed, then the files line by line."""
    app = find_app(client, name, owner=owner)
    query = {"from": before, "to": after}
    comparison = ask(client, "GET", f"/v2/apps/{app['id']}/diff", params=query).json()
    if as_json:
        output.print_json(comparison)
        return
    for change in comparison["changes"]:
        keys = ", ".join(each["key"] for each in change["differences"])
        what = " / ".join((change["part"], *change["path"]))
        output.print_line(f"{change['change']}: {what}{f' ({keys})' if keys else ''}")
    if comparison["changes"] and comparison["text"]:
        output.print_line()
    typer.echo(comparison["text"], nl=False)


def find_app(client: "httpx.Client", name: str, *, owner: str | None = None) -> dict[str, Any]:
    """Return the app that a word on the command line means: an id, or a name that is one app's alone.

    Raises:
        NotFound: There is none within reach.
        Invalid: Several have the name.
    """
    if is_id(name):
        app: dict[str, Any] = ask(client, "GET", f"/v2/apps/{name}").json()
        return app
    found = ask_for_all(client, "/v2/apps", noun="apps", name=name, owner=owner)
    # As in runs, prebuilt apps step back behind others of their name.
    meant = [app for app in found if app["visibility"] != "everyone"] or found
    if not meant:
        raise NotFound(f"There is no app {name!r}. 'docyard apps list' shows what you can run.")
    if len(meant) > 1:
        owners = ", ".join(app["owner"] for app in meant)
        raise Invalid(
            f"Several have an app {name!r}: {owners}. Say whose with --owner, or give the app's ID."
        )
    return meant[0]


def read_app_file(client: "httpx.Client", app: dict[str, Any], *, version: str | None) -> tuple[str, bytes]:
    """Return number and app file of a version, by default the latest in production.

    Raises:
        NotFound: There is none.
    """
    number = version or app["latest_version"]
    if number is None:
        raise NotFound(f"App {app['name']!r} has no version in production; name one with --version.")
    return number, ask(client, "GET", f"{_path(app, number)}/file").content


def _path(app: dict[str, Any], version: str) -> str:
    return f"/v2/apps/{app['id']}/versions/{quote(version, safe='')}"
