"""What is queued under one application version, so that no worker takes what it does not know."""

from inspect import signature

from docyard.workflows.queue import APPLICATION_VERSION
from docyard.workflows.registry import WORKFLOWS

# What changes here since the last release takes another version: CONTRIBUTING.md, "a workflow".
PROMISED = (
    "2",
    {
        "process_chunk": ["run_id", "first", "end"],
        "finish_run": ["run_id"],
        "revise_run": ["run_id"],
        "judge_duplicates": ["run_id"],
        "run_job": ["job_id"],
        "run_sweep": ["sweep_id"],
        "attempt_delivery": ["delivery_id", "number", "first"],
    },
)


def test_workflows_are_those_that_workers_of_this_version_know() -> None:
    known = {
        name: [each for each in signature(workflow.body).parameters if each != "worker"]
        for name, workflow in WORKFLOWS.items()
    }
    assert (APPLICATION_VERSION, known) == PROMISED
