"""What is wrong with a server's surroundings, and how to mend it.

May import: all but ``main``, ``api`` and ``cli``. Each check looks for itself, so that one that
fails spoils no other; a server may run meanwhile or not.
To add a check: a module with a function like ``disk.examine_disk``, a line in ``CHECKS``.
Tests: ``tests/cli/test_doctor.py``.
"""

from collections.abc import Iterator
from importlib import import_module

from docyard.doctor.finding import Diagnosis, Examine, Finding, State
from docyard.errors import DocyardError
from docyard.settings import Settings
from docyard.store.database import DatabaseUnavailable

__all__ = ["CHECKS", "Diagnosis", "Finding", "State", "examine"]

# Name → module and its function, in the order in which they are told.
CHECKS: dict[str, str] = {
    "data directory": "docyard.doctor.data_dir:examine_data_dir",
    "database": "docyard.doctor.database:examine_database",
    "journal": "docyard.doctor.journal:examine_journal",
    "clock": "docyard.doctor.clock:examine_clock",
    "worker": "docyard.doctor.worker:examine_workers",
    "secret keys": "docyard.doctor.secret_keys:examine_secret_keys",
    "drives": "docyard.doctor.drives:examine_drives",
    "OCR": "docyard.doctor.ocr:examine_ocr",
    "functions": "docyard.doctor.functions:examine_functions",
    "disk space": "docyard.doctor.disk:examine_disk",
    "house-keeping": "docyard.doctor.house_keeping:examine_house_keeping",
    "memory": "docyard.doctor.memory:examine_memory",
    "open files": "docyard.doctor.open_files:examine_open_files",
}


def examine(settings: Settings) -> Iterator[Diagnosis]:
    """Run all checks and yield what each found, at least one finding per check."""
    for check, target in CHECKS.items():
        module, function = target.split(":")
        examine_one: Examine = getattr(import_module(module), function)
        for finding in _survived(examine_one, settings, is_about_database=check == "database"):
            yield Diagnosis(check, finding)


def _survived(examine_one: Examine, settings: Settings, *, is_about_database: bool) -> list[Finding]:
    try:
        return list(examine_one(settings))
    except DatabaseUnavailable as refusal:
        if is_about_database:
            return [
                Finding(State.FAILED, refusal.message, "Mend that first: docyard keeps everything there.")
            ]
        return [Finding(State.WARNING, "Not checked, because the database cannot be used.")]
    except DocyardError as refusal:
        return [Finding(State.FAILED, refusal.message)]
    except Exception as fault:  # noqa: BLE001 - what breaks a check is a finding; the others go on
        reason = str(fault).partition("\n")[0]
        return [
            Finding(State.FAILED, f"{type(fault).__name__}: {reason}", "Install docyard anew, or report it.")
        ]
