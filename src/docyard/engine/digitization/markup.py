"""HTML to blocks, as mails and web pages share it."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from docyard.engine.digitization.layout import Block, Cell, Paragraph, Picture, Preformatted, Table
from docyard.errors import FileTooLarge

_UNSEEN = frozenset(
    [
        "-comment",
        "-doctype",
        "head",
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "audio",
        "video",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADING_SIZES = {"h1": 18.0, "h2": 15.0, "h3": 13.0, "h4": 12.0, "h5": 11.0, "h6": 10.0}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INDENT_PT = 14.0
_MAX_DEPTH = 120
_MAX_PARSED_DEPTH = 2_000
# Elements whose end may be left out, or that have none, say nothing of depth.
_NESTING_TAG = re.compile(
    r"<(/?)(?!(?:p|li|t[rdh]|d[td]|br|hr|img|input|meta|link|col|option|font|wbr|tbody|thead)\b)[a-z]",
    re.IGNORECASE,
)
_MAX_SPAN = 400


def blocks_of_html(html: str, *, name: str, pictures: Mapping[str, bytes]) -> Iterator[Block]:
    """Yield what a page shows, in its order.

    Args:
        html: the document.
        name: of the file, for messages.
        pictures: image files by the address under which the document names them, as ``cid:…``;
            others than these and ``data:`` addresses are left out, never fetched.

    Raises:
        FileTooLarge: if elements are nested so deeply that parsing would take minutes.
    """
    _refuse_deep_nesting(html, name=name)
    root = LexborHTMLParser(html).root
    if root is not None:
        yield from _Reading(pictures).blocks(root)


def _refuse_deep_nesting(html: str, *, name: str) -> None:
    depth = 0
    for tag in _NESTING_TAG.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _MAX_PARSED_DEPTH:
            raise FileTooLarge(f"{name!r} is nested deeper than {_MAX_PARSED_DEPTH} elements.")


class _Reading:
    """A walk through a document; text gathers until an element ends the paragraph."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self._pictures = pictures
        self._text: list[str] = []
        self._size = 10.0
        self._indent = 0.0

    def blocks(self, root: LexborNode) -> Iterator[Block]:
        yield from self._node(root, depth=0)
        yield from self._paragraph()

    def _node(self, node: LexborNode, *, depth: int) -> Iterator[Block]:
        tag = node.tag or ""
        if tag == "-text":
            self._text.append(_one_line(node.text_content or ""))
        elif tag in _UNSEEN or _is_hidden(node):
            return
        elif tag == "br":
            self._text.append("\n")
        elif tag == "img":
            yield from self._picture(node)
        elif tag in {"input", "select", "textarea"}:
            self._text.append(f" {_form_value(node)} ")
        elif tag == "pre":
            yield from self._paragraph()
            yield Preformatted(node.text(deep=True).strip("\n"))
        elif tag == "table" and _is_data(node):
            yield from self._paragraph()
            yield Table(tuple(_rows(node)))
        elif depth > _MAX_DEPTH:
            self._text.append(f" {_one_line(node.text(deep=True))} ")
        else:
            yield from self._element(node, tag, depth=depth)

    def _element(self, node: LexborNode, tag: str, *, depth: int) -> Iterator[Block]:
        is_block = tag in _BLOCKS
        before = self._size, self._indent
        if is_block:
            yield from self._paragraph()
        self._size = _HEADING_SIZES.get(tag, self._size)
        if tag in {"ul", "ol", "blockquote", "dd"}:
            self._indent += _INDENT_PT
        if tag == "li":
            self._text.append(_bullet(node))
        child = node.first_child
        while child is not None:
            yield from self._node(child, depth=depth + 1)
            child = child.next
        if is_block:
            yield from self._paragraph()
        self._size, self._indent = before

    def _paragraph(self) -> Iterator[Paragraph]:
        text = "".join(self._text).strip()
        self._text.clear()
        if text:
            yield Paragraph(text, size_pt=self._size, indent_pt=self._indent)

    def _picture(self, node: LexborNode) -> Iterator[Block]:
        address = node.attributes.get("src") or ""
        data = self._pictures.get(address) or _embedded(address)
        if data is not None:
            yield from self._paragraph()
            yield Picture(data)
        elif node.attributes.get("alt"):
            self._text.append(f" {_one_line(node.attributes['alt'] or '')} ")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _bullet(node: LexborNode) -> str:
    parent = node.parent
    if parent is None or parent.tag != "ol":
        return "• "
    number, before = 1, node.prev
    while before is not None:
        number += before.tag == "li"
        before = before.prev
    return f"{number}. "


def _form_value(node: LexborNode) -> str:
    attributes = node.attributes
    if node.tag == "select":
        chosen = node.css_first("option[selected]") or node.css_first("option")
        return "" if chosen is None else _one_line(chosen.text(deep=True)).strip()
    if node.tag == "textarea":
        return node.text(deep=True).strip()
    kind = (attributes.get("type") or "text").lower()
    if kind in {"checkbox", "radio"}:
        return "[CHECK]" if "checked" in attributes else "[UNCHECK]"
    return (
        "" if kind in {"hidden", "password", "submit", "button", "image"} else attributes.get("value") or ""
    )


def _embedded(address: str) -> bytes | None:
    head, comma, body = address.partition(",")
    if not comma or not head.startswith("data:image/") or not head.endswith(";base64"):
        return None
    try:
        return base64.b64decode(body)
    except (binascii.Error, ValueError):
        return None


# ── tables ───────────────────────────────────────────────────────────────────────────────


def _is_data(table: LexborNode) -> bool:
    """Tell a table of data from one that only arranges a page: those hold tables again."""
    return len(table.css("table")) <= 1


def _rows(table: LexborNode) -> Iterator[tuple[Cell, ...]]:
    caption = table.css_first("caption")
    if caption is not None:
        yield (Cell(_cell_text(caption)),)
    for row in table.css("tr"):
        yield tuple(
            Cell(
                _cell_text(cell),
                column_span=_span(cell.attributes.get("colspan")),
                row_span=_span(cell.attributes.get("rowspan")),
            )
            for cell in row.iter()
            if cell.tag in {"td", "th"}
        )


def _cell_text(cell: LexborNode) -> str:
    return "\n".join(
        block.text for block in _Reading({}).blocks(cell) if isinstance(block, Paragraph | Preformatted)
    )


def _span(stated: str | None) -> int:
    return min(_MAX_SPAN, max(1, int(stated))) if stated and stated.isdecimal() else 1
