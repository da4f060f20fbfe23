"""Connected drives: set up, seen, used as default, and let go."""

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import pytest
import requests

from docyard.domain.identity import WorkspaceRole
from docyard.services.secrets import rotate_keys
from docyard.store.keyring import Keyring
from tests.accounts import Account, assert_refused, wait_for_job, wait_for_run
from tests.databases import stored_bytes
from tests.documents import invoice_pdf
from tests.storages import Storage, s3_client

BUILT_IN = "00000000-0000-0000-0000-000000000000"


def body_of(storage: Storage, **changed: Any) -> dict[str, Any]:
    """Return what connects a part of a storage that no other test knows."""
    body: dict[str, Any] = {
        "name": "Scans",
        "type": storage.type,
        "options": storage.options | {"prefix": f"tests/{uuid4().hex}"},
        "credentials": storage.credentials,
    }
    return body | changed


def connect(account: Account, storage: Storage, **changed: Any) -> str:
    answer = account.call("POST", "/v2/drives", json=body_of(storage, **changed))
    assert answer.status_code == 201, answer.text
    drive_id: str = answer.json()["id"]
    return drive_id


def choose(account: Account, drive_id: str | None, workspace: str | None = None) -> requests.Response:
    return account.call("PUT", "/v2/drives/default", json={"workspace": workspace, "drive_id": drive_id})


def names(account: Account, **params: str) -> list[str]:
    listed = account.call("GET", "/v2/drives", params=params).json()["drives"]
    return [drive["name"] for drive in listed]


@pytest.mark.parametrize("kind", ["s3", "azure"])
def test_a_batch_on_a_connected_drive_is_run_and_read(
    jane: Account, kind: str, request: pytest.FixtureRequest
) -> None:
    drive_id = connect(jane, request.getfixturevalue(kind))
    assert choose(jane, drive_id).json()["is_own"] is True
    sdk = jane.sdk
    batch = sdk.batches.create(name="scans")
    sdk.batches.add_file(batch.id, file_name="a b.pdf", file=invoice_pdf())
    info = sdk.batches.get(batch.id)
    assert (info.mount_point, info.path_suffix) == ("Scans", f"batches/{batch.id}")
    root = f"{jane.organization_id}/{jane.user_id}/fs/Scans"
    (node,) = sdk.batches.list_files(batch.id).nodes
    assert node.full_path == f"{root}/batches/{batch.id}/a b.pdf"

    run = sdk.apps.runs.create(app_name="Invoice", batch_id=batch.id)
    assert wait_for_run(jane, run.id)["status"] == "COMPLETE"
    results = sdk.apps.runs.results(run.id, include_source_info=True)
    assert results.files[0].input_file_path == f"{root}/batches/{batch.id}/a b.pdf"
    assert sdk.files.read(f"/{root}/app-runs/{run.id}/results.json").startswith(b"{")

    deletion = sdk.apps.runs.delete(run.id)
    for job_id in (deletion.delete_input_dir_job_id, deletion.delete_output_dir_job_id):
        assert wait_for_job(jane, job_id) == ("COMPLETE", "")
    answer = jane.call("GET", f"/v2/files/{quote(root)}", params={"expect-node-type": "folder"})
    assert answer.json()["nodes"] == []


def test_people_find_their_own_files_and_run_over_them(jane: Account, s3: Storage) -> None:
    prefix = f"tests/{uuid4().hex}"
    bucket = s3_client(s3.url)
    bucket.put_object(Bucket="bucket", Key=f"{prefix}/month=12/50% off.pdf", Body=invoice_pdf())
    bucket.put_object(Bucket="bucket", Key=f"{prefix}/empty folder/", Body=b"")
    body = body_of(s3, options=s3.options | {"prefix": prefix})
    assert jane.call("POST", "/v2/drives", json=body).status_code == 201
    root = f"{jane.organization_id}/{jane.user_id}/fs/Scans"
    sdk = jane.sdk
    assert sdk.files.read(f"{root}/month=12/50% off.pdf") == invoice_pdf()
    run = sdk.apps.runs.create(app_name="Invoice", input_dir=root, output_dir=f"{root}/out")
    assert wait_for_run(jane, run.id)["status"] == "COMPLETE"
    (file,) = sdk.apps.runs.results(run.id).files
    assert file.original_file_name == "month=12/50% off.pdf"
    assert len(file.documents) == 1
    sdk.files.write(f"{root}/new.txt", b"x")
    found = {entry["Key"] for entry in bucket.list_objects_v2(Bucket="bucket", Prefix=prefix)["Contents"]}
    assert {f"{prefix}/new.txt", f"{prefix}/out/{run.id}/results.json"} < found


