"""The kinds of file that are read."""

from dataclasses import dataclass, replace

_FORMATS_PACKAGE = "docyard.engine.digitization.formats"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"


@dataclass(frozen=True, slots=True)
class Content:
    """What comes out of a kind of file beside words with boxes, in words for the manual; empty for none.

    Attributes:
        tables: where tables come from.
        marks: where checkboxes, signatures and barcodes come from.
        pictures: what becomes of pictures in it.
    """

    tables: str
    marks: str
    pictures: str


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A kind of file that is read.

    Attributes:
        title: what people call it.
        media_types: as the content shows.
        extensions: usual ends of names, for lists and forms only; the content decides.
        module: reads it; imported on first use.
        content: what comes out beside words, for the manual.
        gives: what words come out, for the manual.
        lacks: what does not come out, for the manual.
        has_pages: whether files bring pages of their own; docyard sets the others on paper.
        carries_files: whether other files travel in it, which are read as files of their own.
    """

    title: str
    media_types: tuple[str, ...]
    extensions: tuple[str, ...]
    module: str
    content: Content
    gives: str
    lacks: str = ""
    has_pages: bool = False
    carries_files: bool = False


_SIGNS = "signs such as ☑"
_OF_PDF = Content(
    "drawn lines, words below each other",
    "form fields, drawn squares, signs, barcodes",
    "whole pages and large ones by OCR",
)
_OF_SCAN = Content("drawn lines, words below each other", "drawn squares, signs, barcodes", "–")
_OF_WORD = Content("its own", f"its own, {_SIGNS}", "by OCR")
_OF_OFFICE = Content("its own", _SIGNS, "by OCR")
_OF_PAGE = Content("its own", f"form fields, {_SIGNS}", "embedded ones by OCR")
_OF_SHEETS = Content("one per sheet", _SIGNS, "")
_OF_RTF = Content("its own", _SIGNS, "")
_OF_VALUES = Content("one", _SIGNS, "")
_OF_LINES = Content("", _SIGNS, "")


def _paged(
    title: str, types: str, extensions: str, module: str, content: Content, gives: str, lacks: str = ""
) -> FileFormat:
    return replace(_drawn(title, types, extensions, module, content, gives, lacks), has_pages=True)


def _drawn(
    title: str, types: str, extensions: str, module: str, content: Content, gives: str, lacks: str = ""
) -> FileFormat:
    return FileFormat(
        title=title,
        media_types=tuple(types.split()),
        extensions=tuple(extensions.split()),
        module=f"{_FORMATS_PACKAGE}.{module}",
        content=content,
        gives=gives,
        lacks=lacks,
    )


def _mail(title: str, types: str, extensions: str, module: str, lacks: str) -> FileFormat:
    gives = "headers and body"
    return replace(_drawn(title, types, extensions, module, _OF_PAGE, gives, lacks), carries_files=True)


_READ_BY_OCR = "words by OCR, upright"
_SOURCE_CODE = (
    "txt text log md bat bashc c cc cmake cmd cpp cs css cxx cy dockerfile go h++ hpp java js mkfile perl "
    "php plsql py pxi pyx r rd rs ruby sql ts yaml yml zsh"
)

_SHEETS_LACK = "number formats, hidden sheets, charts, pictures; more than 10 MB or 400 columns"

FORMATS: dict[str, FileFormat] = {
    "pdf": _paged(
        "PDF",
        "application/pdf",
        "pdf",
        "pdf",
        _OF_PDF,
        "text layer, OCR elsewhere; form values",
        "pictures beside text that cover less than a tenth of the page, files inside",
    ),
    "png": _paged("PNG", "image/png image/apng", "png", "image", _OF_SCAN, _READ_BY_OCR),
    "jpeg": _paged("JPEG", "image/jpeg", "jpg jpeg", "image", _OF_SCAN, _READ_BY_OCR),
    "tiff": _paged("TIFF", "image/tiff", "tif tiff", "image", _OF_SCAN, f"{_READ_BY_OCR}, a page per frame"),
    "webp": _paged("WebP", "image/webp", "webp", "image", _OF_SCAN, _READ_BY_OCR, "frames after the first"),
    "bmp": _paged("BMP", "image/bmp image/x-ms-bmp", "bmp", "image", _OF_SCAN, _READ_BY_OCR),
    "gif": _paged("GIF", "image/gif", "gif", "image", _OF_SCAN, _READ_BY_OCR, "frames after the first"),
    "docx": _drawn(
        "DOCX",
        f"{_OFFICE}.wordprocessingml.document",
        "docx docm",
        "docx",
        _OF_WORD,
        "text, lists, text boxes, notes, headers and footers once",
        "the author's page breaks but forced ones, comments, deleted and hidden text",
    ),
    "pptx": _drawn(
        "PPTX",
        f"{_OFFICE}.presentationml.presentation",
        "pptx pptm",
        "pptx",
        _OF_OFFICE,
        "a page per slide, text where its shape stands, values of charts",
        "notes, comments, hidden slides",
    ),
    "xlsx": _drawn(
        "XLSX, XLSB",
        f"{_OFFICE}.spreadsheetml.sheet application/vnd.ms-excel.sheet.binary.macroenabled.12",
        "xlsx xlsm xlsb",
        "sheets",
        _OF_SHEETS,
        "cells, values of formulas",
        _SHEETS_LACK,
    ),
    "xls": _drawn(
        "XLS",
        "application/vnd.ms-excel",
        "xls",
        "sheets",
        _OF_SHEETS,
        "cells, values of formulas",
        _SHEETS_LACK,
    ),
    "ods": _drawn(
        "ODS", f"{_OPEN}.spreadsheet", "ods", "sheets", _OF_SHEETS, "cells, values of formulas", _SHEETS_LACK
    ),
    "odt": _drawn(
        "ODT",
        f"{_OPEN}.text",
        "odt",
        "odf",
        _OF_OFFICE,
        "text, lists, notes",
        "headers, footers, comments",
    ),
    "odp": _drawn(
        "ODP",
        f"{_OPEN}.presentation",
        "odp",
        "odf",
        _OF_OFFICE,
        "a page per slide, text where its shape stands",
        "notes",
    ),
    "heic": _paged("HEIC", "image/heic image/heif", "heic heif", "image", _OF_SCAN, _READ_BY_OCR),
    "html": _drawn(
        "HTML",
        "text/html",
        "html htm chtml",
        "html",
        _OF_PAGE,
        "text, form values",
        "style sheets, scripts, anything to be fetched",
    ),
    "mhtml": _drawn(
        "MHTML",
        "multipart/related",
        "mht mhtml",
        "mhtml",
        _OF_PAGE,
        "as HTML",
        "pages of frames",
    ),
    "epub": _drawn(
        "EPUB",
        "application/epub+zip",
        "epub",
        "epub",
        _OF_PAGE,
        "chapters, each from a new page on",
        "formulas, notes outside the chapters, locked books",
    ),
    "eml": _mail("EML", "message/rfc822", "eml", "eml", ""),
    "msg": _mail("MSG", "application/vnd.ms-outlook", "msg", "msg", "mails attached in Outlook's own form"),
    "rtf": _drawn("RTF", "application/rtf", "rtf", "rtf", _OF_RTF, "text"),
    "csv": _drawn(
        "CSV", "text/csv", "csv tsv", "csv", _OF_VALUES, "cells as written", "more than 10 MB or 400 columns"
    ),
    "json": _drawn(
        "JSON",
        "application/json",
        "json",
        "json",
        _OF_LINES,
        "an outline of names and values",
        "more than 10 MB",
    ),
    "xml": _drawn(
        "XML",
        "application/xml",
        "xml",
        "xml",
        _OF_LINES,
        "an outline of elements, attributes, text",
        "entities",
    ),
    "txt": _drawn(
        "Text",
        "text/plain",
        _SOURCE_CODE,
        "txt",
        _OF_LINES,
        "lines, columns of spaces kept",
        "more than 10 MB",
    ),
}
