"""Fields of kind table: which table of a document, which of its columns, and all of its rows."""

import io
import json

from docyard.domain.apps import DigitizationOptions, DocumentClass, Field, FieldKind, ValueType
from docyard.domain.pages import Page
from docyard.domain.results import FieldResult
from docyard.engine.digitization import digitize
from docyard.engine.extraction import Scorer, extract

_HTML = """<p>Statement of account</p>
<table><tr><th>Contact</th><th>Phone</th></tr><tr><td>Harbour office</td><td>555 0199</td></tr></table>
<p>Movements</p>
<table><tr><th>Date</th><th>Details</th><th>Balance</th></tr>{rows}</table>"""


def _field(*attributes: tuple[str, ValueType], kind: FieldKind = FieldKind.TABLE) -> Field:
    return Field("movements", kind=kind, attributes=tuple(Field(name, kind_) for name, kind_ in attributes))


def _read(pages: tuple[Page, ...], field: Field) -> FieldResult:
    (result,) = extract(pages, DocumentClass("Statement", (field,)), scorer=Scorer.untrained())
    return result


def _pages(data: bytes) -> tuple[Page, ...]:
    return digitize(data, name="file", options=DigitizationOptions()).pages


def _statement(count: int) -> tuple[Page, ...]:
    rows = "".join(
        f"<tr><td>{n % 28 + 1:02}.03.2026</td><td>Payment {n}</td><td>{n}.00</td></tr>" for n in range(count)
    )
    return _pages(_HTML.format(rows=rows).encode())


def test_the_table_whose_headings_fit_is_read() -> None:
    field = _field(("date", ValueType.DATE), ("balance", ValueType.AMOUNT), ("reference", ValueType.TEXT))
    result = _read(_statement(2), field)
    assert json.loads(result.value or "") == [
        {"date": "01.03.2026", "balance": "0.00", "reference": None},
        {"date": "02.03.2026", "balance": "1.00", "reference": None},
    ]
    assert [(cell.row, cell.column) for cell in result.cells] == [
        (0, "date"), (0, "balance"), (1, "date"), (1, "balance"),
    ]  # fmt: skip
    assert all(len(cell.sources) == 1 for cell in result.cells)


def test_rows_on_later_pages_belong_to_the_table() -> None:
    pages = _statement(200)
    result = _read(pages, _field(("date", ValueType.DATE), ("details", ValueType.TEXT)))
    assert len(pages) > 2
    rows = json.loads(result.value or "")
    assert [row["details"] for row in rows] == [f"Payment {n}" for n in range(200)]
    assert {source.page for source in result.sources} == set(range(len(pages)))


def test_no_table_fits() -> None:
    assert (
        _read(_statement(3), _field(("weight", ValueType.NUMBER), ("colour", ValueType.TEXT))).value is None
    )


def test_a_list_reads_a_table_where_its_rows_have_no_amounts() -> None:
    written = io.BytesIO(b"name,role\nAda,captain\nBen,cook\n")
    field = _field(("name", ValueType.TEXT), ("role", ValueType.TEXT), kind=FieldKind.LIST)
    result = _read(_pages(written.getvalue()), field)
    assert json.loads(result.value or "") == [
        {"name": "Ada", "role": "captain"},
        {"name": "Ben", "role": "cook"},
    ]