def test_a_drive_is_told_without_its_credentials(jane: Account, s3: Storage) -> None:
    created = jane.call("POST", "/v2/drives", json=body_of(s3))
    drive_id = created.json()["id"]
    read = jane.call("GET", f"/v2/drives/{drive_id}")
    assert read.json() == created.json()
    listed = jane.call("GET", "/v2/drives").json()["drives"]
    assert [drive["id"] for drive in listed] == [BUILT_IN, drive_id]
    assert listed[0] == {
        "id": BUILT_IN,
        "name": "Instabase Drive",
        "type": "built_in",
        "workspace": None,
        "options": {},
        "created_by": None,
        "created_at": None,
        "updated_at": None,
    }
    assert jane.call("GET", "/v2/drives", params={"limit": 1, "offset": 1}).json()["drives"] == listed[1:]
    for answer in (created, read):
        assert "secret_access_key" not in answer.text
    assert b'"secret_access_key"' not in stored_bytes(jane.site.data_dir)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"options": {"bucket": "no-such-bucket"}}, ("listed", "no such bucket")),
        ({"options": {"bucket": ""}}, ("'bucket'", "Name of the bucket")),
        ({"options": {"folder": "/x"}}, ("has no 'folder'", "'region'")),
        ({"options": {"secret_access_key": "x"}}, ("belongs in 'credentials'",)),
        ({"options": {"allow_http": "yes"}}, ("'allow_http' must be true or false",)),
        ({"options": {"encryption": "rot13"}}, ("'AES256' or 'aws:kms'",)),
        ({"credentials": {"access_key_id": "x"}}, ("'secret_access_key'", "in 'credentials'")),
        ({"name": "a/b"}, ("without slashes",)),
        ({"name": " a"}, ("spaces",)),
        ({"name": ""}, ("1 to 255",)),
        ({"name": ".."}, ("'..'",)),
    ],
)
def test_tells_what_is_wrong_and_keeps_nothing(
    jane: Account, s3: Storage, changed: dict[str, Any], words: tuple[str, ...]
) -> None:
    body = body_of(s3)
    for name, value in changed.items():
        body[name] = body[name] | value if name == "options" else value
    assert_refused(jane.call("POST", "/v2/drives", json=body), 400, *words)
    assert names(jane) == ["Instabase Drive"]


def test_wrong_keys_and_closed_doors_are_told_at_once(jane: Account, azure: Storage, s3: Storage) -> None:
    wrong = body_of(azure, credentials={"account_key": "d3Jvbmc="})
    assert_refused(jane.call("POST", "/v2/drives", json=wrong), 400, "listed", "credentials")
    missing = body_of(azure, options=azure.options | {"container": "nothing"})
    assert_refused(jane.call("POST", "/v2/drives", json=missing), 400, "no such bucket or container")
    none = body_of(azure, credentials={"tenant_id": "t"})
    assert_refused(jane.call("POST", "/v2/drives", json=none), 400, "'account_key'", "'client_secret'")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{closed.getsockname()[1]}"
        unreachable = body_of(s3, options=s3.options | {"endpoint": endpoint})
        assert_refused(jane.call("POST", "/v2/drives", json=unreachable), 400, "cannot be reached")
    plain = body_of(s3, options={"bucket": "bucket", "endpoint": s3.url})
    assert_refused(jane.call("POST", "/v2/drives", json=plain), 400, "cannot be reached")
    assert names(jane) == ["Instabase Drive"]


@pytest.mark.parametrize("host", ["169.254.169.254", "2852039166", "[fe80::1]", "[::ffff:169.254.169.254]"])
def test_endpoints_are_never_where_clouds_keep_secrets(
    jane: Account, s3: Storage, azure: Storage, host: str
) -> None:
    for storage in (s3, azure):
        wrong = body_of(storage, options=storage.options | {"endpoint": f"http://{host}/latest"})
        assert_refused(jane.call("POST", "/v2/drives", json=wrong), 400, "does not call")
    assert names(jane) == ["Instabase Drive"]
    drive_id = connect(jane, s3)
    change = {"options": {"endpoint": f"http://{host}"}, "credentials": s3.credentials}
    assert_refused(jane.call("PATCH", f"/v2/drives/{drive_id}", json=change), 400, "does not call")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("google_drive", ("Google Drive cannot be connected", "'gcs'")),
        ("floppy", ("no drive type 'floppy'", "'azure'")),
    ],
)
def test_refuses_types_it_cannot_connect(jane: Account, kind: str, words: tuple[str, ...]) -> None:
    body = {"name": "X", "type": kind}
    assert_refused(jane.call("POST", "/v2/drives", json=body), 422, *words)


