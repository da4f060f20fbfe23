"""ODT and ODP: text, tables and slides of OpenDocument files.

Source: OpenDocument 1.3 part 3.
"""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from docyard.engine.digitization.archives import Archive, opened_archive
from docyard.engine.digitization.layout import (
    Block,
    Cell,
    Frame,
    Paragraph,
    Picture,
    Section,
    Slide,
    Table,
)
from docyard.engine.digitization.trees import attribute, find, local_name

_LENGTH = re.compile(r"([0-9.]+)(cm|mm|in|pt|pc|px)$")
_POINTS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_SLIDE_PT = (793.7, 595.3)
_SKIPPED = frozenset(
    [
        "annotation",
        "tracked-changes",
        "sequence-decls",
        "forms",
        "notes-configuration",
        "variable-decls",
        "user-field-decls",
    ]
)
_HEADING_SIZES = {"1": 16.0, "2": 14.0, "3": 12.0}
_MAX_REPEATED = 400


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section | Slide]:
    """Yield the text, or the slides of a presentation."""
    archive = opened_archive(data, name=name)
    content = find(archive.get_tree("content.xml"), "body")
    for body in content if content is not None else ():
        if local_name(body) == "presentation":
            yield from (_slide(page, archive) for page in body if local_name(page) == "page")
        else:
            yield Section(tuple(_blocks(body, archive, depth=0)))


def _slide(page: etree._Element, archive: Archive) -> Slide:
    frames = []
    for shape in page:
        if local_name(shape) == "notes":
            continue
        blocks = tuple(_blocks([shape], archive, depth=0))
        if blocks:
            x, y, width, height = (_length(shape, side) for side in ("x", "y", "width", "height"))
            frames.append(Frame(x, y, max(width, 40.0), max(height, 10.0), blocks))
    width = max([_SLIDE_PT[0], *(frame.x_pt + frame.width_pt for frame in frames)])
    height = max([_SLIDE_PT[1], *(frame.y_pt + frame.height_pt for frame in frames)])
    ordered = sorted(frames, key=lambda frame: (round(frame.y_pt), round(frame.x_pt)))
    return Slide(width, height, tuple(ordered))


def _length(shape: etree._Element, side: str) -> float:
    found = _LENGTH.match(attribute(shape, side) or "")
    try:
        return min(5_000.0, float(found[1]) * _POINTS[found[2]]) if found else 0.0
    except ValueError:
        return 0.0


def _blocks(
    parent: "etree._Element | list[etree._Element]", archive: Archive, *, depth: int
) -> Iterator[Block]:
    for child in parent:
        kind = local_name(child)
        if kind in {"p", "h"}:
            yield from _paragraph(child, archive, depth=depth)
        elif kind == "table":
            yield Table(tuple(_rows(child, archive)))
        elif kind == "image":
            yield from _picture(child, archive)
        elif kind == "list-item":
            yield from _list_item(child, archive, depth=depth)
        elif kind not in _SKIPPED:
            yield from _blocks(child, archive, depth=depth + (kind == "list"))


def _list_item(item: etree._Element, archive: Archive, *, depth: int) -> Iterator[Block]:
    for number, block in enumerate(_blocks(item, archive, depth=depth)):
        if number == 0 and isinstance(block, Paragraph):
            yield Paragraph(f"• {block.text}", block.size_pt, block.indent_pt)
        else:
            yield block


def _paragraph(paragraph: etree._Element, archive: Archive, *, depth: int) -> Iterator[Block]:
    beside: list[Block] = []
    text = "".join(_text(paragraph, archive, beside))
    size = _HEADING_SIZES.get(attribute(paragraph, "outline-level") or "", 10.0)
    if text.strip():
        yield Paragraph(text, size, indent_pt=14.0 * depth)
    yield from beside


def _text(element: etree._Element, archive: Archive, beside: list[Block]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        kind = local_name(child)
        if kind == "s":
            yield " "
        elif kind == "tab":
            yield "\t"
        elif kind == "line-break":
            yield "\n"
        elif kind in {"frame", "custom-shape", "text-box"}:
            beside.extend(_blocks(child, archive, depth=0))
        elif kind == "note":
            body = find(child, "note-body")
            beside.extend(_blocks(body, archive, depth=0) if body is not None else ())
        elif kind not in _SKIPPED:
            yield from _text(child, archive, beside)
        yield child.tail or ""


def _picture(image: etree._Element, archive: Archive) -> Iterator[Picture]:
    address = attribute(image, "href") or ""
    data = archive.find_bytes(address.removeprefix("./"))
    frame = image.getparent()
    if data is not None:
        yield Picture(data, width_pt=(_length(frame, "width") if frame is not None else 0.0) or None)


def _rows(table: etree._Element, archive: Archive) -> Iterator[tuple[Cell, ...]]:
    for row in table:
        kind = local_name(row)
        if kind in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(row, archive)
        elif kind == "table-row":
            yield tuple(cell for child in row for cell in _cells(child, archive))


def _cells(cell: etree._Element, archive: Archive) -> Iterator[Cell]:
    if local_name(cell) not in {"table-cell", "covered-table-cell"}:
        return
    blocks = _blocks(cell, archive, depth=0)
    text = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
    for _ in range(_count(attribute(cell, "number-columns-repeated"))):
        yield Cell(text)


def _count(stated: str | None) -> int:
    return min(_MAX_REPEATED, max(1, int(stated))) if stated and stated.isdecimal() else 1
