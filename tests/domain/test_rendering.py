"""Results as they leave docyard: names of fields, times, and what each flag adds."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docyard.domain.pages import Box
from docyard.domain.rendering import EVERYTHING, Include, field_names, nanoseconds, render_files
from docyard.domain.results import (
    Alert,
    CellSources,
    DocumentResult,
    FieldResult,
    FileFailure,
    FileResult,
    PageLayout,
    SourceBox,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("due date", "due_date"),
        ("driver's license", "driver_s_license"),
        ("3rd category", "_3rd_category"),
        ("secret_id", "secret__id"),
        ("employers address and ZIP code", "employers_address_and_ZIP_code"),
        ("größe", "gr__e"),
    ],
)
def test_field_names_follow_the_spec(name: str, expected: str) -> None:
    assert field_names([name]) == [expected]


@given(st.lists(st.text(max_size=6), max_size=12))
def test_field_names_stay_apart(names: list[str]) -> None:
    result = field_names(names)
    assert len(set(result)) == len(names)


def test_times_keep_their_microseconds() -> None:
    assert nanoseconds(datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)) == 1767323045678901000


FILE = FileResult(
    file_name="a.pdf",
    documents=(
        DocumentResult(
            class_name="Invoice",
            class_confidence=0.9,
            layouts=(PageLayout(page=1, width_px=100, height_px=200),),
            fields=(
                FieldResult(
                    name="total",
                    value="12.50",
                    confidence=0.5,
                    ocr_confidence=0.99,
                    sources=(SourceBox(page=1, box=Box(1, 2, 3, 4)),),
                    alerts=(Alert(type="confidence", message="too low"),),
                ),
            ),
        ),
    ),
)


def test_blocks_appear_only_when_asked_for() -> None:
    body = render_files(FILE, input_path="acme/w/fs/d/a.pdf", include=Include())[0]
    assert body == {
        "original_file_name": "a.pdf",
        "input_file_path": "acme/w/fs/d/a.pdf",
        "documents": [
            {
                "class_name": "Invoice",
                "page_numbers": [2],
                "fields": [{"field_name": "total", "value": "12.50", "type": "TEXT"}],
            }
        ],
    }


def test_everything_names_pages_from_zero_in_coordinates() -> None:
    document = render_files(FILE, input_path=None, include=EVERYTHING)[0]["documents"][0]
    field = document["fields"][0]
    assert document["validations"] == {"final_result_pass": False}
    assert document["page_layouts"] == [{"page_number": 1, "width": 100.0, "height": 200.0}]
    assert field["confidence"] == {"model": 0.5, "ocr": 0.99}
    assert field["source_coordinates"][0]["page_number"] == 1
    assert field["validations"]["alerts"][0]["msg"] == "too low"


def test_a_file_without_documents_says_why() -> None:
    failed = FileResult(file_name="b.pdf", failure=FileFailure("file_empty", "It is empty.", False))
    (body,) = render_files(failed, input_path=None, include=EVERYTHING)
    assert body["documents"] == []
    assert body["error"] == {"code": "file_empty", "message": "It is empty.", "retryable": False}


def test_cells_of_tables_have_places_of_their_own() -> None:
    place = (SourceBox(page=1, box=Box(1, 2, 3, 4)),)
    field = FieldResult("items", "[]", sources=place, cells=(CellSources(0, "price", place),))
    document = DocumentResult("Invoice", None, (PageLayout(1, 100, 200),), (field,))
    (body,) = render_files(FileResult("a.pdf", (document,)), input_path=None, include=Include(source=True))
    (cell,) = body["documents"][0]["fields"][0]["cells"]
    assert (cell["row"], cell["column"]) == (0, "price")
    assert cell["source_coordinates"] == body["documents"][0]["fields"][0]["source_coordinates"]
