"""``docyard apps examples``: documents to the texts that teach an app's class."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from docyard.cli.data import read_settings
from docyard.cli.files import read_bytes
from docyard.cli.options import example
from docyard.errors import Invalid

if TYPE_CHECKING:
    from docyard.domain.pages import Page
    from docyard.engine.processes import EnginePool


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=example("docyard apps examples dives/*.pdf >> dives.yaml"))(examples)


def examples(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Documents of one class.")],
) -> None:
    """Print what documents say as the examples of a class, to be put into an app file."""
    import yaml

    from docyard.domain.apps import DocumentClass
    from docyard.engine.classification import with_examples
    from docyard.engine.processes import EnginePool

    settings = read_settings(None, processes=1)
    pool = EnginePool(1, wall_limit_s=settings.file_seconds, memory_limit_bytes=settings.process_memory_bytes)
    try:
        documents = [_pages(path, pool, limit_bytes=settings.file_bytes) for path in files]
    finally:
        pool.close()
    taught = with_examples(DocumentClass("", ()), documents)
    typer.echo(yaml.safe_dump({"examples": list(taught.examples)}, allow_unicode=True, width=100), nl=False)


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
