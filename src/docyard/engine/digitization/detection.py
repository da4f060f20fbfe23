"""What a file is, judged by its bytes alone."""

import io
import re
import zipfile

import filetype

from docyard.engine.digitization.separated import delimiter_of
from docyard.engine.digitization.text import decoded_sample

_PDF_HEADER_WITHIN_BYTES = 1024
_OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument"

_IN_ZIP = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
    "xl/workbook.bin": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation",
}
_IN_OLE = {
    "EncryptedPackage": "application/x-encrypted-office",
    "__properties_version1.0": "application/vnd.ms-outlook",
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_MAIL_HEADERS = frozenset(
    [
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "received",
        "mime-version",
        "return-path",
        "delivered-to",
        "message-id",
        "reply-to",
        "content-type",
        "x-mailer",
        "x-sender",
        "dkim-signature",
    ]
)
_HEADER = re.compile(r"([!-9;-~]+):(?: |\t|\r?\n[ \t])")
_HTML = re.compile(
    r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|^\s*<(?:div|table|p|h[1-6]|ul|span|a|form|meta)[\s>]",
    re.IGNORECASE,
)


_XML = re.compile(r"<\?xml\s|<[A-Za-z_][\w:.-]*[\s/>]")


def media_type(data: bytes) -> str | None:
    """Return the media type that the content shows, None when it shows none."""
    if is_pdf(data):
        return "application/pdf"
    if data.startswith(b"PK"):
        return _type_in_zip(data)
    if data.startswith(_OLE_HEADER):
        return _type_in_ole(data)
    if data.lstrip()[:5] == b"{\\rtf":
        return "application/rtf"
    kind = filetype.guess(data[:8192])
    if kind is not None:
        return str(kind.mime)
    sample = decoded_sample(data)
    return None if sample is None else _type_of_text(sample)


def is_pdf(data: bytes) -> bool:
    """Tell whether a PDF's header stands in the first 1,024 bytes, where readers look for it.

    Source: ISO 32000-1, annex H, implementation note 13.
    """
    return b"%PDF-" in data[:_PDF_HEADER_WITHIN_BYTES]


def _type_in_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            shown = next((shown for member, shown in _IN_ZIP.items() if member in names), None)
            if shown is None and "mimetype" in names:
                with archive.open("mimetype") as stated:
                    shown = stated.read(100).decode("ascii", errors="replace").strip()
            return shown or "application/zip"
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError, EOFError):
        kind = filetype.guess(data[:8192])
        return "application/zip" if kind is None else str(kind.mime)


def _type_in_ole(data: bytes) -> str:
    import olefile  # noqa: PLC0415 - for these files alone

    try:
        with olefile.OleFileIO(data) as file:
            names = {entry[0] for entry in file.listdir(streams=True, storages=False)}
    except (OSError, ValueError, IndexError, KeyError, RecursionError):
        names = set()
    return next((shown for name, shown in _IN_OLE.items() if name in names), "application/x-ole-storage")


def _type_of_text(sample: str) -> str:
    text = sample.lstrip("\ufeff \t\r\n")
    return _type_of_mail(text) or _type_of_markup(text) or _type_of_data(text)


def _type_of_mail(text: str) -> str | None:
    headers = _mail_headers(text)
    if "multipart/related" in headers.get("content-type", "") and not headers.keys() & {"to", "received"}:
        # A page that a browser saved: it has no addressee.
        return "multipart/related"
    return "message/rfc822" if len(headers.keys() & _MAIL_HEADERS) >= 2 else None


def _type_of_markup(text: str) -> str | None:
    if _HTML.search(text[:4096]):
        return "text/html"
    return "application/xml" if _XML.match(text) else None


def _type_of_data(text: str) -> str:
    if text[:1] in {"{", "["}:
        return "application/json"
    return "text/plain" if delimiter_of(text) is None else "text/csv"


def _mail_headers(text: str) -> dict[str, str]:
    """Return the header fields that text begins with; none unless it begins with one."""
    headers: dict[str, str] = {}
    field = ""
    for number, line in enumerate(text.splitlines()[:200]):
        if number == 0 and line.startswith("From "):
            continue
        found = _HEADER.match(line + " ")
        if found is not None:
            field = found[1].lower()
            headers.setdefault(field, line[found.end() - 1 :].strip().lower())
        elif line[:1] in {" ", "\t"} and field:
            headers[field] += line.lower()
        else:
            break
    return headers
