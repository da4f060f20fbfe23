"""Alerts of the rule ``duplicate``, given when all files of a run have their results."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from uuid import UUID

from docyard.domain.apps import AppDefinition
from docyard.domain.fingerprints import Duplicate
from docyard.domain.results import FileResult
from docyard.engine.validation import DUPLICATE_ALERT, duplicate_alert, has_duplicate_rule
from docyard.store import fingerprints, results
from docyard.store.database import Session


def mark_duplicates(session: Session, *, run_id: UUID, app: AppDefinition) -> None:
    """Add the alerts to a run's results; those that have them already stay as they are."""
    if not has_duplicate_rule(app):
        return
    found = fingerprints.list_duplicates(session, run_id=run_id)
    for position, of_file in groupby(found, key=lambda duplicate: duplicate.position):
        page = results.list_results(session, run_id=run_id, offset=position, limit=1)
        if position in page:
            marked = _marked(page[position], tuple(of_file), app)
            results.change_result(session, run_id=run_id, position=position, result=marked)


def _marked(result: FileResult, found: Sequence[Duplicate], app: AppDefinition) -> FileResult:
    places = {(each.document, each.field) for each in found}
    documents = []
    for number, document in enumerate(result.documents):
        fields = tuple(
            replace(field, alerts=(*field.alerts, duplicate_alert(field, app, document.class_name)))
            if (number, field.name) in places and not any(a.type == DUPLICATE_ALERT for a in field.alerts)
            else field
            for field in document.fields
        )
        documents.append(replace(document, fields=fields))
    return replace(result, documents=tuple(documents))
