"""Texts of reviewed documents, to teach an app's classes by."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from docyard.domain.identity import Caller
from docyard.engine.classification import choose_examples
from docyard.services.runs import get_run
from docyard.store import results
from docyard.store.database import Session


def list_examples(session: Session, caller: Caller, *, run_id: UUID) -> Mapping[str, Sequence[str]]:
    """Return by class the texts of a run's documents that people reviewed, as app files have examples.

    Classes stand in the order of their first documents; there are none while a review is not over.

    Raises:
        RunNotFound: There is no such run in a workspace that the caller may enter.
    """
    get_run(session, caller, run_id=run_id)
    chosen: dict[str, Sequence[str]] = {}
    for _, result in results.walk_results(session, run_id=run_id):
        for document in result.documents:
            name = document.class_name
            if name is not None and document.example:
                chosen[name] = choose_examples((*chosen.get(name, ()), document.example))
    return chosen
