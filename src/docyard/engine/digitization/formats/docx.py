"""DOCX: paragraphs, lists, tables, content controls, pictures, text boxes, notes.

Source: ECMA-376 part 1, chapter 17; elements are found by their local names, so that strict and
transitional files read alike.
"""

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from docyard.engine.digitization.archives import Archive, opened_archive
from docyard.engine.digitization.layout import Block, Cell, PageBreak, Paragraph, Picture, Section, Table
from docyard.engine.digitization.numbering import Numbering
from docyard.engine.digitization.trees import attribute, find, local_name

_DOCUMENT = "word/document.xml"
_HEADING_SIZES = {"title": 18.0, "heading1": 16.0, "heading2": 14.0, "heading3": 12.0}
_SKIPPED = frozenset(
    [
        "pPr",
        "rPr",
        "tblPr",
        "trPr",
        "tcPr",
        "sdtPr",
        "sectPr",
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "Fallback",
    ]
)
_POINTS_PER_EMU = 1 / 12_700
_MAX_SPAN = 400


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield the document: page headers first, then the body, notes and page footers."""
    archive = opened_archive(data, name=name)
    body = find(archive.get_tree(_DOCUMENT), "body")
    if body is None:
        return
    relations = archive.relations(_DOCUMENT)
    blocks: list[Block] = []
    for kind in ("header", "footer"):
        if kind == "footer":
            blocks += _Reading(archive, _DOCUMENT).blocks(body)
            blocks += _notes(archive)
        for member in _margin_parts(body, kind, relations):
            tree = archive.find_tree(member)
            if tree is not None:
                blocks += _Reading(archive, member).blocks(tree)
    yield Section(tuple(blocks))


def _margin_parts(body: etree._Element, kind: str, relations: dict[str, str]) -> list[str]:
    """Return the parts with headers or footers that sections name, each once."""
    named = (
        relations.get(attribute(reference, "id") or "") for reference in body.iter("{*}" + f"{kind}Reference")
    )
    return list(dict.fromkeys(member for member in named if member))


def _notes(archive: Archive) -> Iterator[Block]:
    for kind in ("footnote", "endnote"):
        tree = archive.find_tree(f"word/{kind}s.xml")
        for note in tree if tree is not None else ():
            if attribute(note, "type") not in {"separator", "continuationSeparator", "continuationNotice"}:
                yield from _Reading(archive, f"word/{kind}s.xml").blocks(note)


class _Reading:
    """A walk through one part; what stands inside a paragraph but beside its text comes after it."""

    def __init__(self, archive: Archive, member: str) -> None:
        self._archive = archive
        self._relations = archive.relations(member)
        self._numbering = Numbering(archive.find_tree("word/numbering.xml"))

    def blocks(self, parent: Iterable[etree._Element]) -> Iterator[Block]:
        """Yield the blocks that an element holds."""
        for child in parent:
            kind = local_name(child)
            if kind == "p":
                yield from self._paragraph(child)
            elif kind == "tbl":
                yield Table(tuple(self._rows(child)))
            elif kind not in _SKIPPED:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        properties = find(paragraph, "pPr")
        beside: list[Block] = []
        text = "".join(self._text(paragraph, beside))
        label, depth = self._numbering.label(properties)
        style = (_value(properties, "pStyle") or "").lower()
        before, *after = text.split("\f")
        if before.strip():
            yield Paragraph(f"{label}{before}", _HEADING_SIZES.get(style, 10.0), indent_pt=18.0 * depth)
        for part in after:
            yield PageBreak()
            if part.strip():
                yield Paragraph(part)
        yield from beside

    def _text(self, parent: etree._Element, beside: list[Block]) -> Iterator[str]:  # noqa: C901 - one case each
        for child in parent:
            kind = local_name(child)
            if kind == "t":
                yield child.text or ""
            elif kind in {"tab", "ptab"}:
                yield "\t"
            elif kind in {"br", "cr"}:
                yield "\f" if attribute(child, "type") == "page" else "\n"
            elif kind == "noBreakHyphen":
                yield "-"
            elif kind == "r" and _is_hidden(child):
                continue
            elif kind == "sdt" and (checked := _checkbox(child)) is not None:
                yield checked
            elif kind == "ffData":
                yield _form_checkbox(child)
            elif kind == "txbxContent":
                beside.extend(self.blocks(child))
            elif kind in {"blip", "imagedata"}:
                beside.extend(self._picture(child))
            elif kind not in _SKIPPED:
                yield from self._text(child, beside)

    def _picture(self, blip: etree._Element) -> Iterator[Picture]:
        target = self._relations.get(attribute(blip, "embed") or attribute(blip, "id") or "")
        data = self._archive.find_bytes(target) if target else None
        if data is not None:
            yield Picture(data, width_pt=_picture_width(blip))

    def _rows(self, table: etree._Element) -> Iterator[tuple[Cell, ...]]:
        for row in _inner(table, "tr"):
            cells = []
            for cell in _inner(row, "tc"):
                properties = find(cell, "tcPr")
                merged = find(properties, "vMerge") if properties is not None else None
                # The rest of a cell that is merged downwards is an empty cell of its own.
                goes_on = merged is not None and attribute(merged, "val") != "restart"
                text = "" if goes_on else self._cell_text(cell)
                cells.append(Cell(text, column_span=_number(_value(properties, "gridSpan"))))
            yield tuple(cells)

    def _cell_text(self, cell: etree._Element) -> str:
        return "\n".join(_plain(block) for block in self.blocks(cell)).strip("\n")


def _plain(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text
    if isinstance(block, Table):
        return "\n".join("  ".join(cell.text for cell in row) for row in block.rows)
    return ""


def _inner(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, those in content controls included."""
    for child in parent:
        kind = local_name(child)
        if kind == wanted:
            yield child
        elif kind in {"sdt", "sdtContent", "ins", "customXml", "smartTag"}:
            yield from _inner(child, wanted)


def _value(properties: etree._Element | None, kind: str) -> str | None:
    found = find(properties, kind) if properties is not None else None
    return None if found is None else attribute(found, "val")


def _number(stated: str | None) -> int:
    return min(_MAX_SPAN, max(1, int(stated))) if stated and stated.isdecimal() else 1


def _is_hidden(run: etree._Element) -> bool:
    vanish = find(run, "rPr", "vanish")
    return vanish is not None and attribute(vanish, "val") not in {"0", "false", "off"}


def _checkbox(control: etree._Element) -> str | None:
    box = find(control, "sdtPr", "checkbox")
    if box is None:
        return None
    return _mark(find(box, "checked"))


def _form_checkbox(field: etree._Element) -> str:
    box = find(field, "checkBox")
    if box is None:
        return ""
    checked = find(box, "checked")
    return _mark(checked if checked is not None else find(box, "default"))


def _mark(state: etree._Element | None) -> str:
    is_checked = state is not None and (attribute(state, "val") or "1") not in {"0", "false", "off"}
    return " [CHECK] " if is_checked else " [UNCHECK] "


def _picture_width(blip: etree._Element) -> float | None:
    for ancestor in blip.iterancestors():
        if local_name(ancestor) in {"inline", "anchor"}:
            extent = find(ancestor, "extent")
            stated = None if extent is None else attribute(extent, "cx")
            return int(stated) * _POINTS_PER_EMU if stated and stated.isdecimal() and int(stated) else None
    return None
