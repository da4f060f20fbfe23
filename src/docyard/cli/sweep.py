"""``docyard sweep``."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from docyard.cli import data, output
from docyard.cli.options import AsJson, DataDir, example
from docyard.errors import Unavailable


class SweepIncomplete(Unavailable):
    """Something could not be swept."""

    code = "sweep_incomplete"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=example("docyard sweep --dry-run --data-dir data"))(sweep)


def sweep(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    orphans: Annotated[
        bool,
        typer.Option(
            "--orphans",
            help="Also folders of the built-in drive whose batch or run is gone, on purpose or not.",
        ),
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Delete what is older than it is to be kept, as every night, while the server runs or not."""
    settings = data.read_settings(data_dir)
    from docyard.domain.sweeps import Swept
    from docyard.main.parts import keeping_of
    from docyard.workflows.sweeps import Broom
    from docyard.workflows.sweeps import sweep as sweep_all

    sums: defaultdict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])

    def add(swept: Swept) -> None:
        sums[swept.kind.value, swept.organization_id, swept.workspace][0] += swept.items
        sums[swept.kind.value, swept.organization_id, swept.workspace][1] += swept.size_bytes

    with data.open_data(data_dir) as parts:
        broom = Broom(
            database=parts.database,
            drives=parts.drives,
            keeping=keeping_of(settings),
            now=datetime.now(UTC),
            is_trial=dry_run,
            with_orphans=orphans,
        )
        failed = sweep_all(broom, on_swept=add)
    _show(
        {key: (items, size) for key, (items, size) in sums.items() if items},
        is_trial=dry_run,
        as_json=as_json,
    )
    if failed:
        names = ", ".join(kind.value.replace("_", " ") for kind in failed)
        raise SweepIncomplete(f"Not all could be swept ({names}); the lines above say why.")


def _show(sums: dict[tuple[str, str, str], tuple[int, int]], *, is_trial: bool, as_json: bool) -> None:
    if as_json:
        swept = [
            {
                "kind": kind,
                "organization": organization or None,
                "workspace": workspace or None,
                "items": items,
                "size_bytes": size,
            }
            for (kind, organization, workspace), (items, size) in sums.items()
        ]
        output.print_json({"dry_run": is_trial, "swept": swept})
        return
    if not sums:
        output.print_line("Nothing is older than it is to be kept.")
        return
    rows = [
        (kind.replace("_", " "), organization, workspace, str(items), str(size))
        for (kind, organization, workspace), (items, size) in sums.items()
    ]
    title = "Would be deleted:" if is_trial else "Deleted:"
    output.print_table(("KIND", "ORGANIZATION", "WORKSPACE", "ITEMS", "BYTES"), rows, title=title)
