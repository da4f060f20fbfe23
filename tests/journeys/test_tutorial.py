"""The vendor's SDK tutorial, step by step, against a real server: upload, run, poll, read, clean up."""

import io
import os
from pathlib import Path

import pytest
from aihub import AIHub
from aihub.exceptions import NotFoundException

from tests.documents import invoice_pdf
from tests.server import Organization, Server
from tests.waiting import wait_until


@pytest.fixture
def client(live: Server, tenant: Organization) -> AIHub:
    return live.client(tenant)


def finish(client: AIHub, run_id: object) -> None:
    wait_until(lambda: client.apps.runs.status(run_id).status == "COMPLETE", f"the end of run {run_id}")


def finish_job(client: AIHub, job_id: str) -> None:
    wait_until(lambda: client.jobs.status(job_id).state == "COMPLETE", f"the end of job {job_id}")


def test_upload_run_and_read(client: AIHub, tmp_path: Path) -> None:
    paths = [tmp_path / "first invoice.pdf", tmp_path / "second.pdf"]
    for number, path in enumerate(paths):
        path.write_bytes(invoice_pdf(number=f"T-{number}"))
    batch = client.batches.create(name="tutorial")
    for path in paths:
        with path.open("rb") as file:
            client.batches.add_file(batch_id=batch.id, file_name=os.path.basename(path), file=file.read())  # noqa: PTH119 - as the tutorial writes it
    run = client.apps.runs.create(app_name="Invoice", owner="instabase", batch_id=batch.id)
    finish(client, run.id)
    results = client.apps.runs.results(
        run.id,
        include_confidence_scores=True,
        include_review_results=True,
        include_source_info=True,
        include_validation_results=True,
    )
    numbers = [
        field.value
        for file in results.files
        for document in file.documents
        for field in document.fields
        if field.field_name == "invoice_number"
    ]
    assert numbers == ["T-0", "T-1"]
    assert results.has_more is False
    assert [run.id for run in client.apps.runs.list(limit=1).runs] == [run.id]
    jobs = client.apps.runs.delete(run.id)
    job_ids = (jobs.delete_input_dir_job_id, jobs.delete_output_dir_job_id, jobs.delete_log_dir_job_id)
    for job_id in job_ids:
        finish_job(client, job_id)
    with pytest.raises(NotFoundException):
        client.apps.runs.status(run.id)


def test_a_deployment_runs_over_a_large_file(client: AIHub, live: Server, tenant: Organization) -> None:
    deployment_id = live.deploy(tenant, app="Invoice", name="tutorial deployment")
    batch = client.batches.create(name="large", workspace=tenant.user_id)
    # Padded behind the end of the PDF so that it takes two parts.
    data = invoice_pdf(number="L-1") + b"\n%" + b"x" * 11_000_000
    client.batches.add_large_file(batch.id, "large.pdf", io.BytesIO(data))
    (node,) = client.batches.list_files(batch_id=batch.id).nodes
    assert (node.name, node.metadata.size) == ("large.pdf", len(data))
    run = client.apps.deployments.runs.create(deployment_id=deployment_id, batch_id=batch.id)
    finish(client, run.id)
    results = client.apps.runs.results(run.id)
    fields = {field.field_name: field.value for field in results.files[0].documents[0].fields}
    assert fields["invoice_number"] == "L-1"
