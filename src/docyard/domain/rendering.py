"""Results as the JSON that leaves docyard: API answers, ``results.json`` and ``docyard extract``.

The shape is the official spec's ``resultsResponse``; a file that gave no documents carries an
``error`` beside it, which the official SDK ignores.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from docyard.domain.packets import PacketFieldResult, PacketSource
from docyard.domain.results import (
    Alert,
    DocumentResult,
    Edit,
    FieldResult,
    FileFailure,
    FileResult,
    SourceBox,
)
from docyard.domain.runs import FileStatus, Run, RunFile

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")


@dataclass(frozen=True, slots=True)
class Include:
    """Which optional blocks of results were asked for (spec query flags ``include_…``)."""

    review: bool = False
    confidence: bool = False
    validation: bool = False
    source: bool = False


EVERYTHING = Include(review=True, confidence=True, validation=True, source=True)


def render_run_results(
    run: Run,
    files: Iterable[tuple[RunFile, FileResult | None]],
    *,
    include: Include,
    has_more: bool,
    packet: Sequence[PacketFieldResult] | None,
) -> dict[str, Any]:
    """Return a run's results with the given files (spec operation ``getRunResults``).

    Without a packet, there is no ``case_info``.
    """
    body: dict[str, Any] = {
        "id": str(run.id),
        "status": run.status.value,
        "message": run.message,
        "msg": run.message,
        "start_timestamp": nanoseconds(run.started_at),
        "finish_timestamp": nanoseconds(run.finished_at),
        "files": [
            rendered
            for file, result in files
            for rendered in render_files(
                result or without_result(file),
                input_path=f"{run.input_path}/{file.name}",
                include=include,
            )
        ],
        "keys": {"custom": run.settings.custom_keys},
        "has_more": has_more,
    }
    if packet is not None:
        body["case_info"] = render_packet(packet, include)
    if run.batch_id is not None:
        body["batch_id"] = str(run.batch_id)
    if include.review:
        body["review_completed"] = run.review_completed
        body["revising"] = run.is_revising
    return body


def render_files(result: FileResult, *, input_path: str | None, include: Include) -> list[dict[str, Any]]:
    """Return one file's documents, or its error, and after it the same of each of its attachments.

    An attachment is a file of its own here: its pages count from its first.
    """
    own = [document for document in result.documents if document.attachment is None]
    bodies = [_render_file(result.file_name, own, result.failure, input_path=input_path, include=include)]
    for number, attachment in enumerate(result.attachments):
        documents = [
            _counted_from(document, attachment.first_page)
            for document in result.documents
            if document.attachment == number
        ]
        path = None if input_path is None else f"{input_path}/{attachment.name}"
        bodies.append(
            _render_file(attachment.name, documents, attachment.failure, input_path=path, include=include)
        )
    return bodies


def _counted_from(document: DocumentResult, first_page: int) -> DocumentResult:
    return replace(
        document,
        layouts=tuple(replace(layout, page=layout.page - first_page) for layout in document.layouts),
        fields=tuple(
            replace(
                field,
                sources=_moved(field.sources, first_page),
                cells=tuple(replace(cell, sources=_moved(cell.sources, first_page)) for cell in field.cells),
            )
            for field in document.fields
        ),
    )


def _moved(sources: Sequence[SourceBox], first_page: int) -> tuple[SourceBox, ...]:
    return tuple(replace(source, page=source.page - first_page) for source in sources)


def _render_file(
    name: str,
    documents: Sequence[DocumentResult],
    failure: FileFailure | None,
    *,
    input_path: str | None,
    include: Include,
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "original_file_name": name,
        "documents": [_render_document(document, include) for document in documents],
    }
    if input_path is not None:
        body["input_file_path"] = input_path
    if failure is not None:
        body["error"] = {
            "code": failure.code,
            "message": failure.message,
            "retryable": failure.retryable,
        }
    return body


def field_names(names: Sequence[str]) -> list[str]:
    """Return the names that fields have in results (spec, field name normalisation).

    Letters, digits and ``_`` stay, a single ``_`` is doubled, all else becomes ``_``, and a name
    that begins with a digit gets a ``_`` before it. Names that fall together get ``_2``, ``_3`` ….

    >>> field_names(["due date", "driver's license", "3rd category", "secret_id", "a-b", "a b"])
    ['due_date', 'driver_s_license', '_3rd_category', 'secret__id', 'a_b', 'a_b_2']
    """
    taken: set[str] = set()
    result = []
    for name in names:
        plain = _NOT_IN_NAMES.sub("_", name.replace("_", "__"))
        if plain[:1].isdigit():
            plain = f"_{plain}"
        unique, count = plain, 1
        while unique in taken:
            count += 1
            unique = f"{plain}_{count}"
        taken.add(unique)
        result.append(unique)
    return result


def nanoseconds(moment: datetime | None) -> int | None:
    """Return a time as Unix nanoseconds, without the rounding of floats."""
    if moment is None:
        return None
    return int(moment.timestamp()) * 1_000_000_000 + moment.microsecond * 1_000


def _render_document(document: DocumentResult, include: Include) -> dict[str, Any]:
    names = field_names([field.name for field in document.fields])
    body: dict[str, Any] = {
        "class_name": document.class_name,
        "page_numbers": [layout.page + 1 for layout in document.layouts],
        "fields": [
            _render_field(field, name, include) for field, name in zip(document.fields, names, strict=True)
        ],
    }
    if include.review:
        edits = [_render_edit(edit) for edit in document.class_edits]
        body |= {"review_completed": document.is_reviewed, "class_edit_history": edits}
    if include.confidence:
        body["classification_confidence"] = {"model": document.class_confidence}
    if include.validation:
        body["validations"] = {"final_result_pass": document.is_valid}
        if document.alerts:
            # Beyond the spec, which has no place for rules on a document as a whole.
            body["validations"]["alerts"] = [_render_alert(alert) for alert in document.alerts]
    if include.source:
        body |= {
            "post_processed_paths": [],
            "page_layouts": [
                {
                    "page_number": layout.page,
                    "width": float(layout.width_px),
                    "height": float(layout.height_px),
                }
                for layout in document.layouts
            ],
        }
        if document.pdf_path is not None:
            body["post_processed_pdf_path"] = document.pdf_path
    return body


def _render_field(field: FieldResult, name: str, include: Include) -> dict[str, Any]:
    body: dict[str, Any] = {
        "field_name": name,
        # The spec has no null here; an absent value is empty text.
        "value": field.value or "",
        "type": "TEXT",
    }
    if field.error is not None:
        body["error_msg"] = field.error
    if include.review:
        body["edit_history"] = [_render_edit(edit) for edit in field.edits]
    if include.confidence:
        body["confidence"] = {"model": field.confidence, "ocr": field.ocr_confidence}
    if include.validation:
        body["validations"] = {
            "valid": not field.alerts,
            "alerts": [_render_alert(alert) for alert in field.alerts],
        }
    if include.source:
        body["source_coordinates"] = _render_sources(field.sources)
        if field.cells:
            # Beyond the spec, which has places of values as a whole only.
            body["cells"] = [
                {
                    "row": cell.row,
                    "column": cell.column,
                    "source_coordinates": _render_sources(cell.sources),
                }
                for cell in field.cells
            ]
    return body


def _render_sources(sources: Iterable[SourceBox]) -> list[dict[str, Any]]:
    return [
        {
            "top_x": source.box.x0,
            "top_y": source.box.y0,
            "bottom_x": source.box.x1,
            "bottom_y": source.box.y1,
            "page_number": source.page,
        }
        for source in sources
    ]


def render_packet(fields: Sequence[PacketFieldResult], include: Include) -> dict[str, Any]:
    """Return the fields of a packet (spec ``caseInfo``)."""
    return {"fields": [_render_packet_field(field, include) for field in fields]}


def _render_packet_field(field: PacketFieldResult, include: Include) -> dict[str, Any]:
    # The spec has no null here either; names stay as the app file has them, as its examples show.
    body: dict[str, Any] = {"name": field.name, "value": field.value or ""}
    if field.inputs is not None:
        body["input_fields"] = [_render_source(source) for source in field.inputs]
        body["chosen_field"] = None if field.chosen is None else _render_source(field.chosen)
    if field.error is not None:
        body["error_msg"] = field.error
    if include.review:
        body["edit_history"] = [_render_edit(edit) for edit in field.edits]
    if include.validation:
        failures = [{"type": alert.type, "msg": alert.message} for alert in field.alerts]
        body["validations"] = {"valid": not failures, "failures": failures}
    return body


def _render_source(source: PacketSource) -> dict[str, Any]:
    return {"record_index": source.record, "refined_phrase_name": source.field}


def _render_edit(edit: Edit) -> dict[str, Any]:
    return {
        "timestamp": edit.at.astimezone(UTC).strftime("%m/%d/%Y %H:%M:%S"),
        "user_id": edit.user_id,
        "modifications": [{"message": edit.message}],
    }


def _render_alert(alert: Alert) -> dict[str, Any]:
    return {
        "alert_level": "FAILURE",
        "msg": alert.message,
        "blocked": alert.is_blocking,
        "type": alert.type,
        "locations": [],
    }


def without_result(file: RunFile) -> FileResult:
    """Say why a file of a run that is over has no result."""
    if file.status is FileStatus.CANCELLED:
        failure = FileFailure("cancelled", f"{file.name!r} was not processed: the run was cancelled.", True)
    else:
        failure = FileFailure("not_processed", f"{file.name!r} was not processed.", True)
    return FileResult(file_name=file.name, failure=failure)
