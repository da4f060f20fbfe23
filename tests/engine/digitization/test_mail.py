"""Mails: the letter is a page, each attachment a file of its own."""

from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from docyard.domain.apps import AppDefinition, DigitizationOptions, Splitting
from docyard.domain.pages import Digitization, Page
from docyard.domain.rendering import EVERYTHING, render_files
from docyard.engine.digitization import digitize, pack, render_pages, unpack
from docyard.engine.pipeline import Engine, FileTask, process_file
from docyard.errors import FileTooLarge, UnreadableFile
from tests.engine.digitization.drawing import encoded, picture, text_pdf
from tests.engine.digitization.outlook import compound_file, outlook_message
from tests.engine.digitization.samples import LINES, html_page, word_file


def _mail(body: str = "Please find the invoice attached.", *, subject: str = "Invoice") -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = "Ada <ada@example.com>", "billing@example.com"
    mail["Date"], mail["Subject"] = "Mon, 02 Mar 2026 10:00:00 +0100", subject
    mail.set_content(body)
    return mail


def _attach(mail: EmailMessage, name: str, data: bytes) -> EmailMessage:
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def _read(data: bytes) -> Digitization:
    return digitize(data, name="mail.eml", options=DigitizationOptions())


def _text(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def test_headers_and_body_are_the_first_page() -> None:
    (page,) = _read(_mail().as_bytes()).pages
    assert _text(page) == (
        "From: Ada <ada@example.com> To: billing@example.com Date: Mon, 02 Mar 2026 10:00:00 +0100 "
        "Subject: Invoice Please find the invoice attached."
    )


def test_html_is_preferred_and_its_tables_kept() -> None:
    mail = _mail("plain")
    mail.add_alternative(html_page(), subtype="html")
    text = _text(_read(mail.as_bytes()).pages[0])
    assert text.endswith("Item Amount Anchor chain 100.00 Rope 19.00")
    assert "plain" not in text


def test_attachments_are_files_of_their_own() -> None:
    mail = _attach(
        _attach(_mail(), "terms.docx", word_file()), "a.pdf", text_pdf([(40, 200, "Total 119.00")])
    )
    digitization = _read(mail.as_bytes())
    assert [(file.name, file.first_page, file.failure) for file in digitization.attachments] == [
        ("terms.docx", 1, None),
        ("a.pdf", 2, None),
    ]
    assert [page.index for page in digitization.pages] == [0, 1, 2]
    assert _text(digitization.pages[1]).startswith(LINES[0])
    assert _text(digitization.pages[2]) == "Total 119.00"
    assert unpack(pack(digitization)).attachments == digitization.attachments


def test_pages_of_attachments_are_drawn() -> None:
    data = _attach(_mail(), "a.pdf", text_pdf([(40, 200, "Total 119.00")])).as_bytes()
    pages = _read(data).pages
    for page, image in zip(pages, render_pages(data, name="mail.eml", pages=pages), strict=True):
        assert image.shape == (page.height_px, page.width_px, 3)
        assert (image < 128).any()


def test_what_cannot_be_read_is_named_and_the_rest_read() -> None:
    mail = _attach(_attach(_mail(), "tool.exe", b"MZ\x00\x00" * 40), "empty.pdf", b"")
    first, second = _read(_attach(mail, "note.txt", b"Paid in full").as_bytes()).attachments[:2]
    assert first.failure is not None
    assert second.failure is not None
    assert (first.failure.code, second.failure.code) == ("file_format_unsupported", "file_empty")
    assert "'tool.exe'" in first.failure.message


def test_pictures_that_the_body_shows_stay_in_it() -> None:
    mail = _mail()
    mail.add_alternative('<p>See</p><img src="cid:shot"><p>there</p>', subtype="html")
    body = mail.get_payload(1)
    body.add_related(encoded(picture(), "PNG"), "image", "png", cid="<shot>")  # type: ignore[union-attr]
    digitization = _read(mail.as_bytes())
    assert digitization.attachments == ()
    assert _text(digitization.pages[0]).endswith(
        "See Harbour Tools Ltd Invoice number INV-2041 Invoice date 14 March 2026 Total due 119.00 EUR there"
    )


def test_mails_in_mails_are_taken_apart() -> None:
    inner = _attach(_mail("inside", subject="Inner"), "a.txt", b"deep down")
    outer = _mail("outside")
    outer.add_attachment(inner)
    names = [file.name for file in _read(outer.as_bytes()).attachments]
    assert names == ["message.eml", "message.eml/a.txt"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\Windows\\passwd", "a/b/passwd", "\x00passwd\n"])
def test_names_are_never_paths(name: str) -> None:
    mail = _mail()
    mail.add_attachment(b"text", maintype="application", subtype="octet-stream", filename="x")
    mail.get_payload(1).replace_header(  # type: ignore[union-attr]
        "Content-Disposition", "attachment"
    )
    mail.get_payload(1).set_param("filename", repr(name)[1:-1], header="Content-Disposition")  # type: ignore[union-attr]
    (attachment,) = _read(mail.as_bytes()).attachments
    assert not set(attachment.name) & set("/\\\x00\n")


def test_two_attachments_of_one_name_stay_apart() -> None:
    mail = _attach(_attach(_mail(), "a.txt", b"one"), "a.txt", b"two")
    assert [file.name for file in _read(mail.as_bytes()).attachments] == ["a.txt", "a.txt (2)"]


def _nested(depth: int) -> bytes:
    mail = _mail("innermost")
    for _ in range(depth):
        outer = _mail("shell")
        outer.add_attachment(mail)
        mail = outer
    return mail.as_bytes()


def _crowded() -> bytes:
    mail = _mail()
    for number in range(101):
        _attach(mail, f"{number}.txt", b"x")
    return mail.as_bytes()


@pytest.mark.parametrize("bomb", [lambda: _nested(7), _crowded], ids=["nested", "crowded"])
def test_bombs_are_refused(bomb: Callable[[], bytes]) -> None:
    with pytest.raises(FileTooLarge, match=r"'me?[a-z]+\.eml' carries"):
        _read(bomb())


def test_a_saved_web_page_shows_its_pictures() -> None:
    page = encoded(picture(), "PNG")
    saved = EmailMessage(policy=SMTP)
    saved["From"], saved["Subject"] = "<Saved by Blink>", "A page"
    saved.set_content('<h1>Saved</h1><img src="https://shop.example/a.png">', subtype="html")
    saved.make_related()
    saved.add_related(page, "image", "png", headers=["Content-Location: https://shop.example/a.png"])
    assert _text(_read(saved.as_bytes()).pages[0]).startswith("Saved Harbour Tools Ltd")


def test_messages_of_outlook_read_like_others() -> None:
    data = outlook_message(
        subject="Rechnung März", body="See attached.", sender="Ada", attachments={"note.txt": b"Paid in full"}
    )
    digitization = _read(data)
    assert _text(digitization.pages[0]) == (
        "From: Ada Subject: Rechnung März Attachments: note.txt See attached."
    )
    assert _text(digitization.pages[1]) == "Paid in full"
    assert [file.name for file in digitization.attachments] == ["note.txt"]


@pytest.mark.parametrize(
    "tree", [{"__properties_version1.0": b"\x00"}, {"__properties_version1.0": b"\xff" * 90}]
)
def test_damaged_messages_of_outlook_are_refused(tree: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableFile, match=r"'mail\.eml' is damaged"):
        _read(compound_file(tree))


def test_results_name_the_attachment_and_count_its_pages_from_one() -> None:
    data = _attach(_mail(), "a.pdf", text_pdf([(40, 200, "Total 119.00")])).as_bytes()
    app = AppDefinition(name="Test", version="1.0.0", classes=(), splitting=Splitting.OFF)
    task = FileTask("mail.eml", data, app, date(2026, 3, 1), searchable_pdf=True)
    outcome = process_file(task, engine=Engine())
    assert outcome.page_count == 2
    assert [pdf is not None and pdf.startswith(b"%PDF") for pdf in outcome.pdfs] == [True, True]
    mail, attached = render_files(outcome.result, input_path="in/mail.eml", include=EVERYTHING)
    assert (mail["original_file_name"], attached["original_file_name"]) == ("mail.eml", "a.pdf")
    assert attached["input_file_path"] == "in/mail.eml/a.pdf"
    assert [document["page_numbers"] for document in attached["documents"]] == [[1]]


def test_a_refused_attachment_has_an_error_among_results() -> None:
    data = _attach(_mail(), "a.bin", b"\x00\x01").as_bytes()
    app = AppDefinition(name="Test", version="1.0.0", classes=())
    result = process_file(FileTask("mail.eml", data, app, date(2026, 3, 1)), engine=Engine()).result
    _, attached = render_files(result, input_path=None, include=EVERYTHING)
    assert (attached["documents"], attached["error"]["code"]) == ([], "file_format_unsupported")
