"""The documents of a run, as far as packets look at them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from docyard.domain.apps import AppDefinition
from docyard.domain.packets import PacketSource
from docyard.domain.rendering import field_names
from docyard.domain.results import FieldResult, FileResult


@dataclass(frozen=True, slots=True)
class Reading:
    """A field of a document.

    Attributes:
        confidence: 0 to 1; 1 for what a person wrote, 0 where there is no value.
        is_valid: whether it breaks no rule.
    """

    source: PacketSource
    value: str | None
    confidence: float
    is_valid: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A document of one of the app's classes; ``readings`` by the names that fields have in the app file."""

    class_name: str
    readings: Mapping[str, Reading]


def read_records(app: AppDefinition, results: Iterable[FileResult]) -> tuple[Record, ...]:
    """Return the documents of known classes, in order; the others count, but have nothing to give."""
    known = {document_class.name for document_class in app.classes}
    records = []
    index = 0
    for result in results:
        for document in result.documents:
            if document.class_name in known:
                records.append(Record(document.class_name, _readings(index, document.fields)))
            index += 1
    return tuple(records)


def _readings(index: int, fields: tuple[FieldResult, ...]) -> Mapping[str, Reading]:
    names = field_names([field.name for field in fields])
    return {
        field.name: Reading(PacketSource(index, name), field.value, _confidence(field), not field.alerts)
        for field, name in zip(fields, names, strict=True)
    }


def _confidence(field: FieldResult) -> float:
    if not field.value:
        return 0.0
    return 1.0 if field.edits else field.confidence or 0.0
