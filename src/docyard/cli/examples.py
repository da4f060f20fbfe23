"""``docyard apps examples``: documents, here or reviewed in runs, to the texts that teach classes."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from docyard.cli.asking import ask
from docyard.cli.data import read_settings
from docyard.cli.files import read_bytes
from docyard.cli.options import DataDir, Org, Token, Url, User, example
from docyard.errors import Invalid

if TYPE_CHECKING:
    from docyard.cli.clients import Target
    from docyard.domain.pages import Page
    from docyard.engine.processes import EnginePool


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=example("docyard apps examples dives/*.pdf >> dives.yaml"))(examples)


def examples(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Documents of one class.")
    ] = None,
    *,
    run: Annotated[
        list[str] | None,
        typer.Option(metavar="RUN_ID", help="Take the documents that people reviewed; repeat for several."),
    ] = None,
    data_dir: DataDir = None,
    org: Org = None,
    user: User = None,
    url: Url = None,
    token: Token = None,
) -> None:
    """Print what documents say as the examples of their class, to be put into an app file.

    Of runs, that are the classes of their documents as reviews left them.
    """
    import yaml

    if bool(files) == bool(run):
        raise Invalid("Name files, or runs with --run, and not both.")
    if run:
        from docyard.cli.clients import Target

        target = Target(data_dir=data_dir, org=org, user=user, url=url, token=token)
        found: dict[str, Any] = {"classes": _of_runs(run, target)}
    else:
        found = {"examples": _of_files(files or [])}
    typer.echo(yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=100), nl=False)


def _of_runs(run_ids: Sequence[str], target: "Target") -> list[dict[str, Any]]:
    from docyard.cli.clients import open_client
    from docyard.engine.classification import choose_examples

    texts: dict[str, list[str]] = {}
    with open_client(target) as client:
        for run_id in run_ids:
            answer = ask(client, "GET", f"/v2/apps/runs/{quote(run_id, safe='')}/examples").json()
            for each in answer["classes"]:
                texts.setdefault(each["name"], []).extend(each["examples"])
    return [{"name": name, "examples": list(choose_examples(own))} for name, own in texts.items()]


def _of_files(files: Sequence[Path]) -> list[str]:
    from docyard.engine.classification import choose_examples, example_of
    from docyard.engine.processes import EnginePool

    settings = read_settings(None, processes=1)
    pool = EnginePool(1, wall_limit_s=settings.file_seconds, memory_limit_bytes=settings.process_memory_bytes)
    try:
        documents = [_pages(path, pool, limit_bytes=settings.file_bytes) for path in files]
    finally:
        pool.close()
    return list(choose_examples(map(example_of, documents)))


def _pages(path: Path, pool: "EnginePool", *, limit_bytes: int) -> "tuple[Page, ...]":
    from datetime import UTC, datetime

    from docyard.domain.apps import AppDefinition
    from docyard.engine.digitization.packing import unpack
    from docyard.engine.pipeline import FileTask

    app = AppDefinition(name="Examples", version="1", classes=())
    data = read_bytes(path, limit_bytes=limit_bytes)
    outcome = pool.run(FileTask(name=path.name, data=data, app=app, today=datetime.now(UTC).date()))
    if outcome.result.failure is not None or outcome.digitization is None:
        failure = outcome.result.failure
        raise Invalid(failure.message if failure else f"{path.name!r} has no pages.")
    return unpack(outcome.digitization).pages
