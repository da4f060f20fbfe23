"""The way of commands to a data directory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from docyard.errors import Invalid, NotFound

if TYPE_CHECKING:
    from docyard.domain.identity import Caller
    from docyard.main.parts import Parts
    from docyard.settings import Settings
    from docyard.store.database import Session


class DataDirUnusable(Invalid):
    """The data directory is a file, cannot be made or cannot be written to."""

    code = "data_dir_unusable"


class DataDirMissing(NotFound):
    """Nothing of docyard is in the data directory."""

    code = "data_dir_missing"


def read_settings(data_dir: Path | None, **given: object) -> "Settings":
    """Read the options; those given on the command line win.

    Raises:
        Invalid: An option's value breaks its rule, wherever it was set.
    """
    from pydantic import ValidationError

    from docyard.settings import load_settings

    try:
        return load_settings(data_dir, **given)
    except ValidationError as refusal:
        first = refusal.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        raise Invalid(f"Setting {name} (DOCYARD_{name.upper()}): {first['msg']}.") from refusal


def make_data_dir(settings: "Settings") -> None:
    """Make the data directory where it is missing.

    Raises:
        DataDirUnusable: It is a file, cannot be made or cannot be written to.
    """
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        reason = "it is a file" if folder.is_file() else refusal.strerror
        raise DataDirUnusable(
            f"{str(folder)!r} cannot be a data directory: {reason}. Choose another folder."
        ) from refusal
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DataDirUnusable(f"Data directory {str(folder)!r} is not writable for you.")


@contextmanager
def open_data(data_dir: Path | None) -> Iterator["Parts"]:
    """Open a data directory that is there already.

    Raises:
        DataDirMissing: It is not there, or holds nothing of docyard.
        DataDirUnusable: It cannot be written to.
    """
    settings = read_settings(data_dir)
    require_data_dir(settings)
    make_data_dir(settings)
    from docyard.main.parts import open_parts

    with open_parts(settings) as parts:
        yield parts


def require_data_dir(settings: "Settings") -> None:
    """Refuse a data directory that holds nothing of docyard.

    Raises:
        DataDirMissing: It is not there, or holds no database where it should.
    """
    if settings.database_file is not None and not settings.database_file.is_file():
        raise DataDirMissing(
            f"There is no docyard data directory at {str(settings.data_dir)!r}. "
            "Name another with --data-dir, or make one with 'docyard init'."
        )


def find_caller(session: "Session", *, org: str | None, user: str | None) -> "Caller":
    """Return whom a command acts as; who reaches the data directory may act as anybody."""
    from docyard.domain.identity import caller_of
    from docyard.services.organizations import get_member

    return caller_of(get_member(session, organization_id=org, user=user))