def test_google_cloud_storage_wants_a_key_file(jane: Account) -> None:
    body = {
        "name": "X",
        "type": "gcs",
        "options": {"bucket": "b"},
        "credentials": {"service_account_key": "{"},
    }
    assert_refused(jane.call("POST", "/v2/drives", json=body), 400, "credentials")


def test_a_name_is_taken_where_it_is_seen(jane: Account, s3: Storage) -> None:
    jane.share_workspace("Claims")
    jane.share_workspace("Sales")
    connect(jane, s3, workspace="Claims")
    connect(jane, s3, workspace="Sales")
    for taken in ({}, {"workspace": "Claims"}, {"name": "Instabase Drive"}):
        assert_refused(jane.call("POST", "/v2/drives", json=body_of(s3, **taken)), 409, "is taken")
    connect(jane, s3, name="All")
    assert_refused(
        jane.call("POST", "/v2/drives", json=body_of(s3, name="All", workspace="Claims")), 409, "is taken"
    )
    assert names(jane, workspace="Claims") == ["Instabase Drive", "All", "Scans"]


def test_others_neither_see_nor_reach_a_drive(jane: Account, otto: Account, s3: Storage) -> None:
    member = jane.hire()
    jane.share_workspace("Claims", member, role=WorkspaceRole.TESTER)
    jane.share_workspace("Board")
    everybodys, boards = connect(jane, s3, name="All"), connect(jane, s3, workspace="Board")
    assert names(member) == ["Instabase Drive", "All"]
    assert names(otto) == ["Instabase Drive"]
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/check")):
        for account, drive_id in ((otto, everybodys), (otto, boards), (member, boards)):
            answer = account.call(method, f"/v2/drives/{drive_id}{path}", json={"options": {}})
            assert_refused(answer, 404, "no drive")
    assert_refused(member.call("DELETE", f"/v2/drives/{everybodys}"), 401, "admins")
    board = quote(f"{jane.organization_id}/Claims/fs/Scans/a.txt")
    assert_refused(member.call("PUT", f"/v2/files/{board}", data=b"x"), 404, "no drive 'Scans'")


def test_workspaces_share_a_drive_but_not_their_batches(jane: Account, s3: Storage) -> None:
    member = jane.hire()
    jane.share_workspace("Claims", member)
    jane.share_workspace("Board")
    choose(jane, connect(jane, s3))
    board = jane.sdk.batches.create(name="secret", workspace="Board")
    jane.sdk.batches.add_file(board.id, file_name="a.pdf", file=b"board only")
    boards = f"{jane.organization_id}/Board/fs/Scans/batches/{board.id}/a.pdf"
    assert jane.sdk.files.read(boards) == b"board only"
    root = f"{jane.organization_id}/Claims/fs/Scans"
    member.sdk.files.write(f"{root}/shared.txt", b"for all")
    assert jane.sdk.files.read(f"{jane.organization_id}/Board/fs/Scans/shared.txt") == b"for all"
    listed = member.call("GET", f"/v2/files/{quote(root)}", params={"expect-node-type": "folder"}).json()
    assert [node["name"] for node in listed["nodes"]] == ["shared.txt"]
    for path in (f"docyard/{board.id}", "docyard", f"batches/{board.id}/a.pdf"):
        assert_refused(member.call("GET", f"/v2/files/{quote(root)}/{path}"), 404)
    assert_refused(member.call("PUT", f"/v2/files/{quote(root)}/docyard/x", data=b"x"), 404)
    member.call("DELETE", f"/v2/files/{quote(root)}/batches/{board.id}/a.pdf")
    assert jane.sdk.files.read(boards) == b"board only"
    run = {"app_name": "Invoice", "input_dir": root, "output_dir": root}
    started = member.call("POST", "/v2/apps/runs", json=run).json()["id"]
    assert wait_for_run(member, started)["status"] == "COMPLETE"
    (file,) = member.sdk.apps.runs.results(started).files
    assert file.original_file_name == "shared.txt"


