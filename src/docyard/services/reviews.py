"""Reviews: people accept or correct what stopped a run at its checkpoint."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from docyard.domain.apps import AppDefinition, DocumentClass
from docyard.domain.audit_events import AuditCategory
from docyard.domain.identity import Caller
from docyard.domain.permissions import Permission
from docyard.domain.rendering import field_names
from docyard.domain.results import DocumentResult, Edit, FieldResult, FileResult
from docyard.domain.run_events import NewRunEvent, RunEventKind
from docyard.domain.runs import Run, RunStatus
from docyard.engine.appfiles import load_app
from docyard.engine.classification import OTHER
from docyard.engine.revision import lacks_example, needs_file, revise
from docyard.errors import Conflict, Invalid
from docyard.services import runs
from docyard.services.audit_events import note
from docyard.store import app_versions, packets, results, revisions, run_events, workspaces
from docyard.store import runs as stored_runs
from docyard.store.database import Session
from docyard.workflows.duplicates import mark_duplicates, note_values
from docyard.workflows.packets import make_packet
from docyard.workflows.queue import Queue, WorkQueue


class RunNotStopped(Conflict):
    """The run does not wait at its checkpoint, so there is nothing to review."""

    code = "run_not_stopped"


@dataclass(frozen=True, slots=True)
class PacketCorrection:
    """A new value for a field of the packet, by its name in the app file; empty text for none."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class ClassCorrection:
    """Another class for a document, one of the app's or ``other``; ``document`` counts from 1 in the file."""

    file: str
    document: int
    class_name: str


class NothingCorrected(Invalid):
    """A correction names a file, document, field or class that the run does not have."""

    code = "correction_misplaced"


@dataclass(frozen=True, slots=True)
class Correction:
    """A new value for a field.

    Attributes:
        file: path below the run's input folder.
        document: counts from 1 among the file's documents.
        field: its name in results or in the app file.
        value: empty text for none; JSON text for a list.
    """

    file: str
    document: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a review finds; corrections are made in order, and ``accept`` has the run go on to its end."""

    corrections: Sequence[Correction | ClassCorrection]
    packet_corrections: Sequence[PacketCorrection]
    accept: bool

    @property
    def count(self) -> int:
        """How much it corrects."""
        return len(self.corrections) + len(self.packet_corrections)


def review_run(
    session: Session,
    caller: Caller,
    *,
    queue: WorkQueue,
    run_id: UUID,
    review: Review,
    now: datetime,
) -> Run:
    """Correct values and check them anew; one that is accepted goes on to its end, whatever they break.

    Raises:
        RunNotFound: There is no such run within reach.
        RoleTooLow: The caller may not review it.
        RunNotStopped: It does not wait at its checkpoint.
        NothingCorrected: A correction names what the run does not have.
        Invalid: Nothing is asked for, or the value for a list is none.
    """
    if not review.count and not review.accept:
        raise Invalid("This review changes nothing; send 'corrections', or 'accept': true.")
    runs.get_run(session, caller, run_id=run_id, to=Permission.REVIEW)
    stored_runs.lock_run(session, run_id=run_id)
    run = runs.get_run(session, caller, run_id=run_id, to=Permission.REVIEW)
    if run.status is not RunStatus.STOPPED_AT_CHECKPOINT:
        raise RunNotStopped(f"Run {str(run_id)!r} does not wait for a review; it is {run.status}.")
    version = app_versions.get_version(session, version_id=run.app_version_id)
    desk = _Desk(load_app(version.file), run, caller.user_id, now)
    _correct(session, queue, desk, review)
    _correct_packet(session, desk, review.packet_corrections)
    if review.accept:
        _go_on(session, queue, desk, corrections=review.count)
    else:
        _have_followed(session, queue, desk)
    _note(session, caller, run, action="run.reviewed" if review.accept else "run.corrected", now=now)
    return runs.get_run(session, caller, run_id=run_id)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every correction of one review has in common."""

    app: AppDefinition
    run: Run
    user_id: str
    at: datetime


