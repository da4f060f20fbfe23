"""Pictures of pages: in the pixels of results, smaller, kept, and no longer than their run can be shown."""

import hashlib
import io
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest
import requests
from PIL import Image, ImageChops, ImageStat

from docyard.domain.page_images import WIDTHS_PX
from tests.api.test_run_details import files_of, start
from tests.api.test_runs import delete, finish, finish_job, get, make_batch, post
from tests.documents import invoice_pdf, locked_pdf, mail_with_pdf
from tests.server import Organization, Server
from tests.waiting import wait_until


def _scan(*, turned: int = 0) -> bytes:
    with pdfium.PdfDocument(invoice_pdf()) as document:
        image = document[0].render(scale=200 / 72).to_pil().convert("L").rotate(turned, expand=True)
    written = io.BytesIO()
    image.save(written, "PNG", dpi=(200, 200))
    return written.getvalue()


def _office() -> bytes:
    document = docx.Document()
    document.add_paragraph("Invoice number: INV-1001")
    document.add_paragraph("Total EUR 119.00")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


FILES = {
    "a.pdf": invoice_pdf(pages=2),
    "broken.pdf": b"%PDF-1.7\nnothing else",
    "letter.docx": _office(),
    "locked.pdf": locked_pdf(invoice_pdf(), password="open sesame"),
    "mail.eml": mail_with_pdf(invoice_pdf(pages=2), name="a.pdf"),
    "turned.png": _scan(turned=90),
}
PASSWORDS = {"runtime_config": {"instabase": {"pdf": {"passwords": {"locked.pdf": "open sesame"}}}}}


@pytest.fixture(scope="module")
def run(live: Server, tenant: Organization) -> dict[str, Any]:
    started = start(live, tenant, FILES, settings=PASSWORDS)
    return finish(live, tenant, started["id"])


@pytest.fixture(scope="module")
def positions(live: Server, tenant: Organization, run: dict[str, Any]) -> dict[str, int]:
    return {file["name"]: file["position"] for file in files_of(live, tenant, run["id"])}


def _path(run: dict[str, Any], position: int, page: int) -> str:
    return f"/v2/apps/runs/{run['id']}/files/{position}/pages/{page}/image"


def picture(live: Server, organization: Organization, path: str, **query: object) -> requests.Response:
    """Ask for a picture again as long as the server says that it takes long."""

    def drawn() -> list[requests.Response]:
        answer = get(live, organization, path, **query)
        return [] if answer.status_code == 503 else [answer]

    (answer,) = wait_until(drawn, f"the picture {path}")
    return answer


@pytest.mark.parametrize(
    ("name", "shown_as", "attachment"),
    [
        ("a.pdf", "a.pdf", None),
        ("letter.docx", "letter.docx", None),
        ("locked.pdf", "locked.pdf", None),
        ("mail.eml", "mail.eml", None),
        ("mail.eml", "a.pdf", 0),
        ("turned.png", "turned.png", None),
    ],
)
def test_pictures_have_the_pixels_of_results(
    live: Server,
    tenant: Organization,
    run: dict[str, Any],
    positions: dict[str, int],
    name: str,
    shown_as: str,
    attachment: int | None,
) -> None:
    results = get(live, tenant, f"/v2/apps/runs/{run['id']}/results", include_source_info=True).json()
    (document,) = [
        document
        for file in results["files"]
        for document in file["documents"]
        if file["original_file_name"] == shown_as
        and ("/mail.eml/" in file["input_file_path"]) is (attachment is not None)
    ]
    more = {} if attachment is None else {"attachment": attachment}
    pictures = []
    for layout in document["page_layouts"]:
        answer = picture(live, tenant, _path(run, positions[name], layout["page_number"]), **more)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp"), answer.text
        image = Image.open(io.BytesIO(answer.content)).convert("L")
        assert (image.format, image.size) == (None, (layout["width"], layout["height"]))
        pictures.append(image)
    places = [place for field in document["fields"] for place in field["source_coordinates"]]
    assert places or name == "mail.eml"
    for place in places:
        box = tuple(place[side] for side in ("top_x", "top_y", "bottom_x", "bottom_y"))
        darkest, _ = pictures[place["page_number"]].crop(box).getextrema()
        assert darkest < 100


def test_a_page_that_was_turned_is_shown_upright(
    live: Server, tenant: Organization, run: dict[str, Any], positions: dict[str, int]
) -> None:
    upright, turned = (
        Image.open(io.BytesIO(picture(live, tenant, _path(run, positions[name], 0)).content)).convert("L")
        for name in ("a.pdf", "turned.png")
    )
    assert upright.size == turned.size
    assert ImageStat.Stat(ImageChops.difference(upright, turned)).mean[0] < 1
    upside_down = turned.rotate(180)
    assert ImageStat.Stat(ImageChops.difference(upright, upside_down)).mean[0] > 1


