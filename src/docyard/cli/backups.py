"""``docyard backup`` and ``docyard restore``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from docyard import __version__
from docyard.cli import data
from docyard.cli.options import DataDir, example
from docyard.errors import Invalid

if TYPE_CHECKING:
    from docyard.domain.backups import Manifest

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the backup.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog=example("docyard backup /backup/2026-03-14 --data-dir data"))(backup)
    app.command(epilog=example("docyard restore /backup/2026-03-14 --data-dir data"))(restore)


def backup(
    folder: Folder,
    *,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Back up secret.keys and docyard.env, too.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Back up the data directory into a new folder, while the server runs or not.

    Without the keys nobody can read secrets and credentials from the backup, you neither: keep a copy
    of the keys elsewhere. A database on PostgreSQL is not in it: dump that first, with pg_dump.
    """
    settings = data.read_settings(data_dir)
    data.require_data_dir(settings)
    from docyard.services.backups import back_up

    has_database = settings.database_file is not None
    manifest = back_up(
        settings.data_dir,
        to=folder,
        has_database=has_database,
        with_keys=with_keys,
        version=__version__,
        now=datetime.now(UTC),
    )
    typer.echo(f"Backed up into {folder}: {_described(manifest)}.")
    if not has_database:
        typer.echo("The database is on PostgreSQL and not in it; dump it before each backup, with pg_dump.")


def restore(
    folder: Folder,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Compare the backup with its hashes and restore nothing.")
    ] = False,
    data_dir: Annotated[Path | None, typer.Option("--data-dir", help="New data directory.")] = None,
) -> None:
    """Make a new data directory from a backup, after comparing every file with its hash."""
    from docyard.services.restores import check_backup
    from docyard.services.restores import restore as restore_to

    if check:
        typer.echo(f"{folder} is whole: {_described(check_backup(folder))}.")
        return
    if data_dir is None:
        raise Invalid("Name the new data directory with --data-dir.")
    manifest = restore_to(folder, to=data_dir)
    typer.echo(f"Restored into {data_dir}: {_described(manifest)}.")
    if not manifest.has_keys:
        typer.echo("The keys are not in the backup: put secret.keys there before secrets are needed.")
    if not manifest.has_database:
        typer.echo("The database is not in the backup: restore your dump with pg_restore.")


def _described(manifest: "Manifest") -> str:
    return (
        f"{len(manifest.files)} files, {manifest.size_bytes} bytes, of {manifest.made_at:%Y-%m-%d %H:%M} UTC"
    )
