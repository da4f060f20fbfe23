"""Watching a run from the command line."""

import time
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from docyard.cli import output, refusals
from docyard.cli.options import AsJson, DataDir, Org, Token, Url, User, example
from docyard.errors import Unavailable

if TYPE_CHECKING:
    import httpx

_LOOK_EVERY_S = 0.5

_WELL = ("COMPLETE", "STOPPED_AT_CHECKPOINT")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=example("docyard runs watch 0f6c1c5e-6a0b-4d57-9d0a-2b1f6a1f9c11"))(watch)


def watch(
    run_id: Annotated[str, typer.Argument(metavar="RUN_ID", help="The run's ID.")],
    *,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    url: Url = None,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Show how a run gets on until it is over, or stops for a review.

    Exit code 1 means that it failed or was cancelled.
    """
    from docyard.cli import clients

    target = clients.Target(data_dir=data_dir, org=org, user=user, url=url, token=token)
    with clients.open_client(target) as client, output.run_progress() as show:
        details = _look(client, run_id)
        show(details["files"])
        while details["status"] == "RUNNING":
            time.sleep(_LOOK_EVERY_S)
            details = _look(client, run_id)
            show(details["files"])
    if as_json:
        output.print_json(details)
    else:
        files = details["files"]
        output.print_line(
            f"{details['status']}: {files['done']} of {files['total']} files done, {files['failed']} failed, "
            f"{files['cancelled']} cancelled; {files['pages']} pages."
        )
    if details["status"] not in _WELL:
        raise typer.Exit(refusals.FAILED)


def _look(client: "httpx.Client", run_id: str) -> Any:
    import httpx

    from docyard.cli import answers

    try:
        answer = client.get(f"/api/v2/apps/runs/{quote(run_id, safe='')}/details")
    except httpx.TransportError as refusal:
        raise Unavailable(f"{client.base_url} cannot be reached: {refusal}.") from refusal
    answers.check(answer)
    return answer.json()
