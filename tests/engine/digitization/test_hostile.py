"""Files made to do harm are refused with a reason, at once, and reach nothing outside themselves."""

import contextlib
import io
import json
import time
import zipfile
import zlib
from collections.abc import Iterator

import pytest

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Digitization
from docyard.engine.digitization import digitize
from docyard.errors import DocyardError, FileTooLarge, PasswordRequired, UnreadableFile, UnsupportedFormat
from tests.engine.digitization.samples import LINES, SAMPLES, html_page, word_file, zipped

WORD_HEAD = '<w:document xmlns:w="urn:w"><w:body>'


@pytest.fixture(autouse=True)
def _within_seconds() -> Iterator[None]:
    # Ten on a machine that is not shared.
    began = time.process_time()
    yield
    assert time.process_time() - began < 40


def _read(data: bytes) -> Digitization:
    return digitize(data, name="file", options=DigitizationOptions())


def _text(data: bytes) -> str:
    return " ".join(word.text for page in _read(data).pages for word in page.words)


def _members(data: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _with(data: bytes, member: str, content: str | bytes) -> bytes:
    """Return an office file with a member replaced."""
    return zipped(_members(data) | {member: content})


@pytest.mark.parametrize(("kind", "member"), [("docx", "word/document.xml"), ("odt", "content.xml")])
def test_archives_that_unpack_without_end_are_refused(kind: str, member: str) -> None:
    bomb = _with(SAMPLES[kind](), member, WORD_HEAD.encode() + b" " * 60_000_000)
    assert len(bomb) < 200_000
    with pytest.raises(FileTooLarge, match="'file' unpacks to more"):
        _read(bomb)


def _pdf(content: bytes, dictionary: str) -> bytes:
    head = "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>"
    page = "endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R>>endobj\n"
    stream = f"4 0 obj<</Length {len(content)}{dictionary}>>stream\n"
    return f"{head}{page}{stream}".encode() + content + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def test_streams_of_pdf_files_that_unpack_without_end_are_refused() -> None:
    once = zlib.compress(b"q Q " * 30_000_000)
    twice = zlib.compress(once)
    assert len(twice) < 2_000
    for bomb in (
        _pdf(once, "/Filter/FlateDecode"),
        _pdf(twice, "/Filter[/FlateDecode/Fl]"),
        # What is damaged further on has been unpacked up to there.
        _pdf(once[:-2_000], "/Filter /FlateDecode"),
    ):
        with pytest.raises(
            FileTooLarge, match="'file' has a part that unpacks to more than 100,000,000 bytes"
        ):
            _read(bomb)
    ended = zlib.compress(b"q Q " * 300_000)
    for harmless in (
        _pdf(ended, "/Filter/FlateDecode"),
        _pdf(ended + bytes(range(256)) * 1_000, "/Filter/FlateDecode"),
        _pdf(b"", ""),
    ):
        assert len(_read(harmless).pages) == 1


@pytest.mark.parametrize(
    "definition", ['<!ENTITY a "boom">', '<!ENTITY a SYSTEM "file:///etc/passwd">', '<!ENTITY % a "x">']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_of_xml_are_refused(definition: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE r [{definition}]><r>&a;</r>'
    with pytest.raises(UnreadableFile, match="entities"):
        _read(xml.encode(encoding))


def test_entities_inside_office_files_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="entities"):
        _read(_with(word_file(), "word/document.xml", '<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>'))


def test_a_document_type_elsewhere_is_not_fetched() -> None:
    assert (
        _text(b'<?xml version="1.0"?><!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r>seen</r>') == "r: seen"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"<?xml version='1.0'?>" + b"<a>" * 50_000 + b"</a>" * 50_000,
        b"<html><body>" + b"<div>" * 100_000 + b"deep",
        b"<html><body>" + b"<table><tr><td>" * 5_000 + b"deep",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"{\\rtf1 " + b"{" * 100_000 + b"deep",
        _with(word_file(), "word/document.xml", WORD_HEAD + "<w:p><w:sdt>" * 5_000),
    ],
    ids=["xml", "html", "html tables", "json", "json objects", "rtf", "docx"],
)
def test_deep_nesting_ends_in_pages_or_a_refusal(data: bytes) -> None:
    with contextlib.suppress(DocyardError):
        assert _read(data).pages


def test_nothing_that_a_page_points_to_is_loaded() -> None:
    page = html_page() + (
        '<img src="http://127.0.0.1:9/a.png" alt="Logo"><img src="file:///etc/passwd">'
        '<script>document.write("run")</script><style>p{}</style><iframe src="file:///etc/passwd"></iframe>'
        '<p style="display:none">unseen</p>'
    )
    text = _text(page.encode())
    assert text.startswith(" ".join(LINES))
    assert text.endswith("Logo")
    assert "unseen" not in text


def test_relations_that_lead_out_of_the_file_lead_nowhere() -> None:
    drawing = (
        '<w:p><w:r><w:t>kept</w:t><w:drawing><a:blip xmlns:a="urn:a" xmlns:r="urn:r" r:embed="{}"/>'
        "</w:drawing></w:r></w:p>"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="out" Target="../../../../etc/passwd"/>'
        '<Relationship Id="web" TargetMode="External" Target="http://127.0.0.1:9/x.png"/></Relationships>'
    )
    body = WORD_HEAD + drawing.format("out") + drawing.format("web") + "</w:body></w:document>"
    data = _with(word_file(), "word/document.xml", body)
    assert _text(_with(data, "word/_rels/document.xml.rels", relations)) == "kept kept"


def test_an_archive_that_is_no_document_is_refused() -> None:
    with pytest.raises(UnsupportedFormat, match="'file' looks like application/zip"):
        _read(zipped({"../../../tmp/outside.txt": "no"}))


def test_cells_far_apart_are_refused() -> None:
    sheet = (
        '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(FileTooLarge, match="1,048,576 rows"):
        _read(_with(SAMPLES["xlsx"](), "xl/worksheets/sheet1.xml", sheet))


def test_giants_of_text_are_refused() -> None:
    with pytest.raises(FileTooLarge, match="401 columns; at most 400"):
        _read(b"\n".join([b";".join([b"x"] * 401)] * 3))
    with pytest.raises(FileTooLarge, match="10,000,001 bytes"):
        _read(b"x" * 10_000_001)
    with pytest.raises(FileTooLarge, match="pages"):
        _read(b"line\n" * 1_000_000)


def test_a_line_without_a_space_is_cut_to_the_page() -> None:
    page = _read(b"x" * 50_000).pages[0]
    assert max(word.box.x1 for word in page.words) <= page.width_px


def test_formulas_stay_text() -> None:
    assert _text(b"a;b\n=cmd|' /C calc'!A0;2\n@SUM(1+1);3\n") == "a b =cmd|' /C calc'!A0 2 @SUM(1+1) 3"


def test_spans_without_end_are_cut() -> None:
    table = '<table><tr><td colspan="999999999" rowspan="999999999">a</td></tr><tr><td>b</td></tr></table>'
    assert _text(table.encode()) == "a b"


def test_an_encrypted_office_file_wants_its_password() -> None:
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml")
    locked = io.BytesIO()
    msoffcrypto.OOXMLFile(io.BytesIO(word_file())).encrypt("open sesame", locked)
    with pytest.raises(PasswordRequired, match="it is encrypted"):
        _read(locked.getvalue())
    with pytest.raises(PasswordRequired, match="none of the given"):
        digitize(locked.getvalue(), name="file", options=DigitizationOptions(), passwords=("wrong",))
    opened = digitize(
        locked.getvalue(), name="file", options=DigitizationOptions(), passwords=("wrong", "open sesame")
    )
    assert opened == _read(word_file())


def test_a_number_keeps_its_written_form() -> None:
    assert _text(json.dumps({"total": 1}).replace("1", "1.10").encode()) == "total: 1.10"


def test_a_page_is_read_in_the_encoding_that_it_names() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Счёт на оплату</p></body></html>'
    assert _text(page.encode("cp1251")) == "Счёт на оплату"
    assert _text(page.encode()) == "Счёт на оплату"