def test_default_drives_of_organization_and_workspace(jane: Account, s3: Storage, azure: Storage) -> None:
    jane.share_workspace("Claims")

    def default(**params: str) -> tuple[str, bool]:
        body = jane.call("GET", "/v2/drives/default", params=params).json()
        return body["drive"]["name"], body["is_own"]

    assert default() == default(workspace="Claims") == ("Instabase Drive", False)
    everybodys, own = connect(jane, s3, name="All"), connect(jane, azure, workspace="Claims")
    assert choose(jane, everybodys).status_code == 200
    assert default(workspace="Claims") == ("All", False)
    assert choose(jane, own, "Claims").status_code == 200
    assert default(workspace="Claims") == ("Scans", True)
    assert choose(jane, BUILT_IN).json()["drive"]["type"] == "built_in"
    assert default(workspace="Claims") == ("Scans", True)
    assert_refused(jane.call("DELETE", f"/v2/drives/{own}"), 409, "default drive")
    assert_refused(choose(jane, own), 400, "'Claims' alone")
    assert_refused(choose(jane, own, jane.user_id), 400, "'Claims' alone")
    assert choose(jane, None, "Claims").json()["is_own"] is False
    assert jane.call("DELETE", f"/v2/drives/{own}").status_code == 204
    assert_refused(choose(jane, own, "Claims"), 404, "no drive")
    assert_refused(choose(jane, "nonsense"), 404, "no drive")


def test_only_some_types_can_be_default(jane: Account) -> None:
    folder = jane.site.data_dir / "folders" / uuid4().hex
    folder.mkdir(parents=True)
    body = {"name": "Local", "type": "local", "options": {"folder": str(folder)}}
    drive_id = jane.call("POST", "/v2/drives", json=body).json()["id"]
    assert_refused(choose(jane, drive_id), 400, "'local'", "S3 or Azure")
    jane.sdk.files.write(f"{jane.organization_id}/{jane.user_id}/fs/Local/sub/a#1", b"x")
    assert [path.name for path in folder.glob("sub/*")] == ["a␛00231"]


@pytest.mark.parametrize("folder", ["/etc", "folders", "/", "{data}/folders/../drive"])
def test_local_drives_lie_where_the_owner_allows(jane: Account, folder: str) -> None:
    body = {"name": "Local", "type": "local", "options": {"folder": folder.format(data=jane.site.data_dir)}}
    assert_refused(jane.call("POST", "/v2/drives", json=body), 400, "DOCYARD_LOCAL_DRIVE_FOLDERS")


def test_links_lead_no_local_drive_out(jane: Account) -> None:
    folders: Path = jane.site.data_dir / "folders"
    folders.mkdir(exist_ok=True)
    link = folders / uuid4().hex
    link.symlink_to("/etc")
    body = {"name": "Local", "type": "local", "options": {"folder": str(link)}}
    assert_refused(jane.call("POST", "/v2/drives", json=body), 400, "DOCYARD_LOCAL_DRIVE_FOLDERS")


def test_batches_on_former_and_disconnected_drives(jane: Account, s3: Storage) -> None:
    drive_id = connect(jane, s3)
    choose(jane, drive_id)
    batch_id = jane.create_batch()
    url = f"/v2/batches/{batch_id}/files/a.pdf"
    assert jane.call("PUT", url, data=invoice_pdf()).status_code == 204
    choose(jane, None)
    assert_refused(jane.call("PUT", url, data=b"x"), 409, "takes no more files", "'Scans'")
    start = {"batch_id": batch_id, "filename": "b.pdf", "file_size": 3}
    assert_refused(jane.call("POST", "/v2/batches/multipart-upload", json=start), 409, "takes no more files")
    run = {"app_name": "Invoice", "batch_id": batch_id}
    started = jane.call("POST", "/v2/apps/runs", json=run)
    assert started.status_code == 200
    assert wait_for_run(jane, started.json()["id"])["status"] == "COMPLETE"
    assert jane.call("DELETE", f"/v2/drives/{drive_id}").status_code == 204
    for method, path, options in (
        ("PUT", url, {"data": b"x"}),
        ("GET", f"/v2/batches/{batch_id}/files", {}),
        ("POST", "/v2/apps/runs", {"json": run}),
        ("POST", "/v2/batches/multipart-upload", {"json": start}),
        ("DELETE", url, {}),
    ):
        assert_refused(jane.call(method, path, **options), 409, "not connected any more")
    assert jane.sdk.batches.get(batch_id).mount_point == "Scans"
    job_id = jane.call("DELETE", f"/v2/batches/{batch_id}").json()["job_id"]
    assert wait_for_job(jane, job_id) == ("COMPLETE", "")
    assert_refused(jane.call("GET", f"/v2/batches/{batch_id}"), 404)


