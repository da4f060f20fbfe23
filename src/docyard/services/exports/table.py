"""A run's results as a table: one row per document, one column per field of any class.

The fields of the packet that all documents make up stand in every row, since there is no other place for
them in most formats.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from uuid import UUID

from docyard.domain.apps import AppDefinition, Field
from docyard.domain.identity import Caller
from docyard.domain.packets import PacketFieldResult
from docyard.domain.rendering import field_names, without_result
from docyard.domain.results import DocumentResult, FieldResult, FileResult
from docyard.domain.runs import FINAL_RUN_STATUSES, Run
from docyard.engine.appfiles import load_app
from docyard.errors import Conflict
from docyard.services.runs import RunNotFound, get_run
from docyard.store import app_versions, packets, results, runs
from docyard.store.database import Database

# Files whose results are held at once.
_PAGE = 10


class RunUnfinished(Conflict):
    """The run is not over, so its results are not complete."""

    code = "run_unfinished"


class Kind(StrEnum):
    """What the cells of a column are; any may be None instead."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"
    WHOLES = "wholes"


Cell = str | int | float | bool | tuple[int, ...] | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; no two of a table have the same name."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column whose text is JSON, a list of objects.

    Attributes:
        index: which of the table's columns it is.
        attributes: key in the objects and name for people of each.
    """

    name: str
    index: int
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; ``read`` begins anew at the first row each time it is called.

    Attributes:
        name: for people, of what is in it.
    """

    name: str
    columns: tuple[Column, ...]
    lists: tuple[ListColumn, ...]
    read: Callable[[], Iterator[Row]]

    def batches(self, size: int) -> Iterator[list[Row]]:
        """Yield the rows, up to that many at a time."""
        rows = self.read()
        while batch := list(islice(rows, size)):
            yield batch


@dataclass(frozen=True, slots=True)
class Extras:
    """Which columns to add beside values."""

    confidence: bool
    validation: bool


def open_table(database: Database, caller: Caller, *, run_id: UUID, extras: Extras) -> Table:
    """Return a run's results as a table, which reads them from the database as it is read.

    Raises:
        RunNotFound: There is no such run in a workspace that the caller may enter; also while it is
            read, when the run is deleted meanwhile.
        RunUnfinished: The run is not over.
    """
    with database.read() as session:
        run = get_run(session, caller, run_id=run_id)
        if run.status not in FINAL_RUN_STATUSES:
            raise RunUnfinished(f"Run {str(run_id)!r} goes on. Export its results when it is over.")
        app = load_app(app_versions.get_version(session, version_id=run.app_version_id).file)
        packet = packets.find_packet(session, run_id=run_id) or ()
    fields = _fields(app)
    columns = _columns(fields, packet, extras)
    return Table(
        name=f"{app.name} {run.id}",
        columns=columns,
        lists=_lists(fields, len(_HEAD) + _head_extras(extras), _width(extras)),
        read=lambda: ((*row, *_packet_cells(packet, extras)) for row in _rows(database, run, fields, extras)),
    )


_HEAD = (
    Column("file", Kind.TEXT),
    Column("document", Kind.WHOLE),
    Column("class", Kind.TEXT),
    Column("pages", Kind.WHOLES),
    Column("error", Kind.TEXT),
)


def _fields(app: AppDefinition) -> tuple[Field, ...]:
    """Return the fields of all classes in the app's order; those of one name share a column."""
    fields: dict[str, Field] = {}
    for document_class in app.classes:
        for field in document_class.fields:
            fields.setdefault(field.name, field)
    return tuple(fields.values())


def _columns(
    fields: Sequence[Field], packet: Sequence[PacketFieldResult], extras: Extras
) -> tuple[Column, ...]:
    columns = [*_HEAD]
    if extras.confidence:
        columns.append(Column("class confidence", Kind.NUMBER))
    if extras.validation:
        columns.append(Column("valid", Kind.FLAG))
    for field in fields:
        columns.append(Column(field.name, Kind.TEXT))
        if extras.confidence:
            columns.append(Column(f"{field.name} confidence", Kind.NUMBER))
        if extras.validation:
            columns.append(Column(f"{field.name} valid", Kind.FLAG))
            columns.append(Column(f"{field.name} alerts", Kind.TEXT))
    for result in packet:
        columns.append(Column(f"packet {result.name}", Kind.TEXT))
        if extras.validation:
            columns.append(Column(f"packet {result.name} alerts", Kind.TEXT))
    names = _unique([column.name for column in columns])
    return tuple(Column(name, column.kind) for name, column in zip(names, columns, strict=True))


def _unique(names: Sequence[str]) -> Iterator[str]:
    """Yield the names, later ones of the same with ``_2``, ``_3`` …."""
    taken: set[str] = set()
    for name in names:
        unique, count = name, 1
        while unique in taken:
            count += 1
            unique = f"{name}_{count}"
        taken.add(unique)
        yield unique


def _lists(fields: Sequence[Field], first: int, width: int) -> tuple[ListColumn, ...]:
    found = []
    for place, field in enumerate(fields):
        if field.kind.has_rows:
            titles = [attribute.name for attribute in field.attributes]
            attributes = tuple(zip(field_names(titles), titles, strict=True))
            found.append(ListColumn(field.name, first + place * width, attributes))
    return tuple(found)


def _head_extras(extras: Extras) -> int:
    return int(extras.confidence) + int(extras.validation)


def _width(extras: Extras) -> int:
    """Return how many columns a field has."""
    return 1 + int(extras.confidence) + 2 * int(extras.validation)


def _rows(database: Database, run: Run, fields: Sequence[Field], extras: Extras) -> Iterator[Row]:
    """Yield all rows; no session stays open while a slow client takes them."""
    offset = 0
    while True:
        with database.read() as session:
            if runs.find_run(session, run_id=run.id) is None:
                raise RunNotFound(f"Run {str(run.id)!r} was deleted while it was exported.")
            page = results.list_results(session, run_id=run.id, offset=offset, limit=_PAGE)
        for file, result in page:
            yield from _rows_of(result or without_result(file), fields, extras)
        if len(page) < _PAGE:
            return
        offset += _PAGE


def _rows_of(result: FileResult, fields: Sequence[Field], extras: Extras) -> Iterator[Row]:
    """Yield one row per document, or one that says why there is none."""
    if result.failure is not None:
        empty = _head_extras(extras) + len(fields) * _width(extras)
        yield (result.file_name, None, None, None, result.failure.message, *(None,) * empty)
    for number, document in enumerate(result.documents, start=1):
        yield tuple(_cells(result.file_name, number, document, fields, extras))


def _cells(
    file_name: str, number: int, document: DocumentResult, fields: Sequence[Field], extras: Extras
) -> Iterator[Cell]:
    yield from (file_name, number, document.class_name)
    yield tuple(layout.page + 1 for layout in document.layouts)
    yield None
    if extras.confidence:
        yield document.class_confidence
    if extras.validation:
        yield not any(field.alerts for field in document.fields)
    found = {field.name: field for field in document.fields}
    for field in fields:
        yield from _field_cells(found.get(field.name), extras)


def _packet_cells(packet: Sequence[PacketFieldResult], extras: Extras) -> Iterator[Cell]:
    for result in packet:
        yield result.value
        if extras.validation:
            yield "; ".join(alert.message for alert in result.alerts) or None


def _field_cells(field: FieldResult | None, extras: Extras) -> Iterator[Cell]:
    yield field.value if field else None
    if extras.confidence:
        yield field.confidence if field else None
    if extras.validation:
        yield not field.alerts if field else None
        yield "; ".join(alert.message for alert in field.alerts) or None if field else None