@pytest.mark.parametrize(("wanted", "width"), [(1, WIDTHS_PX[0]), (300, 320), (1281, 1654), (9_999, 1654)])
def test_smaller_pictures_have_the_next_larger_of_few_widths(
    live: Server,
    tenant: Organization,
    run: dict[str, Any],
    positions: dict[str, int],
    wanted: int,
    width: int,
) -> None:
    for name in ("a.pdf", "locked.pdf"):
        answer = picture(live, tenant, _path(run, positions[name], 0), width=wanted)
        assert answer.status_code == 200, answer.text
        image = Image.open(io.BytesIO(answer.content))
        assert image.width == width
        assert abs(image.height / image.width - 2339 / 1654) < 0.01


def test_browsers_ask_whether_what_they_have_may_still_be_shown(
    live: Server, tenant: Organization, rival: Organization, run: dict[str, Any], positions: dict[str, int]
) -> None:
    path = _path(run, positions["a.pdf"], 1)
    first = picture(live, tenant, path, width=160)
    assert first.headers["cache-control"] == "private, no-cache"
    again = picture(live, tenant, path, width=160)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    known = {"If-None-Match": first.headers["etag"]}

    def ask(organization: Organization, query: str) -> requests.Response:
        url = f"{live.url}/api{path}{query}"
        return requests.get(url, headers=organization.headers | known, timeout=120)

    unchanged = ask(tenant, "?width=100")
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert ask(tenant, "").status_code == 200
    assert ask(rival, "?width=100").status_code == 404


@pytest.mark.parametrize(
    ("name", "page", "query", "word"),
    [
        ("a.pdf", 2, {}, "pages: 2"),
        ("a.pdf", 0, {"attachment": 0}, "attachments: 0"),
        ("mail.eml", 1, {}, "pages: 1"),
        ("mail.eml", 2, {"attachment": 0}, "pages: 2"),
        ("broken.pdf", 0, {}, "damaged"),
        (None, 0, {}, "no file at position"),
    ],
)
def test_pages_that_are_not_there_are_refused_with_a_sentence(
    live: Server,
    tenant: Organization,
    run: dict[str, Any],
    positions: dict[str, int],
    name: str | None,
    page: int,
    query: dict[str, int],
    word: str,
) -> None:
    answer = picture(live, tenant, _path(run, positions[name] if name else 99, page), **query)
    assert answer.status_code == 404
    assert word in answer.json()["message"]


def test_what_was_drawn_is_kept_when_its_file_is_gone_and_the_rest_is_refused(
    live: Server, tenant: Organization
) -> None:
    run = start(live, tenant, {"gone.pdf": invoice_pdf(number="INV-7007", pages=2)})
    finish(live, tenant, run["id"])
    kept = picture(live, tenant, _path(run, 0, 0))
    assert kept.status_code == 200
    deleted = delete(live, tenant, f"/v2/batches/{run['batch_id']}")
    assert finish_job(live, tenant, deleted.json()["job_id"]) == "COMPLETE"
    refused = picture(live, tenant, _path(run, 0, 1))
    assert refused.status_code == 409
    assert "gone from its drive" in refused.json()["message"]
    assert picture(live, tenant, _path(run, 0, 0)).content == kept.content
    assert Image.open(io.BytesIO(picture(live, tenant, _path(run, 0, 0), width=320).content)).width == 320


REVIEWED = """\
name: Locked
fields:
  - {name: note, required: true, aliases: [no such label]}
"""


def test_pages_of_encrypted_files_are_drawn_as_long_as_the_password_is_known(
    live: Server, tenant: Organization
) -> None:
    assert post(live, tenant, "/v2/apps", {"file": REVIEWED, "state": "PRODUCTION"}).status_code == 201
    body = {"name": "locked", "app_name": "Locked", "review_enabled": True}
    deployment_id = post(live, tenant, "/v2/apps/deployments", body).json()["id"]
    data = locked_pdf(invoice_pdf(), password="open sesame")
    body = {"batch_id": make_batch(live, tenant, {"locked.pdf": data}), "settings": PASSWORDS}
    run = post(live, tenant, f"/v2/apps/deployments/{deployment_id}/runs", body).json()
    assert finish(live, tenant, run["id"])["status"] == "STOPPED_AT_CHECKPOINT"
    made = _forget_pictures(live, data)
    assert made == 1
    assert picture(live, tenant, _path(run, 0, 0)).status_code == 200

    assert post(live, tenant, f"/v2/apps/runs/{run['id']}/review", {"accept": True}).status_code == 200
    assert finish(live, tenant, run["id"])["status"] == "COMPLETE"
    assert picture(live, tenant, _path(run, 0, 0), width=320).status_code == 200
    assert _forget_pictures(live, data) == 2
    refused = picture(live, tenant, _path(run, 0, 0))
    assert refused.status_code == 409
    assert "its password was forgotten when the run ended" in refused.json()["message"]


def _forget_pictures(live: Server, data: bytes) -> int:
    """Delete what is kept of the pages of a file, as sweeps do, and return how many pictures that were."""
    kept = list((live.data_dir / "drive").rglob(f"{hashlib.sha256(data).hexdigest()}*.webp"))
    for file in kept:
        file.unlink()
    return len(kept)
