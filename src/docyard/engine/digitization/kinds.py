"""The kinds of file that are read."""

from dataclasses import dataclass, replace

_FORMATS_PACKAGE = "docyard.engine.digitization.formats"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A kind of file that is read.

    Attributes:
        title: what people call it.
        media_types: as the content shows.
        extensions: usual ends of names, for lists and forms only; the content decides.
        module: reads it; imported on first use.
        gives: what comes out, for the manual.
        lacks: what does not come out, for the manual.
        has_pages: whether files bring pages of their own; docyard sets the others on paper.
        carries_files: whether other files travel in it, which are read as files of their own.
    """

    title: str
    media_types: tuple[str, ...]
    extensions: tuple[str, ...]
    module: str
    gives: str
    lacks: str = ""
    has_pages: bool = False
    carries_files: bool = False


def _paged(title: str, types: str, extensions: str, module: str, gives: str, lacks: str = "") -> FileFormat:
    return replace(_drawn(title, types, extensions, module, gives, lacks), has_pages=True)


def _drawn(title: str, types: str, extensions: str, module: str, gives: str, lacks: str = "") -> FileFormat:
    return FileFormat(
        title=title,
        media_types=tuple(types.split()),
        extensions=tuple(extensions.split()),
        module=f"{_FORMATS_PACKAGE}.{module}",
        gives=gives,
        lacks=lacks,
    )


def _mail(title: str, types: str, extensions: str, module: str, lacks: str) -> FileFormat:
    gives = "headers and body with its pictures; each attachment as a file of its own"
    return replace(_drawn(title, types, extensions, module, gives, lacks), carries_files=True)


_READ_BY_OCR = "words by OCR, upright"
_SOURCE_CODE = (
    "txt text log md bat bashc c cc cmake cmd cpp cs css cxx cy dockerfile go h++ hpp java js mkfile perl "
    "php plsql py pxi pyx r rd rs ruby sql ts yaml yml zsh"
)

_SHEETS_LACK = "number formats, hidden sheets, charts; more than 10 MB or 400 columns"

FORMATS: dict[str, FileFormat] = {
    "pdf": _paged("PDF", "application/pdf", "pdf", "pdf", "text layer, OCR elsewhere; form values"),
    "png": _paged("PNG", "image/png image/apng", "png", "image", _READ_BY_OCR),
    "jpeg": _paged("JPEG", "image/jpeg", "jpg jpeg", "image", _READ_BY_OCR),
    "tiff": _paged("TIFF", "image/tiff", "tif tiff", "image", f"{_READ_BY_OCR}, a page per frame"),
    "webp": _paged("WebP", "image/webp", "webp", "image", _READ_BY_OCR, "frames after the first"),
    "bmp": _paged("BMP", "image/bmp image/x-ms-bmp", "bmp", "image", _READ_BY_OCR),
    "gif": _paged("GIF", "image/gif", "gif", "image", _READ_BY_OCR, "frames after the first"),
    "docx": _drawn(
        "DOCX",
        f"{_OFFICE}.wordprocessingml.document",
        "docx docm",
        "docx",
        "text, lists, tables, check boxes, text boxes, notes, headers and footers once, pictures by OCR",
        "the author's page breaks but forced ones, comments, deleted and hidden text",
    ),
    "pptx": _drawn(
        "PPTX",
        f"{_OFFICE}.presentationml.presentation",
        "pptx pptm",
        "pptx",
        "a page per slide, text where its shape stands, tables, values of charts, pictures by OCR",
        "notes, comments, hidden slides",
    ),
    "xlsx": _drawn(
        "XLSX, XLSB",
        f"{_OFFICE}.spreadsheetml.sheet application/vnd.ms-excel.sheet.binary.macroenabled.12",
        "xlsx xlsm xlsb",
        "sheets",
        "a table per sheet, values of formulas",
        _SHEETS_LACK,
    ),
    "xls": _drawn("XLS", "application/vnd.ms-excel", "xls", "sheets", "a table per sheet", _SHEETS_LACK),
    "ods": _drawn("ODS", f"{_OPEN}.spreadsheet", "ods", "sheets", "a table per sheet", _SHEETS_LACK),
    "odt": _drawn(
        "ODT",
        f"{_OPEN}.text",
        "odt",
        "odf",
        "text, lists, tables, notes, pictures by OCR",
        "headers, footers, comments",
    ),
    "odp": _drawn(
        "ODP", f"{_OPEN}.presentation", "odp", "odf", "a page per slide, text where its shape stands", "notes"
    ),
    "heic": _paged("HEIC", "image/heic image/heif", "heic heif", "image", _READ_BY_OCR),
    "html": _drawn(
        "HTML",
        "text/html",
        "html htm chtml",
        "html",
        "text, tables, form values, embedded pictures by OCR",
        "style sheets, scripts, anything to be fetched",
    ),
    "mhtml": _drawn(
        "MHTML",
        "multipart/related",
        "mht mhtml",
        "mhtml",
        "as HTML, pictures saved with the page by OCR",
        "pages of frames",
    ),
    "eml": _mail("EML", "message/rfc822", "eml", "eml", ""),
    "msg": _mail("MSG", "application/vnd.ms-outlook", "msg", "msg", "mails attached in Outlook's own form"),
    "rtf": _drawn("RTF", "application/rtf", "rtf", "rtf", "text, tables", "pictures"),
    "csv": _drawn("CSV", "text/csv", "csv tsv", "csv", "one table", "more than 10 MB or 400 columns"),
    "json": _drawn(
        "JSON", "application/json", "json", "json", "an outline of names and values", "more than 10 MB"
    ),
    "xml": _drawn(
        "XML", "application/xml", "xml", "xml", "an outline of elements, attributes, text", "entities"
    ),
    "txt": _drawn(
        "Text", "text/plain", _SOURCE_CODE, "txt", "lines, columns of spaces kept", "more than 10 MB"
    ),
}