def test_a_run_whose_output_drive_goes_away_fails_and_says_why(jane: Account, s3: Storage) -> None:
    drive_id, batch_id = connect(jane, s3), jane.create_batch()
    for number in range(10):
        jane.call("PUT", f"/v2/batches/{batch_id}/files/{number}.pdf", data=invoice_pdf())
    output = f"{jane.organization_id}/{jane.user_id}/fs/Scans/out"
    run = {"app_name": "Invoice", "batch_id": batch_id, "output_dir": output}
    run_id = jane.call("POST", "/v2/apps/runs", json=run).json()["id"]
    assert jane.call("DELETE", f"/v2/drives/{drive_id}").status_code == 204
    assert wait_for_run(jane, run_id)["status"] == "FAILED"
    message = jane.call("GET", f"/v2/apps/runs/{run_id}").json()["msg"]
    assert "not connected any more" in message
    assert len(jane.sdk.apps.runs.results(run_id).files) == 10


def test_credentials_follow_the_keys_of_secrets(jane: Account, s3: Storage) -> None:
    connect(jane, s3)
    path = f"{jane.organization_id}/{jane.user_id}/fs/Scans/a.txt"
    jane.sdk.files.write(path, b"here")
    file = jane.site.data_dir / "secret.keys"
    keyring = Keyring(given=(), file=file)
    with jane.site.database.write() as session:
        rotate_keys(session, keyring=keyring, now=datetime.now(UTC))
    keys = file.read_text()
    file.write_text(keys.splitlines()[0] + "\n")
    try:
        assert jane.sdk.files.read(path) == b"here"
    finally:
        file.write_text(keys)


def test_the_old_way_to_mount(jane: Account, s3: Storage) -> None:
    jane.share_workspace("Claims")
    server = urlsplit(s3.url)
    details = {
        "client_type": "S3",
        "bucket_name": "bucket",
        "prefix": uuid4().hex,
        "s3_server_url": server.hostname,
        "s3_server_port": server.port,
        "s3_server_is_secure": "False",
        "s3_server_validate_certs": "True",
        "s3_use_virtual_style_url": False,
        "use_aws_access_creds": True,
        "aws_access_key_id": "id",
        "aws_secret_access_key": "key",
        "encryption_type": "none",
    }

    def mount(
        organization_id: str = jane.organization_id, name: str = "Old", **changed: Any
    ) -> dict[str, str]:
        body = {"action": "mount", "mount_point_name": name, "mount_details": details | changed}
        answer = jane.call("POST", f"/v1/drives/{organization_id}/Claims/fs", json=body)
        assert answer.status_code == 200
        told: dict[str, str] = answer.json()
        return told

    assert mount() == {"status": "OK"}
    (_, drive) = jane.call("GET", "/v2/drives", params={"workspace": "Claims"}).json()["drives"]
    assert drive["options"]["path_style"] is True
    for changed, words in (
        ({}, "is taken"),
        ({"client_type": "Azure"}, "client_type"),
        ({"use_aws_access_creds": False}, "credentials of their own"),
        ({"encryption_type": "kms_encryption"}, "by the service"),
        ({"bucket_name": "", "name": "New"}, "needs 'bucket'"),
        ({"organization_id": "other"}, "no such organization"),
    ):
        told = mount(**changed)
        assert told["status"] == "ERROR"
        assert words in told["msg"]


def test_changes_are_checked_and_used_at_once(jane: Account, s3: Storage) -> None:
    drive_id = connect(jane, s3)
    url = f"/v2/drives/{drive_id}"
    path = f"{jane.organization_id}/{jane.user_id}/fs/Scans/a.txt"
    jane.sdk.files.write(path, b"here")
    assert jane.call("POST", f"{url}/check").json() == {"is_usable": True, "message": None}
    assert_refused(jane.call("PATCH", url, json={"options": {"bucket": "no-such"}}), 400, "no such bucket")
    assert_refused(
        jane.call("PATCH", url, json={"options": {"endpoint": "http://127.0.0.1:1"}}),
        400,
        "'credentials' too",
    )
    assert_refused(jane.call("PATCH", url, json={"options": {"bucket": None}}), 400, "needs 'bucket'")
    assert jane.sdk.files.read(path) == b"here"
    old = jane.call("GET", url).json()["options"]["prefix"]
    changed = jane.call("PATCH", url, json={"options": {"prefix": f"{old}/elsewhere"}})
    assert changed.json()["options"]["prefix"] == f"{old}/elsewhere"
    assert jane.call("HEAD", f"/v2/files/{quote(path)}").status_code == 404
    jane.call("PATCH", url, json={"options": {"prefix": old}, "credentials": s3.credentials})
    assert jane.sdk.files.read(path) == b"here"
    assert_refused(jane.call("PATCH", f"/v2/drives/{BUILT_IN}", json={}), 400, "built-in drive")
