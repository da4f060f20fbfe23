"""The same file, app and version give the same result, byte by byte."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from docyard.domain.rendering import EVERYTHING, render_files
from docyard.engine.appfiles import load_app, prebuilt_app_file
from docyard.engine.pipeline import Engine, FileTask, process_file

DOCUMENTS = Path(__file__).parents[2] / "samples" / "documents"
TIMES = 20

TEXTS = {
    "invoice-harrow-finch.pdf": "Invoice",
    "statement-larchmere.pdf": "Bank Statement",
    "w9-vance.pdf": "W-9",
    "card-utopia.pdf": "Identity Document",
    "1099nec-vance.pdf": "1099",
}


def result(name: str, app: str, engine: Engine) -> str:
    task = FileTask(
        name=name,
        data=(DOCUMENTS / name).read_bytes(),
        app=load_app(prebuilt_app_file(app)),
        today=date(2026, 4, 1),
    )
    read = process_file(task, engine=engine).result
    assert read.failure is None
    return json.dumps(render_files(read, input_path=name, include=EVERYTHING), ensure_ascii=False)


@pytest.mark.parametrize(("name", "app"), TEXTS.items())
def test_twenty_times_the_same(name: str, app: str) -> None:
    engine = Engine()
    assert len({result(name, app, engine) for _ in range(TIMES)}) == 1


def test_the_same_in_processes_that_hash_differently() -> None:
    code = (
        "from tests.engine.test_determinism import Engine, TEXTS, result\n"
        "engine = Engine()\n"
        "print([result(name, app, engine) for name, app in TEXTS.items()])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            cwd=DOCUMENTS.parents[1],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


@pytest.mark.slow
def test_a_scan_twenty_times_the_same() -> None:
    engine = Engine()
    name = "1099int-vance-scan.pdf"
    assert len({result(name, "1099", engine) for _ in range(TIMES)}) == 1
