"""Documents to examples of a class, from the command line."""

from pathlib import Path

import yaml

from docyard.engine.appfiles import load_app
from tests.cli.conftest import Run
from tests.documents import invoice_pdf


def test_examples_fit_into_an_app_file(run: Run, tmp_path: Path) -> None:
    invoice = tmp_path / "invoice.pdf"
    invoice.write_bytes(invoice_pdf())
    done = run("apps", "examples", invoice)
    assert done.code == 0, done.err
    printed = yaml.safe_load(done.out)
    (text,) = printed["examples"]
    assert "invoice number inv 1001" in text
    file = yaml.safe_dump({"name": "A", "classes": [{"name": "B", **printed}, {"name": "C"}]})
    assert load_app(file).classes[0].examples == (text,)


def test_what_cannot_be_read_is_refused(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing of the kind")
    done = run("apps", "examples", broken)
    assert done.code != 0
    assert "broken.pdf" in done.err
    assert "Traceback" not in done.err
