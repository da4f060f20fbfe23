"""The rule ``duplicate``: values are noted with each result, and compared where all of a run are known."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from uuid import UUID, uuid4

from docyard.domain.apps import AppDefinition
from docyard.domain.fingerprints import Verdict
from docyard.domain.results import DocumentResult, FieldResult, FileResult
from docyard.domain.runs import Run
from docyard.engine.validation import DUPLICATE_ALERT, duplicate_alert, fingerprints, has_duplicate_rule
from docyard.store import fingerprints as noted
from docyard.store import results
from docyard.store.database import Session
from docyard.workflows.queue import WorkQueue


def note_values(
    session: Session,
    queue: WorkQueue,
    *,
    run: Run,
    app: AppDefinition,
    position: int,
    result: FileResult,
) -> FileResult:
    """Have other documents compared with the values of a file as they are now.

    Other runs that wait for their reviews are judged anew where they have duplicates of what it was.

    Returns:
        The result without alerts of the rule; ``mark_duplicates`` gives them anew.
    """
    if not has_duplicate_rule(app):
        return result
    gone = noted.keep_fingerprints(
        session,
        run_id=run.id,
        workspace_id=run.workspace_id,
        position=position,
        # A file of which an earlier release noted nothing is like no other.
        content=result.content or f"{run.id}/{position}",
        fingerprints=fingerprints(result.documents, app),
    )
    for run_id in noted.list_stopped_runs(session, workspace_id=run.workspace_id, digests=gone):
        if run_id != run.id:
            queue.enqueue(session, "judge_duplicates", str(run_id), workflow_id=f"judge-{run_id}-{uuid4()}")
    documents = (
        replace(document, fields=tuple(_without_alert(field) for field in document.fields))
        for document in result.documents
    )
    return replace(result, documents=tuple(documents))


def mark_duplicates(session: Session, *, run_id: UUID, app: AppDefinition) -> None:
    """Give alerts to what is a duplicate by now in a run's results, and take them from what is none."""
    if not has_duplicate_rule(app):
        return
    verdicts = noted.list_new_verdicts(session, run_id=run_id)
    for position, of_file in groupby(verdicts, key=lambda verdict: verdict.position):
        result = results.find_result(session, run_id=run_id, position=position)
        if result is not None:
            marked = _marked(result, tuple(of_file), app)
            results.change_result(session, run_id=run_id, position=position, result=marked)
    noted.mark_fingerprints(session, run_id=run_id, verdicts=verdicts)


def _marked(result: FileResult, verdicts: Sequence[Verdict], app: AppDefinition) -> FileResult:
    by_place = {(verdict.document, verdict.field): verdict for verdict in verdicts}
    documents = []
    for number, document in enumerate(result.documents):
        fields = tuple(
            _judged(field, document, by_place[number, field.name].is_duplicate, app)
            if (number, field.name) in by_place
            else field
            for field in document.fields
        )
        documents.append(replace(document, fields=fields))
    return replace(result, documents=tuple(documents))


def _judged(
    field: FieldResult, document: DocumentResult, is_duplicate: bool, app: AppDefinition
) -> FieldResult:
    unmarked = _without_alert(field)
    if not is_duplicate:
        return unmarked
    alert = duplicate_alert(field, app, document.class_name)
    return replace(unmarked, alerts=(*unmarked.alerts, alert))


def _without_alert(field: FieldResult) -> FieldResult:
    return replace(field, alerts=tuple(alert for alert in field.alerts if alert.type != DUPLICATE_ALERT))
