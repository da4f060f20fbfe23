"""Texts of reviewed documents, as examples of classes."""

from fastapi import APIRouter

from docyard.api.backend import Reading, WithCaller
from docyard.api.idempotency_keys import Route
from docyard.api.ids import parse_id
from docyard.api.wire.examples import ExampleList
from docyard.services import examples

router = APIRouter(prefix="/v2/apps/runs", tags=["runs"], route_class=Route)


@router.get("/{run_id}/examples", operation_id="listRunExamples")
def list_examples(run_id: str, caller: WithCaller, session: Reading) -> ExampleList:
    """List texts of the documents that people reviewed, by class, as ``examples`` of app files have them."""
    return ExampleList.of(examples.list_examples(session, caller, run_id=parse_id(run_id, noun="run")))
