"""What was read with a password is read again only with that password."""

from typing import Any

import pytest

from tests.api.test_run_details import start
from tests.api.test_runs import finish, get
from tests.documents import invoice_pdf, locked_pdf, mail_with_pdf
from tests.server import Organization, Server


def _read(live: Server, tenant: Organization, name: str, data: bytes, password: str | None) -> list[Any]:
    """Return the files of the results of a run over one file."""
    passwords = {"runtime_config": {"instabase": {"pdf": {"passwords": {name: password}}}}}
    run = start(live, tenant, {name: data}, settings=passwords if password else None)
    finish(live, tenant, run["id"])
    files: list[Any] = get(live, tenant, f"/v2/apps/runs/{run['id']}/results").json()["files"]
    return files


@pytest.mark.parametrize("other", [None, "wrong"])
def test_who_does_not_know_the_password_gets_nothing_of_what_another_read(
    live: Server, tenant: Organization, other: str | None
) -> None:
    data = locked_pdf(invoice_pdf(number=f"L-{other}"), password="open sesame")
    (read,) = _read(live, tenant, "locked.pdf", data, "open sesame")
    assert read["documents"]
    (refused,) = _read(live, tenant, "locked.pdf", data, other)
    assert refused["documents"] == []
    assert refused["error"]["code"] == "file_password_required"
    assert _read(live, tenant, "locked.pdf", data, "open sesame")[0]["documents"]


def test_an_attachment_is_read_once_its_password_is_known(live: Server, tenant: Organization) -> None:
    locked = locked_pdf(invoice_pdf(number="M-1"), password="open sesame")
    data = mail_with_pdf(locked, name="locked.pdf")
    _, refused = _read(live, tenant, "mail.eml", data, None)
    assert refused["error"]["code"] == "file_password_required"
    _, read = _read(live, tenant, "mail.eml", data, "open sesame")
    assert read["documents"]
