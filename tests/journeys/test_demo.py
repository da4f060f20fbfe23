"""What ``make demo`` prints."""

import json
import subprocess
import sys
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples"


def test_the_demo_reads_invoices_and_receipts(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, SAMPLES / "demo.py"], check=False, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    every = json.loads((SAMPLES / "expected.json").read_text("utf-8"))
    expected = {name: entry for name, entry in every.items() if entry["app"] in {"Invoice", "Receipt"}}
    for name in expected:
        assert name in done.stdout
    # Text layer, no OCR in between: these must be right.
    printed = expected["invoice-harrow-finch.pdf"]["fields"]
    for field in ("invoice_number", "invoice_date", "total", "iban"):
        assert printed[field].removeprefix("£") in done.stdout
    written = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "demo-data").rglob("results.json")]
    assert sorted(run["status"] for run in written) == ["COMPLETE", "COMPLETE"]
    assert {file["original_file_name"] for run in written for file in run["files"]} == set(expected)
    assert "The server is stopped" in done.stdout


def test_the_demo_spares_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "demo-data").mkdir()
    kept = tmp_path / "demo-data" / "thesis.txt"
    kept.write_text("three years of work")
    done = subprocess.run(
        [sys.executable, SAMPLES / "demo.py"], check=False, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Move it away" in done.stderr
    assert kept.exists()
