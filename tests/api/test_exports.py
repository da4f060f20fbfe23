"""Exports over HTTP: whose columns there are, what a file is called, and when there is none."""

import csv
import io
import json
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
import requests
from pyarrow import parquet

from tests.api.test_run_details import start
from tests.api.test_runs import finish, get, post
from tests.documents import invoice_pdf, long_pdf
from tests.server import Organization, Server

FILES = {
    "=1+1.pdf": invoice_pdf(pages=2),
    "broken.pdf": b"%PDF-1.7\nnothing else",
    "größe.pdf": invoice_pdf(number="INV-2002"),
}

TWO_CLASSES = """\
name: "Zwei Kläßen"
version: "1.0.0"
classes:
  - name: Invoice
    keywords: [invoice]
    fields:
      - name: invoice_number
        type: identifier
        aliases: [invoice number]
      - name: file
      - name: lines
        kind: list
        attributes:
          - name: unit price
            type: amount
            aliases: [unit price]
          - name: text
            aliases: [description]
  - name: Letter
    keywords: [dear]
    fields:
      - name: writer
      - name: invoice_number
        type: identifier
"""


@pytest.fixture(scope="module")
def run(live: Server, tenant: Organization) -> dict[str, Any]:
    """A complete run with one broken file of three."""
    return finish(live, tenant, start(live, tenant, FILES)["id"])


def export(live: Server, organization: Organization, run_id: str, **query: object) -> requests.Response:
    answer = get(live, organization, f"/v2/apps/runs/{run_id}/export", **query)
    assert answer.status_code == 200, answer.text
    return answer


def test_all_formats_have_the_same_rows(live: Server, tenant: Organization, run: dict[str, Any]) -> None:
    objects = export(live, tenant, run["id"], format="json").json()
    assert [(row["file"], row["document"], row["pages"]) for row in objects] == [
        ("=1+1.pdf", 1, [1, 2]),
        ("broken.pdf", None, None),
        ("größe.pdf", 1, [1]),
    ]
    assert [row["invoice number"] for row in objects] == ["INV-1001", None, "INV-2002"]
    assert "broken.pdf" in objects[1]["error"]
    table = parquet.read_table(io.BytesIO(export(live, tenant, run["id"], format="parquet").content))
    assert table.to_pylist() == objects
    lines = list(csv.DictReader(io.StringIO(export(live, tenant, run["id"]).content.decode("utf-8-sig"))))
    assert [line["file"] for line in lines] == ["'=1+1.pdf", "broken.pdf", "größe.pdf"]
    assert [line["invoice number"] for line in lines] == ["INV-1001", "", "INV-2002"]
    assert list(lines[0]) == list(objects[0])
    book = openpyxl.load_workbook(io.BytesIO(export(live, tenant, run["id"], format="xlsx").content))
    assert [cell.value for cell in book["Documents"][1]] == list(objects[0])
    assert [cell.value for cell in book["Documents"]["A"]][1:] == list(FILES)
    assert book["line items"].max_row == 3
    assert json.loads(objects[0]["line items"])


def test_confidence_and_validation_have_columns(
    live: Server, tenant: Organization, run: dict[str, Any]
) -> None:
    flags = {"include_confidence_scores": "True", "include_validation_results": "true"}
    first, failed, _ = export(live, tenant, run["id"], format="json", **flags).json()
    assert 0 < first["invoice number confidence"] <= 1
    assert first["invoice number valid"] is True
    assert first["invoice number alerts"] is None
    assert isinstance(first["valid"], bool)
    assert "class confidence" in first
    assert failed["valid"] is None
    assert list(failed) == list(first)


def test_fields_of_all_classes_have_one_column_each(live: Server, tenant: Organization) -> None:
    live.push(tenant, TWO_CLASSES)
    begun = start(live, tenant, {"a.pdf": invoice_pdf()}, app_name="Zwei Kläßen")
    finish(live, tenant, begun["id"])
    answer = export(live, tenant, begun["id"], format="json")
    (row,) = answer.json()
    head = ["file", "document", "class", "pages", "error"]
    assert list(row) == [*head, "invoice_number", "file_2", "lines", "writer"]
    assert (row["file"], row["class"], row["writer"]) == ("a.pdf", "Invoice", None)
    plain, _, encoded = answer.headers["Content-Disposition"].partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="Zwei Kl__en {begun["id"]}.json"'
    assert unquote(encoded) == f"Zwei Kläßen {begun['id']}.json"


def test_exports_that_cannot_be_are_refused(
    live: Server, tenant: Organization, rival: Organization, run: dict[str, Any]
) -> None:
    path = f"/v2/apps/runs/{run['id']}/export"
    assert get(live, tenant, path, format="pdf").status_code == 400
    assert get(live, tenant, path, include_confidence_scores="perhaps").status_code == 400
    assert get(live, rival, path).status_code == 404
    going = start(live, tenant, {f"{n}.pdf": long_pdf(pages=100 * n + 100) for n in range(3)})
    refused = get(live, tenant, f"/v2/apps/runs/{going['id']}/export")
    assert refused.status_code == 409
    assert "over" in refused.json()["message"]
    post(live, tenant, f"/v2/apps/runs/{going['id']}/cancel", None)
    rows = export(live, tenant, going["id"], format="json").json()
    assert len(rows) == 3
    assert all("cancelled" in row["error"] for row in rows)
