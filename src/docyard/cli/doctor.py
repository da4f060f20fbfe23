"""``docyard doctor``."""

import typer

from docyard.cli import data, output
from docyard.cli.options import AsJson, DataDir, example


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=example("docyard doctor --data-dir data"))(doctor)


def doctor(*, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Check what a server needs, whether it runs or not, and say how to mend what is wrong.

    Ends with 1 when a check failed; warnings alone end with 0.
    """
    settings = data.read_settings(data_dir)
    from docyard.doctor import State, examine

    found = list(examine(settings))
    if as_json:
        output.print_json(
            {
                "checks": [
                    {
                        "check": each.check,
                        "state": each.finding.state.value,
                        "seen": each.finding.seen,
                        "mend": each.finding.mend,
                    }
                    for each in found
                ]
            }
        )
    else:
        rows = [
            (each.check, each.finding.state.value, each.finding.seen, each.finding.mend) for each in found
        ]
        output.print_table(("CHECK", "STATE", "SEEN", "HOW TO MEND"), rows)
    if any(each.finding.state is State.FAILED for each in found):
        raise typer.Exit(1)
