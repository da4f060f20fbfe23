"""Every method of the official client, each against a real server."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aihub.api
import pytest
import requests
from aihub import AIHub

from tests.documents import invoice_pdf
from tests.server import Organization, Server
from tests.waiting import wait_until

# Parts of the client that are no methods of its own: the generated layer below it.
BELOW = "api_instance"


def methods_of(part: object, path: str = "") -> Iterator[str]:
    """Name all methods of the client, as in ``batches.create``."""
    for name, inner in inspect.getmembers(part):
        if name.startswith("_") or name == BELOW:
            continue
        if inspect.ismethod(inner):
            yield f"{path}{name}"
        elif type(inner).__module__ == "aihub.aihub":
            yield from methods_of(inner, f"{path}{name}.")


@dataclass
class Recorder:
    """The client, and what was called of it."""

    client: AIHub
    called: set[str] = field(default_factory=set)

    def __call__(self, method: str, *arguments: Any, **options: Any) -> Any:
        self.called.add(method)
        found: Any = self.client
        for name in method.split("."):
            found = getattr(found, name)
        return found(*arguments, **options)

    def wait(self, job: Callable[[], Any]) -> None:
        wait_until(lambda: job().state == "COMPLETE", "the end of a job")

    def finish(self, run_id: str) -> None:
        wait_until(lambda: self("apps.runs.status", run_id).status == "COMPLETE", f"the end of run {run_id}")


@pytest.fixture
def call(live: Server, tenant: Organization) -> Recorder:
    return Recorder(live.client(tenant))


def test_every_method(call: Recorder, live: Server, tenant: Organization, tmp_path: Path) -> None:
    batch_id = upload(call, tmp_path)
    run_batch(call, live.deploy(tenant, app="Invoice", name="every method"), batch_id, tenant)
    read_and_write_files(call, f"{tenant.id}/{tenant.user_id}/fs/Instabase Drive/letters/a.txt")
    keep_secrets(call)
    job_id = call("batches.delete", batch_id).job_id
    call.wait(lambda: call("batches.poll_job", job_id))
    assert set(methods_of(call.client)) == call.called


def upload(call: Recorder, tmp_path: Path) -> int:
    batch = call("batches.create", name="every method")
    call("batches.add_file", batch.id, "a.pdf", invoice_pdf())
    call("batches.add_file", batch.id, "doomed.pdf", b"doomed")
    call("batches.delete_file", batch.id, "doomed.pdf")
    (tmp_path / "large.pdf").write_bytes(invoice_pdf(number="LARGE"))
    call("batches.add_large_file", batch.id, "large.pdf", str(tmp_path / "large.pdf"))
    data = invoice_pdf(number="PARTS")
    session = call("batches.create_multipart_upload_session", batch.id, "parts.pdf", len(data))
    part = call("batches.upload_multipart_part", session.session_id, 1, data)
    parts = [{"part_num": part.part_num, "part_id": part.part_id}]
    call("batches.commit_multipart_upload_session", session.session_id, "commit", parts)
    first = call("batches.list_files", batch.id, page_size=2)
    second = call("batches.list_files", batch.id, page_size=2, start_token=first.next_page_token)
    assert [node.name for node in first.nodes + second.nodes] == ["a.pdf", "large.pdf", "parts.pdf"]
    assert call("batches.get", batch.id).name == "every method"
    assert batch.id in [each.id for each in call("batches.list", limit=5, offset=0).batches]
    batch_id: int = batch.id
    return batch_id


def run_batch(call: Recorder, deployment_id: str, batch_id: int, tenant: Organization) -> None:
    settings = {"tags": ["t1"], "keys": {"custom": {"region": "EU"}}}
    run = call(
        "apps.runs.create", app_name="Invoice", owner="instabase", batch_id=batch_id, settings=settings
    )
    deployed = call("apps.deployments.runs.create", deployment_id, batch_id=batch_id)
    for run_id in (run.id, deployed.id):
        call.finish(run_id)
    include = {
        "include_confidence_scores": True,
        "include_source_info": True,
        "include_review_results": True,
        "include_validation_results": True,
    }
    results = call("apps.runs.results", run.id, file_offset=1, **include)
    assert [file.original_file_name for file in results.files] == ["large.pdf", "parts.pdf"]
    listed = call(
        "apps.runs.list", output_workspaces=[tenant.user_id], status=["COMPLETE"], order="ASCENDING"
    )
    assert {run.id, deployed.id} <= {each.id for each in listed.runs}
    deletion = call("apps.runs.delete", deployed.id, delete_input=False)
    call.wait(lambda: call("jobs.status", deletion.delete_output_dir_job_id))


def read_and_write_files(call: Recorder, path: str) -> None:
    call("files.write", path, b"some text")
    headers = {name.lower(): value for name, value in call("files.get_file_metadata", path).headers.items()}
    assert headers["content-length"] == "9"
    assert call("files.read", path, range="bytes=0-3") == b"some"
    call("files.delete", path)


def keep_secrets(call: Recorder) -> None:
    call("secrets.create", "every_method", "value", "ALL")
    call("secrets.update", "every_method", description="changed")
    assert call("secrets.list", alias="every_method").secrets[0].description == "changed"
    call("secrets.delete", "every_method")


def test_every_operation_of_the_client_is_served_and_in_the_manual(live: Server) -> None:
    """The layer below the client has a method for each operation of the original's specification."""
    apis = [getattr(aihub.api, name) for name in dir(aihub.api) if name.endswith("Api")]
    operations = {
        method.title().replace("_", "")
        for api in apis
        for method, _ in inspect.getmembers(api, inspect.isfunction)
        if not method.startswith("_") and not method.endswith(("_with_http_info", "_without_preload_content"))
    }
    document = requests.get(f"{live.url}/api/openapi.json", timeout=120).json()
    served = {
        each["operationId"]
        for path, methods in document["paths"].items()
        for each in methods.values()
        if path.startswith("/api/")
    }
    assert len(operations) >= 25
    manual = Path("docs/compatibility.md").read_text("utf-8")
    for name in sorted(operations):
        operation_id = name[0].lower() + name[1:]
        assert operation_id in served
        assert f"`{operation_id}`" in manual