def _correct(session: Session, queue: WorkQueue, desk: _Desk, review: Review) -> None:
    """Write corrections into results, and note which files workers are to look at again."""
    run_id = desk.run.id
    by_file: dict[str, list[Correction | ClassCorrection]] = {}
    for correction in review.corrections:
        by_file.setdefault(correction.file, []).append(correction)
    positions = stored_runs.find_positions(session, run_id=run_id, names=by_file)
    for name in by_file:
        if name not in positions:
            raise NothingCorrected(f"The run has no file {name!r}; expected a path below its input folder.")
    by_position = {positions[name]: corrections for name, corrections in by_file.items()}
    due = []
    for position, result in _results(session, run_id, None if review.accept else sorted(by_position)):
        corrected = _corrected(desk, result, by_position.get(position, ()))
        changed = _reviewed(corrected) if review.accept else corrected
        if (corrected != result and needs_file(desk.app, changed)) or lacks_example(desk.app, changed):
            due.append(position)
        if corrected != result:
            changed = note_values(
                session, queue, run=desk.run, app=desk.app, position=position, result=changed
            )
        if changed != result:
            results.change_result(session, run_id=run_id, position=position, result=changed)
    revisions.add_due_files(session, run_id=run_id, positions=due)
    mark_duplicates(session, run_id=run_id, app=desk.app)


def _results(
    session: Session, run_id: UUID, positions: Sequence[int] | None
) -> Iterator[tuple[int, FileResult]]:
    """Yield the results at some positions, or all."""
    if positions is None:
        yield from results.walk_results(session, run_id=run_id)
        return
    for position in positions:
        result = results.find_result(session, run_id=run_id, position=position)
        assert result is not None, "no file of a run that stopped waits for its result"
        yield position, result


def _correct_packet(session: Session, desk: _Desk, corrections: Sequence[PacketCorrection]) -> None:
    """Write values into the packet, and compute its others anew from documents as they are now."""
    packet = list(packets.find_packet(session, run_id=desk.run.id) or ())
    names = [field.name for field in packet]
    for correction in corrections:
        if correction.field not in names:
            has = ", ".join(names) or "none"
            raise NothingCorrected(f"The packet has no field {correction.field!r}; it has {has}.")
        index = names.index(correction.field)
        edit = Edit(at=desk.at, user_id=desk.user_id, message=f'Edited to "{correction.value}"')
        packet[index] = replace(
            packet[index],
            value=correction.value or None,
            alerts=(),
            edits=(*packet[index].edits, edit),
        )
    if packet:
        packets.save_packet(session, run_id=desk.run.id, fields=tuple(packet))
        anew = make_packet(session, run_id=desk.run.id, app=desk.app)
        packets.save_packet(session, run_id=desk.run.id, fields=anew or ())


def _reviewed(result: FileResult) -> FileResult:
    """Mark what was up for review: documents that break a rule, and those that were corrected."""
    documents = tuple(
        replace(document, is_reviewed=True) if not document.is_valid or document.is_edited else document
        for document in result.documents
    )
    return replace(result, documents=documents)


def _corrected(
    desk: _Desk, result: FileResult, corrections: Sequence[Correction | ClassCorrection]
) -> FileResult:
    documents = list(result.documents)
    for correction in corrections:
        if correction.document > len(documents):
            raise NothingCorrected(
                f"{result.file_name!r} has {len(documents)} documents, but no number {correction.document}."
            )
        index = correction.document - 1
        if isinstance(correction, ClassCorrection):
            documents[index] = _with_class(desk, documents[index], correction)
        else:
            documents[index] = _with_value(desk, documents[index], correction)
    return replace(result, documents=tuple(documents))


def _with_class(desk: _Desk, document: DocumentResult, correction: ClassCorrection) -> DocumentResult:
    """Give a document another class; its fields are absent until a worker has read them."""
    name = correction.class_name
    classes = {each.name: each for each in desk.app.classes}
    if name not in {*classes, OTHER}:
        has = ", ".join([*classes, OTHER])
        raise NothingCorrected(f"The app has no class {name!r}; it has {has}.")
    edit = Edit(at=desk.at, user_id=desk.user_id, message=f'Edited to "{name}"')
    edited = replace(
        document, class_name=name, class_confidence=None, class_edits=(*document.class_edits, edit), alerts=()
    )
    if name == document.class_name:
        return edited
    if name not in classes:
        return replace(edited, fields=(), is_unread=False)
    blank = [FieldResult(field.name, None) for field in classes[name].fields]
    return replace(edited, fields=_revised(desk, blank, classes[name]), is_unread=True)


