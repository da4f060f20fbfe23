"""The engine from the command line, on documents drawn here."""

import csv
import io
import json
from pathlib import Path

import pytest

from docyard.cli.readings import CSV_COLUMNS, without_formula
from tests.cli.conftest import Run
from tests.documents import invoice_pdf, locked_pdf

SAMPLE = Path(__file__).parents[2] / "samples" / "documents" / "invoice-harrow-finch.pdf"


@pytest.fixture
def invoice(tmp_path: Path) -> Path:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(invoice_pdf())
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing of the kind")
    return path


def test_json_has_the_shape_of_results(spawn: Run, invoice: Path, broken: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.pdf"
    done = spawn("extract", broken, invoice, missing, "--app", "Invoice", "--json", "--processes", "1")
    assert done.code == 0
    unread, read, gone = json.loads(done.out)["files"]
    assert [file["original_file_name"] for file in (unread, read, gone)] == [
        "broken.pdf",
        "invoice.pdf",
        "missing.pdf",
    ]
    (document,) = read["documents"]
    assert document["class_name"] == "Invoice"
    assert document["page_numbers"] == [1]
    fields = {field["field_name"]: field for field in document["fields"]}
    assert fields["invoice_number"]["value"] == "INV-1001"
    assert 0 < fields["invoice_number"]["confidence"]["model"] <= 1
    assert fields["invoice_number"]["source_coordinates"][0]["page_number"] == 0
    assert "error" not in read
    assert (unread["documents"], unread["error"]["code"]) == ([], "file_unreadable")
    assert (gone["documents"], gone["error"]["code"]) == ([], "file_missing")
    for file in (unread, gone):
        assert file["error"]["message"] in done.err
    assert "Traceback" not in done.err


def test_it_fails_only_when_no_file_could_be_read(run: Run, broken: Path, tmp_path: Path) -> None:
    done = run("extract", broken, tmp_path / "missing.pdf", "--app", "Invoice", "--json")
    assert done.code == 1
    assert len(json.loads(done.out)["files"]) == 2


def test_files_of_one_call_are_a_packet_with_functions(run: Run, invoice: Path, tmp_path: Path) -> None:
    file = tmp_path / "app.yaml"
    file.write_text(
        "name: Bills\nfields: [{name: total, type: amount, aliases: [total eur]}]\n"
        "functions:\n  - name: f\n    source: 'def f(class_fields): return class_fields'\n"
        "packet_fields: [{name: all, kind: function, function: f}]\n"
    )
    done = run("extract", invoice, "--app", file, "--json", "--processes", "1")
    assert done.code == 0, done.err
    (field,) = json.loads(done.out)["case_info"]["fields"]
    assert json.loads(field["value"]) == {"Bills": [{"total": "119.00"}]}


def test_csv_has_a_row_per_field(run: Run, invoice: Path) -> None:
    done = run("extract", invoice, "--app", "Invoice", "--csv")
    assert done.code == 0
    header, *rows = csv.reader(io.StringIO(done.out))
    assert tuple(header) == CSV_COLUMNS
    by_field = {row[3]: dict(zip(CSV_COLUMNS, row, strict=True)) for row in rows}
    number = by_field["invoice_number"]
    assert (number["file"], number["document"], number["class"]) == ("invoice.pdf", "1", "Invoice")
    assert (number["value"], number["page"]) == ("INV-1001", "1")
    assert 0 < float(number["confidence"]) <= 1


def test_people_get_a_table(run: Run, invoice: Path) -> None:
    done = run("extract", invoice, "--app", "Invoice")
    assert done.code == 0
    assert "INV-1001" in done.out
    assert "invoice.pdf" in done.out


def test_an_app_file_of_ones_own(run: Run, invoice: Path, tmp_path: Path) -> None:
    app = tmp_path / "bills.yaml"
    app.write_text("name: Bills\nfields:\n  - name: pay by\n    type: date\n    aliases: [due date]\n")
    done = run("extract", invoice, "--app", app, "--json")
    (document,) = json.loads(done.out)["files"][0]["documents"]
    assert document["class_name"] == "Bills"
    assert [(field["field_name"], field["value"]) for field in document["fields"]] == [
        ("pay_by", "13 April 2026")
    ]


def test_passwords_are_tried_in_turn(run: Run, invoice: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(locked_pdf(invoice.read_bytes(), password="open sesame"))
    refused = run("extract", locked, "--app", "Invoice", "--json")
    assert refused.code == 1
    assert json.loads(refused.out)["files"][0]["error"]["code"] == "file_password_required"
    opened = run(
        "extract", locked, "--app", "Invoice", "--csv", "--password", "wrong", "--password", "open sesame"
    )
    assert opened.code == 0
    assert "INV-1001" in opened.out


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-cmd", "@sum", "\tx", "+49 (30) 1", "-1+1"])
def test_cells_that_a_spreadsheet_would_compute_are_quoted(cell: str) -> None:
    assert without_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-12.50", "+3", "-1.234,56", "-5%", "12.50", "", "a=b", "1-2"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert without_formula(cell) == cell


def test_explain_says_what_was_weighed_cleaned_and_checked(run: Run, invoice: Path, tmp_path: Path) -> None:
    app = tmp_path / "app.yaml"
    app.write_text(
        "name: Bill\nfields:\n  - name: invoice number\n    type: identifier\n"
        "    model: invoice.invoice_number\n"
        "    minimum_confidence: 0.1\n"
        "    cleaning: [{remove: '-'}, {prompt: {language_model: house, instruction: Shorten it.}}]\n"
        "    validation: [{pattern: '[0-9]+'}]\n"
    )
    done = run("extract", invoice, "--app", app, "--explain", "--json", "--processes", "1")
    [document] = json.loads(done.out)["explanations"]
    [field] = document["fields"]
    assert (document["file"], document["document"]) == ("invoice.pdf", 1)
    assert (field["read"], field["value"], field["decided"]) == ("INV-1001", "INV1001", "model")
    best = field["candidates"][0]
    assert best["text"] == "INV-1001"
    assert best["score"] == max(candidate["score"] for candidate in field["candidates"])
    assert best["boxes"][0]["page"] == 1
    assert len(best["boxes"][0]["box"]) == 4
    assert field["cleaning"][0] == {"step": "remove", "gives": "INV1001"}
    assert "There is no language model 'house'" in field["cleaning"][1]["gives"]
    rules = {rule["rule"]: rule["broken"] for rule in field["rules"]}
    assert "does not have the form" in rules["pattern"]
    assert rules["confidence"] is None
    shown = run("extract", invoice, "--app", app, "--explain", "--processes", "1").out
    for words in (
        "decided by the trained scorer",
        "INV-1001  [page 1",
        "cleaning remove: 'INV1001'",
        "rule pattern",
    ):
        assert words in shown


def test_explain_puts_the_chosen_candidate_first_and_says_what_other_fields_took(run: Run) -> None:
    done = run("extract", SAMPLE, "--app", "Invoice", "--explain", "--json", "--processes", "1")
    [document] = json.loads(done.out)["explanations"]
    fields = {field["field"]: field for field in document["fields"]}
    weighed = [field for field in fields.values() if field["decided"] and field["value"]]
    assert len(weighed) > 8
    assert [f["candidates"][0]["text"] for f in weighed] == [f["read"] for f in weighed]
    assert not any(f["candidates"][0]["taken"] for f in weighed)
    taken = [c["text"] for c in fields["purchase order"]["candidates"] if c["taken"]]
    assert taken
    assert all(text in fields["supplier tax id"]["value"] for text in taken)
    assert {rule["rule"] for field in fields.values() for rule in field["rules"]} == {"required"}
