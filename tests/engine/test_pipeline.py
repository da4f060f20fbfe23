"""One file from bytes to documents."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from docyard.domain.apps import AppDefinition, DocumentClass, Field, FieldKind, Rule, Splitting, ValueType
from docyard.domain.results import Edit, FieldResult, FileResult
from docyard.engine.pipeline import Engine, FileTask, process_file
from tests.documents import invoice_pdf

INVOICE = DocumentClass(
    name="Invoice",
    keywords=("invoice", "due date"),
    fields=(
        Field("number", ValueType.IDENTIFIER, aliases=("invoice number",), required=True),
        Field("total", ValueType.AMOUNT, aliases=("total", "total eur")),
        Field("iban", ValueType.IBAN, aliases=("iban",), required=True),
    ),
)
TODAY = date(2026, 3, 1)
PAYSLIP = DocumentClass(name="Pay slip", keywords=("net pay", "employee"), fields=())


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def _app(*classes: DocumentClass, splitting: Splitting = Splitting.OFF) -> AppDefinition:
    return AppDefinition(name="Test", version="1.0.0", classes=classes, splitting=splitting)


def _result(engine: Engine, data: bytes, app: AppDefinition, **given: object) -> FileResult:
    task = FileTask(name="in.pdf", data=data, app=app, today=TODAY, **given)  # type: ignore[arg-type]
    return process_file(task, engine=engine).result


def test_fields_come_with_their_alerts(engine: Engine) -> None:
    (document,) = _result(engine, invoice_pdf(), _app(INVOICE)).documents
    fields = {field.name: field for field in document.fields}
    assert (document.class_name, document.class_confidence) == ("Invoice", None)
    assert fields["number"].value is not None
    assert fields["total"].value == "119.00"
    assert fields["number"].alerts == ()
    assert fields["iban"].value is None
    assert [alert.type for alert in fields["iban"].alerts] == ["required"]


def test_a_low_confidence_is_an_alert(engine: Engine) -> None:
    sure = Field("total", ValueType.AMOUNT, aliases=("total eur",), minimum_confidence=1.01)
    (document,) = _result(engine, invoice_pdf(), _app(DocumentClass("Invoice", fields=(sure,)))).documents
    assert [alert.type for alert in document.fields[0].alerts] == ["confidence"]


def test_a_class_is_chosen_by_what_the_pages_speak_of(engine: Engine) -> None:
    (document,) = _result(engine, invoice_pdf(), _app(PAYSLIP, INVOICE)).documents
    assert document.class_name == "Invoice"
    assert document.class_confidence is not None
    assert document.class_confidence > 0.8


def test_what_fits_no_class_is_other(engine: Engine) -> None:
    recipe = DocumentClass(name="Recipe", keywords=("ingredients", "simmer"), fields=())
    (document,) = _result(engine, invoice_pdf(), _app(PAYSLIP, recipe)).documents
    assert (document.class_name, document.fields) == ("other", ())


def test_without_classes_there_is_a_document_without_fields(engine: Engine) -> None:
    (document,) = _result(engine, invoice_pdf(), _app()).documents
    assert (document.class_name, document.class_confidence, document.fields) == (None, None, ())


def test_every_page_may_be_a_document(engine: Engine) -> None:
    result = _result(engine, invoice_pdf(pages=3), _app(INVOICE, splitting=Splitting.EVERY_PAGE))
    assert [[layout.page for layout in document.layouts] for document in result.documents] == [[0], [1], [2]]


def test_a_refusal_becomes_the_files_failure(engine: Engine) -> None:
    result = _result(engine, b"\x00no document", _app(INVOICE))
    assert result.documents == ()
    assert result.failure is not None
    assert (result.failure.code, result.failure.retryable) == ("file_format_unsupported", False)


def test_a_kept_digitization_stands_for_the_file(engine: Engine) -> None:
    first = process_file(FileTask("in.pdf", invoice_pdf(), _app(INVOICE), TODAY), engine=engine)
    assert first.digitization is not None
    second = process_file(
        FileTask("in.pdf", b"not looked at", _app(INVOICE), TODAY, digitization=first.digitization),
        engine=engine,
    )
    assert second.result == first.result
    assert second.digitization is None


def test_a_damaged_digitization_is_made_again(engine: Engine) -> None:
    task = FileTask("in.pdf", invoice_pdf(), _app(INVOICE), TODAY, digitization=b"damaged")
    outcome = process_file(task, engine=engine)
    assert outcome.result.failure is None
    assert outcome.digitization is not None


def test_a_class_that_is_not_sure_enough_is_an_alert_of_the_document(engine: Engine) -> None:
    app = AppDefinition(
        name="Test", version="1", classes=(INVOICE, PAYSLIP), validation=(Rule("class_confidence", 1.01),)
    )
    (document,) = _result(engine, invoice_pdf(), app).documents
    assert [alert.type for alert in document.alerts] == ["class_confidence"]
    assert not document.is_valid


def test_documents_that_people_corrected_are_revised_and_others_stay(engine: Engine) -> None:
    gross = Field("gross", kind=FieldKind.DERIVED, expression="total * 2")
    app = _app(DocumentClass("Invoice", fields=(*INVOICE.fields, gross)), splitting=Splitting.EVERY_PAGE)
    read = _result(engine, invoice_pdf(), app)
    (document,) = read.documents
    edit = Edit(datetime(2026, 3, 1, tzinfo=UTC), "jane", "Edited.")
    written = (*document.fields[:1], FieldResult("total", "5", edits=(edit,)), *document.fields[2:])
    corrected = replace(document, fields=written)
    (revised,) = _result(engine, invoice_pdf(), app, reviewed=(corrected,)).documents
    values = {field.name: field.value for field in revised.fields}
    assert (values["number"], values["total"], values["gross"]) == (document.fields[0].value, "5", "10")
    assert revised.fields[2].alerts == document.fields[2].alerts
    assert _result(engine, invoice_pdf(), app, reviewed=read.documents) == read
