"""The same lines and the same table in every format that docyard sets on paper itself."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence

import docx
import pptx
import xlsxwriter
from pptx.util import Pt

LINES = ("Harbour Tools Ltd", "Invoice number INV-2041", "Zahlbar bis 14. März 2026")
ROWS = (("Item", "Amount"), ("Anchor chain", "100.00"), ("Rope", "19.00"))
WORDS = " ".join((*LINES, *(" ".join(row) for row in ROWS))).split()


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return an archive of the members."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def html_page(lines: Sequence[str] = LINES, rows: Sequence[Sequence[str]] = ROWS) -> str:
    """Return a page with the lines and the table."""
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    return f"<!DOCTYPE html><html><body>{paragraphs}<table>{table}</table></body></html>"


def word_file() -> bytes:
    """Return a DOCX file."""
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    table = document.add_table(rows=len(ROWS), cols=2)
    for row, texts in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return _saved(document.save)


def slides_file() -> bytes:
    """Return a PPTX file of one slide: a text box, a table below it."""
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    slide.shapes.add_textbox(Pt(40), Pt(40), Pt(500), Pt(120)).text_frame.text = "\n".join(LINES)
    table = slide.shapes.add_table(len(ROWS), 2, Pt(40), Pt(220), Pt(400), Pt(90)).table
    for number, row in enumerate(ROWS):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    return _saved(presentation.save)


def workbook_file() -> bytes:
    """Return an XLSX file of one sheet named as its first words."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(LINES[0])
        for number, row in enumerate([(LINES[1],), (LINES[2],), *ROWS]):
            sheet.write_row(number, 0, row)
    return written.getvalue()


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    written = io.BytesIO()
    save(written)
    return written.getvalue()


_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
)
_PARAGRAPHS = "".join(f"<text:p>{line}</text:p>" for line in LINES)
_TABLE = "".join(
    "<table:table-row>"
    + "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in row
    )
    + "</table:table-row>"
    for row in ROWS
)
_HEAD_ROWS = "".join(
    f'<table:table-row><table:table-cell office:value-type="string"><text:p>{line}</text:p>'
    "</table:table-cell></table:table-row>"
    for line in LINES[1:]
)


def _open_document(kind: str, body: str) -> bytes:
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}>'
            f"<office:body>{body}</office:body></office:document-content>",
        }
    )


def _rtf() -> str:
    rows = "".join(
        r"\trowd\cellx3000\cellx6000 " + "".join(rf"{cell}\cell " for cell in row) + r"\row" + "\n"
        for row in ROWS
    )
    lines = "".join(line.replace("ä", r"\'e4") + r"\par" + "\n" for line in LINES)
    return r"{\rtf1\ansi\ansicpg1252 " + lines + r"\pard\intbl " + rows + "}"


def epub_file(chapter: str | None = None, **members: str | bytes) -> bytes:
    """Return a book of one chapter, its cover and contents outside the order of reading."""
    items = "".join(
        f'<item id="{each}" href="{each}.xhtml" media-type="application/xhtml+xml"/>'
        for each in ("one", "nav")
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="book/all.opf"/></rootfiles>'
            "</container>",
            "book/all.opf": f"<package><manifest>{items}"
            '<item id="p" href="p%20q.png" media-type="image/png"/></manifest><spine>'
            '<itemref idref="nav" linear="no"/><itemref idref="one"/></spine></package>',
            "book/one.xhtml": chapter or html_page(),
            "book/nav.xhtml": html_page(("Contents",)),
            **members,
        }
    )


def _odp() -> str:
    frame = '<draw:frame svg:x="2cm" svg:y="{y}cm" svg:width="20cm" svg:height="4cm">{content}</draw:frame>'
    return (
        "<office:presentation><draw:page>"
        + frame.format(y=2, content=f"<draw:text-box>{_PARAGRAPHS}</draw:text-box>")
        + frame.format(y=8, content=f"<table:table>{_TABLE}</table:table>")
        + "</draw:page></office:presentation>"
    )


SAMPLES: dict[str, Callable[[], bytes]] = {
    "docx": word_file,
    "pptx": slides_file,
    "xlsx": workbook_file,
    "ods": lambda: _open_document(
        "spreadsheet",
        f'<office:spreadsheet><table:table table:name="{LINES[0]}">{_HEAD_ROWS}{_TABLE}</table:table>'
        "</office:spreadsheet>",
    ),
    "odt": lambda: _open_document(
        "text", f"<office:text>{_PARAGRAPHS}<table:table>{_TABLE}</table:table></office:text>"
    ),
    "odp": lambda: _open_document("presentation", _odp()),
    "html": lambda: html_page().encode(),
    "epub": epub_file,
    "rtf": lambda: _rtf().encode("ascii"),
    "csv": lambda: "\n".join(
        [f'"{LINES[0]}";', f'"{LINES[1]}";', f'"{LINES[2]}";', *(";".join(row) for row in ROWS)]
    ).encode("cp1252"),
    "json": lambda: json.dumps([*LINES, *(" ".join(row) for row in ROWS)]).encode("utf-16"),
    "xml": lambda: (
        '<?xml version="1.0" encoding="iso-8859-1"?><r>'
        + "".join(f"<p>{line}</p>" for line in (*LINES, *(" ".join(row) for row in ROWS)))
        + "</r>"
    ).encode("iso-8859-1"),
    "txt": lambda: "\n".join((*LINES, "", *(f"{item:<30}{amount:>10}" for item, amount in ROWS))).encode(),
}