def _with_value(desk: _Desk, document: DocumentResult, correction: Correction) -> DocumentResult:
    own = [field.name for field in document.fields]
    wire = field_names(own)
    if correction.field in wire:
        index = wire.index(correction.field)
    elif correction.field in own:
        index = own.index(correction.field)
    else:
        has = ", ".join(wire) or "none"
        raise NothingCorrected(f"The document has no field {correction.field!r}; it has {has}.")
    document_class = next(each for each in desk.app.classes if each.name == document.class_name)
    if document_class.fields[index].kind.has_rows:
        _check_rows(document_class, index, correction)
    edit = Edit(at=desk.at, user_id=desk.user_id, message=f'Edited to "{correction.value}"')
    fields = list(document.fields)
    fields[index] = FieldResult(
        name=own[index],
        value=correction.value or None,
        sources=fields[index].sources,
        edits=(*fields[index].edits, edit),
    )
    return replace(document, fields=_revised(desk, fields, document_class))


def _revised(
    desk: _Desk, fields: Sequence[FieldResult], document_class: DocumentClass
) -> tuple[FieldResult, ...]:
    """Derive and check anew; functions and models are for workers, once this is written."""
    today = desk.run.started_at.astimezone(UTC).date()
    return revise(fields, document_class, general=desk.app.validation, today=today)


def _check_rows(document_class: DocumentClass, index: int, correction: Correction) -> None:
    field = document_class.fields[index]
    names = field_names([attribute.name for attribute in field.attributes])
    try:
        rows = json.loads(correction.value or "[]")
    except (ValueError, RecursionError):
        rows = None
    is_right = isinstance(rows, list) and all(
        isinstance(row, dict)
        and set(row) == set(names)
        and all(cell is None or isinstance(cell, str) for cell in row.values())
        for row in rows
    )
    if not is_right:
        raise Invalid(
            f"The value for {field.name!r} should be JSON text: a list of objects with {', '.join(names)}, "
            "each text or null."
        )


def _go_on(session: Session, queue: WorkQueue, desk: _Desk, *, corrections: int) -> None:
    run_id = desk.run.id
    stored_runs.complete_review(session, run_id=run_id)
    message = f"The review is done; corrected values: {corrections}. The run's results are being written."
    event = NewRunEvent(kind=RunEventKind.RUN_REVIEWED, at=desk.at, message=message)
    run_events.add_event(session, run_id=run_id, event=event)
    _enqueue(session, queue, desk, "finish_run", workflow_id=f"finish-{run_id}-reviewed")


def _have_followed(session: Session, queue: WorkQueue, desk: _Desk) -> None:
    """Have a worker make what follows from corrections, if anything; one that is at it follows these, too."""
    asks = desk.app.functions or desk.app.model_names
    if not asks and not revisions.list_due_files(session, run_id=desk.run.id):
        return
    number = revisions.begin_revision(session, run=desk.run)
    if not desk.run.is_revising:
        _enqueue(session, queue, desk, "revise_run", workflow_id=f"revise-{desk.run.id}-{number}")


def _enqueue(session: Session, queue: WorkQueue, desk: _Desk, workflow: str, *, workflow_id: str) -> None:
    """Queue work on the run; where it may ask language models, no other run is to wait for that."""
    run_id = str(desk.run.id)
    if desk.app.model_names:
        queue.enqueue(
            session,
            workflow,
            run_id,
            workflow_id=workflow_id,
            queue=Queue.MODEL_FILES,
            partition=run_id,
        )
    else:
        queue.enqueue(session, workflow, run_id, workflow_id=workflow_id)


def _note(session: Session, caller: Caller, run: Run, *, action: str, now: datetime) -> None:
    note(
        session,
        caller,
        category=AuditCategory.REVIEW,
        action=action,
        target=str(run.id),
        workspace=workspaces.get_workspace(session, workspace_id=run.workspace_id).name,
        now=now,
    )
